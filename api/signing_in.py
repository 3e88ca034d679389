"""What every way of signing in ends with: a session, its refresh cookie, and an access token."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from api.deps import client_address
from api.limits import address_key
from api.me import UserOut
from api.schemas import Out
from api.services import Services
from api.tokens import Refresh, new_refresh_secret
from db.pool import Connection
from db.sessions import IDLE, insert_session
from db.users import User

COOKIE: Final = "healther_refresh"
COOKIE_PATH: Final = "/api/v1/auth"


class TokenOut(Out):
    """An access token; the refresh token comes as a cookie that scripts cannot read."""

    access_token: str
    token_type: str = Field(description="`bearer`")
    expires_in: int = Field(description="seconds")


class SignedInOut(TokenOut):
    """An access token and whose it is."""

    user: UserOut


async def open_session(conn: Connection, user_id: UUID, request: Request) -> Refresh:
    """Begin a session and return its first refresh token."""
    secret = new_refresh_secret()
    agent = request.headers.get("user-agent", "").replace("\x00", "")
    address = address_key(client_address(request))
    hashed = Refresh(user_id, secret).hash
    session_id = await insert_session(conn, user_id, hashed, agent, None if address == "unknown" else address)
    return Refresh(session_id, secret)


def signed_in(services: Services, response: Response, user: User, refresh: Refresh) -> SignedInOut:
    """Set the cookie and return the answer to a sign-in."""
    set_refresh_cookie(services, response, refresh)
    token = token_for(services, user.id, refresh.session_id)
    return SignedInOut(**token.model_dump(), user=UserOut.of(user, services.config))


def token_for(services: Services, user_id: UUID, session_id: UUID) -> TokenOut:
    """Return an access token of a session."""
    lifetime_s = int(services.tokens.access_lifetime.total_seconds())
    token = services.tokens.access(user_id, session_id, datetime.now(UTC))
    return TokenOut(access_token=token, token_type="bearer", expires_in=lifetime_s)  # noqa: S106 - the scheme's name


def set_refresh_cookie(services: Services, response: Response, refresh: Refresh) -> None:
    """Hand the refresh token to the browser."""
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        refresh.cookie,
        max_age=int(IDLE.total_seconds()),
        path=COOKIE_PATH,
        secure=services.config.is_https,
        httponly=True,
        samesite="lax",
    )


def forget_refresh_cookie(services: Services, response: Response) -> None:
    """Take the refresh token away from the browser."""
    response.delete_cookie(COOKIE, COOKIE_PATH, secure=services.config.is_https, httponly=True, samesite="lax")
