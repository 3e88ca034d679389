"""Invitations by mail, for people with and without an account.

The link's token proves that somebody reads the invited address. Opening the link uses nothing up: only `accept` does,
by somebody signed in with exactly that address.
"""

from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from api import letters
from api.account_fields import Email
from api.audit import Subject, record
from api.cursors import MAX_ITEMS
from api.deps import Caller, Conn, CurrentCaller, ServicesDep, SystemConn, client_address
from api.errors import Problem, ProblemOut, conflict, forbidden
from api.invite_tokens import Token, invite_hash, new_invite_token
from api.limits import Limit, address_key
from api.membership_news import tell_membership
from api.roles import Action
from api.schemas import In, Out, Page, UtcTime
from api.services import Services
from api.workspaces import require_workspace
from db.account_addresses import update_email_confirmed
from db.errors import AlreadyExists
from db.invites import (
    LIFETIME,
    Invite,
    Offer,
    insert_invite,
    is_member,
    let_in,
    select_invite_for_update,
    select_invites,
    select_offer,
    select_offer_for_update,
    update_invite_accepted,
    update_invite_resent,
    update_invite_revoked,
)
from db.memberships import lock_workspace
from db.pool import Connection
from db.workspaces import Workspace

router = APIRouter(tags=["invites"], responses={status: {"model": ProblemOut} for status in (403, 404, 409, 429)})
public_router = APIRouter(tags=["invites"], responses={status: {"model": ProblemOut} for status in (404, 429)})

PAGE: Final = "invite"
BY_PERSON: Final = Limit("invite:user", 60, 3600)
BY_ADDRESS: Final = Limit("invite:to", 6, 3600)  # a mailbox that did not ask is not filled
PREVIEW_BY_ADDRESS: Final = Limit("invite:preview", 120, 300)
DAYS: Final = LIFETIME // timedelta(days=1)
ROLES: Final = {
    "admin": "create and change monitors, and choose who is told",
    "observer": "look at everything and change nothing",
}

InvitedRole = Literal["admin", "observer"]


class InviteIn(In):
    """Who is invited, and as what."""

    email: Email
    role: InvitedRole


class TokenIn(In):
    """What stands behind `#token=` in the link."""

    token: Token


class InviteOut(Out):
    """An open invitation. One that is not alive has expired, or whoever sent it is no owner any more: send it again."""

    id: UUID
    email: str
    role: InvitedRole
    invited_by: str = Field(description="the name")
    created_at: UtcTime
    sent_at: UtcTime
    expires_at: UtcTime
    is_alive: bool

    @classmethod
    def of(cls, invite: Invite) -> "InviteOut":
        """Show a row."""
        return cls(**invite.model_dump(exclude={"invited_by", "inviter_name"}), invited_by=invite.inviter_name)


class OfferOut(Out):
    """What a link invites to. `has_account`: the address can sign in; otherwise it registers first."""

    workspace: str
    role: InvitedRole
    invited_by: str
    email: str
    expires_at: UtcTime
    has_account: bool


class AcceptedOut(Out):
    """Where one is in now, and as what."""

    workspace_id: UUID
    role: Literal["owner", "admin", "observer"]


