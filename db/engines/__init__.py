"""What differs between the two storage engines: making room, refreshing aggregates, dropping raw points.

The dispatcher's keeper calls `refresh` each minute, `ensure_partitions` and `apply_retention` each hour, none of them
inside a transaction; ingest calls `make_room`. What must hold on both engines is here, the rest in `timescale` and
`postgres`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from db.engine import Engine
from db.engines import postgres, timescale
from db.engines.horizon import (
    LATE,
    SHORTEST_RETENTION,
    Retention,
    day_of,
    hold_horizon,
    raise_horizon,
    select_retention,
)
from db.pool import Connection


@dataclass(frozen=True, slots=True)
class Retained:
    """What retention removed."""

    dropped: int = 0  # chunks or partitions
    deleted: int = 0  # points of monitors with a shorter retention


async def make_room(conn: Connection, engine: Engine, first: datetime, last: datetime) -> None:
    """Prepare for points between two slots; does something only for late ones, so it usually costs nothing.

    Until the transaction ends nothing that is accepted can be dropped: the raw horizon is held.
    """
    if first >= datetime.now(UTC) - LATE:
        return
    await hold_horizon(conn)
    if engine is Engine.POSTGRES:
        await postgres.make_late_partitions(conn, first, last)


async def ensure_partitions(conn: Connection, engine: Engine, now: datetime) -> int:
    """Make the partitions of the weeks to come and return how many were missing; TimescaleDB makes its own."""
    return await postgres.ensure_partitions(conn, now) if engine is Engine.POSTGRES else 0


async def refresh(conn: Connection, engine: Engine, now: datetime) -> None:
    """Bring hours and days up to date."""
    match engine:
        case Engine.TIMESCALE:
            await timescale.refresh(conn, now)
        case Engine.POSTGRES:
            await postgres.refresh(conn, now)
        case _:
            assert_never(engine)


async def apply_retention(conn: Connection, engine: Engine, now: datetime) -> Retained:
    """Drop what is older than the longest retention in use, delete what is older than a monitor's own.

    Everything is added up first. Aggregates, intervals and incidents stay.
    """
    await refresh(conn, engine, now)
    retentions = await select_retention(conn)
    longest_days = max((one.days for one in retentions), default=90)
    dropped = await drop_before(conn, engine, day_of(now) - timedelta(days=longest_days), longest_days)
    deleted = 0
    for one in retentions:
        if one.days < longest_days:
            day = day_of(now) - timedelta(days=one.days)
            deleted += await delete_before(conn, one.monitor_ids, day, now)
    if engine is Engine.TIMESCALE:
        await timescale.compress(conn, now)
    return Retained(dropped, deleted)


async def drop_before(conn: Connection, engine: Engine, day: datetime, longest_days: int) -> int:
    """Drop chunks or partitions that end before a UTC day and return how many."""
    await raise_horizon(conn, day, longest_days)
    match engine:
        case Engine.TIMESCALE:
            return await timescale.drop_before(conn, day, longest_days)
        case Engine.POSTGRES:
            return await postgres.drop_before(conn, day)
        case _:
            assert_never(engine)


DELETE_POINTS: Final = """
    DELETE FROM checks
     WHERE monitor_id = ANY($1::integer[])
       AND slot < $2
"""
DELETE_DEADLINE_S: Final = 600.0


async def delete_before(conn: Connection, monitor_ids: Sequence[int], day: datetime, now: datetime) -> int:
    """Delete the points of these monitors before a UTC day and return how many.

    Raises ValueError for a day that a refresh may still look at: that would erase its aggregates.
    """
    if day > day_of(now) - SHORTEST_RETENTION or day != day_of(day):
        raise ValueError(f"{day} is not a UTC day at least {SHORTEST_RETENTION.days} days ago")
    await raise_horizon(conn, day)
    status = await conn.execute(DELETE_POINTS, monitor_ids, day, timeout=DELETE_DEADLINE_S)
    return int(status.split()[-1])


__all__ = [
    "Retained",
    "Retention",
    "apply_retention",
    "delete_before",
    "drop_before",
    "ensure_partitions",
    "make_room",
    "refresh",
]
