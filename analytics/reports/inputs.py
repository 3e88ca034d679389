"""What a report is made of, read in a few statements. After this everything is pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import polars as pl

from analytics.entries import RECORDED, SPAN, TIME, causes, recorded_frame
from analytics.ledger import Watched, recompute
from analytics.reports.asked import Asked
from core.policies import AccountingPolicy
from core.spans import Span
from db.exclusions import Exclusion, select_excluded, select_exclusions
from db.histograms import Bins, select_added_up
from db.maintenance import select_maintenance
from db.pool import Connection
from db.report_columns import (
    Columns,
    select_count_columns,
    select_interval_columns,
    select_outage_columns,
)
from db.watched import WatchedMonitor, select_watched

MOST_EXCLUSIONS = 500
READ_AT_ONCE = 50  # monitors: the driver makes a Python number of each value, sixteen times its size


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything a report needs. Frames as analytics.entries declares them."""

    asked: Asked
    monitors: tuple[WatchedMonitor, ...]
    recorded: pl.DataFrame
    exists: pl.DataFrame
    maintenance: pl.DataFrame
    exclusions: pl.DataFrame
    agreements: tuple[Exclusion, ...]  # the exclusions that reach into the period, in full
    outages: pl.DataFrame  # monitor_id, start, end (null: it goes on), end_cause, reason
    counts: pl.DataFrame  # monitor_id, checks, failures; of the UTC days that the period touches
    by_monitor: pl.DataFrame  # key (the monitor), bin, n: histograms of the closed UTC days, added up
    by_day: pl.DataFrame  # key (days since the epoch), bin, n: the same of all monitors; a day may be in several parts


OUTAGES = pl.Schema({**SPAN, "end_cause": pl.String(), "reason": pl.Int16()})
COUNTS = pl.Schema({"monitor_id": pl.Int32(), "checks": pl.Int64(), "failures": pl.Int64()})
HISTOGRAMS = pl.Schema({"key": pl.Int32(), "bin": pl.Int32(), "n": pl.Int64()})


async def gather(conn: Connection, asked: Asked, now: datetime) -> Inputs:
    """Read what a report needs."""
    period, policy = asked.period, asked.policy
    monitors = [one for one in await select_watched(conn, asked.workspace_id, period.start) if _was_there(one, period)]
    ids = [monitor.id for monitor in monitors]
    margin = timedelta(seconds=policy.min_outage_s)
    days = period.start.date(), (period.end - timedelta(microseconds=1)).date()
    found = await select_exclusions(conn, asked.workspace_id, None, MOST_EXCLUSIONS)
    return Inputs(
        asked,
        tuple(monitors),
        await _recorded(conn, monitors, Span(period.start - margin, period.end + margin), now, policy),
        _exists(monitors, now),
        causes(await select_maintenance(conn, ids, *period)),
        causes(await select_excluded(conn, ids, *period)),
        tuple(one for one in found if one.starts_at < period.end and one.ends_at > period.start),
        frame(await select_outage_columns(conn, ids, *period), OUTAGES),
        frame(await select_count_columns(conn, ids, *days), COUNTS),
        *await _histograms(conn, ids, period),
    )


def frame(columns: Columns, schema: pl.Schema) -> pl.DataFrame:
    """Return columns of the database as a frame; `start_us` and `end_us` become times."""
    series = [_series(name, columns, kind) for name, kind in schema.items()]
    return pl.DataFrame(series)


def _series(name: str, columns: Columns, kind: Any) -> pl.Series:
    if kind == TIME:
        return pl.Series(name, columns[f"{name}_us"], pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return pl.Series(name, columns[name], kind)


async def _recorded(
    conn: Connection, monitors: list[WatchedMonitor], period: Span, now: datetime, policy: AccountingPolicy
) -> pl.DataFrame:
    if policy.confirmation is None:
        parts = [pl.DataFrame(schema=RECORDED)]
        for batch in _batches([monitor.id for monitor in monitors]):
            parts.append(frame(await select_interval_columns(conn, batch, *period), RECORDED))
        return pl.concat(parts)
    again = {monitor.id: (await recompute(conn, monitor, period, now, policy)).intervals for monitor in monitors}
    return recorded_frame(again)


async def _histograms(conn: Connection, ids: list[int], period: Span) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the latency of the UTC days that the period touches, by monitor and by day."""
    start, end = period.start.astimezone(UTC), period.end.astimezone(UTC)
    first = datetime.combine(start.date(), time(), UTC)
    found = [await select_added_up(conn, batch, first, end) for batch in _batches(ids)]
    by_monitor, by_day = ([_bins(pair[place]) for pair in found] for place in (0, 1))
    nothing = pl.DataFrame(schema=HISTOGRAMS)
    return pl.concat([nothing, *by_monitor]), pl.concat([nothing, *by_day])


def _bins(bins: Bins) -> pl.DataFrame:
    return pl.DataFrame(bins._asdict(), HISTOGRAMS)


def _batches(ids: list[int]) -> list[list[int]]:
    return [ids[first : first + READ_AT_ONCE] for first in range(0, len(ids), READ_AT_ONCE)]


def _exists(monitors: list[WatchedMonitor], now: datetime) -> pl.DataFrame:
    rows = [(one.id, one.created_at, max(one.deleted_at or now, one.created_at)) for one in monitors]
    return pl.DataFrame(rows, SPAN, orient="row")


def _was_there(monitor: Watched, period: Span) -> bool:
    return monitor.created_at < period.end
