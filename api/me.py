"""The signed-in person."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter

from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import not_found
from api.schemas import In, Out, ShortText, UtcTime
from db.monitors import Overview, select_overview
from db.users import User, update_user

router = APIRouter(prefix="/me", tags=["me"])

Theme = Literal["system", "light", "dark"]


class UserOut(Out):
    """One's own account."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    is_operator: bool
    theme: Theme
    created_at: UtcTime

    @classmethod
    def of(cls, user: User) -> "UserOut":
        """Show a row."""
        return cls.model_validate(user, from_attributes=True)


class MeIn(In):
    """What to change; keys that are left out stay as they are."""

    first_name: ShortText | None = None
    last_name: ShortText | None = None
    theme: Annotated[Theme | None, "how pages look"] = None


class OverviewOut(Out):
    """Counts over all of one's workspaces. `active` = not paused."""

    workspaces: int
    monitors: int
    active: int
    up: int
    degraded: int
    down: int
    unknown: int
    maintenance: int
    pending: int
    paused: int

    @classmethod
    def of(cls, overview: Overview) -> "OverviewOut":
        """Show a row."""
        return cls.model_validate(overview, from_attributes=True)


@router.get("")
async def get_me(caller: CurrentCaller) -> UserOut:
    """Return one's own account."""
    return UserOut.of(caller.user)


@router.patch("")
async def change_me(body: MeIn, caller: CurrentCaller, services: ServicesDep) -> UserOut:
    """Change one's name or theme."""
    async with services.transaction() as conn:
        user = await update_user(conn, caller.id, body.first_name, body.last_name, body.theme)
    if user is None:
        raise not_found("account")
    return UserOut.of(user)


@router.get("/overview")
async def get_overview(caller: CurrentCaller, conn: Conn) -> OverviewOut:
    """Count workspaces, and monitors by state."""
    return OverviewOut.of(await select_overview(conn, caller.id))
