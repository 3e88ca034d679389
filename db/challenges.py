"""Steps of a sign-in that is not finished: a passkey's challenge, a password that still needs its second factor.

Table `challenges`, one row a step, gone after minutes. Writer: api.
"""

from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

ChallengePurpose = Literal["passkey_login", "passkey_register", "second_factor"]

MOST_ATTEMPTS: Final = 5


class Challenge(BaseModel, frozen=True):
    """One step; `challenge` are the bytes that an authenticator signs."""

    id: UUID
    user_id: UUID | None
    challenge: bytes


# Whoever adds one sweeps a few that are over, so that the table needs no job of its own.
INSERT_CHALLENGE: Final = """
      WITH swept AS (
           DELETE FROM challenges
            WHERE id IN (SELECT id FROM challenges WHERE expires_at < now() LIMIT 20 FOR UPDATE SKIP LOCKED))
    INSERT INTO challenges (purpose, user_id, challenge, expires_at)
    VALUES ($1, $2, $3, now() + $4::interval)
 RETURNING id, user_id, challenge
"""


async def insert_challenge(
    conn: Connection, purpose: ChallengePurpose, user_id: UUID | None, challenge: bytes, lifetime: timedelta
) -> Challenge:
    """Begin a step; `user_id` None: who it is comes with the answer."""
    row = await conn.fetchrow(INSERT_CHALLENGE, purpose, user_id, challenge, lifetime)
    assert row is not None, "an INSERT with VALUES returns its row"
    return Challenge(**row)


DELETE_CHALLENGE: Final = """
    DELETE FROM challenges
     WHERE id = $1
       AND purpose = $2
       AND expires_at > now()
 RETURNING id, user_id, challenge
"""


async def delete_challenge(conn: Connection, challenge_id: UUID, purpose: ChallengePurpose) -> Challenge | None:
    """Take a step: exactly one caller gets it. None when it is unknown, taken, over or of another purpose."""
    row = await conn.fetchrow(DELETE_CHALLENGE, challenge_id, purpose)
    return Challenge(**row) if row else None


SELECT_CHALLENGE: Final = """
    SELECT id, user_id, challenge
      FROM challenges
     WHERE id = $1
       AND purpose = $2
       AND expires_at > now()
       AND attempts < $3
"""


async def select_challenge(conn: Connection, challenge_id: UUID, purpose: ChallengePurpose) -> Challenge | None:
    """Look at a step that may still be tried."""
    row = await conn.fetchrow(SELECT_CHALLENGE, challenge_id, purpose, MOST_ATTEMPTS)
    return Challenge(**row) if row else None


UPDATE_CHALLENGE_TRIED: Final = """
    UPDATE challenges
       SET attempts = attempts + 1
     WHERE id = $1
       AND purpose = $2
       AND expires_at > now()
       AND attempts < $3
 RETURNING id, user_id, challenge
"""


async def update_challenge_tried(conn: Connection, challenge_id: UUID, purpose: ChallengePurpose) -> Challenge | None:
    """Count a try before it is judged; None when the step is over or was tried too often."""
    row = await conn.fetchrow(UPDATE_CHALLENGE_TRIED, challenge_id, purpose, MOST_ATTEMPTS)
    return Challenge(**row) if row else None


DELETE_CHALLENGES: Final = "DELETE FROM challenges WHERE user_id = $1"


async def delete_challenges(conn: Connection, user_id: UUID) -> None:
    """End every unfinished step of a person: the password behind them is another one now."""
    await conn.execute(DELETE_CHALLENGES, user_id)
