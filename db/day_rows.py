"""The days of one monitor with everything that is known about them. Reads the view `days`."""

from datetime import date
from typing import Final

from pydantic import BaseModel

from db.pool import Connection


class DayRow(BaseModel, frozen=True):
    """One UTC day with data. Percentiles are null until the day is over."""

    day: date
    up_s: int
    degraded_s: int
    down_s: int
    unknown_s: int
    maintenance_s: int
    checks: int
    failures: int
    p50_us: int | None
    p95_us: int | None
    p99_us: int | None


SELECT_DAY_ROWS: Final = """
    SELECT day, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, p50_us, p95_us, p99_us
      FROM days
     WHERE monitor_id = $1
       AND starts_at >= $2::date::timestamp AT TIME ZONE 'UTC'
       AND starts_at < $3::date::timestamp AT TIME ZONE 'UTC'
     ORDER BY starts_at
"""


async def select_day_rows(conn: Connection, monitor_id: int, first: date, end: date) -> list[DayRow]:
    """Return the days from `first` up to before `end` that have data, oldest first."""
    rows = await conn.fetch(SELECT_DAY_ROWS, monitor_id, first, end)
    return [DayRow(**row) for row in rows]
