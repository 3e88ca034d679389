"""The TimescaleDB engine: hypertable, columnstore, continuous aggregates.

Its own jobs refresh, compress and drop. These functions do the same from outside where the jobs fail or do not exist
(they fail on some minor versions of PostgreSQL, and a WebAssembly build has none), and what no job does: days that
received points when the jobs no longer, or not yet, looked at them.
"""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from db.engines.horizon import LATE, SETTLE, day_of, hour_of
from db.pool import Connection

REFRESH_DEADLINE_S: Final = 600.0
UNCOMPRESSED: Final = timedelta(days=3)


class Job(BaseModel, frozen=True):
    """A background job of TimescaleDB that works on the points or their aggregates."""

    job_id: int
    proc_name: str
    hypertable: str | None
    is_healthy: bool
    last_status: str | None
    total_failures: int | None
    last_success_at: datetime | None


# Healthy: it ran, the last run succeeded, and the next one is not overdue.
SELECT_JOBS: Final = """
    SELECT j.job_id, j.proc_name::text AS proc_name, coalesce(a.view_name, j.hypertable_name)::text AS hypertable,
           coalesce(j.scheduled
                    AND s.last_run_status = 'Success'
                    AND s.last_successful_finish > now() - 3 * j.schedule_interval - INTERVAL '10 minutes', false)
               AS is_healthy,
           s.last_run_status AS last_status, s.total_failures,
           CASE WHEN isfinite(s.last_successful_finish) THEN s.last_successful_finish END AS last_success_at
      FROM timescaledb_information.jobs j
      LEFT JOIN timescaledb_information.job_stats s ON s.job_id = j.job_id
      LEFT JOIN timescaledb_information.continuous_aggregates a
        ON a.materialization_hypertable_name = j.hypertable_name
     WHERE coalesce(a.view_name, j.hypertable_name) IN ('checks', 'checks_hourly', 'checks_daily')
     ORDER BY j.job_id
"""
REFRESH_JOB: Final = "policy_refresh_continuous_aggregate"
COMPRESSION_JOB: Final = "policy_compression"


async def select_jobs(conn: Connection) -> list[Job]:
    """Return the state of TimescaleDB's own jobs."""
    return [Job(**row) for row in await conn.fetch(SELECT_JOBS)]


# Points may have been deleted before `raw_from`, and were dropped before the oldest chunk, by whomever.
SELECT_COMPLETE_FROM: Final = """
    SELECT greatest(to_timestamp(0), raw_from::timestamp AT TIME ZONE 'UTC',
                    (SELECT min(range_start)
                       FROM timescaledb_information.chunks
                      WHERE hypertable_name = 'checks'))
      FROM installation
"""


async def refresh(conn: Connection, now: datetime) -> None:
    """Refresh what the jobs do not: days that left their window, and everything when a job is missing or failing.

    Several statements, each its own transaction. Only whole buckets that are over are stored, and never one whose
    points may be gone: the refresh would erase it.
    """
    complete_from: datetime = await conn.fetchval(SELECT_COMPLETE_FROM)
    if not are_healthy(await select_jobs(conn), REFRESH_JOB, 2):
        await refresh_window(conn, now, complete_from)
    await _refresh_days_once_more(conn, day_of(now) - LATE, complete_from)


def are_healthy(jobs: list[Job], proc_name: str, expected: int) -> bool:
    """Tell whether all jobs of a kind exist and do their work."""
    return sum(job.proc_name == proc_name and job.is_healthy for job in jobs) >= expected


async def refresh_window(conn: Connection, now: datetime, complete_from: datetime) -> None:
    """Refresh both aggregates over the last three days and what is over of today."""
    start = max(day_of(now) - LATE, complete_from)
    await _refresh_between(conn, start, hour_of(now - SETTLE), day_of(now - SETTLE))


REFRESH_HOURLY: Final = "CALL refresh_continuous_aggregate('checks_hourly', $1::timestamptz, $2::timestamptz)"
REFRESH_DAILY: Final = "CALL refresh_continuous_aggregate('checks_daily', $1::timestamptz, $2::timestamptz)"


async def _refresh_between(conn: Connection, start: datetime, hours_end: datetime, days_end: datetime) -> None:
    if start < hours_end:
        await conn.execute(REFRESH_HOURLY, start, hours_end, timeout=REFRESH_DEADLINE_S)
    if start < days_end:
        await conn.execute(REFRESH_DAILY, start, days_end, timeout=REFRESH_DEADLINE_S)


SELECT_FRESH_DAYS: Final = """
    SELECT day::timestamp AT TIME ZONE 'UTC' AS day, marked_at
      FROM fresh_days
     WHERE day < $1::date
     ORDER BY day
"""
# A day that got more points while it was refreshed stays marked.
DELETE_FRESH_DAYS: Final = """
    DELETE FROM fresh_days AS fresh
     USING unnest($1::date[], $2::timestamptz[]) AS done (day, marked_at)
     WHERE fresh.day = done.day
       AND fresh.marked_at = done.marked_at
"""


async def _refresh_days_once_more(conn: Connection, before: datetime, complete_from: datetime) -> None:
    marks = [(row["day"], row["marked_at"]) for row in await conn.fetch(SELECT_FRESH_DAYS, before.date())]
    for start, end in _runs([day for day, _ in marks if day >= complete_from]):
        await _refresh_between(conn, start, end, end)
    if marks:
        days, times = [day.date() for day, _ in marks], [marked_at for _, marked_at in marks]
        await conn.execute(DELETE_FRESH_DAYS, days, times)


def _runs(days: list[datetime]) -> list[tuple[datetime, datetime]]:
    """Join days that follow each other into half-open ranges."""
    runs: list[tuple[datetime, datetime]] = []
    for day in days:
        if runs and runs[-1][1] == day:
            runs[-1] = (runs[-1][0], day + timedelta(days=1))
        else:
            runs.append((day, day + timedelta(days=1)))
    return runs


COMPRESS_CHUNKS: Final = """
    SELECT count(compress_chunk(chunk, if_not_compressed => true))
      FROM show_chunks('checks', older_than => $1::timestamptz) AS chunk
"""


async def compress(conn: Connection, now: datetime) -> None:
    """Move chunks older than three days to the columnstore when the job does not."""
    if not are_healthy(await select_jobs(conn), COMPRESSION_JOB, 1):
        await conn.fetchval(COMPRESS_CHUNKS, now - UNCOMPRESSED, timeout=REFRESH_DEADLINE_S)


DROP_CHUNKS: Final = """
    SELECT count(*)
      FROM drop_chunks('checks', older_than => $1::timestamptz)
"""
UPDATE_RETENTION_JOB: Final = """
    SELECT count(*)
      FROM timescaledb_information.jobs AS job
     CROSS JOIN LATERAL alter_job(job.job_id, config => jsonb_set(job.config, '{drop_after}', to_jsonb($1::text)))
     WHERE job.proc_name = 'policy_retention'
       AND job.hypertable_name = 'checks'
       AND job.config ->> 'drop_after' <> $1::text
"""


async def drop_before(conn: Connection, day: datetime, longest_days: int) -> int:
    """Drop chunks that end before a UTC day, return how many, and let the job do the same from now on."""
    await conn.fetchval(UPDATE_RETENTION_JOB, f"{longest_days} days")
    dropped: int = await conn.fetchval(DROP_CHUNKS, day, timeout=REFRESH_DEADLINE_S)
    return dropped
