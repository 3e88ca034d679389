"""What is usual for a monitor at an hour of the week, and what is not: pure functions on frames.

CHECKS (in): slot Datetime("us", "UTC"), latency_us Int64, successful verdicts with a latency, in any order.
BASELINE: hour_of_week Int16 (0 is Monday 00:00 UTC, 167 Sunday 23:00), median_us and mad_us Int64, checks Int64.
HOURS: hour Datetime("us", "UTC") at its beginning, median_us Int64, checks Int64.
ANOMALIES: start, end, deviation_mad Float64, hour_of_week Int16, median_us and expected_us Int64.
Medians are nearest rank. MAD is the median of the distances from the median, not scaled (Hampel, 1974).
"""

from typing import Final

import polars as pl

TIME: Final = pl.Datetime("us", "UTC")
HOURS_A_WEEK: Final = 168
FEWEST_CHECKS: Final = 8  # in an hour of the week, below that nothing is usual
FEWEST_WEEKS: Final = 2
BAND_MAD: Final = 3.0  # half the width of the band of what is usual
SMALLEST_SHARE: Final = 0.02  # of the median: no band is narrower than three times this, however steady a target is
SMALLEST_US: Final = 500
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

CHECKS: Final = pl.Schema({"slot": TIME, "latency_us": pl.Int64()})
BASELINE: Final = pl.Schema(
    {"hour_of_week": pl.Int16(), "median_us": pl.Int64(), "mad_us": pl.Int64(), "checks": pl.Int64()}
)
HOURS: Final = pl.Schema({"hour": TIME, "median_us": pl.Int64(), "checks": pl.Int64()})
ANOMALIES: Final = pl.Schema(
    {
        "start": TIME,
        "end": TIME,
        "deviation_mad": pl.Float64(),
        "hour_of_week": pl.Int16(),
        "median_us": pl.Int64(),
        "expected_us": pl.Int64(),
    }
)


def baseline(checks: pl.DataFrame) -> pl.DataFrame:
    """Return what is usual in each hour of the week (BASELINE); hours with too little to go by are left out.

    An hour needs FEWEST_CHECKS checks from FEWEST_WEEKS weeks.
    """
    placed = checks.with_columns(hour_of_week=hour_of_week("slot"), week=pl.col("slot").dt.truncate("1w"))
    medians = placed.with_columns(median_us=_median("latency_us").over("hour_of_week"))
    return (
        medians.group_by("hour_of_week")
        .agg(
            pl.col("median_us").first(),
            _median((pl.col("latency_us") - pl.col("median_us")).abs()).alias("mad_us"),
            pl.len().cast(pl.Int64).alias("checks"),
            pl.col("week").n_unique().alias("weeks"),
        )
        .filter((pl.col("checks") >= FEWEST_CHECKS) & (pl.col("weeks") >= FEWEST_WEEKS))
        .select(pl.col(name).cast(kind) for name, kind in BASELINE.items())
        .sort("hour_of_week")
    )


def hourly(checks: pl.DataFrame) -> pl.DataFrame:
    """Return the median of each UTC hour that has a check (HOURS)."""
    return (
        checks.group_by(pl.col("slot").dt.truncate("1h").alias("hour"))
        .agg(_median("latency_us").alias("median_us"), pl.len().cast(pl.Int64).alias("checks"))
        .sort("hour")
    )


def compared(hours: pl.DataFrame, usual: pl.DataFrame) -> pl.DataFrame:
    """Return HOURS with hour_of_week, expected_us, low_us, high_us (the band), deviation_mad; null: nothing usual."""
    unit = pl.max_horizontal("mad_us", pl.col("expected_us") * SMALLEST_SHARE, pl.lit(SMALLEST_US, pl.Float64))
    return (
        hours.with_columns(hour_of_week=hour_of_week("hour"))
        .join(
            usual.select("hour_of_week", pl.col("median_us").alias("expected_us"), "mad_us"),
            on="hour_of_week",
            how="left",
            maintain_order="left",
        )
        .with_columns(unit=pl.when(pl.col("expected_us").is_not_null()).then(unit))
        .with_columns(
            deviation_mad=(pl.col("median_us") - pl.col("expected_us")) / pl.col("unit"),
            low_us=(pl.col("expected_us") - BAND_MAD * pl.col("unit")).clip(lower_bound=0),
            high_us=pl.col("expected_us") + BAND_MAD * pl.col("unit"),
        )
        .drop("mad_us", "unit")
    )


def anomalies(hours: pl.DataFrame, usual: pl.DataFrame) -> pl.DataFrame:
    """Return stretches of hours whose median lies outside the band, on one side (ANOMALIES), oldest first.

    Hours in a row are one anomaly; it shows the hour that was furthest away.
    """
    seen = compared(hours, usual).sort("hour")
    side = pl.col("deviation_mad").sign() * (pl.col("deviation_mad").abs() > BAND_MAD).cast(pl.Int8)
    marked = seen.with_columns(side=side.fill_null(0))
    goes_on = (pl.col("side") == pl.col("side").shift(1)) & (
        pl.col("hour") == pl.col("hour").shift(1) + pl.duration(hours=1)
    )
    furthest = pl.col("deviation_mad").abs().arg_max()
    return (
        marked.with_columns(stretch=(~goes_on.fill_null(value=False)).cum_sum())
        .filter(pl.col("side") != 0)
        .group_by("stretch", maintain_order=True)
        .agg(
            pl.col("hour").min().alias("start"),
            (pl.col("hour").max() + pl.duration(hours=1)).alias("end"),
            *(pl.col(name).get(furthest) for name in ("deviation_mad", "hour_of_week", "median_us", "expected_us")),
        )
        .select(pl.col(name).cast(kind) for name, kind in ANOMALIES.items())
    )


def in_words(deviation_mad: float, hour_of_week: int) -> str:
    """Say how far from usual: `3.2 MAD above Tuesday 14:00 UTC`."""
    side = "above" if deviation_mad > 0 else "below"
    return f"{abs(deviation_mad):.1f} MAD {side} {WEEKDAYS[hour_of_week // 24]} {hour_of_week % 24:02}:00 UTC"


def hour_of_week(column: str) -> pl.Expr:
    """Return the hour of the week of a column of UTC times."""
    at = pl.col(column).dt
    return ((at.weekday().cast(pl.Int16) - 1) * 24 + at.hour().cast(pl.Int16)).alias("hour_of_week")


def _median(column: str | pl.Expr) -> pl.Expr:
    """Return the nearest-rank median: of an even number, the lower of the two in the middle."""
    values = pl.col(column) if isinstance(column, str) else column
    return values.quantile(0.5, "lower").cast(pl.Int64)
