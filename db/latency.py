"""Latency of one monitor over time, as columns at a step; percentiles are nearest rank over successful verdicts.

Steps under a day are computed from check points, exactly. Whole days come from `checks_daily`: one day exactly, several
days from their merged histograms (at most 1 % off). Latencies in microseconds; a step without a check is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from core.histogram import merge, percentile
from db.pool import Connection

DAY: Final = timedelta(days=1)
FROM_POINTS: Final = timedelta(days=32)  # over longer ranges days are fine enough, and points too many
_MINUTES: Final = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720)
_DAYS: Final = (1, 2, 7, 14, 28, 84)
STEPS: Final = (*(timedelta(minutes=minutes) for minutes in _MINUTES), *(timedelta(days=days) for days in _DAYS))
SHARES: Final = (0.5, 0.95, 0.99)


@dataclass(frozen=True, slots=True)
class LatencyColumns:
    """Columns of equal length, oldest first; `t` is the start of each step."""

    step: timedelta
    t: list[datetime]
    p50_us: list[int | None]
    p95_us: list[int | None]
    p99_us: list[int | None]
    failures: list[int | None]


@dataclass(frozen=True, slots=True)
class _Step:
    percentiles: Sequence[int | None]
    failures: int


def fitted_step(start: datetime, end: datetime, points: int) -> timedelta:
    """Return the finest step that needs at most `points` steps for the range."""
    long = end - start
    usable = [step for step in STEPS if step >= DAY or long <= FROM_POINTS]
    return next((step for step in usable if long <= step * points), usable[-1])


def aligned(at: datetime, step: timedelta) -> datetime:
    """Return the start of the step that a time lies in; steps count from the epoch, days are UTC days."""
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return at - (at - epoch) % step


async def select_latency(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, step: timedelta
) -> LatencyColumns:
    """Return the latency from `start` (aligned down to a step) to `end`; `step` is one of STEPS."""
    start = aligned(start, step)
    if step < DAY:
        steps = await _from_points(conn, monitor_id, start, end, step)
    else:
        steps = await _from_days(conn, monitor_id, start, end, step)
    times = _times(start, end, step)
    found = [steps.get(at) for at in times]
    p50_us, p95_us, p99_us = ([one.percentiles[index] if one else None for one in found] for index in range(3))
    return LatencyColumns(step, times, p50_us, p95_us, p99_us, [one.failures if one else None for one in found])


def _times(start: datetime, end: datetime, step: timedelta) -> list[datetime]:
    return [start + step * number for number in range(-(-(end - start) // step))]


SELECT_LATENCY: Final = """
    SELECT date_bin($4::interval, slot, '1970-01-01 00:00:00+00') AS t,
           percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_us)
               FILTER (WHERE outcome IN (1, 2)) AS percentiles,
           count(*) FILTER (WHERE outcome = 3) AS failures
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
       AND outcome IN (1, 2, 3)
     GROUP BY 1
"""


async def _from_points(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, step: timedelta
) -> dict[datetime, _Step]:
    rows = await conn.fetch(SELECT_LATENCY, monitor_id, start, end, step)
    return {row["t"]: _Step(row["percentiles"] or (None, None, None), row["failures"]) for row in rows}


async def select_day_percentiles(
    conn: Connection, monitor_id: int, first_day: date, last_day: date
) -> dict[date, Sequence[int | None]]:
    """Return p50, p95 and p99 (microseconds, nearest rank) of UTC days, from their points."""
    start = datetime.combine(first_day, time(), UTC)
    end = datetime.combine(last_day, time(), UTC) + DAY
    return {at.date(): step.percentiles for at, step in (await _from_points(conn, monitor_id, start, end, DAY)).items()}


SELECT_HOUR_MEDIANS: Final = """
    SELECT coalesce(array_agg(hour_us), '{}') AS hour_us, coalesce(array_agg(median_us), '{}') AS median_us,
           coalesce(array_agg(checks), '{}') AS checks
      FROM (SELECT (extract(epoch FROM date_trunc('hour', slot, 'UTC')) * 1000000)::bigint AS hour_us,
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_us) AS median_us, count(*) AS checks
              FROM checks
             WHERE monitor_id = $1
               AND slot >= $2
               AND slot < $3
               AND attempt = 0
               AND outcome IN (1, 2)
               AND latency_us IS NOT NULL
             GROUP BY 1
             ORDER BY 1) AS hours
