"""The installation for its operators: how it does, which mails could not be sent, and the mails kept without SMTP.

Never what people watch: an operator who wants to see a workspace is invited like everybody else. The text of a mail is
shown only while there is no SMTP server, because then this page is how it reaches anybody.
"""

import asyncio
import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from fastapi import Path as PathParameter

from api.config import ApiConfig
from api.cursors import Limit
from api.deps import Caller, CurrentCaller, ServicesDep, SystemConn
from api.errors import Problem, ProblemOut, not_found
from api.schemas import Out, Page, UtcTime
from api.services import Services
from db.broker import CHECKS, CHECKS_NOW
from db.installation import MailItem, select_installation, select_mail, select_mails, select_probes
from db.redis import BrokerError
from db.refused_addresses import delete_refusal, select_refused
from db.revision import select_revision

NEWEST: Final = 2**63 - 1
MAILS_A_PAGE: Final = 100
MAX_MAIL_BYTES: Final = 1_048_576

MailState = Literal["waiting", "sent", "dead"]


async def require_operator(caller: CurrentCaller) -> Caller:
    """Let operators in; for all others there is nothing here."""
    if not caller.user.is_operator:
        raise Problem(404, "There is nothing at this address.")
    return caller


router = APIRouter(
    prefix="/operator",
    tags=["operator"],
    dependencies=[Depends(require_operator)],
    responses={404: {"model": ProblemOut}},
)


class QueueOut(Out):
    """Messages in Redis that no worker has taken yet; null while Redis is away."""

    name: str
    depth: int | None
    age_s: float | None


class ProbeOut(Out):
    """A worker; silent for a minute: it is gone. `offline_since`: it has no network and reports nothing."""

    name: str
    started_at: UtcTime
    last_seen_at: UtcTime
    offline_since: UtcTime | None


class OperatorOut(Out):
    """How the installation does. Ages are those of the oldest thing that waits, 0 when nothing does."""

    version: str
    schema_revision: str
    engine: Literal["timescale", "postgres"]
    created_at: UtcTime
    registration: Literal["open", "invite", "closed"]
    has_smtp: bool
    users: int
    workspaces: int
    monitors: int
    checks_overdue: int
    checks_overdue_s: float
    alerts_waiting: int
    alerts_waiting_s: float
    mails_waiting: int
    mails_waiting_s: float
    mails_dead: int
    addresses_suppressed: int
    queues: list[QueueOut]
    probes: list[ProbeOut]


class MailOut(Out):
    """A mail and what became of it. `subject` is hidden while there is an SMTP server: it may name what others have."""

    id: int
    state: MailState
    purpose: str
    address: str
    subject: str | None
    created_at: UtcTime
    due_at: UtcTime
    attempts: int
    sent_at: UtcTime | None
    dead_at: UtcTime | None
    error: str | None


class RefusedAddressOut(Out):
    """An address whose server refuses mails for good. `suppressed_at`: often enough that none are sent any more."""

    id: int
    address: str
    refusals: int
    reason: str
    first_at: UtcTime
    suppressed_at: UtcTime | None


class MailTextOut(MailOut):
    """A mail with its text; null when it is not kept here."""

    text: str | None


@router.get("")
async def get_operator(caller: CurrentCaller, services: ServicesDep, conn: SystemConn) -> OperatorOut:
    """Return how the installation does."""
    found = await select_installation(conn)
    return OperatorOut(
        **found.model_dump(),
        version=version("healther"),
        schema_revision=await select_revision(conn) or "",
        registration=services.config.registration,
        has_smtp=services.config.has_smtp,
        queues=[await _queue(services, name) for name in (CHECKS, CHECKS_NOW)],
        probes=[ProbeOut.model_validate(probe, from_attributes=True) for probe in await select_probes(conn)],
    )


@router.get("/mails")
async def list_mails(
    caller: CurrentCaller,
    services: ServicesDep,
    conn: SystemConn,
    state: Annotated[MailState | None, Query(description="only these; dead: given up")] = None,
    before: Annotated[int | None, Query(ge=1, le=NEWEST, description="only mails before this one")] = None,
    limit: Limit = MAILS_A_PAGE,
) -> Page[MailOut]:
    """Return mails, newest first. `next` is the `before` of the following page."""
    found = await select_mails(conn, before or NEWEST, state, limit + 1)
    items = [MailOut(**_shown(mail, services.config)) for mail in found[:limit]]
    return Page(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.get("/mails/{mail_id}")
async def get_mail(
    mail_id: Annotated[int, PathParameter(ge=1, le=NEWEST)],
    caller: CurrentCaller,
    services: ServicesDep,
    conn: SystemConn,
) -> MailTextOut:
    """Return one mail, with its text when there is no SMTP server that could have brought it."""
    found = await select_mail(conn, mail_id)
    if found is None:
        raise not_found("mail")
    mail, queued_text = found
    text = queued_text or await asyncio.to_thread(_kept_text, services.config.mail_dir, mail.message_id)
    return MailTextOut(**_shown(mail, services.config), text=None if services.config.has_smtp else text)


@router.get("/refused-addresses")
async def list_refused_addresses(
    caller: CurrentCaller,
    conn: SystemConn,
    before: Annotated[int | None, Query(ge=1, le=NEWEST, description="only those before this one")] = None,
    limit: Limit = MAILS_A_PAGE,
) -> Page[RefusedAddressOut]:
    """Return addresses that refuse mails, newest first. `next` is the `before` of the following page."""
    found = await select_refused(conn, before or NEWEST, limit + 1)
    items = [RefusedAddressOut.model_validate(one, from_attributes=True) for one in found[:limit]]
    return Page(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.delete("/refused-addresses/{refusal_id}", status_code=204)
async def forget_refused_address(
    refusal_id: Annotated[int, PathParameter(ge=1, le=NEWEST)], caller: CurrentCaller, conn: SystemConn
) -> None:
    """Send mails to an address again."""
    if not await delete_refusal(conn, refusal_id):
        raise not_found("address")


async def _queue(services: Services, name: str) -> QueueOut:
    try:
        depth, age_s = await services.checks_now.queue_depth(name), await services.checks_now.queue_age(name)
    except BrokerError:
        return QueueOut(name=name, depth=None, age_s=None)
    return QueueOut(name=name, depth=depth, age_s=age_s)


def _shown(mail: MailItem, config: ApiConfig) -> dict[str, object]:
    subject = None if config.has_smtp else mail.subject
    return {**mail.model_dump(exclude={"message_id"}), "state": mail.state, "subject": subject}


def _kept_text(folder: Path | None, message_id: str) -> str | None:
    """Return the text of a mail that the sender left as a file."""
    name = re.sub(r"[^a-zA-Z0-9.@-]", "", message_id)
    if folder is None or not name:
        return None
    try:
        with (folder / f"{name}.eml").open("rb") as file:
            message = message_from_bytes(file.read(MAX_MAIL_BYTES), policy=modern)
    except OSError:
        return None
    assert isinstance(message, EmailMessage), "the modern policy makes these"
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else None
