"""Adding an address to those who are told: of everything in a workspace, or of monitors that name it."""

from typing import Final

from api.audit import Subject, record
from api.deps import Caller
from api.errors import conflict, forbidden
from api.limits import Limit
from api.recipients.notices import send_first
from api.services import Services
from db.pool import Connection
from db.recipients import Recipient, select_recipient_for_update, select_recipients, upsert_recipient
from db.workspaces import Workspace

MOST: Final = 200  # an outage makes a mail for each
BY_PERSON: Final = Limit("recipient:user", 60, 3600)
BY_ADDRESS: Final = Limit("recipient:to", 6, 3600)  # a mailbox that did not ask is not filled
BY_PLACE: Final = Limit("recipient:place", 3, 86_400)  # the same address by the same workspace


def require_may_add(caller: Caller, email: str) -> None:
    """Raise a 403 for somebody else's address while one's own is not confirmed."""
    if email != caller.user.email and not caller.has_confirmed:
        raise forbidden("Confirm your mail address first; then you can add others.", kind="unconfirmed-address")


async def add(
    services: Services,
    conn: Connection,
    workspace: Workspace,
    email: str,
    caller: Caller,
    before: Recipient | None,
    *,
    is_named_only: bool = False,
) -> Recipient:
    """Add an address and put its first mail into the queue; `before` is its locked row. Wake the sender afterwards.

    Raises a 409 for one that is told already or one too many, a 429 for a mailbox that is asked too often.
    """
    await _require_addable(conn, workspace, before)
    is_own = email == caller.user.email
    is_confirmed = _needs_no_question(services, caller, before, is_own=is_own)
    is_silent = is_own and is_confirmed
    if not is_silent:
        await _hit_limits(services, caller, workspace, email)
    await upsert_recipient(conn, workspace.id, email, caller.id, is_confirmed=is_confirmed, is_named_only=is_named_only)
    made = await select_recipient_for_update(conn, workspace.id, email)
    assert made is not None, "the statement before wrote it"
    if not is_silent:
        await send_first(services, conn, workspace, made, caller)
    await record(conn, workspace.id, caller, "recipient.added", Subject(str(made.id), made.email))
    return made


async def _require_addable(conn: Connection, workspace: Workspace, before: Recipient | None) -> None:
    if before is None or before.left_at is not None:
        if len(await select_recipients(conn, workspace.id, MOST)) == MOST:
            raise conflict(f"A workspace tells {MOST} addresses at most; use a mailing list.", kind="too-many")
    elif not before.is_named_only:
        what = "was asked already" if before.confirmed_at is None else "is told already"
        raise conflict(f"This address {what}.", kind="is-recipient")


def _needs_no_question(services: Services, caller: Caller, before: Recipient | None, *, is_own: bool) -> bool:
    """Tell whether an address is told at once. Whoever left comes back only by their own will."""
    if before is not None and before.left_at is not None:
        return is_own and caller.has_confirmed
    asks = services.config.confirm_recipients and services.config.has_smtp
    return is_own or not asks or (before is not None and before.confirmed_at is not None)


async def _hit_limits(services: Services, caller: Caller, workspace: Workspace, email: str) -> None:
    await services.limits.hit(BY_PERSON, str(caller.id))
    await services.limits.hit(BY_ADDRESS, email)
    await services.limits.hit(BY_PLACE, f"{workspace.id} {email}")
