"""Advisory locks: which process does what only one may do at a time. They end with their connection."""

from typing import Final

from db.pool import Connection

KEEPER: Final = "healther keeper"
TELLER: Final = "healther teller"

TRY_LOCK: Final = "SELECT pg_try_advisory_lock(hashtext($1))"
UNLOCK: Final = "SELECT pg_advisory_unlock(hashtext($1))"


async def try_lock(conn: Connection, name: str) -> bool:
    """Take a lock for this connection; False when another one has it."""
    return bool(await conn.fetchval(TRY_LOCK, name))


TRY_LOCK_TRANSACTION: Final = "SELECT pg_try_advisory_xact_lock(hashtext($1))"


async def try_lock_transaction(conn: Connection, name: str) -> bool:
    """Take a lock until the transaction ends; False when another one has it."""
    return bool(await conn.fetchval(TRY_LOCK_TRANSACTION, name))


async def unlock(conn: Connection, name: str) -> None:
    """Give a lock back."""
    await conn.execute(UNLOCK, name)
