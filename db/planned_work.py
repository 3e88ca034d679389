"""Planned work as pages show it: when, and on how many monitors. What windows are is in db/maintenance.py.

Reads `maintenance_occurrences`, `maintenance_windows` and `monitors`; nothing is written here. Strangers are told the
names of public monitors; titles and notes of windows are for members.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.maintenance import IS_FOR_MONITOR
from db.pool import Connection


class PublicWork(BaseModel, frozen=True):
    """One time at which public monitors are worked on."""

    window_id: int
    starts_at: datetime
    ends_at: datetime
    planned_at: datetime
    is_recurring: bool
    monitor_ids: list[int]


SELECT_PUBLIC_WORKS: Final = f"""
    SELECT o.window_id, o.starts_at, o.ends_at, w.created_at AS planned_at, w.rrule IS NOT NULL AS is_recurring,
           array_agg(m.id ORDER BY m.id) AS monitor_ids
      FROM maintenance_occurrences o
      JOIN maintenance_windows w ON w.id = o.window_id
      JOIN monitors m ON m.workspace_id = o.workspace_id
     WHERE o.workspace_id = $1
       AND tstzrange(o.starts_at, o.ends_at) && tstzrange($2, $3)
       AND (w.rrule IS NULL OR o.starts_at < $4)
       AND m.is_public
       AND m.deleted_at IS NULL
       AND {IS_FOR_MONITOR}
     GROUP BY o.window_id, o.starts_at, w.id
     ORDER BY o.starts_at DESC, o.window_id
     LIMIT $5
"""  # noqa: S608 - made of our own constants


async def select_public_works(
    conn: Connection, workspace_id: UUID, since: datetime, until: datetime, recurring_until: datetime, limit: int
) -> list[PublicWork]:
    """Return when public monitors are worked on, the latest first; what recurs only up to a nearer time."""
    rows = await conn.fetch(SELECT_PUBLIC_WORKS, workspace_id, since, until, recurring_until, limit)
    return [PublicWork(**row) for row in rows]


class ComingWork(BaseModel, frozen=True):
    """The next or present time a window is open, as members see it."""

    window_id: int
    title: str
    workspace_id: UUID
    workspace_name: str
    starts_at: datetime
    ends_at: datetime
    monitors: int


SELECT_COMING_WORKS: Final = f"""
    SELECT DISTINCT ON (o.window_id)
           o.window_id, w.title, o.workspace_id, p.name AS workspace_name, o.starts_at, o.ends_at,
           (SELECT count(*)
              FROM monitors m
             WHERE m.workspace_id = o.workspace_id
               AND m.deleted_at IS NULL
               AND {IS_FOR_MONITOR}) AS monitors
      FROM maintenance_occurrences o
      JOIN maintenance_windows w ON w.id = o.window_id
      JOIN workspaces p ON p.id = o.workspace_id AND p.deleted_at IS NULL
      JOIN memberships s ON s.workspace_id = o.workspace_id
     WHERE s.user_id = $1
       AND ($2::uuid IS NULL OR o.workspace_id = $2)
       AND tstzrange(o.starts_at, o.ends_at) && tstzrange($3, $4)
     ORDER BY o.window_id, o.starts_at
"""  # noqa: S608 - made of our own constants


async def select_coming_works(
    conn: Connection, user_id: UUID, workspace_id: UUID | None, now: datetime, until: datetime
) -> list[ComingWork]:
    """Return what is worked on now or next in the person's workspaces, each window once, the first to begin first."""
    rows = await conn.fetch(SELECT_COMING_WORKS, user_id, workspace_id, now, until)
    return sorted((ComingWork(**row) for row in rows), key=lambda one: (one.starts_at, one.window_id))
