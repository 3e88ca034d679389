"""When the latency of a monitor changed for good: pure functions on frames.

In: CHECKS of analytics.baselines. Out, CHANGES: at Datetime("us", "UTC"), the slot of the first check of the new level;
before_us and after_us Int64, the medians of the stretches on its two sides.
Method: hourly medians, as logarithms and without their hour-of-week pattern, cut where the sum of squares within the
pieces plus a penalty for each cut is least: PELT (Killick, Fearnhead, Eckley 2012) by the library ruptures. What is
far from the median of the week around is clipped, and the unit is the long-run deviation σ · √((1 + ρ) / (1 - ρ)), so
that neither outliers nor noise that wanders are taken for levels.
"""

from datetime import datetime, timedelta
from itertools import pairwise
from math import log
from typing import Any, Final

import polars as pl

from analytics.baselines import HOURS_A_WEEK, TIME, hour_of_week, hourly

CHANGES: Final = pl.Schema({"at": TIME, "before_us": pl.Int64(), "after_us": pl.Int64()})
FEWEST_HOURS: Final = 12  # a level that holds for less is an anomaly, not a change
PENALTY: Final = 6.0  # times log(n): twice that of the Bayesian criterion, for hours are not independent
SMALLEST_NOISE: Final = 0.01  # of a logarithm: 1 %
SMALLEST_CHANGE: Final = 0.1  # of the level before; smaller ones are not worth telling
SMALLEST_CHANGE_US: Final = 2000
FEWEST_NEAR: Final = 8  # checks, to look for the very one
AROUND: Final = timedelta(hours=3)  # where the check is looked for at which the new level begins
CLIPPED: Final = 3.0  # σ from the median of the week around: a few slow hours are no level
MOST_CORRELATED: Final = 0.95  # of a deviation that is still there an hour later
GAUSS: Final = 1.4826  # MAD to standard deviation
WEEKS_OF_PATTERN: Final = 3


def changes(checks: pl.DataFrame) -> pl.DataFrame:
    """Return the changes of level, oldest first (CHANGES); none for fewer than two days of checks."""
    checks = checks.filter(pl.col("latency_us") > 0).sort("slot")
    hours = hourly(checks)
    if hours.height < 4 * FEWEST_HOURS:
        return pl.DataFrame(schema=CHANGES)
    edges = [hours["hour"][place] for place in _cuts(_flat(hours))]
    begins = [refined(checks, edge) for edge in edges]
    return _told(checks, begins)


def refined(checks: pl.DataFrame, edge: datetime) -> datetime:
    """Return the slot near `edge` from which on the checks are of the later level."""
    near = checks.filter(pl.col("slot").is_between(edge - AROUND, edge + AROUND, closed="left"))
    if near.height < FEWEST_NEAR:
        following: datetime = checks.filter(pl.col("slot") >= edge)["slot"][0]
        return following
    from ruptures import KernelCPD

    signal = near["latency_us"].rank().to_numpy().reshape(-1, 1)  # ranks: single slow answers weigh no more than others
    place = int(KernelCPD(kernel="linear", min_size=2).fit(signal).predict(n_bkps=1)[0])
    found: datetime = near["slot"][min(place, near.height - 1)]
    return found


def _flat(hours: pl.DataFrame) -> pl.Series:
    """Return the logarithms of hourly medians without what repeats each week (each day, if there are few weeks)."""
    cycle = hour_of_week("hour")
    if hours.height < WEEKS_OF_PATTERN * HOURS_A_WEEK:
        cycle = (cycle % 24).alias("hour_of_week")
    around = pl.col("level").rolling_median_by("hour", window_size="7d", min_samples=1)
    later = (
        hours.select(pl.col("hour"), pl.col("median_us").log().alias("level"))
        .with_columns(cycle, trailing=around)
        .with_columns(hour=pl.col("hour") + pl.duration(hours=84))
    )
    # The median of the seven days around an hour is the one of the seven days that end 84 hours after it.
    centred = later.join_asof(
        later.select((pl.col("hour") - pl.duration(hours=84)).alias("hour"), pl.col("trailing").alias("around")),
        on="hour",
        strategy="backward",
    )
    pattern = (pl.col("level") - pl.col("around")).median().over("hour_of_week")
    return centred.select(pl.col("level") - pattern).to_series()


def _cuts(level: pl.Series) -> list[int]:
    """Return the places at which a new level begins."""
    from ruptures import KernelCPD

    around = level.rolling_median(window_size=HOURS_A_WEEK + 1, center=True, min_samples=1)
    rest = level - around
    spread = max(SMALLEST_NOISE, GAUSS * _middle(rest.abs()))
    signal = (around + rest.clip(-CLIPPED * spread, CLIPPED * spread)) / _long_run(spread, level)
    search = KernelCPD(kernel="linear", min_size=FEWEST_HOURS).fit(signal.to_numpy().reshape(-1, 1))
    cuts = [int(place) for place in search.predict(pen=PENALTY * log(len(level)))]
    return cuts[:-1]  # the last one is the end


def _long_run(spread: float, level: pl.Series) -> float:
    """Return how much the mean of many hours strays, times the root of their number: σ · √((1 + ρ) / (1 - ρ)).

    ρ is how much of a deviation is still there an hour later, by 1 - (σ of differences)² / 2σ².
    """
    innovation = GAUSS * _middle(level.diff().abs()) / 2**0.5
    rho = min(MOST_CORRELATED, max(0.0, 1 - (innovation / spread) ** 2))
    return float(spread * ((1 + rho) / (1 - rho)) ** 0.5)


def _middle(values: pl.Series) -> float:
    middle = values.median()
    return middle if isinstance(middle, float) else 0.0


def _told(checks: pl.DataFrame, begins: list[datetime]) -> pl.DataFrame:
    """Return the changes that are worth telling: the smallest is dropped until all are, and its two levels are one."""
    begins = sorted(set(begins))
    while begins:
        levels = _levels(checks, begins)
        sizes = [abs(log(after / before)) for before, after in pairwise(levels)]
        small = [
            size
            for size, (before, after) in zip(sizes, pairwise(levels), strict=True)
            if abs(after - before) < max(SMALLEST_CHANGE_US, SMALLEST_CHANGE * before)
        ]
        if not small:
            rows: list[tuple[Any, ...]] = list(zip(begins, levels, levels[1:], strict=False))
            return pl.DataFrame(rows, CHANGES, orient="row")
        del begins[sizes.index(min(small))]
    return pl.DataFrame(schema=CHANGES)


def _levels(checks: pl.DataFrame, begins: list[datetime]) -> list[int]:
    edges = [checks["slot"][0], *begins, checks["slot"][-1] + timedelta(microseconds=1)]
    pieces = (checks.filter(pl.col("slot").is_between(*pair, closed="left")) for pair in pairwise(edges))
    return [max(1, int(piece["latency_us"].quantile(0.5, "lower") or 1)) for piece in pieces]
