"""Keeps the store: partitions ahead, aggregates fresh, old rows gone. One dispatcher does it at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from db import engines
from db.broker import JOBS, BrokerError, DurableStreamBroker, send
from db.check_requests import delete_check_requests_before
from db.clock import select_now
from db.errors import DatabaseError
from db.live import delete_old_live_events
from db.live_tickets import delete_expired_tickets
from db.locks import KEEPER, try_lock, unlock
from db.mail_queue import delete_mails_before
from db.pings import delete_pings_before
from db.pool import Connection, acquire
from db.recipients import delete_unanswered
from db.refused_addresses import delete_refusals_before
from probes.store import Store

LOOK_EVERY_S: Final = 5.0
REQUESTS_KEPT: Final = timedelta(days=1)
MAILS_KEPT: Final = timedelta(days=90)
PINGS_KEPT: Final = timedelta(days=90)
QUESTIONS_KEPT: Final = timedelta(days=7)  # as long as the mail says, api/recipients/notices.py
REFUSALS_KEPT: Final = timedelta(days=180)
PURGE: Final = "analytics.purge"
EXTEND_WINDOWS: Final = "analytics.extend_windows"
LEARN: Final = "analytics.learn"
DUE_REPORTS: Final = "analytics.due_reports"
LEFT_ARCHIVES: Final = "analytics.left_archives"
LEFT_IMPORTS: Final = "analytics.left_imports"

Work = Callable[[Connection, datetime], Awaitable[None]]

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Duty:
    """Work that is due again and again."""

    name: str
    every: timedelta
    work: Work
    due_at: datetime | None = field(default=None)  # None: at once


async def keep(store: Store, broker: DurableStreamBroker) -> None:
    """Keep the store until cancelled, whenever no other dispatcher does."""
    duties = duties_of(store, broker)
    while True:
        try:
            await keep_once(store, duties)
        except DatabaseError as error:
            logger.warning("store not kept", extra={"error": repr(error)})
        except Exception:  # what failed is due again in its time; the rest of the work must go on
            logger.exception("store not kept")
        await asyncio.sleep(LOOK_EVERY_S)


async def keep_once(store: Store, duties: list[Duty]) -> bool:
    """Do what is due, if nobody else is at it; return whether it was our turn. Raises DatabaseError."""
    async with acquire(store.pool) as conn:
        if not await try_lock(conn, KEEPER):
            return False
        try:
            await _do_due(conn, duties)
        finally:
            await unlock(conn, KEEPER)
    return True


async def _do_due(conn: Connection, duties: list[Duty]) -> None:
    for duty in duties:
        now = await select_now(conn)
        if duty.due_at is None or duty.due_at <= now:
            duty.due_at = now + duty.every
            try:
                await duty.work(conn, now)
            except BrokerError as error:
                logger.warning("duty not done", extra={"duty": duty.name, "error": repr(error)})


def duties_of(store: Store, broker: DurableStreamBroker) -> list[Duty]:
    """Return what there is to do, in this order."""
    engine = store.engine

    async def make_partitions(conn: Connection, now: datetime) -> None:
        await engines.ensure_partitions(conn, engine, now)

    async def refresh(conn: Connection, now: datetime) -> None:
        await engines.refresh(conn, engine, now)

    async def drop_old_points(conn: Connection, now: datetime) -> None:
        retained = await engines.apply_retention(conn, engine, now)
        if retained.dropped or retained.deleted:
            logger.info("old points gone", extra={"chunks": retained.dropped, "points": retained.deleted})

    async def kick_jobs(conn: Connection, now: datetime) -> None:
        await send(broker, PURGE, queue=JOBS)
        await send(broker, EXTEND_WINDOWS, queue=JOBS)
        await send(broker, LEARN, queue=JOBS)

    async def kick_reports(conn: Connection, now: datetime) -> None:
        await send(broker, DUE_REPORTS, queue=JOBS)
        await send(broker, LEFT_ARCHIVES, queue=JOBS)
        await send(broker, LEFT_IMPORTS, queue=JOBS)

    return [
        Duty("partitions", timedelta(hours=1), make_partitions),
        Duty("refresh", timedelta(minutes=1), refresh),
        Duty("retention", timedelta(hours=1), drop_old_points),
        Duty("tidy", timedelta(hours=1), _tidy),
        Duty("live", timedelta(minutes=10), _forget_live),
        Duty("daily jobs", timedelta(days=1), kick_jobs),
        Duty("reports", timedelta(hours=1), kick_reports),
    ]


async def _forget_live(conn: Connection, now: datetime) -> None:
    """Forget changes that open pages have heard of, and tickets that nobody used."""
    await delete_old_live_events(conn)
    await delete_expired_tickets(conn)


async def _tidy(conn: Connection, now: datetime) -> None:
    """Forget what was done long ago."""
    await delete_check_requests_before(conn, REQUESTS_KEPT)
    await delete_mails_before(conn, MAILS_KEPT)
    await delete_pings_before(conn, PINGS_KEPT)
    await delete_unanswered(conn, QUESTIONS_KEPT)
    await delete_refusals_before(conn, REFUSALS_KEPT)
