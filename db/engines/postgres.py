"""The engine for servers without TimescaleDB: weekly partitions, rollup tables with marks and a watermark.

Ingest marks the hour of every point it writes; `refresh` takes the marks of hours that are over, adds the hours up
again and marks their days, then does the same with the days. What is younger than the watermark is added up when it is
read, so the watermark moves only when nothing before it is left to do.
"""

from datetime import datetime, timedelta
from typing import Final

from db.engines.horizon import SETTLE, day_of, hour_of
from db.pool import Connection

AHEAD: Final = timedelta(days=28)
BEHIND: Final = timedelta(days=7)
HOURS_AT_ONCE: Final = 2000
DAYS_AT_ONCE: Final = 200
ADD_UP_DEADLINE_S: Final = 120.0

ENSURE_PARTITIONS: Final = "SELECT make_checks_partitions($1, $2)"


async def ensure_partitions(conn: Connection, now: datetime) -> int:
    """Make the partitions for the points of the next weeks and return how many were missing."""
    made: int = await conn.fetchval(ENSURE_PARTITIONS, now - BEHIND, now + AHEAD)
    return made


MAKE_LATE_PARTITIONS: Final = """
    SELECT make_checks_partitions(
               greatest($1::timestamptz, greatest(raw_from, (now() AT TIME ZONE 'UTC')::date - raw_days)), $2)
      FROM installation
"""


async def make_late_partitions(conn: Connection, first: datetime, last: datetime) -> None:
    """Make the partitions for late points, as far back as they are accepted."""
    await conn.execute(MAKE_LATE_PARTITIONS, first, last)


SELECT_OLD_PARTITIONS: Final = """
    SELECT c.relname AS name
      FROM pg_inherits i
      JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'checks'::regclass
       AND (to_date(right(c.relname, 8), 'YYYYMMDD') + 7)::timestamp AT TIME ZONE 'UTC' <= $1
     ORDER BY c.relname
"""


async def drop_before(conn: Connection, day: datetime) -> int:
    """Drop partitions that end before a UTC day and return how many."""
    names = [row["name"] for row in await conn.fetch(SELECT_OLD_PARTITIONS, day)]
    for name in names:
        async with conn.transaction():
            await conn.execute("SET LOCAL lock_timeout = '3s'")  # a queue behind us would stop all readers
            await conn.execute(f'DROP TABLE "{name}"')  # the name comes from the catalogue, made by us
    return len(names)


# Points before the raw horizon may be gone; what was added up must stay.
FORGET_HOURS: Final = """
    DELETE FROM dirty_hours
     WHERE bucket < (SELECT raw_from::timestamp AT TIME ZONE 'UTC' FROM installation)
"""
FORGET_DAYS: Final = """
    DELETE FROM dirty_days
     WHERE bucket < (SELECT raw_from::timestamp AT TIME ZONE 'UTC' FROM installation)
"""


async def refresh(conn: Connection, now: datetime) -> None:
    """Add up what is over and marked. Many short transactions; two keepers share the work."""
    await conn.execute(FORGET_HOURS)
    await conn.execute(FORGET_DAYS)
    hours_end, days_end = hour_of(now - SETTLE), day_of(now - SETTLE)
    while await _refresh_hours(conn, hours_end):
        pass
    await conn.execute(MOVE_HOURLY_WATERMARK, hours_end)
    while await _refresh_days(conn, days_end):
        pass
    await conn.execute(MOVE_DAILY_WATERMARK, days_end)


