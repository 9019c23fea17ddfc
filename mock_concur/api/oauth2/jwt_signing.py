"""Tokens of the shape that clients expect: JSON Web Tokens in three parts, signed with a key of the company's own.

What opens the API is the stored digest of the token, not its signature: the signature makes each token unlike any
other, and lets somebody who debugs a client decode the claims.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

_HEADER = {"alg": "HS256", "typ": "JWT"}


def sign_claims(claims: dict[str, Any], key: str) -> str:
    """The claims as a signed token (RFC 7519, HMAC with SHA-256)."""
    body = f"{_part(_HEADER)}.{_part(claims)}"
    signature = hmac.digest(key.encode(), body.encode(), hashlib.sha256)
    return f"{body}.{_encoded(signature)}"


def _part(claims: dict[str, Any]) -> str:
    return _encoded(json.dumps(claims, separators=(",", ":")).encode())


def _encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
