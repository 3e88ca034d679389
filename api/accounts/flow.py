"""The signed cookie of a sign-in from elsewhere, from the way out to the way back: ten minutes, one use.

It binds the flow to the browser that began it: whoever is sent a foreign callback address has no such cookie, or
another one. Scripts cannot read it, and other sites cannot send it except by a link (SameSite=Lax).
"""

import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import jwt
from fastapi import Request, Response
from pydantic import BaseModel, ValidationError

from api.config import ApiConfig
from api.tokens import ALGORITHM, ISSUER, MAX_TOKEN_CHARACTERS, derive_key
from db.identities import Provider

AUDIENCE: Final = "healther:sign-in"
TYPE: Final = "sign-in"
LIFETIME: Final = timedelta(minutes=10)
REQUIRED_CLAIMS: Final = ["iss", "aud", "exp", "iat", "typ", "jti", "flow"]


class Link(BaseModel, frozen=True):
    """Who links an account elsewhere to their own, and through which session."""

    user_id: UUID
    session_id: UUID


class Flow(BaseModel, frozen=True):
    """What is remembered while the person is elsewhere; `second_factor`: the challenge that is left after that."""

    provider: Provider | None = None
    state: str = ""
    verifier: str = ""
    nonce: str = ""
    next: str = "/"
    link: Link | None = None
    second_factor: UUID | None = None

    def is_answered_by(self, provider: Provider, state: str | None) -> bool:
        """Tell whether a callback belongs to this flow."""
        said = (state or "").encode()
        return self.provider == provider and bool(self.state) and hmac.compare_digest(self.state.encode(), said)


def cookie_name(config: ApiConfig) -> str:
    """Return the name; with `__Host-` browsers take it from this very host and over TLS only."""
    return "__Host-healther_sign_in" if config.is_https else "healther_sign_in"


def remember(config: ApiConfig, response: Response, flow: Flow) -> None:
    """Set the cookie."""
    now = datetime.now(UTC)
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "typ": TYPE,
        "jti": secrets.token_hex(16),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "flow": flow.model_dump(mode="json"),
    }
    content = jwt.encode(claims, _key(config), ALGORITHM)
    response.set_cookie(
        cookie_name(config),
        content,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=config.is_https,
        httponly=True,
        samesite="lax",
    )


def recall(config: ApiConfig, request: Request) -> Flow | None:
    """Return the flow of this browser; None when there is none, or it is over or forged."""
    content = request.cookies.get(cookie_name(config), "")
    if not content or len(content) > MAX_TOKEN_CHARACTERS:
        return None
    try:
        claims = jwt.decode(
            content,
            _key(config),
            algorithms=[ALGORITHM],
            audience=AUDIENCE,
            issuer=ISSUER,
            options={"require": REQUIRED_CLAIMS, "strict_aud": True, "enforce_minimum_key_length": True},
        )
        return Flow.model_validate(claims["flow"]) if claims["typ"] == TYPE else None
    except (jwt.PyJWTError, ValidationError):
        return None


def forget(config: ApiConfig, response: Response) -> None:
    """Take the cookie away: a flow is answered once."""
    response.delete_cookie(cookie_name(config), "/", secure=config.is_https, httponly=True, samesite="lax")


def safe_next(wanted: str) -> str:
    """Return a path of our own pages, `/` for everything that could lead elsewhere."""
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and len(wanted) <= 500
    is_plain = all(" " < sign < "\x7f" and sign != "\\" for sign in wanted)
    return wanted if is_path and is_plain else "/"


def _key(config: ApiConfig) -> bytes:
    return derive_key(config.secret_key, b"sign-in from elsewhere")
