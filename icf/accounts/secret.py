"""Random secrets for cookies and links: the person holds the secret, we keep only its hash."""

import hashlib
import secrets


def new_secret() -> tuple[str, str]:
    """A fresh secret of 256 bits and its hash: hand out the first, store the second."""
    secret = secrets.token_urlsafe(32)
    return secret, secret_hash(secret)


def secret_hash(secret: str) -> str:
    """SHA-256 in hex. A secret this long cannot be guessed, so it needs no slow hash."""
    return hashlib.sha256(secret.encode()).hexdigest()
