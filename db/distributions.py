"""Latency of a monitor over a stretch of time, as a whole: counts, sums, histograms, percentiles.

Reads `checks` and `checks_daily`. Latency is that of successful verdicts (attempt 0, up or degraded), in microseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pydantic import BaseModel

from core.histogram import BINS, LOWER, UPPER
from core.zones import Shift
from db.pool import Connection

POINTS_DEADLINE_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Part:
    """What a stretch adds to a distribution. `bins`: counts by bin of core.histogram, empty ones left out.

    `within`: how many answers came within T and within 4 T; None where only bins know.
    """

    count: int
    sum_us: int
    min_us: int | None
    max_us: int | None
    failures: int
    bins: dict[int, int]
    within: tuple[int, int] | None


SELECT_DAYS_SUMS: Final = """
    SELECT coalesce(sum(latency_count), 0)::bigint AS count, coalesce(sum(latency_sum_us), 0)::bigint AS sum_us,
           min(latency_min_us) AS min_us, max(latency_max_us) AS max_us,
           coalesce(sum(failures), 0)::bigint AS failures
      FROM checks_daily
     WHERE monitor_id = $1
       AND bucket >= $2
       AND bucket < $3
"""
SELECT_DAYS_BINS: Final = """
    SELECT (b.bin - 1)::integer AS bin, sum(b.n)::bigint AS n
      FROM checks_daily d
     CROSS JOIN unnest(d.histogram) WITH ORDINALITY AS b (n, bin)
     WHERE d.monitor_id = $1
       AND d.bucket >= $2
       AND d.bucket < $3
       AND b.n > 0
     GROUP BY b.bin
"""


async def select_days_part(conn: Connection, monitor_id: int, start: datetime, end: datetime) -> Part:
    """Return what whole UTC days that are over add, from their aggregates."""
    sums = await conn.fetchrow(SELECT_DAYS_SUMS, monitor_id, start, end)
    bins = await conn.fetch(SELECT_DAYS_BINS, monitor_id, start, end)
    assert sums is not None, "an aggregate without GROUP BY answers with one row"
    return Part(**sums, bins={row["bin"]: row["n"] for row in bins}, within=None)


# $4: T in microseconds, or null.
_SUMS: Final = """
           count(latency_us) FILTER (WHERE outcome IN (1, 2)) AS count,
           coalesce(sum(latency_us::bigint) FILTER (WHERE outcome IN (1, 2)), 0)::bigint AS sum_us,
           min(latency_us) FILTER (WHERE outcome IN (1, 2)) AS min_us,
           max(latency_us) FILTER (WHERE outcome IN (1, 2)) AS max_us,
           count(*) FILTER (WHERE outcome = 3) AS failures,
           count(*) FILTER (WHERE outcome IN (1, 2) AND latency_us <= $4::bigint) AS within_t,
           count(*) FILTER (WHERE outcome IN (1, 2) AND latency_us <= 4 * $4::bigint) AS within_4t
"""
_VERDICTS: Final = """
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
       AND outcome IN (1, 2, 3)
"""
SELECT_POINTS_SUMS: Final = f"SELECT {_SUMS} {_VERDICTS}"
# One scan for everything: a statement each would decompress the checks twice.
SELECT_EXACT: Final = f"""
    SELECT percentile_disc($5::float8[]) WITHIN GROUP (ORDER BY latency_us) FILTER (WHERE outcome IN (1, 2))
           AS percentiles, {_SUMS} {_VERDICTS}
"""
SELECT_POINTS_BINS: Final = f"""
    SELECT width_bucket(ln(latency_us::float8) / ln(1.02::float8), {LOWER}, {UPPER}, {BINS}) AS bin, count(*) AS n
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
       AND outcome IN (1, 2)
       AND latency_us > 0
     GROUP BY 1