@router.get("/workspaces/{workspace_id}/invites")
async def list_invites(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> Page[InviteOut]:
    """Return the invitations that were neither accepted nor revoked, newest first."""
    await require_workspace(conn, workspace_id, caller.id, Action.INVITE)
    return Page(items=[InviteOut.of(found) for found in await select_invites(conn, workspace_id, MAX_ITEMS)], next=None)


@router.post("/workspaces/{workspace_id}/invites", status_code=201)
async def make_invite(workspace_id: UUID, body: InviteIn, caller: CurrentCaller, services: ServicesDep) -> InviteOut:
    """Invite an address. It gets a mail with a link that works once within seven days."""
    token = new_invite_token()
    try:
        async with services.transaction(caller) as conn:
            workspace = await _require_inviter(conn, workspace_id, caller)
            await _hit_limits(services, caller, body.email)
            if await is_member(conn, workspace_id, body.email):
                raise conflict("This person is in the workspace already: change their role instead.", kind="is-member")
            invite_id = await insert_invite(conn, workspace_id, body.email, body.role, invite_hash(token), caller.id)
            invite = await _require_invite(conn, workspace_id, invite_id)
            await _send(services, conn, workspace, invite, token, caller)
            changes = {"role": {"old": None, "new": body.role}}
            await record(conn, workspace_id, caller, "invite.sent", _subject(invite), changes)
    except AlreadyExists as error:
        raise conflict("This address is invited already: send the invitation again.", kind="is-invited") from error
    await services.wake_sender()
    return InviteOut.of(invite)


@router.post("/workspaces/{workspace_id}/invites/{invite_id}/resend")
async def resend_invite(workspace_id: UUID, invite_id: UUID, caller: CurrentCaller, services: ServicesDep) -> InviteOut:
    """Send an invitation again, with a new link and seven new days; the old link is dead."""
    token = new_invite_token()
    async with services.transaction(caller) as conn:
        workspace = await _require_inviter(conn, workspace_id, caller)
        invite = await _require_invite(conn, workspace_id, invite_id)
        await _hit_limits(services, caller, invite.email)
        await update_invite_resent(conn, invite_id, invite_hash(token), caller.id)
        await _send(services, conn, workspace, invite, token, caller)
        await record(conn, workspace_id, caller, "invite.resent", _subject(invite))
        invite = await _require_invite(conn, workspace_id, invite_id)
    await services.wake_sender()
    return InviteOut.of(invite)


@router.delete("/workspaces/{workspace_id}/invites/{invite_id}", status_code=204)
async def revoke_invite(workspace_id: UUID, invite_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Take an invitation back: its link is dead."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.INVITE)
        invite = await _require_invite(conn, workspace_id, invite_id)
        await update_invite_revoked(conn, invite_id)
        await record(conn, workspace_id, caller, "invite.revoked", _subject(invite))


@router.post("/invites/accept")
async def accept_invite(body: TokenIn, caller: CurrentCaller, services: ServicesDep) -> AcceptedOut:
    """Accept an invitation, signed in with the address it was sent to; which is proved to be one's own by that."""
    async with services.system_transaction() as conn:
        offer = await _locked_offer(conn, invite_hash(body.token))
        if offer.email != caller.user.email:
            raise forbidden("This invitation is for another address: sign in with the one that got the mail.")
        role = await let_in(conn, offer.workspace_id, caller.id, offer.role)
        await update_invite_accepted(conn, offer.id)
        await update_email_confirmed(conn, caller.id, caller.user.email)
        subject = Subject(str(caller.id), caller.user.name or caller.user.email)
        changes = {"role": {"old": None, "new": role}}
        await record(conn, offer.workspace_id, caller, "member.joined", subject, changes)
    await tell_membership(services, offer.workspace_id, caller.id)
    return AcceptedOut(workspace_id=offer.workspace_id, role=role)


@public_router.post("/invites/preview")
async def preview_invite(body: TokenIn, request: Request, services: ServicesDep, conn: SystemConn) -> OfferOut:
    """Tell who invites to what; nothing is used up. Whoever has the token reads the invited address anyway."""
    await services.limits.hit(PREVIEW_BY_ADDRESS, address_key(client_address(request)))
    offer = await select_offer(conn, invite_hash(body.token))
    if offer is None:
        raise _dead()
    return OfferOut(
        workspace=offer.workspace_name,
        role=offer.role,
        invited_by=offer.inviter_name,
        email=offer.email,
        expires_at=offer.expires_at,
        has_account=offer.has_account,
    )


async def _require_inviter(conn: Connection, workspace_id: UUID, caller: Caller) -> Workspace:
    """Return the workspace if the caller may invite into it: an owner whose address is known to be theirs."""
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.INVITE)
    if not caller.has_confirmed:
        raise Problem(403, "Confirm your mail address first; then you can invite others.", kind="unconfirmed-address")
    return workspace


async def _hit_limits(services: Services, caller: Caller, email: str) -> None:
    await services.limits.hit(BY_PERSON, str(caller.id))
    await services.limits.hit(BY_ADDRESS, email)


async def _require_invite(conn: Connection, workspace_id: UUID, invite_id: UUID) -> Invite:
    invite = await select_invite_for_update(conn, invite_id, workspace_id)
    if invite is None:
        raise Problem(404, "There is no such open invitation in this workspace.")
    return invite


async def _locked_offer(conn: Connection, token_hash: bytes) -> Offer:
    """Return what a token offers, with its workspace locked: the right of whoever sent it cannot end meanwhile."""
    seen = await select_offer(conn, token_hash)
    if seen is None:
        raise _dead()
    await lock_workspace(conn, seen.workspace_id)
    offer = await select_offer_for_update(conn, token_hash)
    if offer is None:
        raise _dead()
    return offer


async def _send(
    services: Services, conn: Connection, workspace: Workspace, invite: Invite, token: str, caller: Caller
) -> None:
    """Put the mail into the queue. Names are written so that they cannot pose as a link."""
    inviter = letters.harmless(caller.user.name) or "A member"
    place = letters.harmless(workspace.name)
    letter = letters.Letter(
        subject=f"{inviter} invites you to {place} on Healther",
        sentences=(
            f"{inviter} ({caller.user.email}) invites you to the workspace {place} on Healther, which watches over "
            f"services and tells people when one is down. As {invite.role} you could {ROLES[invite.role]}.",
        ),
        link=letters.link(services.config.public_url, PAGE, token),
        link_label="See the invitation",
        closing=(
            f"The link works once, within {DAYS} days, for the address {invite.email}. Without an account you can make "
            "one there. If you do not know what this is about, do nothing.",
        ),
    )
    await letters.post(conn, services.config.public_url, "invite", invite.email, letter, workspace_id=workspace.id)


def _subject(invite: Invite) -> Subject:
    return Subject(str(invite.id), invite.email)


def _dead() -> Problem:
    detail = "This invitation cannot be used: it was used, taken back or replaced, or has expired. Ask for a new one."
    return Problem(404, detail, kind="dead-invitation")
