"""Secrets that the database keeps but must not show: AES-256-GCM under a key derived from the installation's secret.

Layout: one byte that names the key, 12 bytes nonce, ciphertext and tag. The owner's id is bound in, so a sealed secret
that is copied to another account does not open.
"""

import secrets
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from api.tokens import derive_key

KEY_ID: Final = b"\x01"
NONCE_BYTES: Final = 12
PURPOSE: Final = b"sealed secret"


class UnreadableError(Exception):
    """Sealed with another key, for another person, or damaged."""


def seal(secret_key: str, owner: UUID, secret: bytes) -> bytes:
    """Return a secret as the database may keep it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return KEY_ID + nonce + AESGCM(derive_key(secret_key, PURPOSE)).encrypt(nonce, secret, KEY_ID + owner.bytes)


def unseal(secret_key: str, owner: UUID, sealed: bytes) -> bytes:
    """Return the secret; raise UnreadableError."""
    if sealed[:1] != KEY_ID:
        raise UnreadableError("sealed with another key")
    nonce, content = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        return AESGCM(derive_key(secret_key, PURPOSE)).decrypt(nonce, content, KEY_ID + owner.bytes)
    except (InvalidTag, ValueError) as error:
        raise UnreadableError("sealed with another key, or damaged") from error
