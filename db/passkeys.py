"""Passkeys: public keys of people's authenticators.

Table `passkeys`, one row a credential. Writer: api.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Passkey(BaseModel, frozen=True):
    """One credential. `sign_count`: how often the authenticator says it was used; 0 for those that do not count."""

    id: UUID
    user_id: UUID
    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]
    name: str
    created_at: datetime
    last_used_at: datetime | None


SELECT_PASSKEYS: Final = """
    SELECT id, user_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at
      FROM passkeys
     WHERE user_id = $1
     ORDER BY created_at, id
"""


async def select_passkeys(conn: Connection, user_id: UUID) -> list[Passkey]:
    """Return a person's passkeys, oldest first."""
    return [Passkey(**row) for row in await conn.fetch(SELECT_PASSKEYS, user_id)]


SELECT_PASSKEY: Final = """
    SELECT id, user_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at
      FROM passkeys
     WHERE credential_id = $1
       FOR UPDATE
"""


async def select_passkey_for_update(conn: Connection, credential_id: bytes) -> Passkey | None:
    """Lock a passkey by the id that its authenticator gave it."""
    row = await conn.fetchrow(SELECT_PASSKEY, credential_id)
    return Passkey(**row) if row else None


INSERT_PASSKEY: Final = """
    INSERT INTO passkeys (user_id, credential_id, public_key, sign_count, transports, name)
    VALUES ($1, $2, $3, $4, $5, $6)
 RETURNING id, user_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at
"""


async def insert_passkey(
    conn: Connection,
    user_id: UUID,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    transports: Sequence[str],
    name: str,
) -> Passkey:
    """Add a passkey. Raises AlreadyExists for a credential that somebody has registered."""
    row = await conn.fetchrow(INSERT_PASSKEY, user_id, credential_id, public_key, sign_count, list(transports), name)
    assert row is not None, "an INSERT with VALUES returns its row"
    return Passkey(**row)


UPDATE_PASSKEY_USED: Final = "UPDATE passkeys SET sign_count = $2, last_used_at = now() WHERE id = $1"


async def update_passkey_used(conn: Connection, passkey_id: UUID, sign_count: int) -> None:
    """Note a use, under the lock of `select_passkey_for_update`."""
    await conn.execute(UPDATE_PASSKEY_USED, passkey_id, sign_count)


UPDATE_PASSKEY_NAME: Final = """
    UPDATE passkeys
       SET name = $3
     WHERE id = $1
       AND user_id = $2
 RETURNING id, user_id, credential_id, public_key, sign_count, transports, name, created_at, last_used_at
"""


async def update_passkey_name(conn: Connection, passkey_id: UUID, user_id: UUID, name: str) -> Passkey | None:
    """Rename one's passkey; None when there is none."""
    row = await conn.fetchrow(UPDATE_PASSKEY_NAME, passkey_id, user_id, name)
    return Passkey(**row) if row else None


DELETE_PASSKEY: Final = "DELETE FROM passkeys WHERE id = $1 AND user_id = $2 RETURNING true"


async def delete_passkey(conn: Connection, passkey_id: UUID, user_id: UUID) -> bool:
    """Remove one's passkey; False when there is none."""
    return bool(await conn.fetchval(DELETE_PASSKEY, passkey_id, user_id))
