"""Makes mails out of news: one for each recipient, in the transaction that marks the news as done.

One sender does this at a time, so that the news of a monitor is judged in its order; all of them send.
"""

import hashlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from core.alerts import Telling, Told, closed, opened, unfolded
from db.alert_state import AlertState, Folded, select_alert_states, select_folded, upsert_alert_state
from db.clock import select_now
from db.errors import DatabaseError, translated
from db.locks import TELLER, try_lock_transaction
from db.mails import insert_mail
from db.outbox import News, Outage, claim_news, update_done, update_failed
from db.pool import Connection
from db.recipients import Addressee, select_addressees
from probes.alert_allowance import Allowance, hold_back
from probes.alert_page import render
from probes.alert_words import Words, down, down_again, recovered, up_again

NEWS_AT_ONCE: Final = 100
_LEASE: Final = timedelta(seconds=30)
_RETRY_AFTER: Final = timedelta(minutes=1)
_TOKEN_BYTES: Final = 32
_ONE_CLICK: Final = "List-Unsubscribe=One-Click"  # RFC 8058

Event = Literal["opened", "closed", "folded"]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides."""

    public_url: str
    cool_down: timedelta
    mails_per_day: int = 0  # of one workspace; 0: any number


@dataclass(frozen=True, slots=True)
class Round:
    """What one round of telling needs."""

    conn: Connection
    settings: Settings
    now: datetime
    told: dict[int, Told]  # by monitor
    addressees: dict[UUID, list[Addressee]]  # by workspace
    allowance: Allowance


@dataclass(frozen=True, slots=True)
class Message:
    """Words, and where they stand in the thread of their outage."""

    words: Words
    event: Event
    incident_id: int
    answers: int | None  # the incident whose [Down] it answers
    outbox_id: int | None


async def queue_alerts(conn: Connection, settings: Settings) -> bool:
    """Make mails out of what is new and of cool-downs that have ended; return whether there may be more at once.

    To be called in a transaction. Nothing happens while another sender is at it. Raises DatabaseError.
    """
    if not await try_lock_transaction(conn, TELLER):
        return False
    now = await select_now(conn)
    folded = await select_folded(conn, now, settings.cool_down, NEWS_AT_ONCE)
    news = await claim_news(conn, NEWS_AT_ONCE, _LEASE)
    round_ = await _round(conn, settings, now, [*folded, *news])
    for past in folded:
        await _attempt(round_, past, _unfold(round_, past))
    for one in news:
        error = await _attempt(round_, one, _tell(round_, one))
        if error is not None:
            await update_failed(conn, one.id, _RETRY_AFTER, error)
    return NEWS_AT_ONCE in (len(folded), len(news))


async def _round(conn: Connection, settings: Settings, now: datetime, outages: Sequence[Outage]) -> Round:
    states = await select_alert_states(conn, [one.monitor_id for one in outages])
    told = {key: Told(state.told_at, state.incident_id, state.folded) for key, state in states.items()}
    addressees: defaultdict[UUID, list[Addressee]] = defaultdict(list)
    workspace_ids = list({one.workspace_id for one in outages})
    for one in await select_addressees(conn, workspace_ids):
        addressees[one.workspace_id].append(one)
    allowance = await Allowance.of_today(conn, workspace_ids, settings.mails_per_day)
    return Round(conn, settings, now, told, addressees, allowance)


async def _attempt(round_: Round, outage: Outage, work: Awaitable[None]) -> str | None:
    """Do one piece of work and return its error, if any: what cannot be told must not hold up all the others."""
    before = round_.told.get(outage.monitor_id)
    try:
        with translated():
            async with round_.conn.transaction():
                await work
    except (DatabaseError, ValueError) as error:
        logger.exception("alert put off", extra={"incident": outage.incident_id})
        if before is not None:
            round_.told[outage.monitor_id] = before
        else:
            round_.told.pop(outage.monitor_id, None)
        return repr(error)
    return None


async def _tell(round_: Round, news: News) -> None:
    await update_done(round_.conn, [news.id])
    if news.is_gone:
        return
    before = round_.told.get(news.monitor_id)
    if news.event == "closed":
        if closed(before, news.incident_id) is Telling.RECOVERED:
            words = recovered(news, round_.settings.public_url)
            await _queue(round_, news, Message(words, "closed", news.incident_id, news.incident_id, news.id))
        return
    telling, after = opened(before, news.incident_id, round_.now, round_.settings.cool_down)
    await _remember(round_, news.monitor_id, after)
    if telling is Telling.DOWN:
        words = down(news, round_.now, round_.settings.public_url)
        await _queue(round_, news, Message(words, "opened", news.incident_id, None, news.id))


async def _unfold(round_: Round, folded: Folded) -> None:
    """Say once what was folded. Whoever pauses or deletes a monitor needs no mail about it."""
    told = round_.told[folded.monitor_id]
    open_incident_id = folded.incident_id if folded.ended_at is None else None
    telling, after = unfolded(told, open_incident_id, round_.now, round_.settings.cool_down)
    if telling is Telling.NOTHING:
        return
    await _remember(round_, folded.monitor_id, after)
    url, before = round_.settings.public_url, folded.told_incident_id
    if folded.is_gone or folded.is_paused:
        return
    if telling is Telling.DOWN:
        message = Message(down_again(folded, round_.now, url), "opened", folded.incident_id, before, None)
    else:
        message = Message(up_again(folded, url), "folded", folded.incident_id, before, None)
    await _queue(round_, folded, message)


async def _remember(round_: Round, monitor_id: int, told: Told) -> None:
    await upsert_alert_state(round_.conn, AlertState(monitor_id=monitor_id, **_columns(told)))
    round_.told[monitor_id] = told


def _columns(told: Told) -> dict[str, object]:
    return {"told_at": told.at, "incident_id": told.incident_id, "folded": told.folded}


async def _queue(round_: Round, outage: Outage, message: Message) -> None:
    people = addressees_of(outage, round_.addressees.get(outage.workspace_id, []))
    if not people and outage.recipients != []:
        logger.warning("an outage that nobody is told of", extra={"monitor": outage.monitor_id})
    allowed = round_.allowance.take(outage.workspace_id, len(people))
    if allowed < len(people):
        await hold_back(round_.conn, outage, len(people) - allowed, round_.settings)
    for person in people[:allowed]:
        await _queue_one(round_, outage, message, person)


def addressees_of(outage: Outage, people: Sequence[Addressee]) -> list[Addressee]:
    """Return who is told: those the monitor names, or those of the workspace.

    When none of those it names is there any more, the workspace's are told: an outage that nobody hears of is worse.
    """
    named = [one for one in people if one.email in (outage.recipients or ())]
    if named or outage.recipients == []:
        return named
    return [one for one in people if not one.is_named_only]


async def _queue_one(round_: Round, outage: Outage, message: Message, person: Addressee) -> None:
    url = round_.settings.public_url
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    way_out = f"{url}/recipients/leave?token={token}"
    reason = f"This mail went to {person.email}, which is told of outages in {message.words.workspace}."
    await insert_mail(
        round_.conn,
        "alert",
        person.email,
        message_id(message.incident_id, message.event, person.email, url),
        message.words.subject,
        text(message.words, reason, way_out),
        render(message.words, reason, way_out),
        headers=_headers(message, person.email, url, way_out),
        workspace_id=outage.workspace_id,
        outbox_id=message.outbox_id,
        way_out=(person.id, hashlib.sha256(token.encode()).digest()),
    )


def text(words: Words, reason: str, way_out: str) -> str:
    """Return the message as plain text."""
    facts = [f"{label}: {value}" for label, value in words.facts]
    links = [f"{label}: {link}" for label, link in words.links]
    parts = [
        f"{words.headline}.",
        words.summary,
        "",
        *facts,
        "",
        *links,
        "",
        "-- ",
        reason,
        f"Stop these mails: {way_out}",
    ]
    return "\n".join([*parts, ""])


def message_id(incident_id: int, event: Event, address: str, public_url: str) -> str:
    """Return the id of the mail about an event to an address; the same one, whoever makes it and how often."""
    to = hashlib.sha256(address.lower().encode()).hexdigest()[:16]
    return f"<incident-{incident_id}-{event}-{to}@{urlsplit(public_url).hostname or 'localhost'}>"


def _headers(message: Message, address: str, public_url: str, way_out: str) -> dict[str, str]:
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{way_out}>",
        "List-Unsubscribe-Post": _ONE_CLICK,
    }
    if message.answers is not None:
        opening = message_id(message.answers, "opened", address, public_url)
        headers |= {"In-Reply-To": opening, "References": opening}
    return headers
