"""Workspaces: a set of monitors with its people and its public page.

Table `workspaces`, one row per workspace. Writer: api. Deleted ones keep their row (`deleted_at`) and give back their
slug. Every read and write for a person is scoped to a membership.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Workspace(BaseModel, frozen=True):
    """One workspace as a member sees it; `role` is that member's."""

    id: UUID
    name: str
    slug: str
    is_public: bool
    role: str
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = None


SELECT_WORKSPACE: Final = """
    SELECT w.id, w.name, w.slug, w.is_public, s.role, w.created_at, w.updated_at
      FROM workspaces w
      JOIN memberships s ON s.workspace_id = w.id
     WHERE w.id = $1
       AND s.user_id = $2
       AND w.deleted_at IS NULL
"""


async def select_workspace(conn: Connection, workspace_id: UUID, user_id: UUID) -> Workspace | None:
    """Return a workspace the person belongs to."""
    row = await conn.fetchrow(SELECT_WORKSPACE, workspace_id, user_id)
    return Workspace(**row) if row else None


class NamedWorkspace(BaseModel, frozen=True):
    """A workspace by its names, for whoever looks after the installation."""

    id: UUID
    name: str
    slug: str


SELECT_NAMED_WORKSPACES: Final = """
    SELECT id, name, slug
      FROM workspaces
     WHERE deleted_at IS NULL
       AND ($1::text IS NULL OR $1 IN (slug, id::text, name))
     ORDER BY created_at, id
     LIMIT 100
"""


async def select_named_workspaces(conn: Connection, named: str | None) -> list[NamedWorkspace]:
    """Return the workspaces with this slug, id or name; all if None. For the command line: it asks as the owner."""
    return [NamedWorkspace(**row) for row in await conn.fetch(SELECT_NAMED_WORKSPACES, named)]


SELECT_WORKSPACES: Final = """
    SELECT w.id, w.name, w.slug, w.is_public, s.role, w.created_at, w.updated_at
      FROM workspaces w
      JOIN memberships s ON s.workspace_id = w.id
     WHERE s.user_id = $1
       AND ($4::uuid IS NULL OR w.id = $4)
       AND w.deleted_at IS NULL
       AND ($2::uuid IS NULL
            OR (w.created_at, w.id) > (SELECT after.created_at, after.id FROM workspaces after WHERE after.id = $2))
     ORDER BY w.created_at, w.id
     LIMIT $3
"""


async def select_workspaces(
    conn: Connection, user_id: UUID, after: UUID | None, limit: int, only: UUID | None = None
) -> list[Workspace]:
    """Return the person's workspaces, oldest first, behind the workspace `after`; `only`: no other than this one."""
    rows = await conn.fetch(SELECT_WORKSPACES, user_id, after, limit, only)
    return [Workspace(**row) for row in rows]


INSERT_WORKSPACE: Final = """
      WITH made AS (
           INSERT INTO workspaces (name, slug)
           SELECT $1, $2
            WHERE NOT EXISTS (SELECT
                                FROM former_slugs f
                                JOIN workspaces w ON w.id = f.workspace_id
                               WHERE f.slug = $2
                                 AND w.deleted_at IS NULL)
               ON CONFLICT (slug) DO NOTHING
        RETURNING id, name, slug, is_public, created_at, updated_at),
           owned AS (
           INSERT INTO memberships (workspace_id, user_id, role)
           SELECT id, $3, 'owner' FROM made
        RETURNING role),
           told AS (
           INSERT INTO recipients (workspace_id, email, added_by, confirmed_at)
           SELECT made.id, u.email, u.id, now()
             FROM made, users u
            WHERE u.id = $3)
    SELECT made.id, made.name, made.slug, made.is_public, owned.role, made.created_at, made.updated_at
      FROM made, owned
"""


async def insert_workspace(conn: Connection, name: str, slug: str, owner_id: UUID) -> Workspace | None:
    """Make a workspace with its owner, who is told of its outages from the start.

    None when the slug is taken, or was another workspace's before.
    """
    row = await conn.fetchrow(INSERT_WORKSPACE, name, slug, owner_id)
    return Workspace(**row) if row else None