"""


async def select_hour_medians(
    conn: Connection, monitor_id: int, start: datetime, end: datetime
) -> tuple[list[int], list[int], list[int]]:
    """Return each UTC hour with a latency (microseconds since the epoch), its median and its checks, as columns."""
    row = await conn.fetchrow(SELECT_HOUR_MEDIANS, monitor_id, start, end)
    assert row is not None, "an aggregate without GROUP BY answers with one row"
    return row["hour_us"], row["median_us"], row["checks"]


# Each phase's own median: phases of the median check would jump from check to check. Nulls are left out.
SELECT_PHASES: Final = """
    SELECT date_bin($4::interval, slot, '1970-01-01 00:00:00+00') AS t,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY dns_us) AS dns_us,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY connect_us) AS connect_us,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY tls_us) AS tls_us,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY wait_us) AS wait_us,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY transfer_us) AS transfer_us
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
       AND outcome IN (1, 2)
     GROUP BY 1
"""
PHASES: Final = ("dns_us", "connect_us", "tls_us", "wait_us", "transfer_us")


async def select_phases(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, step: timedelta
) -> dict[str, list[int | None]]:
    """Return the median of each of PHASES over successful verdicts, for the steps that `select_latency` returns.

    Always from check points: for short ranges.
    """
    start = aligned(start, step)
    rows = {row["t"]: row for row in await conn.fetch(SELECT_PHASES, monitor_id, start, end, step)}
    found = [rows.get(at) for at in _times(start, end, step)]
    return {phase: [row[phase] if row else None for row in found] for phase in PHASES}


SELECT_DAILY_LATENCY: Final = """
    SELECT bucket, p50_us, p95_us, p99_us, failures
      FROM checks_daily
     WHERE monitor_id = $1
       AND bucket >= $2
       AND bucket < $3
       AND checks > 0
"""
SELECT_DAILY_HISTOGRAMS: Final = """
    SELECT date_bin($4::interval, bucket, '1970-01-01 00:00:00+00') AS t, histogram, failures
      FROM checks_daily
     WHERE monitor_id = $1
       AND bucket >= $2
       AND bucket < $3
       AND checks > 0
"""


async def _from_days(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, step: timedelta
) -> dict[datetime, _Step]:
    """Days that are over come from the aggregate, what is younger from points (one day's at most, as a rule)."""
    if step > DAY:
        return _merged(await conn.fetch(SELECT_DAILY_HISTOGRAMS, monitor_id, start, end, step))
    rows = await conn.fetch(SELECT_DAILY_LATENCY, monitor_id, start, end)
    steps = {row["bucket"]: _Step((row["p50_us"], row["p95_us"], row["p99_us"]), row["failures"]) for row in rows}
    open_from = max(start, await select_open_from(conn))
    return steps | (await _from_points(conn, monitor_id, open_from, end, step) if open_from < end else {})


SELECT_OPEN_FROM: Final = """
    SELECT greatest(checks_daily_watermark(), date_trunc('day', now(), 'UTC') - INTERVAL '48 hours')
"""


async def select_open_from(conn: Connection) -> datetime:
    """Return the first day that is not in the aggregate yet; never long ago, a new installation has no aggregate."""
    open_from: datetime = await conn.fetchval(SELECT_OPEN_FROM)
    return open_from


def _merged(rows: Sequence[Any]) -> dict[datetime, _Step]:
    """Merge the days of each step. `rows`: driver records with t, histogram and failures."""
    histograms: dict[datetime, list[list[int]]] = {}
    failures: dict[datetime, int] = {}
    for row in rows:
        histograms.setdefault(row["t"], []).extend([row["histogram"]] if row["histogram"] else [])
        failures[row["t"]] = failures.get(row["t"], 0) + row["failures"]
    return {at: _Step(_percentiles(merge(several)), failures[at]) for at, several in histograms.items()}


def _percentiles(histogram: Sequence[int]) -> list[int | None]:
    values = [percentile(histogram, share) for share in SHARES]
    return [round(value) if value is not None else None for value in values]
