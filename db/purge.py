"""Removes for good what people deleted more than a day ago: the facts at first, then the rows themselves.

Spans tables of both engines. Writer: analytics (jobs). TimescaleDB's aggregates cannot be written: what they know of a
deleted monitor stays, but nothing leads to it any more.
"""

from typing import Final
from uuid import UUID

from db.engine import Engine
from db.pool import Connection

DELETE_DEADLINE_S: Final = 600.0

# A day to change one's mind, and for verdicts on their way to be refused.
SELECT_DELETED_MONITORS: Final = """
    SELECT m.id
      FROM monitors m
      JOIN workspaces w ON w.id = m.workspace_id
     WHERE coalesce(m.deleted_at, w.deleted_at) < now() - interval '1 day'
     ORDER BY m.id
     LIMIT $1
"""


async def select_deleted_monitors(conn: Connection, limit: int) -> list[int]:
    """Return monitors that are to be removed for good."""
    return [row["id"] for row in await conn.fetch(SELECT_DELETED_MONITORS, limit)]


PURGE_CHECKS: Final = "DELETE FROM checks WHERE monitor_id = $1"
PURGE_INTERVALS: Final = "DELETE FROM state_intervals WHERE monitor_id = $1"
PURGE_IMPORTED_DAYS: Final = "DELETE FROM imported_days WHERE monitor_id = $1"
PURGE_MONITOR: Final = "DELETE FROM monitors WHERE id = $1"  # takes schedule, state, incidents and pings with it
PURGE_STORED_HOURS: Final = "DELETE FROM stored_hours WHERE monitor_id = $1"
PURGE_STORED_DAYS: Final = "DELETE FROM stored_days WHERE monitor_id = $1"
PURGE_DIRTY_HOURS: Final = "DELETE FROM dirty_hours WHERE monitor_id = $1"
PURGE_DIRTY_DAYS: Final = "DELETE FROM dirty_days WHERE monitor_id = $1"

FACTS: Final = (PURGE_CHECKS, PURGE_INTERVALS, PURGE_IMPORTED_DAYS)
POSTGRES_AGGREGATES: Final = (PURGE_DIRTY_HOURS, PURGE_DIRTY_DAYS, PURGE_STORED_HOURS, PURGE_STORED_DAYS)


async def purge_monitor(conn: Connection, monitor_id: int, *, engine: Engine) -> None:
    """Remove one monitor. Each table by itself, the monitor last: an interrupted purge is taken up again."""
    for statement in (*FACTS, *(POSTGRES_AGGREGATES if engine is Engine.POSTGRES else ()), PURGE_MONITOR):
        await conn.execute(statement, monitor_id, timeout=DELETE_DEADLINE_S)


PURGE_WORKSPACES: Final = """
    DELETE FROM workspaces w
     WHERE w.deleted_at < now() - interval '1 day'
       AND NOT EXISTS (SELECT FROM monitors m WHERE m.workspace_id = w.id)
 RETURNING w.id
"""


async def purge_workspaces(conn: Connection) -> list[UUID]:
    """Remove deleted workspaces whose monitors are gone, and return their ids."""
    return [row["id"] for row in await conn.fetch(PURGE_WORKSPACES, timeout=DELETE_DEADLINE_S)]
