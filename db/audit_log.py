"""Who did what in a workspace.

Table `audit_log`, one row an act; rows are only ever added. Writer: api, in the transaction of the act itself.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Entry(BaseModel, frozen=True):
    """One act. `changes`: field → {old, new}. `actor_id` is null for the system and for deleted accounts."""

    id: int
    at: datetime
    actor_id: UUID | None
    actor_name: str
    via: str
    action: str
    object_id: str | None
    object_name: str | None
    address: str | None
    changes: dict[str, Any]


INSERT_ENTRY: Final = """
    INSERT INTO audit_log (
           workspace_id, actor_id, actor_name, via, action, object_id, object_name, address, changes)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8::text::inet, $9)
"""


async def insert_entry(
    conn: Connection,
    workspace_id: UUID,
    *,
    actor_id: UUID | None,
    actor_name: str,
    via: str,
    action: str,
    object_id: str | None,
    object_name: str | None,
    address: str | None,
    changes: Mapping[str, Any],
) -> None:
    """Add an act to the log, in the caller's transaction."""
    await conn.execute(
        INSERT_ENTRY,
        workspace_id,
        actor_id,
        actor_name,
        via,
        action,
        object_id,
        object_name,
        address,
        dict(changes),
    )


SELECT_ENTRIES: Final = """
    SELECT id, at, actor_id, actor_name, via, action, object_id, object_name, host(address) AS address, changes
      FROM audit_log
     WHERE workspace_id = $1
       AND id < $2
     ORDER BY id DESC
     LIMIT $3
"""


async def select_entries(conn: Connection, workspace_id: UUID, before: int, limit: int) -> list[Entry]:
    """Return acts in a workspace, newest first, before the entry `before`."""
    return [Entry(**row) for row in await conn.fetch(SELECT_ENTRIES, workspace_id, before, limit)]
