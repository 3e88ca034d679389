"""State intervals: one row per stretch of one recorded state, half-open, kept for ever.

Table `state_intervals`. The open one (`ended_at` null, at most one per monitor) ends at `monitor_state.covered_until`,
so an unchanged state writes nothing here. Gaps between rows are time nobody knows about. Writer: probes (db.ingest).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from core.ledger import Interval
from core.states import State
from db.pool import Connection

STATES: Final = {state.value: state for state in State}


class StateInterval(BaseModel, frozen=True):
    """A stretch of one state with the end it has for now."""

    monitor_id: int
    started_at: datetime
    ended_at: datetime
    state: int
    is_open: bool


SELECT_INTERVALS: Final = """
    SELECT i.monitor_id, i.started_at, coalesce(i.ended_at, st.covered_until) AS ended_at, i.state,
           i.ended_at IS NULL AS is_open
      FROM state_intervals i
      LEFT JOIN monitor_state st ON st.monitor_id = i.monitor_id
     WHERE i.monitor_id = ANY($1::integer[])
       AND coalesce(i.ended_at, st.covered_until) > $2
       AND i.started_at < $3
     ORDER BY i.monitor_id, i.started_at
"""


async def select_intervals(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> list[StateInterval]:
    """Return the intervals that reach into the half-open range, uncut, by monitor and time."""
    return [StateInterval(**row) for row in await conn.fetch(SELECT_INTERVALS, monitor_ids, start, end)]


SELECT_RECORDED: Final = """
    SELECT i.monitor_id, i.started_at, coalesce(i.ended_at, st.covered_until) AS ended_at, i.state
      FROM state_intervals i
      LEFT JOIN monitor_state st ON st.monitor_id = i.monitor_id
     WHERE i.monitor_id = ANY($1::integer[])
       AND coalesce(i.ended_at, st.covered_until) > $2
       AND i.started_at < $3
     ORDER BY i.monitor_id, i.started_at
"""


async def select_recorded(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> dict[int, list[Interval]]:
    """Return the intervals that reach into the half-open range, uncut, in order, by monitor; for many at once.

    The open one has the end it has for now.
    """
    found: dict[int, list[Interval]] = {monitor_id: [] for monitor_id in monitor_ids}
    for monitor_id, started_at, ended_at, state in await conn.fetch(SELECT_RECORDED, monitor_ids, start, end):
        found[monitor_id].append(Interval(started_at, ended_at, STATES[state]))
    return found


SELECT_UNUSUAL: Final = """
    SELECT i.started_at, coalesce(i.ended_at, st.covered_until) AS ended_at, i.state
      FROM state_intervals i
      LEFT JOIN monitor_state st ON st.monitor_id = i.monitor_id
     WHERE i.monitor_id = $1
       AND i.state IN (2, 3, 5)
       AND coalesce(i.ended_at, st.covered_until) > $2
       AND i.started_at < $3
     ORDER BY i.started_at DESC
     LIMIT $4
"""


async def select_unusual(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, limit: int
) -> list[Interval]:
    """Return the newest intervals of a range that were degraded, down or under maintenance, uncut, oldest first."""
    rows = await conn.fetch(SELECT_UNUSUAL, monitor_id, start, end, limit)
    return [Interval(started_at, ended_at, STATES[state]) for started_at, ended_at, state in reversed(rows)]


SELECT_OPEN_STARTS: Final = """
    SELECT monitor_id, started_at
      FROM state_intervals
     WHERE monitor_id = ANY($1::integer[])
       AND ended_at IS NULL
"""


async def select_open_starts(conn: Connection, monitor_ids: Sequence[int]) -> dict[int, datetime]:
    """Return when the open interval of each monitor began; one that has none is missing."""
    return {row["monitor_id"]: row["started_at"] for row in await conn.fetch(SELECT_OPEN_STARTS, monitor_ids)}


SELECT_AROUND: Final = """
    SELECT i.monitor_id, i.started_at, coalesce(i.ended_at, st.covered_until) AS ended_at, i.state,
           i.ended_at IS NULL AS is_open
      FROM state_intervals i
      JOIN monitor_state st ON st.monitor_id = i.monitor_id
     WHERE i.monitor_id = ANY($1::integer[])
       AND coalesce(i.ended_at, st.covered_until) >= $2
       AND i.started_at <= $3
     ORDER BY i.monitor_id, i.started_at
"""


async def select_around(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> list[StateInterval]:
    """Return the intervals that reach into the range or touch it, by monitor and time."""
    return [StateInterval(**row) for row in await conn.fetch(SELECT_AROUND, monitor_ids, start, end)]


CLOSE_INTERVALS: Final = """
    UPDATE state_intervals AS i
       SET ended_at = closed.ended_at
      FROM unnest($1::integer[], $2::timestamptz[]) AS closed (monitor_id, ended_at)
     WHERE i.monitor_id = closed.monitor_id
       AND i.ended_at IS NULL
"""


async def close_intervals(conn: Connection, ends: Sequence[tuple[int, datetime]]) -> None:
    """End the open interval of each monitor."""
    if ends:
        await conn.execute(CLOSE_INTERVALS, *zip(*ends, strict=True))


INSERT_INTERVALS: Final = """
    INSERT INTO state_intervals (monitor_id, started_at, ended_at, state)
    SELECT monitor_id, started_at, ended_at, state
      FROM unnest($1::integer[], $2::timestamptz[], $3::timestamptz[], $4::smallint[])
           AS new (monitor_id, started_at, ended_at, state)
"""


async def insert_intervals(conn: Connection, intervals: Sequence[tuple[int, Interval]]) -> None:
    """Add intervals; the open one of a monitor must have been closed before."""
    if intervals:
        rows = [(monitor_id, *interval) for monitor_id, interval in intervals]
        await conn.execute(INSERT_INTERVALS, *zip(*rows, strict=True))


DELETE_INTERVALS: Final = """
    DELETE FROM state_intervals AS i
     USING unnest($1::integer[], $2::timestamptz[]) AS merged (monitor_id, started_at)
     WHERE i.monitor_id = merged.monitor_id
       AND i.started_at = merged.started_at
"""


async def delete_intervals(conn: Connection, starts: Sequence[tuple[int, datetime]]) -> None:
    """Remove intervals that became part of a longer one, which is added afterwards."""
    if starts:
        await conn.execute(DELETE_INTERVALS, *zip(*starts, strict=True))
