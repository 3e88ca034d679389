"""Which alerts one gets oneself: of each workspace all, those of monitors that name one's address, or none."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.audit import Subject, record
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, forbidden
from api.recipients.routes import RecipientIn, add_recipient
from api.roles import Action, may, require
from api.schemas import In, Out, Page
from api.services import Services
from api.workspaces import require_workspace
from db.own_alerts import OwnAlerts, select_own_alerts
from db.recipients import update_agreed, update_left

router = APIRouter(prefix="/me/notifications", tags=["me"], responses={403: {"model": ProblemOut}})

Told = Literal["all", "named", "asked", "none"]


class OwnAlertsIn(In):
    """Whether to be told of a workspace's outages."""

    is_told: bool


class OwnAlertsOut(Out):
    """What one's own address is told of a workspace by mail."""

    workspace_id: UUID
    workspace_name: str
    role: Literal["owner", "admin", "observer"]
    told: Told = Field(
        description="all: every outage; named: of monitors that name the address; asked: nothing until the mail "
        "that asks is answered; none"
    )
    may_turn_on: bool = Field(
        description="by who left, who was asked, and who edits recipients; off is always possible"
    )
    is_suppressed: bool = Field(description="the address refused mails too often, and gets none")

    @classmethod
    def of(cls, found: OwnAlerts) -> "OwnAlertsOut":
        """Show a row."""
        told = _told(found)
        return cls(
            **found.model_dump(include={"workspace_id", "workspace_name", "role"}),
            told=told,
            may_turn_on=told == "all" or _is_theirs_to_say(found) or may(found.role, Action.EDIT_RECIPIENTS),
            is_suppressed=found.suppressed_at is not None,
        )


@router.get("")
async def list_own_alerts(caller: CurrentCaller, conn: Conn) -> Page[OwnAlertsOut]:
    """Return one's workspaces, oldest first, and what one's own address is told of each."""
    found = await select_own_alerts(conn, caller.id, caller.user.email, caller.workspace_id)
    return Page(items=[OwnAlertsOut.of(one) for one in found], next=None)


@router.put("/{workspace_id}", responses={404: {"model": ProblemOut}})
async def change_own_alerts(
    workspace_id: UUID, body: OwnAlertsIn, caller: CurrentCaller, services: ServicesDep
) -> OwnAlertsOut:
    """Be told of a workspace's outages, or not any more. Whoever left comes back; others must edit recipients."""
    if not await _turn(services, workspace_id, caller, is_told=body.is_told):
        await add_recipient(workspace_id, RecipientIn(email=caller.user.email), caller, services)
    async with services.transaction(caller) as conn:
        (found,) = await select_own_alerts(conn, caller.id, caller.user.email, workspace_id)
    return OwnAlertsOut.of(found)


async def _turn(services: Services, workspace_id: UUID, caller: Caller, *, is_told: bool) -> bool:
    """Turn the switch; False if the address must be added to the recipients first."""
    email = caller.user.email
    async with services.transaction(caller) as conn:
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ)
        (found,) = await select_own_alerts(conn, caller.id, email, workspace_id)
        subject = Subject(str(found.recipient_id), email)
        if not is_told:
            if found.recipient_id is not None and await update_left(conn, found.recipient_id):
                await record(conn, workspace_id, caller, "recipient.left", subject)
            return True
        if _told(found) == "all":
            return True
        if not _is_theirs_to_say(found):
            require(workspace.role, Action.EDIT_RECIPIENTS)
            return False
        if not caller.has_confirmed:
            raise forbidden("Confirm your mail address first; then you can be told.", kind="unconfirmed-address")
        if found.recipient_id is not None and await update_agreed(conn, found.recipient_id):
            await record(conn, workspace_id, caller, "recipient.agreed", subject)
        return True


def _is_theirs_to_say(found: OwnAlerts) -> bool:
    """Tell whether only the person's own word is missing: they left, or were asked."""
    return found.recipient_id is not None and (found.left_at is not None or found.confirmed_at is None)


def _told(found: OwnAlerts) -> Told:
    if found.recipient_id is None or found.left_at is not None:
        return "none"
    if found.confirmed_at is None:
        return "asked"
    return "named" if found.is_named_only else "all"
