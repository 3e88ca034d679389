"""Tokens of invitations: 32 random bytes in the link that the mail holds; only their hash is stored."""

import hashlib
import secrets
from typing import Annotated, Final

from pydantic import StringConstraints

from api.schemas import Text

TOKEN_BYTES: Final = 32

Token = Annotated[Text, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]


def new_invite_token() -> str:
    """Return a new token."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def invite_hash(token: str) -> bytes:
    """Return what is stored of a token. It has 256 random bits, so a fast hash is enough."""
    return hashlib.sha256(token.encode()).digest()
