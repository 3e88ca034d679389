"""Writes when maintenance windows are open: at once when people change one, and every day a year ahead."""

import logging
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from analytics.recurrence import SHORTEST_GAP, RuleError, expand, horizon
from core.spans import Span
from db.clock import select_now
from db.maintenance import (
    Window,
    WindowWish,
    end_occurrences,
    insert_occurrences,
    insert_window,
    select_unexpanded,
    update_expanded,
    update_window,
)
from db.pool import Connection, Pool, acquire

WINDOWS_AT_ONCE: Final = 100
EXTEND_WITHIN: Final = timedelta(days=370)  # windows are extended when less than that is written

logger = logging.getLogger(__name__)


async def add_window(conn: Connection, workspace_id: UUID, wish: WindowWish, now: datetime, created_by: UUID) -> int:
    """Write a new window and when it is open; return its id. Raises RuleError."""
    until = max(horizon(now), wish.starts_at + timedelta(seconds=1))
    spans = _spans(wish, Span(wish.starts_at, until))
    window_id = await insert_window(conn, workspace_id, wish, until, created_by)
    await insert_occurrences(conn, window_id, spans)
    return window_id


async def change_window(conn: Connection, before: Window, wish: WindowWish, now: datetime) -> None:
    """Write a window anew from now on; what it has been so far stays. Raises RuleError.

    A window that is open goes on with its old end if the new wish does not open it now.
    """
    until = max(horizon(now), wish.starts_at + timedelta(seconds=1))
    since = max(wish.starts_at, now - timedelta(seconds=wish.duration_s) - SHORTEST_GAP)
    spans = [span for span in _spans(wish, Span(since, until)) if span.end > now]
    await end_occurrences(conn, before.id, now)
    await update_window(conn, before.id, wish, until)
    await insert_occurrences(conn, before.id, [Span(max(span.start, now), span.end) for span in spans])


async def extend_windows(pool: Pool) -> None:
    """Write the occurrences of recurring windows up to a year ahead; raise DatabaseError, to be run again later."""
    extended = 0
    async with acquire(pool) as conn:
        while True:
            async with conn.transaction():
                now = await select_now(conn)
                batch = await select_unexpanded(conn, now + EXTEND_WITHIN, WINDOWS_AT_ONCE)
                for window in batch:
                    await _extend(conn, window, horizon(now))
            extended += len(batch)
            if len(batch) < WINDOWS_AT_ONCE:
                break
    logger.info("maintenance windows extended", extra={"windows": extended})


async def _extend(conn: Connection, window: Window, until: datetime) -> None:
    try:
        await insert_occurrences(conn, window.id, _spans(window, Span(window.expanded_until, until)))
    except RuleError as error:  # it was read before; a newer dateutil must not stop all the others
        logger.warning("a window cannot be extended", extra={"window": window.id, "error": str(error)})
    await update_expanded(conn, window.id, until)


def _spans(wish: WindowWish, within: Span) -> list[Span]:
    return expand(wish.starts_at, timedelta(seconds=wish.duration_s), wish.rrule, wish.time_zone, within)
