"""Refuses tables of an archive that cannot be true: times of other centuries, intervals that overlap, days too long."""

from datetime import UTC, datetime, timedelta
from typing import Final

import polars as pl

from analytics.archive.read import NoArchiveError

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)  # clocks of two machines differ
LONGEST_POINT_S: Final = 3_600  # see core.coverage
LONGEST_DAY_S: Final = 86_401
MOST_CHECKS_A_DAY: Final = 10_000_000


def require_intervals(table: pl.DataFrame, now: datetime) -> None:
    """Raise NoArchiveError unless intervals lie in the past and never overlap."""
    _require_times(table, ("started_at", "ended_at"), now, "intervals")
    ordered = table.sort("monitor_id", "started_at")
    after = pl.col("ended_at").shift(1).over("monitor_id")
    _require(ordered, (after.is_null()) | (pl.col("started_at") >= after), "intervals that overlap")


def require_incidents(table: pl.DataFrame, now: datetime) -> None:
    """Raise NoArchiveError unless incidents lie in the past and end after they began."""
    _require_times(table, ("started_at", "ended_at"), now, "incidents")
    _require(table, pl.col("ended_at").is_null() | (pl.col("ended_at") >= pl.col("started_at")), "incidents")


def require_days(table: pl.DataFrame, now: datetime) -> None:
    """Raise NoArchiveError unless days are days of the past, and no longer than days are."""
    seconds = pl.sum_horizontal("up_s", "degraded_s", "down_s", "unknown_s", "maintenance_s")
    least = pl.min_horizontal("up_s", "degraded_s", "down_s", "unknown_s", "maintenance_s", "checks", "failures")
    _require(table, (least >= 0) & (seconds <= LONGEST_DAY_S), "days that are longer than a day")
    _require(table, pl.max_horizontal("checks", "failures") <= MOST_CHECKS_A_DAY, "days with too many checks")
    _require(table, pl.col("day").is_between(EARLIEST.date(), (now + AHEAD).date()), "days")


def require_changes(table: pl.DataFrame, now: datetime) -> None:
    """Raise NoArchiveError unless changes of level lie in the past."""
    _require_times(table, ("at",), now, "changes")


def require_points(part: pl.DataFrame, now: datetime) -> None:
    """Raise NoArchiveError unless points lie in the past and stand for an hour at most."""
    _require_times(part, ("slot",), now, "checks")
    _require(part, pl.col("covers_s").is_between(-LONGEST_POINT_S, LONGEST_POINT_S), "checks that stand for too long")


def _require_times(table: pl.DataFrame, names: tuple[str, ...], now: datetime, what: str) -> None:
    for name in names:
        _require(table, pl.col(name).is_between(EARLIEST, now + AHEAD), f"{what} at impossible times")


def _require(table: pl.DataFrame, is_fine: pl.Expr, what: str) -> None:
    if not table.select(is_fine.all(ignore_nulls=True)).item():
        raise NoArchiveError(f"There are {what} in it.")
