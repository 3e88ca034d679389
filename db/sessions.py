"""Sign-ins and their rotating refresh tokens.

Table `sessions`, one row per sign-in. Writer: api. Only SHA-256 hashes of tokens are stored. A session ends by
signing out, by the reuse of an old token, IDLE_DAYS without use, or at `expires_at`.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection
from db.users import USER_COLUMNS, User

LIFETIME: Final = timedelta(days=90)
IDLE: Final = timedelta(days=30)


class Session(BaseModel, frozen=True):
    """What a refresh decides on. `now` is the database's time of the same moment."""

    id: UUID
    user_id: UUID
    token_hash: bytes
    previous_token_hash: bytes | None
    rotated_at: datetime
    now: datetime


SELECT_SESSION_USER: Final = f"""
    SELECT {USER_COLUMNS.strip()}
      FROM sessions s
      JOIN users u ON u.id = s.user_id
     WHERE s.id = $1
       AND s.user_id = $2
       AND s.ended_at IS NULL
       AND s.expires_at > now()
"""  # noqa: S608 - made of our own constants


async def select_session_user(conn: Connection, session_id: UUID, user_id: UUID) -> User | None:
    """Return the account of a session that is still alive."""
    row = await conn.fetchrow(SELECT_SESSION_USER, session_id, user_id)
    return User(**row) if row else None


SELECT_SESSION_FOR_UPDATE: Final = """
    SELECT id, user_id, token_hash, previous_token_hash, rotated_at, clock_timestamp() AS now
      FROM sessions
     WHERE id = $1
       AND ended_at IS NULL
       AND expires_at > now()
       AND last_used_at > now() - $2::interval
       FOR UPDATE
"""


async def select_session_for_update(conn: Connection, session_id: UUID) -> Session | None:
    """Lock a session that is still alive, so that two refreshes at once take turns."""
    row = await conn.fetchrow(SELECT_SESSION_FOR_UPDATE, session_id, IDLE)
    return Session(**row) if row else None


INSERT_SESSION: Final = """
    INSERT INTO sessions (user_id, token_hash, user_agent, address, expires_at)
    VALUES ($1, $2, $3, $4::text::inet, now() + $5::interval)
 RETURNING id
"""


async def insert_session(
    conn: Connection, user_id: UUID, token_hash: bytes, user_agent: str, address: str | None
) -> UUID:
    """Open a session and return its id."""
    session_id = await conn.fetchval(INSERT_SESSION, user_id, token_hash, user_agent[:300], address, LIFETIME)
    assert isinstance(session_id, UUID), "an INSERT with VALUES returns its row"
    return session_id


UPDATE_SESSION_TOKEN: Final = """
    UPDATE sessions
       SET previous_token_hash = token_hash,
           token_hash = $2,
           rotated_at = clock_timestamp(),
           last_used_at = clock_timestamp()
     WHERE id = $1
"""  # noqa: S105 - a statement, not a password


async def update_session_token(conn: Connection, session_id: UUID, token_hash: bytes) -> None:
    """Put a new token in place; the old one becomes the previous one."""
    await conn.execute(UPDATE_SESSION_TOKEN, session_id, token_hash)


UPDATE_SESSION_ENDED: Final = """
    UPDATE sessions
       SET ended_at = now()
     WHERE id = $1
       AND ended_at IS NULL
 RETURNING true
"""


async def update_session_ended(conn: Connection, session_id: UUID) -> bool:
    """End a session, and with it its access tokens; False when it had ended already."""
    return bool(await conn.fetchval(UPDATE_SESSION_ENDED, session_id))
