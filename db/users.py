"""Accounts.

Table `users`, one row per person, for ever. Writer: api. Addresses are stored in lower case.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class User(BaseModel, frozen=True):
    """One account, without its password."""

    id: UUID
    email: str
    first_name: str
    last_name: str
    is_operator: bool
    theme: str
    created_at: datetime


class Credentials(BaseModel, frozen=True):
    """What signing in compares; `password_hash` is None for an account that signs in elsewhere."""

    id: UUID
    password_hash: str | None


SELECT_USER: Final = """
    SELECT id, email, first_name, last_name, is_operator, theme, created_at
      FROM users
     WHERE id = $1
"""


async def select_user(conn: Connection, user_id: UUID) -> User | None:
    """Return one account."""
    row = await conn.fetchrow(SELECT_USER, user_id)
    return User(**row) if row else None


SELECT_CREDENTIALS: Final = "SELECT id, password_hash FROM users WHERE email = $1"


async def select_credentials(conn: Connection, email: str) -> Credentials | None:
    """Return what is needed to check a password; `email` in lower case."""
    row = await conn.fetchrow(SELECT_CREDENTIALS, email)
    return Credentials(**row) if row else None


HAS_USERS: Final = "SELECT EXISTS (SELECT FROM users)"


async def has_users(conn: Connection) -> bool:
    """Tell whether anybody has registered yet."""
    return bool(await conn.fetchval(HAS_USERS))


# One at a time, so that exactly one account finds the table empty and becomes the operator.
LOCK_REGISTRATION: Final = "SELECT pg_advisory_xact_lock(hashtext('healther.registration'))"
INSERT_USER: Final = """
    INSERT INTO users (email, password_hash, first_name, last_name, is_operator)
    VALUES ($1, $2, $3, $4, NOT EXISTS (SELECT FROM users))
 RETURNING id, email, first_name, last_name, is_operator, theme, created_at
"""


async def insert_user(conn: Connection, email: str, password_hash: str, first_name: str, last_name: str) -> User:
    """Register an account; the first one is the operator. Two statements, in the caller's transaction.

    Raises AlreadyExists for an address that has an account.
    """
    await conn.execute(LOCK_REGISTRATION)
    row = await conn.fetchrow(INSERT_USER, email, password_hash, first_name, last_name)
    assert row is not None, "an INSERT with VALUES returns its row"
    return User(**row)


UPDATE_USER: Final = """
    UPDATE users
       SET first_name = coalesce($2, first_name),
           last_name = coalesce($3, last_name),
           theme = coalesce($4, theme),
           updated_at = now()
     WHERE id = $1
 RETURNING id, email, first_name, last_name, is_operator, theme, created_at
"""


async def update_user(
    conn: Connection, user_id: UUID, first_name: str | None, last_name: str | None, theme: str | None
) -> User | None:
    """Change what is not None."""
    row = await conn.fetchrow(UPDATE_USER, user_id, first_name, last_name, theme)
    return User(**row) if row else None


UPDATE_PASSWORD_HASH: Final = """
    UPDATE users
       SET password_hash = $2,
           updated_at = now()
     WHERE id = $1
"""  # noqa: S105 - a statement, not a password


async def update_password_hash(conn: Connection, user_id: UUID, password_hash: str) -> None:
    """Store the same password hashed with newer parameters."""
    await conn.execute(UPDATE_PASSWORD_HASH, user_id, password_hash)
