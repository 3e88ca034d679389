"""Keys for programs.

Table `api_keys`, one row a key, for ever. Writer: api. Only SHA-256 hashes are stored; a key acts for its person, in
one workspace, with the role that the person has there at that moment.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection
from db.users import USER_COLUMNS, User

TOUCH_EVERY: Final = timedelta(minutes=1)


class ApiKey(BaseModel, frozen=True):
    """One key as its owner sees it; what opens something is not in it."""

    id: UUID
    name: str
    prefix: str
    workspace_id: UUID
    scope: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None


class KeyUse(BaseModel, frozen=True):
    """Who a presented key speaks for, and where."""

    id: UUID
    workspace_id: UUID
    scope: str
    is_stale: bool  # its last use is so long ago that it should be noted again
    user: User


COLUMNS: Final = "id, name, prefix, workspace_id, scope, created_at, expires_at, last_used_at"

SELECT_KEY_USE: Final = f"""
    SELECT k.id AS key_id, k.workspace_id, k.scope,
           k.last_used_at IS NULL OR k.last_used_at < now() - $2::interval AS is_stale,
           {USER_COLUMNS.strip()}
      FROM api_keys k
      JOIN users u ON u.id = k.user_id
     WHERE k.key_hash = $1
       AND k.revoked_at IS NULL
       AND (k.expires_at IS NULL OR k.expires_at > now())
"""  # noqa: S608 - made of our own constants


async def select_key_use(conn: Connection, key_hash: bytes) -> KeyUse | None:
    """Return what a key opens; None for one that is unknown, revoked or expired."""
    row = await conn.fetchrow(SELECT_KEY_USE, key_hash, TOUCH_EVERY)
    if row is None:
        return None
    user = User(**{name: row[name] for name in User.model_fields})
    return KeyUse(
        id=row["key_id"], workspace_id=row["workspace_id"], scope=row["scope"], is_stale=row["is_stale"], user=user
    )


UPDATE_KEY_USED: Final = """
    UPDATE api_keys
       SET last_used_at = now()
     WHERE id = $1
       AND (last_used_at IS NULL OR last_used_at < now() - $2::interval)
"""


async def update_key_used(conn: Connection, key_id: UUID) -> None:
    """Note that a key was used; at most once a minute."""
    await conn.execute(UPDATE_KEY_USED, key_id, TOUCH_EVERY)


SELECT_KEYS: Final = f"""
    SELECT {COLUMNS}
      FROM api_keys
     WHERE user_id = $1
       AND revoked_at IS NULL
     ORDER BY created_at, id
     LIMIT $2
"""  # noqa: S608 - made of our own constants


async def select_keys(conn: Connection, user_id: UUID, limit: int) -> list[ApiKey]:
    """Return a person's keys that were not revoked, oldest first."""
    return [ApiKey(**row) for row in await conn.fetch(SELECT_KEYS, user_id, limit)]


INSERT_KEY: Final = f"""
    INSERT INTO api_keys (user_id, workspace_id, name, prefix, key_hash, scope, expires_at)
    SELECT s.user_id, s.workspace_id, $3, $4, $5, $6, $7
      FROM memberships s
      JOIN workspaces w ON w.id = s.workspace_id AND w.deleted_at IS NULL
     WHERE s.user_id = $1
       AND s.workspace_id = $2
       AND (SELECT count(*) FROM api_keys k WHERE k.user_id = $1 AND k.revoked_at IS NULL) < $8
 RETURNING {COLUMNS}
"""  # noqa: S608 - made of our own constants


async def insert_key(
    conn: Connection,
    user_id: UUID,
    workspace_id: UUID,
    *,
    name: str,
    prefix: str,
    key_hash: bytes,
    scope: str,
    expires_at: datetime | None,
    most: int,
) -> ApiKey | None:
    """Make a key; None for a workspace the person is not in, or with `most` keys already."""
    row = await conn.fetchrow(INSERT_KEY, user_id, workspace_id, name, prefix, key_hash, scope, expires_at, most)
    return ApiKey(**row) if row else None


UPDATE_KEY_REVOKED: Final = f"""
    UPDATE api_keys
       SET revoked_at = now()
     WHERE id = $1
       AND user_id = $2
       AND revoked_at IS NULL
 RETURNING {COLUMNS}
"""  # noqa: S608 - made of our own constants


async def update_key_revoked(conn: Connection, key_id: UUID, user_id: UUID) -> ApiKey | None:
    """End one's own key; None for a key that is not there."""
    row = await conn.fetchrow(UPDATE_KEY_REVOKED, key_id, user_id)
    return ApiKey(**row) if row else None


UPDATE_KEYS_REVOKED: Final = """
    UPDATE api_keys
       SET revoked_at = now()
     WHERE user_id = $1
       AND workspace_id = $2
       AND revoked_at IS NULL
"""


async def update_keys_revoked(conn: Connection, user_id: UUID, workspace_id: UUID) -> None:
    """End all keys of a person in a workspace: they left it, and coming back must not revive them."""
    await conn.execute(UPDATE_KEYS_REVOKED, user_id, workspace_id)
