"""Planned work: windows as people wrote them, and when they are open.

Tables `maintenance_windows` (writer: api) and `maintenance_occurrences`, one row for each time a window is open, about
a year ahead (writers: api, analytics.maintenance, which extends them). What has begun is never changed or removed,
only ended early: figures were made with it. An occurrence keeps the monitors and tags that the window had when it was
written; which monitors have these tags is asked today.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from core.spans import Labelled, Layer, Span
from db.pool import Connection


class WindowWish(BaseModel, frozen=True):
    """What a person wants. `rrule`: RFC 5545 without DTSTART, by the clock of `time_zone`; None: once."""

    title: str
    note: str
    is_for_all: bool
    monitor_ids: list[int]
    tags: list[str]
    starts_at: datetime
    duration_s: int
    rrule: str | None
    time_zone: str


class Window(WindowWish, frozen=True):
    """A window; the next (or present) time it is open, None when that was the last."""

    id: int
    workspace_id: UUID
    expanded_until: datetime
    created_at: datetime
    next_starts_at: datetime | None
    next_ends_at: datetime | None


_COLUMNS: Final = """
           w.id, w.workspace_id, w.title, w.note, w.is_for_all, w.monitor_ids, w.tags, w.starts_at, w.duration_s,
           w.rrule, w.time_zone, w.expanded_until, w.created_at, n.starts_at AS next_starts_at,
           n.ends_at AS next_ends_at
      FROM maintenance_windows w
      LEFT JOIN LATERAL (
           SELECT o.starts_at, o.ends_at
             FROM maintenance_occurrences o
            WHERE o.window_id = w.id
              AND o.ends_at > now()
            ORDER BY o.starts_at
            LIMIT 1) n ON true
"""

SELECT_WINDOWS: Final = f"""
    SELECT {_COLUMNS.strip()}
     WHERE w.workspace_id = $1
       AND w.deleted_at IS NULL
     ORDER BY n.starts_at NULLS LAST, w.id DESC
     LIMIT $2
"""


async def select_windows(conn: Connection, workspace_id: UUID, limit: int) -> list[Window]:
    """Return the windows of a workspace, those that are open next first."""
    return [Window(**row) for row in await conn.fetch(SELECT_WINDOWS, workspace_id, limit)]


SELECT_WINDOW_FOR_UPDATE: Final = f"""
    SELECT {_COLUMNS.strip()}
     WHERE w.workspace_id = $1
       AND w.id = $2
       AND w.deleted_at IS NULL
       FOR UPDATE OF w
