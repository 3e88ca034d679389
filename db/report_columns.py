"""Columns for reports over many monitors at once: intervals, outages and days, as arrays, in one row each.

Reads `state_intervals`, `incidents` (writer: probes) and the view `days`. Arrays cost the driver a third of what rows
do. Times are microseconds since the epoch
(by date_part, whose doubles hold them: extract would count in decimals, ten times as slowly).
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from db.pool import Connection

REPORT_DEADLINE_S: Final = 60.0

Columns = dict[str, list[Any]]

SELECT_INTERVAL_COLUMNS: Final = """
    SELECT coalesce(array_agg(monitor_id), '{}') AS monitor_id,
           coalesce(array_agg(start_us), '{}') AS start_us,
           coalesce(array_agg(end_us), '{}') AS end_us,
           coalesce(array_agg(state), '{}') AS state
      FROM (SELECT i.monitor_id, i.state,
                   (date_part('epoch', i.started_at) * 1000000)::bigint AS start_us,
                   (date_part('epoch', coalesce(i.ended_at, st.covered_until)) * 1000000)::bigint AS end_us
              FROM state_intervals i
              LEFT JOIN monitor_state st ON st.monitor_id = i.monitor_id
             WHERE i.monitor_id = ANY($1::integer[])
               AND coalesce(i.ended_at, st.covered_until) > $2
               AND i.started_at < $3
             ORDER BY i.monitor_id, i.started_at) AS sorted
"""


async def select_interval_columns(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> Columns:
    """Return the intervals that reach into the half-open range, uncut, by monitor and time."""
    return await _columns(conn, SELECT_INTERVAL_COLUMNS, monitor_ids, start, end)


SELECT_OUTAGE_COLUMNS: Final = """
    SELECT coalesce(array_agg(monitor_id), '{}') AS monitor_id,
           coalesce(array_agg(start_us), '{}') AS start_us,
           coalesce(array_agg(end_us), '{}') AS end_us,
           coalesce(array_agg(end_cause), '{}') AS end_cause,
           coalesce(array_agg(reason), '{}') AS reason
      FROM (SELECT monitor_id, end_cause, reason,
                   (date_part('epoch', started_at) * 1000000)::bigint AS start_us,
                   (date_part('epoch', ended_at) * 1000000)::bigint AS end_us
              FROM incidents
             WHERE monitor_id = ANY($1::integer[])
               AND coalesce(ended_at, 'infinity') > $2
               AND started_at < $3
             ORDER BY started_at, monitor_id, id) AS sorted
"""


async def select_outage_columns(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> Columns:
    """Return the incidents that reach into the half-open range, oldest first; `end_us` null: it goes on."""
    return await _columns(conn, SELECT_OUTAGE_COLUMNS, monitor_ids, start, end)


SELECT_COUNT_COLUMNS: Final = """
    SELECT coalesce(array_agg(monitor_id), '{}') AS monitor_id,
           coalesce(array_agg(checks), '{}') AS checks,
           coalesce(array_agg(failures), '{}') AS failures
      FROM (SELECT monitor_id, sum(checks)::bigint AS checks, sum(failures)::bigint AS failures
              FROM days
             WHERE monitor_id = ANY($1::integer[])
               AND starts_at >= $2
               AND starts_at < $3
             GROUP BY monitor_id
             ORDER BY monitor_id) AS sorted
"""


async def select_count_columns(conn: Connection, monitor_ids: Sequence[int], first: date, last: date) -> Columns:
    """Return how many checks were run and failed on the UTC days from the first to the last, by monitor."""
    return await _columns(conn, SELECT_COUNT_COLUMNS, monitor_ids, *_days(first, last))


def _days(first: date, last: date) -> tuple[datetime, datetime]:
    start = datetime.combine(first, time(), UTC)
    return start, datetime.combine(last, time(), UTC) + timedelta(days=1)


async def _columns(conn: Connection, query: str, *arguments: Any) -> Columns:
    row = await conn.fetchrow(query, *arguments, timeout=REPORT_DEADLINE_S)
    assert row is not None, "an aggregate without GROUP BY answers with one row"
    return dict(row)
