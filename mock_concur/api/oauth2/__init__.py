"""OAuth 2: the token endpoint, and taking tokens back."""
