"""UTC days of monitors: seconds by state, counts and latency percentiles.

View `days`: closed days come from `checks_daily` or `imported_days`, open days are summed from `checks_hourly`
and have no percentiles yet. A day without any point has no row. Nothing is written here.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from pydantic import BaseModel

from core.uptime import Seconds
from db.pool import Connection


class Day(BaseModel, frozen=True):
    """One day of one monitor; latencies in microseconds, exact nearest rank, of successful checks."""

    monitor_id: int
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
    is_closed: bool

    @property
    def seconds(self) -> Seconds:
        """The covered time by state."""
        return Seconds(self.up_s, self.degraded_s, self.down_s, self.unknown_s, self.maintenance_s)


class DayColumns(BaseModel, frozen=True):
    """The days of one monitor as columns of equal length, oldest first. `offsets`: days after the first asked for."""

    monitor_id: int
    offsets: list[int]
    up_s: list[int]
    degraded_s: list[int]
    down_s: list[int]
    unknown_s: list[int]
    maintenance_s: list[int]


SELECT_DAYS: Final = """
    SELECT monitor_id, day, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, p50_us, p95_us,
           p99_us, is_closed
      FROM days
     WHERE monitor_id = ANY($1::integer[])
       AND starts_at >= $2
       AND starts_at < $3
     ORDER BY monitor_id, starts_at
"""


async def select_days(conn: Connection, monitor_ids: Sequence[int], first_day: date, last_day: date) -> list[Day]:
    """Return the days from the first to the last, both included, by monitor and day."""
    return [Day(**row) for row in await conn.fetch(SELECT_DAYS, monitor_ids, *_range(first_day, last_day))]


# The inner order is the order of the arrays: one sort instead of one for each column.
SELECT_DAY_COLUMNS: Final = """
    SELECT monitor_id,
           array_agg(day - ($2::timestamptz AT TIME ZONE 'UTC')::date) AS offsets,
           array_agg(up_s::integer) AS up_s,
           array_agg(degraded_s::integer) AS degraded_s,
           array_agg(down_s::integer) AS down_s,
           array_agg(unknown_s::integer) AS unknown_s,
           array_agg(maintenance_s::integer) AS maintenance_s
      FROM (SELECT monitor_id, day, up_s, degraded_s, down_s, unknown_s, maintenance_s
              FROM days
             WHERE monitor_id = ANY($1::integer[])
               AND starts_at >= $2
               AND starts_at < $3
             ORDER BY monitor_id, starts_at) AS sorted
     GROUP BY monitor_id
     ORDER BY monitor_id
"""


async def select_day_columns(
    conn: Connection, monitor_ids: Sequence[int], first_day: date, last_day: date
) -> list[DayColumns]:
    """Return the days of many monitors at once, for a whole workspace; a monitor without any day is missing."""
    rows = await conn.fetch(SELECT_DAY_COLUMNS, monitor_ids, *_range(first_day, last_day))
    return [DayColumns.model_construct(**row) for row in rows]  # the database checked the types


def _range(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    first = datetime.combine(first_day, time(), UTC)
    return first, datetime.combine(last_day, time(), UTC) + timedelta(days=1)