"""


async def select_window_for_update(conn: Connection, workspace_id: UUID, window_id: int) -> Window | None:
    """Return one window of a workspace, locked."""
    row = await conn.fetchrow(SELECT_WINDOW_FOR_UPDATE, workspace_id, window_id)
    return Window(**row) if row else None


INSERT_WINDOW: Final = """
    INSERT INTO maintenance_windows (
           workspace_id, title, note, is_for_all, monitor_ids, tags, starts_at, duration_s, rrule, time_zone,
           expanded_until, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    RETURNING id
"""


async def insert_window(
    conn: Connection, workspace_id: UUID, wish: WindowWish, expanded_until: datetime, created_by: UUID
) -> int:
    """Make a window without occurrences and return its id."""
    values = list(wish.model_dump().values())
    window_id: int = await conn.fetchval(INSERT_WINDOW, workspace_id, *values, expanded_until, created_by)
    return window_id


UPDATE_WINDOW: Final = """
    UPDATE maintenance_windows
       SET title = $2, note = $3, is_for_all = $4, monitor_ids = $5, tags = $6, starts_at = $7, duration_s = $8,
           rrule = $9, time_zone = $10, expanded_until = $11, updated_at = now()
     WHERE id = $1
"""


async def update_window(conn: Connection, window_id: int, wish: WindowWish, expanded_until: datetime) -> None:
    """Write a window anew; its occurrences are the caller's."""
    await conn.execute(UPDATE_WINDOW, window_id, *wish.model_dump().values(), expanded_until)


UPDATE_WINDOW_DELETED: Final = """
    UPDATE maintenance_windows
       SET deleted_at = now()
     WHERE id = $1
"""


async def update_window_deleted(conn: Connection, window_id: int) -> None:
    """Take a window off the list; what it has been stays in the figures."""
    await conn.execute(UPDATE_WINDOW_DELETED, window_id)


INSERT_OCCURRENCES: Final = """
    INSERT INTO maintenance_occurrences (window_id, workspace_id, starts_at, ends_at, is_for_all, monitor_ids, tags)
    SELECT w.id, w.workspace_id, new.starts_at, new.ends_at, w.is_for_all, w.monitor_ids, w.tags
      FROM maintenance_windows w
     CROSS JOIN unnest($2::timestamptz[], $3::timestamptz[]) AS new (starts_at, ends_at)
     WHERE w.id = $1
        ON CONFLICT DO NOTHING
"""


async def insert_occurrences(conn: Connection, window_id: int, spans: Sequence[Span]) -> None:
    """Add times at which a window is open, for the monitors that it is for now."""
    if spans:
        await conn.execute(INSERT_OCCURRENCES, window_id, *map(list, zip(*spans, strict=True)))


DELETE_COMING: Final = """
    DELETE FROM maintenance_occurrences
     WHERE window_id = $1
       AND starts_at > $2
"""
END_RUNNING: Final = """
    UPDATE maintenance_occurrences
       SET ends_at = $2
     WHERE window_id = $1
       AND starts_at < $2
       AND ends_at > $2
"""


async def end_occurrences(conn: Connection, window_id: int, at: datetime) -> None:
    """Let a window not be open after a time. Two statements."""
    await conn.execute(DELETE_COMING, window_id, at)
    await conn.execute(END_RUNNING, window_id, at)


SELECT_UNEXPANDED: Final = f"""
    SELECT {_COLUMNS.strip()}
     WHERE w.deleted_at IS NULL
       AND w.rrule IS NOT NULL
       AND w.expanded_until < $1
     ORDER BY w.id
     LIMIT $2
       FOR UPDATE OF w
"""


async def select_unexpanded(conn: Connection, until: datetime, limit: int) -> list[Window]:
    """Return recurring windows whose occurrences are not written up to a time, locked."""
    return [Window(**row) for row in await conn.fetch(SELECT_UNEXPANDED, until, limit)]


UPDATE_EXPANDED: Final = """
    UPDATE maintenance_windows
       SET expanded_until = $2
     WHERE id = $1
"""


async def update_expanded(conn: Connection, window_id: int, until: datetime) -> None:
    """Note how far the occurrences of a window are written."""
    await conn.execute(UPDATE_EXPANDED, window_id, until)


# Whether an occurrence `o` is for a monitor `m` of its workspace.
IS_FOR_MONITOR: Final = "(o.is_for_all OR m.id = ANY (o.monitor_ids) OR m.tags && o.tags)"

SELECT_MAINTENANCE: Final = f"""
    SELECT m.id AS monitor_id, o.starts_at, o.ends_at, o.window_id
      FROM maintenance_occurrences o
      JOIN monitors m ON m.workspace_id = o.workspace_id
     WHERE m.id = ANY($1::integer[])
       AND tstzrange(o.starts_at, o.ends_at) && tstzrange($2, $3, '[]')
       AND {IS_FOR_MONITOR}
     ORDER BY m.id, o.starts_at, o.window_id
"""  # noqa: S608 - made of our own constants


async def select_maintenance(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> dict[int, list[Labelled[str]]]:
    """Return when these monitors are worked on, both ends included, each with the id of its window, by monitor."""
    rows = await conn.fetch(SELECT_MAINTENANCE, monitor_ids, start, end)
    return _by_monitor((row["monitor_id"], row["starts_at"], row["ends_at"], row["window_id"]) for row in rows)


class Works:
    """Who is worked on when, for the monitors and times of a batch."""

    def __init__(self, found: Mapping[int, Sequence[Labelled[str]]]) -> None:
        self._layers = {monitor_id: Layer(spans) for monitor_id, spans in found.items()}

    @classmethod
    async def of(cls, conn: Connection, times: Sequence[tuple[int, datetime]]) -> "Works":
        """Read what is on at these times of these monitors."""
        if not times:
            return cls({})
        instants = [at for _, at in times]
        ids = sorted({monitor_id for monitor_id, _ in times})
        return cls(await select_maintenance(conn, ids, min(instants), max(instants)))

    def is_on(self, monitor_id: int, at: datetime) -> bool:
        """Tell whether a monitor is worked on at one of the times that were asked about."""
        layer = self._layers.get(monitor_id)
        return layer is not None and layer.at(at) is not None


def _by_monitor(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Labelled[str]]]:
    found: dict[int, list[Labelled[str]]] = {}
    for monitor_id, starts_at, ends_at, window_id in rows:
        found.setdefault(monitor_id, []).append(Labelled(starts_at, ends_at, str(window_id)))
    return found
