"""Addresses of accounts, who has proved them, and the end of an account.

Tables `users`, `workspaces`, `memberships`, `recipients`. Writer: api.
"""

from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Addressee(BaseModel, frozen=True):
    """Who a mail about an account goes to."""

    id: UUID
    email: str
    first_name: str
    is_confirmed: bool


SELECT_ADDRESSEE: Final = """
    SELECT id, email, first_name, email_confirmed_at IS NOT NULL AS is_confirmed
      FROM users
     WHERE email = $1
"""


async def select_addressee(conn: Connection, email: str) -> Addressee | None:
    """Return the account of an address; `email` in lower case."""
    row = await conn.fetchrow(SELECT_ADDRESSEE, email)
    return Addressee(**row) if row else None


SELECT_ADDRESSEE_FOR_UPDATE: Final = """
    SELECT id, email, first_name, email_confirmed_at IS NOT NULL AS is_confirmed
      FROM users
     WHERE id = $1
       FOR NO KEY UPDATE
"""


async def select_addressee_for_update(conn: Connection, user_id: UUID) -> Addressee | None:
    """Lock an account while its address is judged."""
    row = await conn.fetchrow(SELECT_ADDRESSEE_FOR_UPDATE, user_id)
    return Addressee(**row) if row else None


UPDATE_EMAIL_CONFIRMED: Final = """
    UPDATE users
       SET email_confirmed_at = coalesce(email_confirmed_at, now()),
           updated_at = now()
     WHERE id = $1
       AND email = $2
 RETURNING true
"""


async def update_email_confirmed(conn: Connection, user_id: UUID, email: str) -> bool:
    """Note that the person reads this address; False when it is not the account's any more."""
    return bool(await conn.fetchval(UPDATE_EMAIL_CONFIRMED, user_id, email))


UPDATE_EMAIL: Final = """
    UPDATE users
       SET email = $2,
           email_confirmed_at = CASE WHEN $3::boolean THEN now() END,
           updated_at = now()
     WHERE id = $1
"""


async def update_email(conn: Connection, user_id: UUID, email: str, *, is_proved: bool) -> None:
    """Move an account to another address. Raises AlreadyExists when another account has it."""
    await conn.execute(UPDATE_EMAIL, user_id, email, is_proved)


class OwnedWorkspace(BaseModel, frozen=True):
    """A workspace that would be left without an owner."""

    id: UUID
    name: str


LOCK_OWNED: Final = """
    SELECT w.id
      FROM workspaces w
      JOIN memberships s ON s.workspace_id = w.id
     WHERE s.user_id = $1
       AND s.role = 'owner'
       AND w.deleted_at IS NULL
     ORDER BY w.id
       FOR NO KEY UPDATE OF w
"""
SELECT_SOLELY_OWNED: Final = """
    SELECT w.id, w.name
      FROM workspaces w
      JOIN memberships s ON s.workspace_id = w.id
     WHERE s.user_id = $1
       AND s.role = 'owner'
       AND w.deleted_at IS NULL
       AND NOT EXISTS (SELECT FROM memberships o
                        WHERE o.workspace_id = w.id
                          AND o.user_id <> $1
                          AND o.role = 'owner')
     ORDER BY w.name
"""


async def select_solely_owned(conn: Connection, user_id: UUID) -> list[OwnedWorkspace]:
    """Return the workspaces of which the person is the last owner, and hold them so until the transaction ends."""
    await conn.execute(LOCK_OWNED, user_id)
    return [OwnedWorkspace(**row) for row in await conn.fetch(SELECT_SOLELY_OWNED, user_id)]


# Where the person was a member, they are not told of outages any more.
DELETE_USER: Final = """
      WITH untold AS (
           DELETE FROM recipients r
            USING users u, memberships s
            WHERE u.id = $1
              AND s.user_id = u.id
              AND r.workspace_id = s.workspace_id
              AND r.email = u.email)
    DELETE FROM users
     WHERE id = $1
"""


async def delete_user(conn: Connection, user_id: UUID) -> None:
    """Delete an account with all that is only its own; the audit log keeps the name."""
    await conn.execute(DELETE_USER, user_id)
