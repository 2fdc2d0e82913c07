"""What stands in an address instead of a password: drawn by us, known to the store by its hash alone."""

from __future__ import annotations

import secrets
from hashlib import sha256


def new_token() -> tuple[str, str]:
    """A token of 256 random bits, and the hash it is known by: whoever reads the store has no address."""
    token = secrets.token_urlsafe(32)
    return token, hashed(token)


def hashed(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
