"""What is usual for each monitor, and when its latency changed for good.

Tables `baselines` and `latency_changes`, made anew from checks once a day. Writer: analytics. Microseconds (`_us`).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from pydantic import BaseModel

from db.pool import Connection

LEARN_DEADLINE_S: Final = 60.0


class Baseline(BaseModel, frozen=True):
    """Columns of equal length: what is usual in the hours of the week that are known (0 is Monday 00:00 UTC)."""

    learnt_from: datetime
    learnt_to: datetime
    hour_of_week: list[int]
    median_us: list[int]
    mad_us: list[int]
    checks: list[int]
    computed_at: datetime


class Change(NamedTuple):
    """A change of level: the slot of its first check, and the medians before and after."""

    at: datetime
    before_us: int
    after_us: int


SELECT_LEARNERS: Final = """
    SELECT m.id
      FROM monitors m
      JOIN workspaces w ON w.id = m.workspace_id AND w.deleted_at IS NULL
     WHERE m.deleted_at IS NULL
     ORDER BY m.id
"""


async def select_learners(conn: Connection) -> list[int]:
    """Return the monitors whose usual latency is to be learnt."""
    return [row["id"] for row in await conn.fetch(SELECT_LEARNERS)]


SELECT_LATENCIES: Final = """
    SELECT coalesce(array_agg(slot_us), '{}') AS slot_us, coalesce(array_agg(latency_us), '{}') AS latency_us
      FROM (SELECT (date_part('epoch', slot) * 1000000)::bigint AS slot_us, latency_us
              FROM checks
             WHERE monitor_id = $1
               AND slot >= $2
               AND slot < $3
               AND attempt = 0
               AND outcome IN (1, 2)
               AND latency_us IS NOT NULL
             ORDER BY slot) AS sorted
"""


async def select_latencies(
    conn: Connection, monitor_id: int, start: datetime, end: datetime
) -> tuple[list[int], list[int]]:
    """Return slot (microseconds since the epoch) and latency of successful verdicts, oldest first, as columns."""
    row = await conn.fetchrow(SELECT_LATENCIES, monitor_id, start, end, timeout=LEARN_DEADLINE_S)
    assert row is not None, "an aggregate without GROUP BY answers with one row"
    return row["slot_us"], row["latency_us"]


PUT_BASELINE: Final = """
    INSERT INTO baselines (monitor_id, learnt_from, learnt_to, hour_of_week, median_us, mad_us, checks)
    SELECT id, $2, $3, $4, $5, $6, $7
      FROM monitors
     WHERE id = $1
        ON CONFLICT (monitor_id) DO UPDATE
       SET learnt_from = excluded.learnt_from, learnt_to = excluded.learnt_to, hour_of_week = excluded.hour_of_week,
           median_us = excluded.median_us, mad_us = excluded.mad_us, checks = excluded.checks, computed_at = now()
"""


async def put_baseline(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, columns: Sequence[Sequence[int]]
) -> None:
    """Write what is usual for a monitor: hour_of_week, median_us, mad_us, checks. Nothing for one that is gone."""
    await conn.execute(PUT_BASELINE, monitor_id, start, end, *columns)


SELECT_BASELINE: Final = """
    SELECT learnt_from, learnt_to, hour_of_week, median_us, mad_us, checks, computed_at
      FROM baselines
     WHERE monitor_id = $1
"""


async def select_baseline(conn: Connection, monitor_id: int) -> Baseline | None:
    """Return what is usual for a monitor; None when nothing was learnt yet."""
    row = await conn.fetchrow(SELECT_BASELINE, monitor_id)
    return Baseline(**row) if row else None


DELETE_CHANGES: Final = """
    DELETE FROM latency_changes
     WHERE monitor_id = $1
       AND at >= $2
"""
INSERT_CHANGES: Final = """
    INSERT INTO latency_changes (monitor_id, at, before_us, after_us)
    SELECT m.id, new.at, new.before_us, new.after_us
      FROM unnest($2::timestamptz[], $3::integer[], $4::integer[]) AS new (at, before_us, after_us)
      JOIN monitors m ON m.id = $1
"""


async def replace_changes(conn: Connection, monitor_id: int, since: datetime, found: Sequence[Change]) -> None:
    """Write the changes from a time on anew; older ones stay. Two statements, in the caller's transaction."""
    await conn.execute(DELETE_CHANGES, monitor_id, since)
    if found:
        await conn.execute(INSERT_CHANGES, monitor_id, *(list(column) for column in zip(*found, strict=True)))


SELECT_CHANGES: Final = """
    SELECT at, before_us, after_us
      FROM latency_changes
     WHERE monitor_id = $1
       AND at >= $2
     ORDER BY at DESC
     LIMIT $3
"""


async def select_changes(conn: Connection, monitor_id: int, since: datetime, limit: int) -> list[Change]:
    """Return the changes since a time, newest first."""
    rows = await conn.fetch(SELECT_CHANGES, monitor_id, since, limit)
    return [Change(row["at"], row["before_us"], row["after_us"]) for row in rows]
