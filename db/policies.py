"""Accounting policies of workspaces: how observed time becomes a figure (core.policies).

Table `policies`, one row a version; rows are only ever added. Writer: api.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class StoredPolicy(BaseModel, frozen=True):
    """One version. `rules` as core.policies writes them; `creator_name` null for an account that is gone."""

    name: str
    version: int
    rules: dict[str, Any]
    created_at: datetime
    creator_name: str | None


SELECT_POLICIES: Final = """
    SELECT p.name, p.version, p.rules, p.created_at,
           nullif(concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, '')), '') AS creator_name
      FROM policies p
      LEFT JOIN users u ON u.id = p.created_by
     WHERE p.workspace_id = $1
       AND ($2::text IS NULL OR p.name = $2)
     ORDER BY p.name, p.version DESC
     LIMIT $3
"""


async def select_policies(conn: Connection, workspace_id: UUID, name: str | None, limit: int) -> list[StoredPolicy]:
    """Return the versions of one policy, or of all of a workspace, newest version first."""
    return [StoredPolicy(**row) for row in await conn.fetch(SELECT_POLICIES, workspace_id, name, limit)]


SELECT_POLICY: Final = """
    SELECT name, version, rules, created_at, NULL::text AS creator_name
      FROM policies
     WHERE workspace_id = $1
       AND name = $2
       AND ($3::integer IS NULL OR version = $3)
     ORDER BY version DESC
     LIMIT 1
"""


async def select_policy(conn: Connection, workspace_id: UUID, name: str, version: int | None) -> StoredPolicy | None:
    """Return one version of a policy; the newest if none is named."""
    row = await conn.fetchrow(SELECT_POLICY, workspace_id, name, version)
    return StoredPolicy(**row) if row else None


INSERT_POLICY: Final = """
    INSERT INTO policies (workspace_id, name, version, rules, created_by)
    SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4
      FROM policies
     WHERE workspace_id = $1
       AND name = $2
    RETURNING version
"""


async def insert_policy(
    conn: Connection, workspace_id: UUID, name: str, rules: Mapping[str, Any], created_by: UUID
) -> int:
    """Add a version and return its number; raise AlreadyExists when somebody else did so at the same moment."""
    version: int = await conn.fetchval(INSERT_POLICY, workspace_id, name, rules, created_by)
    return version
