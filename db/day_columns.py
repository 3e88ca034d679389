"""Seconds by state of many monitors, day by day, as columns: for the pipes of a workspace and of a status page.

Reads the view `days`; the columns of a monitor come as arrays, which is far cheaper than a row for each day.
"""

from datetime import date
from typing import Final

from pydantic import BaseModel

from db.pool import Connection


class DayColumns(BaseModel, frozen=True):
    """The days of one monitor that have data, in no order; the lists are parallel."""

    monitor_id: int
    offsets: list[int]  # days after the first day asked for
    up_s: list[int]
    degraded_s: list[int]
    down_s: list[int]
    maintenance_s: list[int]


SELECT_DAY_COLUMNS: Final = """
    SELECT monitor_id,
           array_agg(day - $2::date) AS offsets,
           array_agg(up_s) AS up_s,
           array_agg(degraded_s) AS degraded_s,
           array_agg(down_s) AS down_s,
           array_agg(maintenance_s) AS maintenance_s
      FROM days
     WHERE monitor_id = ANY($1::int[])
       AND starts_at >= $2::date::timestamp AT TIME ZONE 'UTC'
       AND starts_at < $3::date::timestamp AT TIME ZONE 'UTC'
     GROUP BY monitor_id
"""


async def select_day_columns(conn: Connection, monitor_ids: list[int], first: date, end: date) -> dict[int, DayColumns]:
    """Return the days from `first` up to before `end`, by monitor id; monitors without data are left out."""
    rows = await conn.fetch(SELECT_DAY_COLUMNS, monitor_ids, first, end)
    return {row["monitor_id"]: DayColumns.model_construct(**row) for row in rows}
