"""Recovery codes: each opens an account once when the second factor is lost.

Table `recovery_codes`, one row a code. Writer: api. Codes are stored as keyed hashes.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from db.pool import Connection

INSERT_RECOVERY_CODES: Final = "INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])"


async def replace_recovery_codes(conn: Connection, user_id: UUID, hashes: Sequence[bytes]) -> None:
    """Put new codes in place of all old ones; two statements."""
    await delete_recovery_codes(conn, user_id)
    await conn.execute(INSERT_RECOVERY_CODES, user_id, list(hashes))


UPDATE_RECOVERY_CODE_USED: Final = """
    UPDATE recovery_codes
       SET used_at = now()
     WHERE user_id = $1
       AND code_hash = $2
       AND used_at IS NULL
 RETURNING true
"""


async def update_recovery_code_used(conn: Connection, user_id: UUID, code_hash: bytes) -> bool:
    """Use a code up; False when it is not one of this person's unused ones."""
    return bool(await conn.fetchval(UPDATE_RECOVERY_CODE_USED, user_id, code_hash))


DELETE_RECOVERY_CODES: Final = "DELETE FROM recovery_codes WHERE user_id = $1"


async def delete_recovery_codes(conn: Connection, user_id: UUID) -> None:
    """Forget all codes of a person."""
    await conn.execute(DELETE_RECOVERY_CODES, user_id)
