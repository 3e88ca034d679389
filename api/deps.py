"""What routes ask for: the services, a connection, and who is asking."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import unauthorized
from api.services import Services
from api.tokens import InvalidTokenError
from db.pool import Connection, acquire
from db.sessions import select_session_user
from db.users import User

LARGEST_INT4 = 2**31 - 1

_bearer = HTTPBearer(auto_error=False, description="The access token of POST /api/v1/auth/login.")


def get_services(request: Request) -> Services:
    """Return what the lifespan made."""
    services = request.app.state.services
    assert isinstance(services, Services), "the lifespan has not run"
    return services


ServicesDep = Annotated[Services, Depends(get_services)]


async def get_connection(services: ServicesDep) -> AsyncIterator[Connection]:
    """Lend a connection without a transaction, for reading."""
    async with acquire(services.pool) as conn:
        yield conn


Conn = Annotated[Connection, Depends(get_connection, scope="function")]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and through which session."""

    user: User
    session_id: UUID

    @property
    def id(self) -> UUID:
        """The person's id."""
        return self.user.id


async def get_caller(
    services: ServicesDep, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
) -> Caller:
    """Return who is asking; the session is looked up each time, so an access token dies with it at once."""
    if bearer is None:
        raise unauthorized("Sign in first: send the access token as `Authorization: Bearer …`.")
    try:
        access = services.tokens.read_access(bearer.credentials)
    except InvalidTokenError as error:
        raise unauthorized("The access token is not valid or has expired: refresh it or sign in again.") from error
    async with acquire(services.pool) as conn:
        user = await select_session_user(conn, access.session_id, access.user_id)
    if user is None:
        raise unauthorized("This session has ended: sign in again.")
    return Caller(user, access.session_id)


CurrentCaller = Annotated[Caller, Depends(get_caller)]
MonitorId = Annotated[int, Path(ge=1, le=LARGEST_INT4)]


def client_address(request: Request) -> str | None:
    """Return the address of the other end. Behind a proxy the server (uvicorn) fills it in from trusted headers."""
    return request.client.host if request.client else None
