"""One's sign-ins: see them, end one, end all."""

from typing import Final
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from api.accounts.devices import device_of
from api.deps import CurrentCaller, ServicesDep, SystemConn
from api.errors import ProblemOut, not_found
from api.schemas import Out, Page, UtcTime
from api.signing_in import forget_refresh_cookie
from db.session_list import SignIn, select_sign_ins, update_sign_in_ended, update_sign_ins_ended

router = APIRouter(prefix="/me/sessions", tags=["me"])
everywhere_router = APIRouter(prefix="/auth", tags=["auth"])

WHAT: Final = "session"


class SessionOut(Out):
    """One sign-in that is alive."""

    id: UUID
    device: str = Field(description="what the browser says of itself, in short")
    user_agent: str
    address: str | None = Field(description="where it was opened; an IPv6 address as its /64")
    is_current: bool = Field(description="the one that asks")
    created_at: UtcTime
    last_used_at: UtcTime = Field(description="when it was refreshed last")

    @classmethod
    def of(cls, found: SignIn, current: UUID) -> "SessionOut":
        """Show a row."""
        return cls(**found.model_dump(), device=device_of(found.user_agent), is_current=found.id == current)


@router.get("")
async def list_sessions(caller: CurrentCaller, conn: SystemConn) -> Page[SessionOut]:
    """Return one's sign-ins that are alive, the newest use first."""
    found = await select_sign_ins(conn, caller.id)
    return Page(items=[SessionOut.of(session, caller.session_id) for session in found], next=None)


@router.delete("/{session_id}", status_code=204, responses={404: {"model": ProblemOut}})
async def end_session(session_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """End one of one's sign-ins; its tokens die at once."""
    async with services.system_transaction() as conn:
        if not await update_sign_in_ended(conn, session_id, caller.id):
            raise not_found(WHAT)
    await services.tell_rights_changed()


@everywhere_router.post("/logout-everywhere", status_code=204)
async def logout_everywhere(caller: CurrentCaller, response: Response, services: ServicesDep) -> None:
    """End all of one's sign-ins, this one too; their tokens die at once."""
    async with services.system_transaction() as conn:
        await update_sign_ins_ended(conn, caller.id)
    await services.tell_rights_changed()
    forget_refresh_cookie(services, response)
