"""The first and the last verdict inside each of some stretches of time: what a reader can look up to check a number.

Reads `checks` (writer: probes). Stretches older than the retention of single results have none any more.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from db.pool import Connection


class IntervalChecks(BaseModel, frozen=True):
    """The slots of the first and last verdict of a stretch; None when there is none."""

    first_slot: datetime | None
    last_slot: datetime | None


SELECT_INTERVAL_CHECKS: Final = """
    SELECT first.slot AS first_slot, last.slot AS last_slot
      FROM unnest($2::timestamptz[], $3::timestamptz[]) WITH ORDINALITY AS part (starts_at, ends_at, place)
      LEFT JOIN LATERAL (
           SELECT c.slot
             FROM checks c
            WHERE c.monitor_id = $1
              AND c.slot >= part.starts_at
              AND c.slot < part.ends_at
              AND c.attempt = 0
              AND c.outcome IS NOT NULL
            ORDER BY c.slot
            LIMIT 1) first ON true
      LEFT JOIN LATERAL (
           SELECT c.slot
             FROM checks c
            WHERE c.monitor_id = $1
              AND c.slot >= part.starts_at
              AND c.slot < part.ends_at
              AND c.attempt = 0
              AND c.outcome IS NOT NULL
            ORDER BY c.slot DESC
            LIMIT 1) last ON true
     ORDER BY part.place
"""


async def select_interval_checks(
    conn: Connection, monitor_id: int, parts: Sequence[tuple[datetime, datetime]]
) -> list[IntervalChecks]:
    """Return first and last verdict of each half-open part, in the order of the parts."""
    if not parts:
        return []
    rows = await conn.fetch(SELECT_INTERVAL_CHECKS, monitor_id, *map(list, zip(*parts, strict=True)))
    return [IntervalChecks(**row) for row in rows]
