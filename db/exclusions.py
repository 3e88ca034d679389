"""Exclusions: time that was agreed afterwards not to count, by whom and why.

Table `exclusions`, one row an agreement; never deleted, only revoked. Writer: api. Which monitors one is for follows
their tags of today.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from core.spans import Labelled
from db.pool import Connection


class Exclusion(BaseModel, frozen=True):
    """One agreement; it counts until it is revoked."""

    id: int
    reason: str
    is_for_all: bool
    monitor_ids: list[int]
    tags: list[str]
    starts_at: datetime
    ends_at: datetime
    creator_name: str
    created_at: datetime
    revoked_at: datetime | None
    revoker_name: str | None
    revoked_why: str | None


SELECT_EXCLUSIONS: Final = """
    SELECT id, reason, is_for_all, monitor_ids, tags, starts_at, ends_at, creator_name, created_at, revoked_at,
           revoker_name, revoked_why
      FROM exclusions
     WHERE workspace_id = $1
       AND ($2::bigint IS NULL OR id < $2)
     ORDER BY id DESC
     LIMIT $3
"""


async def select_exclusions(conn: Connection, workspace_id: UUID, before: int | None, limit: int) -> list[Exclusion]:
    """Return the exclusions of a workspace, revoked ones too, newest first."""
    return [Exclusion(**row) for row in await conn.fetch(SELECT_EXCLUSIONS, workspace_id, before, limit)]


SELECT_EXCLUSIONS_WITHIN: Final = """
    SELECT id, reason, is_for_all, monitor_ids, tags, starts_at, ends_at, creator_name, created_at, revoked_at,
           revoker_name, revoked_why
      FROM exclusions
     WHERE workspace_id = $1
       AND starts_at < $3
       AND ends_at > $2
     ORDER BY id
"""


async def select_exclusions_within(
    conn: Connection, workspace_id: UUID, start: datetime, end: datetime
) -> list[Exclusion]:
    """Return all exclusions of a workspace that reach into the half-open range, revoked ones too, oldest first."""
    return [Exclusion(**row) for row in await conn.fetch(SELECT_EXCLUSIONS_WITHIN, workspace_id, start, end)]


INSERT_EXCLUSION: Final = """
    INSERT INTO exclusions (
           workspace_id, reason, is_for_all, monitor_ids, tags, starts_at, ends_at, created_by, creator_name)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id, reason, is_for_all, monitor_ids, tags, starts_at, ends_at, creator_name, created_at, revoked_at,
              revoker_name, revoked_why
"""


async def insert_exclusion(
    conn: Connection,
    workspace_id: UUID,
    *,
    reason: str,
    is_for_all: bool,
    monitor_ids: Sequence[int],
    tags: Sequence[str],
    starts_at: datetime,
    ends_at: datetime,
    created_by: UUID,
    creator_name: str,
) -> Exclusion:
    """Add an exclusion and return it."""
    row = await conn.fetchrow(
        INSERT_EXCLUSION,
        workspace_id,
        reason,
        is_for_all,
        monitor_ids,
        tags,
        starts_at,
        ends_at,
        created_by,
        creator_name,
    )
    assert row is not None, "RETURNING answers with the row"
    return Exclusion(**row)


UPDATE_REVOKED: Final = """
    UPDATE exclusions
       SET revoked_at = now(), revoker_name = $3, revoked_why = $4
     WHERE workspace_id = $1
       AND id = $2
       AND revoked_at IS NULL
    RETURNING id, reason, is_for_all, monitor_ids, tags, starts_at, ends_at, creator_name, created_at, revoked_at,
              revoker_name, revoked_why
"""


async def update_revoked(
    conn: Connection, workspace_id: UUID, exclusion_id: int, revoker_name: str, why: str
) -> Exclusion | None:
    """Let an exclusion count no more; None when there is none, or it is revoked already."""
    row = await conn.fetchrow(UPDATE_REVOKED, workspace_id, exclusion_id, revoker_name, why)
    return Exclusion(**row) if row else None


SELECT_EXCLUDED: Final = """
    SELECT m.id AS monitor_id, e.starts_at, e.ends_at, e.id
      FROM exclusions e
      JOIN monitors m ON m.workspace_id = e.workspace_id
     WHERE m.id = ANY($1::integer[])
       AND e.starts_at < $3
       AND e.ends_at > $2
       AND e.revoked_at IS NULL
       AND (e.is_for_all OR m.id = ANY (e.monitor_ids) OR m.tags && e.tags)
     ORDER BY m.id, e.starts_at, e.id
"""


async def select_excluded(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> dict[int, list[Labelled[str]]]:
    """Return the time in the half-open range that does not count, with the ids of the exclusions, by monitor."""
    found: dict[int, list[Labelled[str]]] = {}
    for monitor_id, starts_at, ends_at, exclusion_id in await conn.fetch(SELECT_EXCLUDED, monitor_ids, start, end):
        found.setdefault(monitor_id, []).append(Labelled(starts_at, ends_at, str(exclusion_id)))
    return found
