"""What routes ask for: the services, a connection, and who is asking, by access token or API key."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.access import READS_BY_POST, opens_to_keys
from api.errors import forbidden, not_found, unauthorized
from api.keys import KEY_START, key_hash
from api.limits import address_key
from api.services import Services
from api.tokens import InvalidTokenError
from db.api_keys import KeyUse, select_key_use, update_key_used
from db.monitors import select_workspace_id
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


async def get_system_connection(services: ServicesDep) -> AsyncIterator[Connection]:
    """Lend a connection without a transaction, for reading what belongs to nobody's workspace."""
    async with acquire(services.pool) as conn:
        yield conn


SystemConn = Annotated[Connection, Depends(get_system_connection, scope="function")]  # see api/system_access.py


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is asking, and through what: a session, or an API key, which reaches one workspace only.

    `address`: where the request comes from, an IPv6 address as its /64; None if unknown. `has_confirmed`: whether the
    mail address is known to be theirs, or there is no way to ask.
    """

    user: User
    session: UUID | None
    key: KeyUse | None
    address: str | None
    has_confirmed: bool

    @property
    def id(self) -> UUID:
        """The person's id."""
        return self.user.id

    @property
    def via(self) -> Literal["session", "api_key"]:
        """What the audit log writes."""
        return "api_key" if self.key else "session"

    @property
    def session_id(self) -> UUID:
        """The session. Only for routes that API keys do not open (api/access.py)."""
        assert self.session is not None, "this route is closed to API keys"
        return self.session

    @property
    def workspace_id(self) -> UUID | None:
        """The one workspace that is reached; None: all of one's own. Lists over several workspaces must heed it."""
        return self.key.workspace_id if self.key else None


async def get_caller(
    request: Request,
    services: ServicesDep,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller:
    """Return who is asking; session and key are looked up each time, so what has ended is refused at once."""
    if bearer is None:
        raise unauthorized("Sign in first: send the access token as `Authorization: Bearer …`.")
    if bearer.credentials.startswith(KEY_START):
        return await _by_key(request, services, bearer.credentials)
    try:
        access = services.tokens.read_access(bearer.credentials)
    except InvalidTokenError as error:
        raise unauthorized("The access token is not valid or has expired: refresh it or sign in again.") from error
    async with acquire(services.pool) as conn:
        user = await select_session_user(conn, access.session_id, access.user_id)
    if user is None:
        raise unauthorized("This session has ended: sign in again.")
    return _caller(request, services, user, access.session_id, None)


async def _by_key(request: Request, services: Services, key: str) -> Caller:
    """Let an API key in where it belongs: see api/access.py for the routes it opens."""
    async with acquire(services.pool) as conn:
        use = await select_key_use(conn, key_hash(key))
        if use is None:
            raise unauthorized("This API key is not valid: it is wrong, was revoked, or has expired.")
        if use.is_stale:
            await update_key_used(conn, use.id)
        if not opens_to_keys(request.scope["route"].name):
            raise forbidden("API keys do not open this: sign in.")
        is_read = request.method in ("GET", "HEAD") or request.scope["route"].name in READS_BY_POST
        if use.scope == "read" and not is_read:
            raise forbidden("This API key may only read: make one with the scope `write`.")
        await _refuse_other_workspaces(conn, request, use.workspace_id)
    return _caller(request, services, use.user, None, use)


async def _refuse_other_workspaces(conn: Connection, request: Request, workspace_id: UUID) -> None:
    """Raise a 404 when the path names a workspace, or a monitor of one, that is not the key's."""
    named = request.path_params.get("workspace_id")
    if named is not None and named.lower() != str(workspace_id):
        raise not_found("workspace")
    monitor = str(request.path_params.get("monitor_id", ""))
    if not monitor:
        return
    known = monitor.isascii() and monitor.isdigit() and int(monitor) <= LARGEST_INT4
    if not known or await select_workspace_id(conn, int(monitor)) != workspace_id:
        raise not_found("monitor")


def _caller(request: Request, services: Services, user: User, session: UUID | None, key: KeyUse | None) -> Caller:
    address = address_key(client_address(request))
    return Caller(
        user=user,
        session=session,
        key=key,
        address=None if address == "unknown" else address,
        has_confirmed=user.email_confirmed_at is not None or not services.config.has_smtp,
    )


async def get_viewer(
    request: Request,
    services: ServicesDep,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller | None:
    """Return who is asking; None for somebody who is not signed in. What is sent must still be valid."""
    return None if bearer is None else await get_caller(request, services, bearer)


Viewer = Annotated[Caller | None, Depends(get_viewer)]
CurrentCaller = Annotated[Caller, Depends(get_caller)]


async def get_connection(services: ServicesDep, caller: CurrentCaller) -> AsyncIterator[Connection]:
    """Lend a connection, in a transaction that sees the caller's workspaces only."""
    async with services.transaction(caller) as conn:
        yield conn


Conn = Annotated[Connection, Depends(get_connection, scope="function")]
MonitorId = Annotated[int, Path(ge=1, le=LARGEST_INT4)]


def client_address(request: Request) -> str | None:
    """Return the address of the other end. Behind a proxy the server (uvicorn) fills it in from trusted headers."""
    return request.client.host if request.client else None
