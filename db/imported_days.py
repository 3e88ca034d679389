"""Days that came without check points: imports and restores.

Table `imported_days`, one row per monitor and UTC day. A day that Healther measured itself wins over an imported one
(view `days`). Seconds and counts per day; latencies in microseconds. Writer: api.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from pydantic import BaseModel

from db.pool import Connection


class ImportedDay(BaseModel, frozen=True):
    """One imported day; `source` says where it came from."""

    monitor_id: int
    day: date
    source: str
    up_s: int = 0
    degraded_s: int = 0
    down_s: int = 0
    unknown_s: int = 0
    maintenance_s: int = 0
    checks: int = 0
    failures: int = 0
    p50_us: int | None = None
    p95_us: int | None = None
    p99_us: int | None = None


INSERT_IMPORTED_DAYS: Final = """
    INSERT INTO imported_days (monitor_id, day, source, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks,
                               failures, p50_us, p95_us, p99_us)
    SELECT monitor_id, day, source, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, p50_us,
           p95_us, p99_us
      FROM unnest($1::integer[], $2::date[], $3::text[], $4::integer[], $5::integer[], $6::integer[], $7::integer[],
                  $8::integer[], $9::integer[], $10::integer[], $11::integer[], $12::integer[], $13::integer[])
           AS new (monitor_id, day, source, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures,
                   p50_us, p95_us, p99_us)
    ON CONFLICT (monitor_id, day) DO NOTHING
    RETURNING day
"""


async def insert_imported_days(conn: Connection, days: Sequence[ImportedDay]) -> int:
    """Add days and return how many are new; a day that was imported before stays as it is."""
    if not days:
        return 0
    rows = [tuple(getattr(day, name) for name in ImportedDay.model_fields) for day in days]
    return len(await conn.fetch(INSERT_IMPORTED_DAYS, *zip(*rows, strict=True)))


DELETE_IMPORTED_DAYS: Final = """
    DELETE FROM imported_days
     WHERE monitor_id = $1
       AND source = $2
"""


async def delete_imported_days(conn: Connection, monitor_id: int, source: str) -> None:
    """Take an import back."""
    await conn.execute(DELETE_IMPORTED_DAYS, monitor_id, source)
