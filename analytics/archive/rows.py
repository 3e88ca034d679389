"""The tables of an archive as rows for the database, for monitors that have other ids now."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import polars as pl

from analytics.archive.read import numbered
from core.reasons import DETAIL_LIMIT
from db.baselines import Change
from db.imported_days import ImportedDay

SOURCE: Final = "archive"
Ids = Mapping[int, int]  # from the archive's to the new ones
Rows = list[tuple[Any, ...]]


def interval_rows(table: pl.DataFrame, ids: Ids) -> Rows:
    """Return intervals (monitor, start, end, state); the last one of a monitor has ended with its archive."""
    found = _moved(table, ids).filter(pl.col("ended_at") > pl.col("started_at"))
    return found.select("monitor_id", "started_at", "ended_at", "state").drop_nulls().rows()


def incident_rows(table: pl.DataFrame, intervals: pl.DataFrame, ids: Ids) -> Rows:
    """Return incidents; one that was open ends, as by a pause, where the record of its monitor ends."""
    last = _moved(intervals, ids).group_by("monitor_id").agg(pl.col("ended_at").max().alias("last"))
    ends = pl.coalesce("ended_at", pl.max_horizontal("last", "started_at"), "started_at")
    found = _moved(table, ids).join(last, on="monitor_id", how="left", maintain_order="left")
    closed = found.with_columns(
        end_cause=pl.when(pl.col("ended_at").is_null()).then(pl.lit("paused")).otherwise("end_cause"),
        ended_at=ends,
        reason=pl.col("reason").fill_null(0),
        message=pl.col("message").str.head(DETAIL_LIMIT),
    )
    return closed.select("monitor_id", "started_at", "ended_at", "end_cause", "reason", "message", "http_status").rows()


def change_rows(table: pl.DataFrame, ids: Ids) -> dict[int, list[Change]]:
    """Return the changes of level by monitor."""
    found: dict[int, list[Change]] = {}
    for monitor_id, *change in _moved(table, ids).rows():
        found.setdefault(monitor_id, []).append(Change(*change))
    return found


def days_by_monitor(table: pl.DataFrame) -> dict[int, pl.DataFrame]:
    """Return the days of each monitor, by the archive's ids."""
    return {key[0]: part for key, part in table.partition_by("monitor_id", as_dict=True).items()}


def imported_days(days: pl.DataFrame, new_id: int, before: datetime) -> list[ImportedDay]:
    """Return the days of one monitor that come without checks: those before a time."""
    rows = days.filter(pl.col("day") < before.date()).with_columns(monitor_id=pl.lit(new_id)).rows(named=True)
    return [ImportedDay(**row, source=SOURCE) for row in rows]


def point_rows(part: pl.DataFrame, new_id: int, since: datetime) -> Rows:
    """Return points since a time in the order of db.bulk.POINT_COLUMNS, oldest first; all of one region."""
    found = numbered(part.filter(pl.col("slot") >= since).sort("slot", maintain_order=True)).with_columns(
        monitor_id=pl.lit(new_id), region=pl.lit(0), message=pl.col("message").str.head(DETAIL_LIMIT)
    )
    return found.select(
        *("slot", "monitor_id", "covers_s", "latency_us", "dns_us", "connect_us", "tls_us", "wait_us"),
        *("transfer_us", "lateness_ms", "region", "attempt", "state", "outcome", "reason", "http_status"),
        "message",
    ).rows()


def _moved(table: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    known = table.filter(pl.col("monitor_id").is_in(list(ids)))
    return numbered(known).with_columns(
        monitor_id=pl.col("monitor_id").replace_strict(dict(ids), default=None, return_dtype=pl.Int32)
    )
