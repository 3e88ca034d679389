"""Forgotten and changed passwords."""

import logging
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks, Request
from pydantic import Field, StringConstraints

from api.account_fields import Email, NewPassword
from api.accounts.limits import (
    EVERYBODY,
    FORGOT_BY_ACCOUNT,
    FORGOT_BY_ADDRESS,
    FORGOT_IN_ALL,
    LINK_BY_ADDRESS,
    within,
)
from api.accounts.links import LinkToken, send_notice, send_reset, token_hash, useless_link
from api.accounts.proof import ProofIn, require_proof
from api.deps import CurrentCaller, ServicesDep, client_address
from api.errors import ProblemOut
from api.limits import address_key
from api.schemas import In, Out
from api.services import Services
from db.account_addresses import select_addressee, select_addressee_for_update, update_email_confirmed
from db.account_ways import empty_ways, update_password
from db.challenges import delete_challenges
from db.errors import DatabaseError
from db.mail_links import MailLink, delete_mail_links, update_mail_link_used
from db.pool import Connection
from db.session_list import update_sign_ins_ended

logger = logging.getLogger(__name__)

open_router = APIRouter(prefix="/auth/password", tags=["auth"])
router = APIRouter(prefix="/me/password", tags=["me"])


class ForgotIn(In):
    """Whose password is forgotten."""

    email: Email


class ForgotOut(Out):
    """The same for every address."""

    detail: str


class ResetIn(In):
    """The token of the link, from behind its `#`, and the new password."""

    token: LinkToken
    password: NewPassword


class ResetOut(Out):
    """Whose password is another one now."""

    email: str


class PasswordIn(In):
    """The old password and the new one. An account without a password sends a proof of another kind instead."""

    current: Annotated[str | None, StringConstraints(max_length=200)] = None
    new: NewPassword
    proof: Annotated[ProofIn | None, Field(description="instead of `current`")] = None


SENT = ForgotOut(detail="If this address has an account, a mail with a link is on its way. The link works for an hour.")


@open_router.post("/forgot", status_code=202)
async def forget_password(
    body: ForgotIn, request: Request, background: BackgroundTasks, services: ServicesDep
) -> ForgotOut:
    """Send a link to set a new password. Known and unknown addresses are answered alike, and as fast.

    What differs happens behind the answer: only a known address costs writes.
    """
    await services.limits.hit(FORGOT_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(FORGOT_IN_ALL, EVERYBODY)
    background.add_task(_send, services, body.email)
    return SENT


@open_router.post("/reset", responses={400: {"model": ProblemOut}})
async def reset_password(body: ResetIn, request: Request, services: ServicesDep) -> ResetOut:
    """Set a new password with the token of a link. All sessions end; a second factor stays.

    The answer names the address, which whoever has the link was written to at.
    """
    await services.limits.hit(LINK_BY_ADDRESS, address_key(client_address(request)))
    password_hash = await services.passwords.hash(body.password)
    async with services.system_transaction() as conn:
        used = await update_mail_link_used(conn, token_hash(body.token), ["reset"])
        if used is None or not await _reset(services, conn, used, password_hash):
            raise useless_link()
    await services.tell_rights_changed()
    await services.wake_sender()
    return ResetOut(email=used.email)


@router.post("", status_code=204, responses={403: {"model": ProblemOut}})
async def change_password(body: PasswordIn, caller: CurrentCaller, services: ServicesDep) -> None:
    """Set another password; all other sessions end."""
    await require_proof(services, caller, body.proof or ProofIn(password=body.current))
    password_hash = await services.passwords.hash(body.new)
    async with services.system_transaction() as conn:
        await _set(services, conn, caller.id, password_hash)
        await update_sign_ins_ended(conn, caller.id, keep=caller.session_id)
    await services.tell_rights_changed()
    await services.wake_sender()


async def _send(services: Services, email: str) -> None:
    """Write to an address that has an account. Nobody waits for this any more, so trouble only goes to the log."""
    is_allowed = await within(services.limits, FORGOT_BY_ACCOUNT, email)
    try:
        async with services.system_transaction() as conn:
            addressee = await select_addressee(conn, email)
            if addressee is None or not is_allowed:
                return
            await send_reset(conn, services.config, addressee.id, addressee.email, addressee.first_name)
    except DatabaseError:
        logger.warning("no link sent: the database is away", exc_info=True)
        return
    await services.wake_sender()


async def _reset(services: Services, conn: Connection, used: MailLink, password_hash: str) -> bool:
    """Set the password, unless the account has moved to another address since the link was sent."""
    addressee = await select_addressee_for_update(conn, used.user_id)
    if addressee is None or addressee.email != used.email:
        return False
    if services.config.has_smtp and not addressee.is_confirmed:
        # Somebody else may have registered this address, and may hold other ways in.
        await empty_ways(conn, used.user_id)
    await update_email_confirmed(conn, used.user_id, used.email)
    await _set(services, conn, used.user_id, password_hash)
    await update_sign_ins_ended(conn, used.user_id)
    return True


async def _set(services: Services, conn: Connection, user_id: UUID, password_hash: str) -> None:
    await update_password(conn, user_id, password_hash)
    await delete_mail_links(conn, user_id)
    await delete_challenges(conn, user_id)
    addressee = await select_addressee_for_update(conn, user_id)
    if addressee is not None:
        what = "the password of this account was changed."
        await send_notice(conn, services.config, addressee.email, addressee.first_name, what)
