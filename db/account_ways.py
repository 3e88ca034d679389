"""How an account proves who its person is, over all tables that have a part in it.

Tables `users` (password, address, TOTP), `passkeys`, `identities`, `recovery_codes`. Writer: api.
"""

from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Ways(BaseModel, frozen=True):
    """What an account can be opened with. `totp_secret` is encrypted, and null until it was confirmed by a code."""

    user_id: UUID
    email: str
    password_hash: str | None
    totp_secret: bytes | None
    recovery_codes_left: int
    passkeys: int
    identities: int

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not open it."""
        return self.totp_secret is not None or self.passkeys > 0

    @property
    def ways_in(self) -> int:
        """How many independent ways to sign in there are; the last one must stay."""
        return (self.password_hash is not None) + self.passkeys + self.identities


SELECT_WAYS: Final = """
    SELECT u.id AS user_id, u.email, u.password_hash,
           CASE WHEN u.totp_confirmed_at IS NOT NULL THEN u.totp_secret END AS totp_secret,
           (SELECT count(*) FROM recovery_codes r WHERE r.user_id = u.id AND r.used_at IS NULL) AS recovery_codes_left,
           (SELECT count(*) FROM passkeys p WHERE p.user_id = u.id) AS passkeys,
           (SELECT count(*) FROM identities i WHERE i.user_id = u.id) AS identities
      FROM users u
     WHERE u.id = $1
"""


async def select_ways(conn: Connection, user_id: UUID) -> Ways | None:
    """Return what an account can be opened with."""
    row = await conn.fetchrow(SELECT_WAYS, user_id)
    return Ways(**row) if row else None


# Not FOR UPDATE: that would make everybody wait who inserts a row that refers to the person.
LOCK_USER: Final = "SELECT id FROM users WHERE id = $1 FOR NO KEY UPDATE"


async def select_ways_for_update(conn: Connection, user_id: UUID) -> Ways | None:
    """The same; others who change the ways of this account wait until the transaction ends. Two statements."""
    await conn.execute(LOCK_USER, user_id)
    return await select_ways(conn, user_id)


SELECT_TOTP_PENDING: Final = "SELECT totp_secret FROM users WHERE id = $1 AND totp_confirmed_at IS NULL"


async def select_totp_pending(conn: Connection, user_id: UUID) -> bytes | None:
    """Return the encrypted secret that waits for its first code."""
    secret = await conn.fetchval(SELECT_TOTP_PENDING, user_id)
    assert secret is None or isinstance(secret, bytes), "totp_secret is bytea"
    return secret


UPDATE_TOTP_PENDING: Final = """
    UPDATE users
       SET totp_secret = $2,
           totp_last_step = 0,
           updated_at = now()
     WHERE id = $1
       AND totp_confirmed_at IS NULL
 RETURNING true
"""


async def update_totp_pending(conn: Connection, user_id: UUID, sealed: bytes) -> bool:
    """Keep a secret until its first code comes; False when one is in use already."""
    return bool(await conn.fetchval(UPDATE_TOTP_PENDING, user_id, sealed))


UPDATE_TOTP_CONFIRMED: Final = """
    UPDATE users
       SET totp_confirmed_at = now(),
           totp_last_step = $3,
           updated_at = now()
     WHERE id = $1
       AND totp_secret = $2
       AND totp_confirmed_at IS NULL
 RETURNING true
"""


async def update_totp_confirmed(conn: Connection, user_id: UUID, sealed: bytes, step: int) -> bool:
    """Turn codes on, the first one being that of `step`; False when the secret was replaced meanwhile."""
    return bool(await conn.fetchval(UPDATE_TOTP_CONFIRMED, user_id, sealed, step))


UPDATE_TOTP_STEP: Final = """
    UPDATE users
       SET totp_last_step = $2
     WHERE id = $1
       AND totp_last_step < $2
 RETURNING true
"""


async def update_totp_step(conn: Connection, user_id: UUID, step: int) -> bool:
    """Use a code up; False when it, or a later one, was used before."""
    return bool(await conn.fetchval(UPDATE_TOTP_STEP, user_id, step))


UPDATE_TOTP_OFF: Final = """
    UPDATE users
       SET totp_secret = NULL,
           totp_confirmed_at = NULL,
           totp_last_step = 0,
           updated_at = now()
     WHERE id = $1
"""


async def update_totp_off(conn: Connection, user_id: UUID) -> None:
    """Turn codes off."""
    await conn.execute(UPDATE_TOTP_OFF, user_id)


UPDATE_HASH: Final = """
    UPDATE users
       SET password_hash = $2,
           session_epoch = session_epoch + 1,
           updated_at = now()
     WHERE id = $1
"""


async def update_password(conn: Connection, user_id: UUID, password_hash: str) -> None:
    """Set another password."""
    await conn.execute(UPDATE_HASH, user_id, password_hash)


# A stranger may have registered somebody's address and left ways in. Whoever proves the address first gets an account
# without them.
EMPTY_WAYS: Final = """
      WITH keys AS (DELETE FROM passkeys WHERE user_id = $1),
           codes AS (DELETE FROM recovery_codes WHERE user_id = $1),
           elsewhere AS (DELETE FROM identities WHERE user_id = $1),
           programs AS (UPDATE api_keys SET revoked_at = now() WHERE user_id = $1 AND revoked_at IS NULL)
    UPDATE users
       SET totp_secret = NULL,
           totp_confirmed_at = NULL,
           totp_last_step = 0
     WHERE id = $1
"""


async def empty_ways(conn: Connection, user_id: UUID) -> None:
    """Remove every way into an account but the password."""
    await conn.execute(EMPTY_WAYS, user_id)
