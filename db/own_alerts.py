"""Of which workspaces a member's own address is told: their rows of `recipients` (db/recipients.py). Writer: api."""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class OwnAlerts(BaseModel, frozen=True):
    """One workspace of a person; without a recipient its outages go to others only."""

    workspace_id: UUID
    workspace_name: str
    role: str
    recipient_id: UUID | None
    confirmed_at: datetime | None
    left_at: datetime | None
    is_named_only: bool | None
    suppressed_at: datetime | None


SELECT_OWN_ALERTS: Final = """
    SELECT w.id AS workspace_id, w.name AS workspace_name, s.role, r.id AS recipient_id, r.confirmed_at, r.left_at,
           r.is_named_only, f.suppressed_at
      FROM memberships s
      JOIN workspaces w ON w.id = s.workspace_id AND w.deleted_at IS NULL
      LEFT JOIN recipients r ON r.workspace_id = w.id AND r.email = $2
      LEFT JOIN refused_addresses f ON f.address = r.email
     WHERE s.user_id = $1
       AND ($3::uuid IS NULL OR w.id = $3)
     ORDER BY w.created_at, w.id
"""


async def select_own_alerts(
    conn: Connection, user_id: UUID, email: str, workspace_id: UUID | None = None
) -> list[OwnAlerts]:
    """Return the person's workspaces, oldest first, and whether the address is told of each."""
    return [OwnAlerts(**row) for row in await conn.fetch(SELECT_OWN_ALERTS, user_id, email, workspace_id)]