# A mark that an unfinished ingest holds is left for the next time.
TAKE_DIRTY_HOURS: Final = """
    DELETE FROM dirty_hours
     WHERE (monitor_id, bucket) IN (
           SELECT monitor_id, bucket
             FROM dirty_hours
            WHERE bucket < $1
            ORDER BY monitor_id, bucket
            LIMIT $2
              FOR UPDATE SKIP LOCKED)
    RETURNING monitor_id, bucket
"""
# A later statement than the one that took the marks: it sees the points that every mark stands for.
PUT_HOURS: Final = """
    INSERT INTO stored_hours AS stored (
           monitor_id, bucket, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us,
           latency_count, latency_min_us, latency_max_us)
    SELECT monitor_id, bucket, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us,
           latency_count, latency_min_us, latency_max_us
      FROM add_up_hours($1::integer[], $2::timestamptz[])
    ON CONFLICT (monitor_id, bucket) DO UPDATE
       SET up_s = excluded.up_s, degraded_s = excluded.degraded_s, down_s = excluded.down_s,
           unknown_s = excluded.unknown_s, maintenance_s = excluded.maintenance_s, checks = excluded.checks,
           failures = excluded.failures, latency_sum_us = excluded.latency_sum_us,
           latency_count = excluded.latency_count, latency_min_us = excluded.latency_min_us,
           latency_max_us = excluded.latency_max_us
"""
MARK_DAYS: Final = """
    INSERT INTO dirty_days (monitor_id, bucket)
    SELECT DISTINCT monitor_id, date_trunc('day', bucket, 'UTC')
      FROM unnest($1::integer[], $2::timestamptz[]) AS hour (monitor_id, bucket)
     ORDER BY 1, 2
        ON CONFLICT (monitor_id, bucket) DO UPDATE SET bucket = excluded.bucket WHERE false
"""


async def _refresh_hours(conn: Connection, end: datetime) -> bool:
    """Add up some marked hours; return False when none is left."""
    async with conn.transaction():
        taken = await conn.fetch(TAKE_DIRTY_HOURS, end, HOURS_AT_ONCE)
        if not taken:
            return False
        marks = [row["monitor_id"] for row in taken], [row["bucket"] for row in taken]
        await conn.execute(PUT_HOURS, *marks, timeout=ADD_UP_DEADLINE_S)
        await conn.execute(MARK_DAYS, *marks)
    return True


TAKE_DIRTY_DAYS: Final = """
    DELETE FROM dirty_days
     WHERE (monitor_id, bucket) IN (
           SELECT monitor_id, bucket
             FROM dirty_days
            WHERE bucket < $1
            ORDER BY monitor_id, bucket
            LIMIT $2
              FOR UPDATE SKIP LOCKED)
    RETURNING monitor_id, bucket
"""
PUT_DAYS: Final = """
    INSERT INTO stored_days AS stored (
           monitor_id, bucket, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us,
           latency_count, latency_min_us, latency_max_us, p50_us, p95_us, p99_us, histogram)
    SELECT monitor_id, bucket, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, latency_sum_us,
           latency_count, latency_min_us, latency_max_us, p50_us, p95_us, p99_us, histogram
      FROM add_up_days($1::integer[], $2::timestamptz[])
    ON CONFLICT (monitor_id, bucket) DO UPDATE
       SET up_s = excluded.up_s, degraded_s = excluded.degraded_s, down_s = excluded.down_s,
           unknown_s = excluded.unknown_s, maintenance_s = excluded.maintenance_s, checks = excluded.checks,
           failures = excluded.failures, latency_sum_us = excluded.latency_sum_us,
           latency_count = excluded.latency_count, latency_min_us = excluded.latency_min_us,
           latency_max_us = excluded.latency_max_us, p50_us = excluded.p50_us, p95_us = excluded.p95_us,
           p99_us = excluded.p99_us, histogram = excluded.histogram
"""


async def _refresh_days(conn: Connection, end: datetime) -> bool:
    """Add up some marked days; return False when none is left."""
    async with conn.transaction():
        taken = await conn.fetch(TAKE_DIRTY_DAYS, end, DAYS_AT_ONCE)
        if not taken:
            return False
        marks = [row["monitor_id"] for row in taken], [row["bucket"] for row in taken]
        await conn.execute(PUT_DAYS, *marks, timeout=ADD_UP_DEADLINE_S)
    return True


# Never past a marked bucket that is not stored yet: another keeper may be at it.
MOVE_HOURLY_WATERMARK: Final = """
    UPDATE rollups
       SET watermark = greatest(watermark, least($1, (SELECT min(bucket) FROM dirty_hours WHERE bucket >= watermark)))
     WHERE name = 'checks_hourly'
"""
MOVE_DAILY_WATERMARK: Final = """
    UPDATE rollups
       SET watermark = greatest(watermark, least(
               $1,
               (SELECT min(bucket) FROM dirty_days WHERE bucket >= watermark),
               (SELECT date_trunc('day', min(bucket), 'UTC') FROM dirty_hours WHERE bucket >= watermark)))
     WHERE name = 'checks_daily'
"""
