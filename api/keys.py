"""API keys as texts: `hlt_`, then 256 random bits in base62. Only their hash is stored."""

import hashlib
import secrets
from typing import Final

KEY_START: Final = "hlt_"
PREFIX_CHARACTERS: Final = 12  # what is shown to tell keys apart: `hlt_` and 8 of 43, which leaves 208 bits secret
RANDOM_BYTES: Final = 32
RANDOM_CHARACTERS: Final = 43
DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_key() -> str:
    """Return a new key. Base62 has no signs in it, so that a double click selects all of it."""
    number = int.from_bytes(secrets.token_bytes(RANDOM_BYTES))
    digits = []
    for _ in range(RANDOM_CHARACTERS):
        number, digit = divmod(number, len(DIGITS))
        digits.append(DIGITS[digit])
    return KEY_START + "".join(reversed(digits))


def key_hash(key: str) -> bytes:
    """Return what is stored of a key. It has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(key.encode()).digest()
