"""The monitors of a workspace as figures need them: name, tags, age, period.

Reads `monitors` (writer: api), deleted ones left out unless they are asked for by a time in which they were there.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class WatchedMonitor(BaseModel, frozen=True):
    """One monitor. `deleted_at` None while it is there."""

    id: int
    name: str
    kind: str
    target: str
    tags: list[str]
    group_name: str | None
    period_s: int
    retention_days: int
    created_at: datetime
    deleted_at: datetime | None


SELECT_WATCHED: Final = """
    SELECT id, name, kind, target, tags, group_name, period_s, retention_days, created_at, deleted_at
      FROM monitors
     WHERE workspace_id = $1
       AND (deleted_at IS NULL OR deleted_at > $2)
     ORDER BY id
"""


async def select_watched(conn: Connection, workspace_id: UUID, since: datetime) -> list[WatchedMonitor]:
    """Return the monitors of a workspace, those deleted after a time too, in the order they were made."""
    return [WatchedMonitor(**row) for row in await conn.fetch(SELECT_WATCHED, workspace_id, since)]
