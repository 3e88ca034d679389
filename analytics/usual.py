"""What was usual for a monitor in a range, next to what was seen: the stored baseline as lists, and the anomalies."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import polars as pl

from analytics.baselines import BASELINE, HOURS, anomalies, compared, in_words
from core.spans import Span
from db.baselines import Baseline, select_baseline
from db.latency import select_hour_medians
from db.pool import Connection

HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Hours in a row outside the band, shown by the one that was furthest away. `deviation_mad` is negative below."""

    start: datetime
    end: datetime
    deviation_mad: float
    median_us: int
    expected_us: int
    words: str


@dataclass(frozen=True, slots=True)
class Usual:
    """Columns of equal length, an hour each, oldest first; None where nothing is usual or was seen."""

    stored: Baseline | None
    hours: list[datetime]
    expected_us: list[int | None]
    low_us: list[float | None]
    high_us: list[float | None]
    seen_us: list[int | None]
    anomalies: list[Anomaly]


async def usual(conn: Connection, monitor_id: int, period: Span) -> Usual:
    """Return what was usual and what was seen in the UTC hours that begin in a range."""
    stored = await select_baseline(conn, monitor_id)
    start = _hour(period.start)
    columns = await select_hour_medians(conn, monitor_id, start, period.end)
    return side_by_side(stored, Span(start, period.end), *columns)


def side_by_side(
    stored: Baseline | None, period: Span, hour_us: list[int], median_us: list[int], checks: list[int]
) -> Usual:
    """Put a baseline next to the medians of hours; the range begins with an hour."""
    known = pl.DataFrame({name: getattr(stored, name) if stored else [] for name in BASELINE.names()}, schema=BASELINE)
    times = pl.Series("hour", hour_us, pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    seen = pl.DataFrame({"hour": times, "median_us": median_us, "checks": checks}, schema=HOURS)
    number = max(0, -(-(period.end - period.start) // HOUR))
    every = pl.DataFrame(
        {"hour": [period.start + place * HOUR for place in range(number)]}, schema={"hour": HOURS["hour"]}
    )
    table = compared(every.join(seen, on="hour", how="left", maintain_order="left"), known)
    return Usual(
        stored,
        hours=table["hour"].to_list(),
        expected_us=table["expected_us"].to_list(),
        low_us=table["low_us"].to_list(),
        high_us=table["high_us"].to_list(),
        seen_us=table["median_us"].to_list(),
        anomalies=[_anomaly(*row) for row in anomalies(seen, known).rows()],
    )


def _anomaly(
    start: datetime, end: datetime, deviation_mad: float, place: int, median_us: int, expected_us: int
) -> Anomaly:
    return Anomaly(start, end, deviation_mad, median_us, expected_us, in_words(deviation_mad, place))


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
