"""Who belongs to which workspace.

Table `memberships`, one row per person and workspace. Writer: api.
"""

from typing import Final
from uuid import UUID

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
