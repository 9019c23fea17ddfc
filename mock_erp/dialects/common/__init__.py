"""What dialects share: how each declares itself, and the API keys that several of them take."""