UPDATE_WORKSPACE: Final = """
    UPDATE workspaces w
       SET name = coalesce($3, w.name),
           slug = coalesce($4, w.slug),
           is_public = coalesce($5, w.is_public),
           updated_at = now()
      FROM memberships s
     WHERE w.id = $1
       AND s.workspace_id = w.id
       AND s.user_id = $2
       AND s.role = ANY($6::text[])
       AND w.deleted_at IS NULL
 RETURNING w.id, w.name, w.slug, w.is_public, s.role, w.created_at, w.updated_at
"""


async def update_workspace(
    conn: Connection,
    workspace_id: UUID,
    user_id: UUID,
    roles: list[str],
    *,
    name: str | None,
    slug: str | None,
    is_public: bool | None,
) -> Workspace | None:
    """Change what is not None, if the person has one of the roles. Raises AlreadyExists for a slug that is taken."""
    row = await conn.fetchrow(UPDATE_WORKSPACE, workspace_id, user_id, name, slug, is_public, roles)
    return Workspace(**row) if row else None


UPDATE_WORKSPACE_DELETED: Final = """
      WITH gone AS (
           UPDATE workspaces w
              SET deleted_at = now(),
                  deleted_by = s.user_id,
                  updated_at = now(),
                  is_public = false,
                  slug = rtrim(left(w.slug, 40), '-') || '-' || substr(md5(w.id::text), 1, 12)
             FROM memberships s
            WHERE w.id = $1
              AND s.workspace_id = w.id
              AND s.user_id = $2
              AND s.role = ANY($3::text[])
              AND w.deleted_at IS NULL
        RETURNING w.id),
           stopped AS (
           UPDATE monitors m
              SET deleted_at = now(),
                  updated_at = now(),
                  revision = m.revision + 1
             FROM gone
            WHERE m.workspace_id = gone.id
              AND m.deleted_at IS NULL)
    SELECT count(*) FROM gone
"""


async def update_workspace_deleted(conn: Connection, workspace_id: UUID, user_id: UUID, roles: list[str]) -> bool:
    """Delete a workspace and stop its monitors, if the person has one of the roles; tell whether it was there."""
    return bool(await conn.fetchval(UPDATE_WORKSPACE_DELETED, workspace_id, user_id, roles))


# A deleted workspace can come back this long. Its monitors carry the same time of deletion; those that were deleted
# before it do not come back with it.
UNDO_FOR: Final = timedelta(days=1)

SELECT_DELETED_WORKSPACES: Final = """
    SELECT w.id, w.name, w.slug, w.is_public, s.role, w.created_at, w.updated_at, w.deleted_at
      FROM workspaces w
      JOIN memberships s ON s.workspace_id = w.id
     WHERE s.user_id = $1
       AND s.role = ANY($2::text[])
       AND ($3::uuid IS NULL OR w.id = $3)
       AND w.deleted_at > now() - $4::interval
     ORDER BY w.deleted_at DESC, w.id
     LIMIT $5
"""


async def select_deleted_workspaces(
    conn: Connection, user_id: UUID, roles: list[str], limit: int, only: UUID | None = None
) -> list[Workspace]:
    """Return deleted workspaces that the person can bring back, the last one first; `only`: no other than this one."""
    rows = await conn.fetch(SELECT_DELETED_WORKSPACES, user_id, roles, only, UNDO_FOR, limit)
    return [Workspace(**row) for row in rows]


UPDATE_WORKSPACE_RESTORED: Final = """
      WITH found AS (
           SELECT w.id, w.deleted_at
             FROM workspaces w
            WHERE w.id = $1
              AND w.deleted_at > now() - $3::interval
              FOR UPDATE),
           restarted AS (
           UPDATE monitors m
              SET deleted_at = NULL,
                  updated_at = now(),
                  revision = m.revision + 1
             FROM found
            WHERE m.workspace_id = found.id
              AND m.deleted_at = found.deleted_at)
    UPDATE workspaces w
       SET deleted_at = NULL,
           deleted_by = NULL,
           updated_at = now(),
           slug = coalesce($2, w.slug)
      FROM found
     WHERE w.id = found.id
 RETURNING true
"""


async def update_workspace_restored(conn: Connection, workspace_id: UUID, slug: str | None) -> bool:
    """Bring a deleted workspace and its monitors back, at the address `slug` if given; tell whether it was there.

    Raises AlreadyExists when another workspace has taken the address meanwhile.
    """
    return bool(await conn.fetchval(UPDATE_WORKSPACE_RESTORED, workspace_id, slug, UNDO_FOR))
