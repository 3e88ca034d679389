"""Check points in bulk, as CSV from the database: the fastest way to a frame that needs no driver of its own.

Reads `checks` (writer: probes). Oldest first, a page at a time; between two pages no connection is needed.
"""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from core.grid import EPOCH
from db.pool import Connection

PAGE_ROWS: Final = 100_000
PAGE_DEADLINE_S: Final = 30.0

COLUMNS: Final = (
    *("slot_us", "region", "attempt", "state", "outcome", "covers_s", "latency_us", "dns_us", "connect_us", "tls_us"),
    *("wait_us", "transfer_us", "http_status", "reason", "detail", "lateness_ms", "address"),
)


class Place(NamedTuple):
    """Where a page ended: slot in microseconds since the epoch, region, attempt."""

    slot_us: int
    region: int
    attempt: int


# $7: also carry points and cuts, which stand for time but were no checks.
SELECT_POINTS: Final = """
    SELECT (date_part('epoch', slot) * 1000000)::bigint AS slot_us, region, attempt, state, outcome, covers_s,
           latency_us, dns_us, connect_us, tls_us, wait_us, transfer_us, http_status, reason, detail, lateness_ms,
           host(address) AS address
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND (slot, region, attempt) > ($4::timestamptz, $5::smallint, $6::smallint)
       AND ($7 OR outcome IS NOT NULL)
     ORDER BY slot, region, attempt
     LIMIT $8
"""
_BEFORE_ALL: Final = -32_768


async def copy_page(
    conn: Connection,
    monitor_id: int,
    start: datetime,
    end: datetime,
    after: Place | None,
    *,
    with_carried: bool = False,
    rows: int = PAGE_ROWS,
) -> bytes:
    """Return the next points of the half-open range as CSV without a heading (COLUMNS); empty at the end."""
    page = bytearray()

    async def take(data: bytes) -> None:
        page.extend(data)

    region, attempt = (after.region, after.attempt) if after else (_BEFORE_ALL, _BEFORE_ALL)
    slot = start if after is None else EPOCH + timedelta(microseconds=after.slot_us)
    await conn.copy_from_query(
        SELECT_POINTS,
        *(monitor_id, max(start, slot), end, slot, region, attempt, with_carried, rows),
        output=take,
        format="csv",
        timeout=PAGE_DEADLINE_S,
    )
    return bytes(page)


SELECT_REGIONS: Final = "SELECT id, name FROM regions ORDER BY id"


async def select_regions(conn: Connection) -> dict[int, str]:
    """Return the regions' names by their ids."""
    return {row["id"]: row["name"] for row in await conn.fetch(SELECT_REGIONS)}
