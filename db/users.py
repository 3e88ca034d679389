"""Accounts.

Table `users`, one row per person, for ever. Writer: api. Addresses are stored in lower case.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
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
    email_confirmed_at: datetime | None
    pronouns: str
    city: str
    bio: str
    website: str
    github: str
    linkedin: str
    visibility: str
    time_zone: str
    language: str
    preferences: dict[str, Any]
    photo_etag: str | None

    @property
    def name(self) -> str:
        """First and last name; empty for somebody who gave none."""
        return f"{self.first_name} {self.last_name}".strip()


# The columns of User; in statements the table is called `u`.
USER_COLUMNS: Final = """
           u.id, u.email, u.first_name, u.last_name, u.is_operator, u.theme, u.created_at, u.email_confirmed_at,
           u.pronouns, u.city, u.bio, u.website, u.github, u.linkedin, u.visibility, u.time_zone, u.language,
           u.preferences, u.photo_etag
"""


class Credentials(BaseModel, frozen=True):
    """What signing in compares; `password_hash` is None for an account that signs in elsewhere."""

    id: UUID
    password_hash: str | None


SELECT_USER: Final = f"""
    SELECT {USER_COLUMNS.strip()}
      FROM users u
     WHERE u.id = $1
"""  # noqa: S608 - made of our own constants


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
INSERT_USER: Final = f"""
    INSERT INTO users AS u (email, password_hash, first_name, last_name, email_confirmed_at, is_operator)
    VALUES ($1, $2, $3, $4, CASE WHEN $5::boolean THEN now() END, NOT EXISTS (SELECT FROM users))
 RETURNING {USER_COLUMNS.strip()}
"""  # noqa: S608 - made of our own constants


async def insert_user(
    conn: Connection,
    email: str,
    password_hash: str | None,
    first_name: str,
    last_name: str,
    *,
    is_confirmed: bool = False,
) -> User:
    """Register an account; the first one is the operator. Two statements, in the caller's transaction.

    `password_hash` None: it is opened from elsewhere. `is_confirmed`: the address is known to be the person's.
    Raises AlreadyExists for an address that has an account.
    """
    await conn.execute(LOCK_REGISTRATION)
    row = await conn.fetchrow(INSERT_USER, email, password_hash, first_name, last_name, is_confirmed)
    assert row is not None, "an INSERT with VALUES returns its row"
    return User(**row)


# What people may change of themselves, in the order of the statement's parameters.
CHANGEABLE: Final = (
    *("first_name", "last_name", "theme", "pronouns", "city", "bio", "website", "github", "linkedin", "visibility"),
    *("time_zone", "language"),
)
UPDATE_USER: Final = f"""
    UPDATE users u
       SET {", ".join(f"{name} = coalesce(${place}, u.{name})" for place, name in enumerate(CHANGEABLE, start=2))},
           preferences = u.preferences || coalesce(${len(CHANGEABLE) + 2}::jsonb, '{{}}'),
           updated_at = now()
     WHERE u.id = $1
 RETURNING {USER_COLUMNS.strip()}
"""  # noqa: S608 - made of our own constants


async def update_user(
    conn: Connection, user_id: UUID, changes: Mapping[str, Any], preferences: Mapping[str, Any] | None = None
) -> User | None:
    """Change the fields of CHANGEABLE that are there and not None, and the preferences that are there."""
    row = await conn.fetchrow(UPDATE_USER, user_id, *(changes.get(name) for name in CHANGEABLE), preferences)
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
