"""A person's sign-ins as they see them, and ending them.

Table `sessions`. Writer: api.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection
from db.sessions import IDLE


class SignIn(BaseModel, frozen=True):
    """One sign-in that is alive."""

    id: UUID
    user_agent: str
    address: str | None
    created_at: datetime
    last_used_at: datetime


SELECT_SIGN_INS: Final = """
    SELECT id, user_agent, host(address) AS address, created_at, last_used_at
      FROM sessions
     WHERE user_id = $1
       AND ended_at IS NULL
       AND expires_at > now()
       AND last_used_at > now() - $2::interval
     ORDER BY last_used_at DESC, id
     LIMIT 200
"""


async def select_sign_ins(conn: Connection, user_id: UUID) -> list[SignIn]:
    """Return a person's sign-ins, the newest use first."""
    return [SignIn(**row) for row in await conn.fetch(SELECT_SIGN_INS, user_id, IDLE)]


UPDATE_SIGN_IN_ENDED: Final = """
    UPDATE sessions
       SET ended_at = now()
     WHERE id = $1
       AND user_id = $2
       AND ended_at IS NULL
 RETURNING true
"""


async def update_sign_in_ended(conn: Connection, session_id: UUID, user_id: UUID) -> bool:
    """End one of a person's sign-ins; False when there is none."""
    return bool(await conn.fetchval(UPDATE_SIGN_IN_ENDED, session_id, user_id))


UPDATE_SIGN_INS_ENDED: Final = """
    UPDATE sessions
       SET ended_at = now()
     WHERE user_id = $1
       AND ended_at IS NULL
       AND ($2::uuid IS NULL OR id <> $2)
"""


async def update_sign_ins_ended(conn: Connection, user_id: UUID, keep: UUID | None = None) -> None:
    """End a person's sign-ins, all but `keep`; their access tokens die with them."""
    await conn.execute(UPDATE_SIGN_INS_ENDED, user_id, keep)


SELECT_IS_YOUNG: Final = "SELECT created_at > now() - $2::interval FROM sessions WHERE id = $1"


async def is_younger(conn: Connection, session_id: UUID, than: timedelta) -> bool:
    """Tell whether this session was opened less than `than` ago."""
    return bool(await conn.fetchval(SELECT_IS_YOUNG, session_id, than))
