"""Addresses that servers refuse for good, and those that are therefore not written to any more.

Table `refused_addresses`, one row per address that was refused since it last took a mail. Writers: probes (refusals,
and mails that were taken), api (people who say that an address works again).
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

SUPPRESSED_AFTER: Final = 3  # refusals in a row
COUNTED_EVERY: Final = timedelta(hours=1)  # a burst of alerts counts once: a server may be wrong for a moment


class RefusedAddress(BaseModel, frozen=True):
    """An address that was refused; `suppressed_at` is set when it was often enough."""

    id: int
    address: str
    refusals: int
    reason: str
    first_at: datetime
    suppressed_at: datetime | None


UPSERT_REFUSAL: Final = """
    INSERT INTO refused_addresses AS f (address, reason)
    VALUES (lower($1), left($2, 500))
        ON CONFLICT (address) DO UPDATE
       SET reason = excluded.reason,
           refusals = f.refusals + CASE WHEN f.counted_at <= now() - $3::interval THEN 1 ELSE 0 END,
           counted_at = CASE WHEN f.counted_at <= now() - $3::interval THEN now() ELSE f.counted_at END,
           suppressed_at = CASE WHEN f.counted_at <= now() - $3::interval AND f.refusals + 1 >= $4
                                THEN coalesce(f.suppressed_at, now()) ELSE f.suppressed_at END
 RETURNING suppressed_at IS NOT NULL
"""


async def upsert_refusal(conn: Connection, address: str, reason: str) -> bool:
    """Count a final refusal; return whether the address is suppressed."""
    return bool(await conn.fetchval(UPSERT_REFUSAL, address, reason, COUNTED_EVERY, SUPPRESSED_AFTER))


DELETE_REFUSAL_OF: Final = "DELETE FROM refused_addresses WHERE address = lower($1)"


async def delete_refusal_of(conn: Connection, address: str) -> None:
    """Forget that an address was refused: it took a mail, or somebody says that it would."""
    await conn.execute(DELETE_REFUSAL_OF, address)


DELETE_REFUSAL: Final = "DELETE FROM refused_addresses WHERE id = $1 RETURNING true"


async def delete_refusal(conn: Connection, refusal_id: int) -> bool:
    """Forget one by its id; False when there is none."""
    return bool(await conn.fetchval(DELETE_REFUSAL, refusal_id))


DELETE_REFUSALS_BEFORE: Final = "DELETE FROM refused_addresses WHERE counted_at < now() - $1::interval"


async def delete_refusals_before(conn: Connection, age: timedelta) -> None:
    """Forget refusals longer than `age` ago: much can have changed, and the address is tried anew."""
    await conn.execute(DELETE_REFUSALS_BEFORE, age)


SELECT_REFUSED: Final = """
    SELECT id, address, refusals, reason, first_at, suppressed_at
      FROM refused_addresses
     WHERE id < $1
     ORDER BY id DESC
     LIMIT $2
"""


async def select_refused(conn: Connection, before: int, limit: int) -> list[RefusedAddress]:
    """Return addresses that were refused, the newest first, before the one with the id `before`."""
    return [RefusedAddress(**row) for row in await conn.fetch(SELECT_REFUSED, before, limit)]


SELECT_RECIPIENT_ADDRESS: Final = """
    SELECT email
      FROM recipients
     WHERE workspace_id = $1
       AND id = $2
       AND left_at IS NULL
"""


async def select_recipient_address(conn: Connection, workspace_id: UUID, recipient_id: UUID) -> str | None:
    """Return the address of somebody on a workspace's list."""
    email: str | None = await conn.fetchval(SELECT_RECIPIENT_ADDRESS, workspace_id, recipient_id)
    return email
