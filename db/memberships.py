"""Who belongs to which workspace.

Table `memberships`, one row per person and workspace. Writer: api. Whoever changes roles or takes people out locks the
workspace first (`lock_workspace`), so that two requests at once cannot leave it without an owner.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

INSERT_MEMBERSHIP: Final = """
    INSERT INTO memberships (workspace_id, user_id, role)
    VALUES ($1, $2, $3)
"""


async def insert_membership(conn: Connection, workspace_id: UUID, user_id: UUID, role: str) -> None:
    """Let a person into a workspace. Raises AlreadyExists for one who is in it."""
    await conn.execute(INSERT_MEMBERSHIP, workspace_id, user_id, role)


SELECT_ROLE: Final = """
    SELECT s.role
      FROM memberships s
      JOIN workspaces w ON w.id = s.workspace_id
     WHERE s.workspace_id = $1
       AND s.user_id = $2
       AND w.deleted_at IS NULL
"""


async def select_role(conn: Connection, workspace_id: UUID, user_id: UUID) -> str | None:
    """Return a person's role in a workspace; None for a stranger and for a workspace that does not exist."""
    role = await conn.fetchval(SELECT_ROLE, workspace_id, user_id)
    return None if role is None else str(role)


class Member(BaseModel, frozen=True):
    """One person of a workspace, as the others of it see them."""

    user_id: UUID
    role: str
    joined_at: datetime
    email: str
    first_name: str
    last_name: str
    pronouns: str
    photo_etag: str | None


SELECT_MEMBERS: Final = """
    SELECT s.user_id, s.role, s.created_at AS joined_at, u.email, u.first_name, u.last_name, u.pronouns, u.photo_etag
      FROM memberships s
      JOIN users u ON u.id = s.user_id
     WHERE s.workspace_id = $1
       AND ($2::uuid IS NULL
            OR (s.created_at, s.user_id) > (SELECT after.created_at, after.user_id
                                              FROM memberships after
                                             WHERE after.workspace_id = $1
                                               AND after.user_id = $2))
     ORDER BY s.created_at, s.user_id
     LIMIT $3
"""


async def select_members(conn: Connection, workspace_id: UUID, after: UUID | None, limit: int) -> list[Member]:
    """Return the people of a workspace, longest membership first, behind the person `after`."""
    return [Member(**row) for row in await conn.fetch(SELECT_MEMBERS, workspace_id, after, limit)]


SELECT_MEMBER: Final = """
    SELECT s.user_id, s.role, s.created_at AS joined_at, u.email, u.first_name, u.last_name, u.pronouns, u.photo_etag
      FROM memberships s
      JOIN users u ON u.id = s.user_id
     WHERE s.workspace_id = $1
       AND s.user_id = $2
"""


async def select_member(conn: Connection, workspace_id: UUID, user_id: UUID) -> Member | None:
    """Return one person of a workspace."""
    row = await conn.fetchrow(SELECT_MEMBER, workspace_id, user_id)
    return Member(**row) if row else None


# Not FOR UPDATE: that would make everybody wait who adds a monitor.
LOCK_WORKSPACE: Final = "SELECT id FROM workspaces WHERE id = $1 AND deleted_at IS NULL FOR NO KEY UPDATE"


async def lock_workspace(conn: Connection, workspace_id: UUID) -> None:
    """Make others who change this workspace's people wait until the transaction ends."""
    await conn.execute(LOCK_WORKSPACE, workspace_id)


HAS_OTHER_OWNER: Final = """
    SELECT EXISTS (SELECT FROM memberships WHERE workspace_id = $1 AND user_id <> $2 AND role = 'owner')
"""


async def has_other_owner(conn: Connection, workspace_id: UUID, user_id: UUID) -> bool:
    """Tell whether somebody else owns the workspace too. Only means something under `lock_workspace`."""
    return bool(await conn.fetchval(HAS_OTHER_OWNER, workspace_id, user_id))


UPDATE_ROLE: Final = "UPDATE memberships SET role = $3 WHERE workspace_id = $1 AND user_id = $2"


async def update_role(conn: Connection, workspace_id: UUID, user_id: UUID, role: str) -> None:
    """Give a member another role, under `lock_workspace`."""
    await conn.execute(UPDATE_ROLE, workspace_id, user_id, role)


# Whoever is taken out is not told of outages any more either.
DELETE_MEMBERSHIP: Final = """
      WITH untold AS (
           DELETE FROM recipients r
            USING users u
            WHERE u.id = $2
              AND r.workspace_id = $1
              AND r.email = u.email)
    DELETE FROM memberships
     WHERE workspace_id = $1
       AND user_id = $2
"""


async def delete_membership(conn: Connection, workspace_id: UUID, user_id: UUID) -> None:
    """Take a person out of a workspace, under `lock_workspace`."""
    await conn.execute(DELETE_MEMBERSHIP, workspace_id, user_id)
