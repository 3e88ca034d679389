"""Recipients: add, list, take off; and what they decide themselves, by the token of a mail."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints

from api.account_fields import Email
from api.audit import Subject, record
from api.deps import Conn, CurrentCaller, ServicesDep, client_address
from api.errors import ProblemOut, not_found
from api.limits import Limit, address_key
from api.recipients.adding import MOST, add, require_may_add
from api.recipients.choices import Act, decide
from api.roles import Action
from api.schemas import In, Out, Page, UtcTime
from api.services import Services
from api.workspaces import require_workspace
from db.held_alerts import select_held
from db.memberships import lock_workspace
from db.recipients import Recipient, delete_recipient, select_recipient_for_update, select_recipients
from db.refused_addresses import delete_refusal_of, select_recipient_address

router = APIRouter(
    prefix="/workspaces/{workspace_id}/recipients",
    tags=["recipients"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)
public_router = APIRouter(
    prefix="/recipients", tags=["recipients"], responses={status: {"model": ProblemOut} for status in (404, 429)}
)

WHAT: Final = "recipient"
AGAIN_BY_PLACE: Final = Limit("recipient:again", 10, 86_400)
LINK_BY_ADDRESS: Final = Limit("recipient-link:address", 300, 300)  # mail providers act for many people

MailToken = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class RecipientIn(In):
    """An address to be told of outages."""

    email: Email


class RecipientOut(Out):
    """An address that is told. `added_by` is a name, null for an account that is gone."""

    id: UUID
    email: str
    added_by: str | None
    created_at: UtcTime
    confirmed_at: UtcTime | None = Field(description="null: they were asked, and are told only after they agree")
    is_named_only: bool = Field(description="told only of monitors that name the address")
    refusal: str | None = Field(description="what the address's server said when it refused a mail for good")
    suppressed_at: UtcTime | None = Field(description="it was refused too often, and gets no mails since")

    @classmethod
    def of(cls, found: Recipient) -> "RecipientOut":
        """Show a row."""
        columns = found.model_dump(exclude={"added_by", "adder_name", "left_at"})
        return cls(**columns, added_by=found.adder_name)


class HeldAlertsOut(Out):
    """Alerts that were not sent, because the workspace had used up those of a day."""

    began_at: UtcTime
    last_at: UtcTime
    mails: int


class RecipientsOut(Page[RecipientOut]):
    """Who is told, and whether alerts were held back within the last 24 hours."""

    held_back: HeldAlertsOut | None


class MailTokenIn(In):
    """What stands behind `?token=` in a link of a mail."""

    token: MailToken


class ChoiceOut(Out):
    """What was decided on."""

    email: str
    workspace: str
    is_told: bool


@router.get("")
async def list_recipients(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> RecipientsOut:
    """Return who is told of outages, and who was asked. Those who left are not on the list."""
    await require_workspace(conn, workspace_id, caller.id, Action.EDIT_RECIPIENTS)
    found = await select_recipients(conn, workspace_id, MOST * 2)
    held = await select_held(conn, workspace_id)
    held_back = HeldAlertsOut.model_validate(held, from_attributes=True) if held else None
    return RecipientsOut(items=[RecipientOut.of(one) for one in found], next=None, held_back=held_back)


@router.post("", status_code=201, responses={409: {"model": ProblemOut}, 429: {"model": ProblemOut}})
async def add_recipient(
    workspace_id: UUID, body: RecipientIn, caller: CurrentCaller, services: ServicesDep
) -> RecipientOut:
    """Tell an address of outages from now on. Its first mail says who added it and how to leave.

    Somebody who left is asked first, and so is everybody if the installation is set so. Other people's addresses take
    a confirmed address of one's own. One's own address is never refused for being told already.
    """
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_RECIPIENTS)
        before = await select_recipient_for_update(conn, workspace_id, body.email)
        if before is not None and body.email == caller.user.email and before.is_told:
            return RecipientOut.of(before)
        require_may_add(caller, body.email)
        made = await add(services, conn, workspace, body.email, caller, before)
    await services.wake_sender()
    return RecipientOut.of(made)


@router.delete("/{recipient_id}", status_code=204)
async def remove_recipient(
    workspace_id: UUID, recipient_id: UUID, caller: CurrentCaller, services: ServicesDep
) -> None:
    """Tell an address no more."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_RECIPIENTS)
        email = await delete_recipient(conn, workspace_id, recipient_id)
        if email is None:
            raise not_found(WHAT)
        await record(conn, workspace_id, caller, "recipient.removed", Subject(str(recipient_id), email))


@router.post("/{recipient_id}/try-again", status_code=204, responses={429: {"model": ProblemOut}})
async def try_recipient_again(
    workspace_id: UUID, recipient_id: UUID, caller: CurrentCaller, services: ServicesDep
) -> None:
    """Send mails again to an address that was refused too often: its mailbox is said to work now."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_RECIPIENTS)
        email = await select_recipient_address(conn, workspace_id, recipient_id)
        if email is None:
            raise not_found(WHAT)
        await services.limits.hit(AGAIN_BY_PLACE, f"{workspace_id} {email}")
        await delete_refusal_of(conn, email)
        await record(conn, workspace_id, caller, "recipient.tried_again", Subject(str(recipient_id), email))


@public_router.post("/confirm")
async def confirm_recipient(body: MailTokenIn, request: Request, services: ServicesDep) -> ChoiceOut:
    """Agree to be told, by the token of a mail; also after having left by mistake."""
    return await _decide(services, request, body.token, "confirm")


@public_router.post("/leave")
async def leave_recipients(body: MailTokenIn, request: Request, services: ServicesDep) -> ChoiceOut:
    """Leave, by the token of any mail: no more mails about this workspace go to that address."""
    return await _decide(services, request, body.token, "leave")


async def _decide(services: Services, request: Request, token: str, act: Act) -> ChoiceOut:
    await services.limits.hit(LINK_BY_ADDRESS, address_key(client_address(request)))
    choice = await decide(services, token, act)
    return ChoiceOut(email=choice.email, workspace=choice.workspace_name, is_told=act == "confirm")
