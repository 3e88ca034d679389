"""Proving a mail address: of a new account, and of one that moves to another address."""

from fastapi import APIRouter, Request
from pydantic import Field

from api.account_fields import Email
from api.accounts.limits import CONFIRMATION_BY_ACCOUNT, EMAIL_CHANGE_BY_ACCOUNT, LINK_BY_ADDRESS
from api.accounts.links import LinkToken, send_confirmation, send_move, send_notice, token_hash, useless_link
from api.accounts.proof import ProofIn, require_proof
from api.deps import Caller, CurrentCaller, ServicesDep, client_address
from api.errors import ProblemOut, conflict
from api.limits import address_key
from api.schemas import In, Out
from api.services import Services
from db.account_addresses import (
    select_addressee,
    select_addressee_for_update,
    update_email,
    update_email_confirmed,
)
from db.errors import AlreadyExists
from db.mail_links import MailLink, delete_mail_links, update_mail_link_used
from db.pool import Connection
from db.recipients import move_recipient

open_router = APIRouter(prefix="/auth", tags=["auth"])
router = APIRouter(prefix="/me/email", tags=["me"])

TAKEN = "Another account has this address."


class ConfirmIn(In):
    """The token of the link, from behind its `#`."""

    token: LinkToken


class ConfirmedOut(Out):
    """The address that is proved now."""

    email: str
    email_confirmed: bool


class EmailIn(ProofIn):
    """The address to move to, and a proof that it is really you."""

    email: Email


class EmailChangeOut(Out):
    """What happens next."""

    email: str = Field(description="the account's address now")
    is_pending: bool = Field(description="a mail was sent to the new address; its link makes the change")


@open_router.post("/confirm", responses={400: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def confirm_address(body: ConfirmIn, request: Request, services: ServicesDep) -> ConfirmedOut:
    """Confirm the address that a link was sent to. Each link works once."""
    await services.limits.hit(LINK_BY_ADDRESS, address_key(client_address(request)))
    try:
        async with services.system_transaction() as conn:
            used = await update_mail_link_used(conn, token_hash(body.token), ["confirm", "change_email"])
            if used is None or not await _confirm(services, conn, used):
                raise useless_link()
    except AlreadyExists as error:
        raise conflict(TAKEN) from error
    await services.wake_sender()
    return ConfirmedOut(email=used.email, email_confirmed=True)


@router.post("/confirmation", status_code=202, responses={409: {"model": ProblemOut}})
async def resend_confirmation(caller: CurrentCaller, services: ServicesDep) -> ConfirmedOut:
    """Send the link again; the one before stops working."""
    if caller.has_confirmed:
        raise conflict("This address is confirmed already.", kind="confirmed-already")
    await services.limits.hit(CONFIRMATION_BY_ACCOUNT, str(caller.id))
    async with services.system_transaction() as conn:
        await send_confirmation(conn, services.config, caller.id, caller.user.email, caller.user.first_name)
    await services.wake_sender()
    return ConfirmedOut(email=caller.user.email, email_confirmed=False)


@router.post("", status_code=202, responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def change_email(body: EmailIn, caller: CurrentCaller, services: ServicesDep) -> EmailChangeOut:
    """Move the account to another address: the new one gets a link, the old one is told.

    While no mail can be sent the account moves at once. Whether the new address has an account is not shown.
    """
    await require_proof(services, caller, body)
    await services.limits.hit(EMAIL_CHANGE_BY_ACCOUNT, str(caller.id))
    if body.email == caller.user.email:
        raise conflict("This is the account's address already.")
    if not services.config.has_smtp:
        return await _move_at_once(services, caller, body.email)
    async with services.system_transaction() as conn:
        if await select_addressee(conn, body.email) is None:
            await send_move(conn, services.config, caller.id, body.email, caller.user.first_name)
        what = "somebody asked to move this account to another address."
        await _tell(services, conn, caller.user.email, caller.user.first_name, what)
    await services.wake_sender()
    return EmailChangeOut(email=caller.user.email, is_pending=True)


async def _confirm(services: Services, conn: Connection, used: MailLink) -> bool:
    if used.purpose == "confirm":
        return await update_email_confirmed(conn, used.user_id, used.email)
    before = await select_addressee_for_update(conn, used.user_id)
    if before is None:
        return False
    await update_email(conn, used.user_id, used.email, is_proved=True)
    await move_recipient(conn, used.user_id, before.email, used.email)
    await delete_mail_links(conn, used.user_id)  # those that went to the address before
    await _tell(services, conn, before.email, before.first_name, "this account has moved to another address.")
    return True


async def _move_at_once(services: Services, caller: Caller, email: str) -> EmailChangeOut:
    try:
        async with services.system_transaction() as conn:
            await update_email(conn, caller.id, email, is_proved=False)
            await move_recipient(conn, caller.id, caller.user.email, email)
            await delete_mail_links(conn, caller.id)
            what = "this account has moved to another address."
            await _tell(services, conn, caller.user.email, caller.user.first_name, what)
    except AlreadyExists as error:
        raise conflict(TAKEN) from error
    return EmailChangeOut(email=email, is_pending=False)


async def _tell(services: Services, conn: Connection, email: str, first_name: str, what: str) -> None:
    await send_notice(conn, services.config, email, first_name, what)
