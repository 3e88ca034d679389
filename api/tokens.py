"""Tokens: short-lived access tokens (JWT) and the refresh cookie that renews them.

An access token says which session it belongs to and dies with it: the session is looked up for each request.
A refresh token is opaque; its successor is derived from it with our key, so a client that lost a response, or two tabs
that refresh at once, are given the same successor again. Only hashes are stored.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final
from uuid import UUID, uuid4

import jwt

ISSUER: Final = "healther"
ACCESS_AUDIENCE: Final = "healther:access"
ACCESS_TYPE: Final = "access"
ALGORITHM: Final = "HS256"
MAX_TOKEN_CHARACTERS: Final = 4096
REQUIRED_CLAIMS: Final = ["iss", "aud", "sub", "jti", "sid", "exp", "iat", "typ"]
REPEAT_WITHIN: Final = timedelta(seconds=10)  # the previous refresh token still works this long
REFRESH_BYTES: Final = 32


class InvalidTokenError(Exception):
    """A token that is forged, expired, of another kind, or not a token at all."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who an access token speaks for."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class Refresh:
    """The content of the refresh cookie."""

    session_id: UUID
    secret: bytes

    @property
    def hash(self) -> bytes:
        """What the database keeps."""
        return hashlib.sha256(self.secret).digest()

    @property
    def cookie(self) -> str:
        """What the browser keeps."""
        return urlsafe_b64encode(self.session_id.bytes + self.secret).decode().rstrip("=")


class Presented(Enum):
    """What a presented refresh token is to its session."""

    CURRENT = auto()
    JUST_REPLACED = auto()  # two tabs at once, or a response that was lost
    REUSED = auto()  # an old one: it may be stolen


class Tokens:
    """Makes and reads tokens with keys derived from the installation's secret, one for each kind."""

    def __init__(self, secret_key: str, access_lifetime: timedelta) -> None:
        self.access_lifetime = access_lifetime
        self._access_key = derive_key(secret_key, b"access token")
        self._refresh_key = derive_key(secret_key, b"refresh token")

    def access(self, user_id: UUID, session_id: UUID, now: datetime) -> str:
        """Return a signed access token."""
        claims = {
            "iss": ISSUER,
            "aud": ACCESS_AUDIENCE,
            "typ": ACCESS_TYPE,
            "sub": str(user_id),
            "sid": str(session_id),
            "jti": str(uuid4()),
            "iat": int(now.timestamp()),
            "exp": int((now + self.access_lifetime).timestamp()),
        }
        return jwt.encode(claims, self._access_key, ALGORITHM)

    def read_access(self, token: str) -> Access:
        """Check an access token; raise InvalidTokenError. Whether its session lives is asked elsewhere."""
        if len(token) > MAX_TOKEN_CHARACTERS:
            raise InvalidTokenError("too long")
        try:
            claims = self._decode(token)
            if claims["typ"] != ACCESS_TYPE:
                raise InvalidTokenError("another kind of token")
            return Access(UUID(claims["sub"]), UUID(claims["sid"]))
        except (jwt.PyJWTError, ValueError, TypeError, AttributeError) as error:
            raise InvalidTokenError(str(error)) from error

    def successor(self, refresh: Refresh) -> Refresh:
        """Return the refresh token that follows; the same each time it is asked for."""
        return Refresh(refresh.session_id, hmac.digest(self._refresh_key, refresh.secret, "sha256"))

    def _decode(self, token: str) -> dict[str, Any]:
        return jwt.decode(
            token,
            self._access_key,
            algorithms=[ALGORITHM],
            audience=ACCESS_AUDIENCE,
            issuer=ISSUER,
            options={"require": REQUIRED_CLAIMS, "strict_aud": True, "enforce_minimum_key_length": True},
        )


def new_refresh_secret() -> bytes:
    """Return the secret of a session's first refresh token."""
    return secrets.token_bytes(REFRESH_BYTES)


def read_refresh(cookie: str) -> Refresh:
    """Read the refresh cookie; raise InvalidTokenError."""
    try:
        content = urlsafe_b64decode(cookie + "=" * (-len(cookie) % 4))
    except (Base64Error, ValueError) as error:
        raise InvalidTokenError("not a refresh token") from error
    if len(content) != 16 + REFRESH_BYTES:
        raise InvalidTokenError("not a refresh token")
    return Refresh(UUID(bytes=content[:16]), content[16:])


def judge_refresh(presented: bytes, current: bytes, previous: bytes | None, age: timedelta) -> Presented:
    """Say what a refresh token is to its session. All are hashes; `age` is the time since the last rotation."""
    if hmac.compare_digest(presented, current):
        return Presented.CURRENT
    if previous is not None and hmac.compare_digest(presented, previous) and age <= REPEAT_WITHIN:
        return Presented.JUST_REPLACED
    return Presented.REUSED


def derive_key(secret_key: str, purpose: bytes) -> bytes:
    """Return the 32 bytes key of one purpose; what is made with it is of no use for another."""
    return hmac.digest(secret_key.encode(), b"healther " + purpose, "sha256")
