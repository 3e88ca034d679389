"""History that was made elsewhere, written in bulk: points, intervals, incidents, and where each monitor stands.

For data that no check of this installation produced (the demo today). The caller answers for its laws: points and
intervals tile the same time, slots lie on the monitor's grid. Nothing is told to anybody: no outbox rows.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from db.engine import Engine
from db.engines import make_room
from db.pool import Connection

COPY_DEADLINE_S: Final = 300.0

POINT_COLUMNS: Final = (
    *("slot", "monitor_id", "covers_s", "latency_us", "dns_us", "connect_us", "tls_us", "wait_us", "transfer_us"),
    *("lateness_ms", "region", "attempt", "state", "outcome", "reason", "http_status", "detail"),
)
INTERVAL_COLUMNS: Final = ("monitor_id", "started_at", "ended_at", "state")
INCIDENT_COLUMNS: Final = ("monitor_id", "started_at", "ended_at", "end_cause", "reason", "detail", "http_status")


class Standing(NamedTuple):
    """Where a monitor stands at the end of its history. The open interval is the one without an end."""

    monitor_id: int
    state: int
    since: datetime
    last_slot: datetime
    covered_until: datetime
    recorded: int
    outcome: int
    latency_us: int | None


async def copy_points(conn: Connection, engine: Engine, points: Sequence[tuple[Any, ...]]) -> None:
    """Write points (tuples in the order of POINT_COLUMNS), oldest first; inside the caller's transaction."""
    await make_room(conn, engine, points[0][0], points[-1][0])
    await conn.copy_records_to_table("checks", records=points, columns=POINT_COLUMNS, timeout=COPY_DEADLINE_S)


async def copy_intervals(conn: Connection, intervals: Iterable[tuple[Any, ...]]) -> None:
    """Write state intervals (tuples in the order of INTERVAL_COLUMNS)."""
    await conn.copy_records_to_table(
        "state_intervals", records=intervals, columns=INTERVAL_COLUMNS, timeout=COPY_DEADLINE_S
    )


async def copy_incidents(conn: Connection, incidents: Iterable[tuple[Any, ...]]) -> None:
    """Write incidents (tuples in the order of INCIDENT_COLUMNS)."""
    await conn.copy_records_to_table("incidents", records=incidents, columns=INCIDENT_COLUMNS, timeout=COPY_DEADLINE_S)


INSERT_STANDINGS: Final = """
    INSERT INTO monitor_state (
           monitor_id, state, since, last_slot, covered_until, recorded, outcome, latency_us)
    SELECT monitor_id, state, since, last_slot, covered_until, recorded, outcome, latency_us
      FROM unnest($1::integer[], $2::smallint[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[],
                  $6::smallint[], $7::smallint[], $8::integer[])
        AS standing (monitor_id, state, since, last_slot, covered_until, recorded, outcome, latency_us)
"""


async def insert_standings(conn: Connection, standings: Sequence[Standing]) -> None:
    """Write where monitors stand that the dispatcher has not seen yet."""
    await conn.execute(INSERT_STANDINGS, *(list(column) for column in zip(*standings, strict=True)))


UPDATE_CREATED: Final = """
    UPDATE monitors
       SET created_at = $2
     WHERE id = $1
"""


async def update_created(conn: Connection, monitor_id: int, created_at: datetime) -> None:
    """Let a monitor have existed for longer."""
    await conn.execute(UPDATE_CREATED, monitor_id, created_at)


MARK_HOURS: Final = """
    INSERT INTO dirty_hours (monitor_id, bucket)
    SELECT DISTINCT monitor_id, date_trunc('hour', slot, 'UTC')
      FROM checks
     WHERE monitor_id = ANY($1::integer[])
       AND slot >= $2
       AND slot < $3
     ORDER BY 1, 2
        ON CONFLICT DO NOTHING
"""
MARK_FRESH_DAYS: Final = """
    INSERT INTO fresh_days (day)
    SELECT generate_series($1::date, $2::date, INTERVAL '1 day')::date
        ON CONFLICT DO NOTHING
"""


async def mark_for_refresh(
    conn: Connection, engine: Engine, monitor_ids: Sequence[int], first: datetime, last: datetime
) -> None:
    """Have the next refresh add up everything these monitors hold between two slots."""
    if engine is Engine.POSTGRES:
        after = last + timedelta(seconds=1)
        await conn.execute(MARK_HOURS, monitor_ids, first, after, timeout=COPY_DEADLINE_S)
    else:
        await conn.execute(MARK_FRESH_DAYS, first.date(), last.date())