"""  # noqa: S608 - made of our own constants


async def select_points_part(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, t_us: int | None
) -> Part:
    """Return what a stretch adds, from single checks. `t_us`: the target time of Apdex."""
    span = (monitor_id, start, end)
    sums = await conn.fetchrow(SELECT_POINTS_SUMS, *span, t_us, timeout=POINTS_DEADLINE_S)
    assert sums is not None, "an aggregate without GROUP BY answers with one row"
    found = dict(sums)
    within = found.pop("within_t"), found.pop("within_4t")
    rows = await conn.fetch(SELECT_POINTS_BINS, *span, timeout=POINTS_DEADLINE_S)
    return Part(**found, bins={row["bin"]: row["n"] for row in rows}, within=within)


async def select_exact(
    conn: Connection, monitor_id: int, start: datetime, end: datetime, t_us: int | None, shares: Sequence[float]
) -> tuple[Part, list[int | None]]:
    """Return what a stretch adds, without bins, and its nearest-rank percentiles; None for each without a check."""
    row = await conn.fetchrow(SELECT_EXACT, monitor_id, start, end, t_us, shares, timeout=POINTS_DEADLINE_S)
    assert row is not None, "an aggregate without GROUP BY answers with one row"
    found = dict(row)
    percentiles = found.pop("percentiles") or [None] * len(shares)
    within = found.pop("within_t"), found.pop("within_4t")
    return Part(**found, bins={}, within=within), percentiles


class Cell(BaseModel, frozen=True):
    """One hour of one weekday (0 Monday … 6 Sunday) by the clock of a zone."""

    weekday: int
    hour: int
    count: int
    latency_us: float | None


# Local seconds since the epoch, which was a Thursday (3).
_LOCAL: Final = "floor(extract(epoch FROM {at}))::bigint + s.offset_s"
SELECT_CELLS: Final = f"""
    SELECT (local_s / 86400 + 3) % 7 AS weekday, local_s % 86400 / 3600 AS hour, count(*) AS count,
           percentile_disc($5::float8) WITHIN GROUP (ORDER BY latency_us)::float8 AS latency_us
      FROM (SELECT c.latency_us, {_LOCAL.format(at="c.slot")} AS local_s
              FROM unnest($2::timestamptz[], $3::timestamptz[], $4::integer[]) AS s (starts_at, ends_at, offset_s)
              JOIN checks c ON c.slot >= s.starts_at AND c.slot < s.ends_at
             WHERE c.monitor_id = $1
               AND c.slot >= $6
               AND c.slot < $7
               AND c.attempt = 0
               AND c.outcome IN (1, 2)
               AND c.latency_us IS NOT NULL) AS seen
     GROUP BY 1, 2
"""  # noqa: S608 - made of our own constants
SELECT_HOURLY_CELLS: Final = f"""
    SELECT (local_s / 86400 + 3) % 7 AS weekday, local_s % 86400 / 3600 AS hour,
           sum(latency_count)::bigint AS count, sum(latency_sum_us)::float8 / sum(latency_count)::float8 AS latency_us
      FROM (SELECT h.latency_count, h.latency_sum_us, {_LOCAL.format(at="h.bucket")} AS local_s
              FROM unnest($2::timestamptz[], $3::timestamptz[], $4::integer[]) AS s (starts_at, ends_at, offset_s)
              JOIN checks_hourly h ON h.bucket >= s.starts_at AND h.bucket < s.ends_at
             WHERE h.monitor_id = $1
               AND h.bucket >= $5
               AND h.bucket < $6
               AND h.latency_count > 0) AS seen
     GROUP BY 1, 2
"""  # noqa: S608 - made of our own constants


async def select_cells(conn: Connection, monitor_id: int, zone: Sequence[Shift], share: float) -> list[Cell]:
    """Return a percentile by hour and weekday over single checks; `zone` tiles the period (core.zones)."""
    columns = [list(column) for column in zip(*zone, strict=True)]
    period = zone[0].start, zone[-1].end
    rows = await conn.fetch(SELECT_CELLS, monitor_id, *columns, share, *period, timeout=POINTS_DEADLINE_S)
    return [Cell(**row) for row in rows]


async def select_hourly_cells(conn: Connection, monitor_id: int, zone: Sequence[Shift]) -> list[Cell]:
    """Return the mean by hour and weekday over UTC hours, each where it begins; `zone` tiles the period."""
    columns = [list(column) for column in zip(*zone, strict=True)]
    period = zone[0].start, zone[-1].end
    rows = await conn.fetch(SELECT_HOURLY_CELLS, monitor_id, *columns, *period, timeout=POINTS_DEADLINE_S)
    return [Cell(**row) for row in rows]
