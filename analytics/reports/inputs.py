"""What a report is made of, read in a few statements. After this everything is pure."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

import polars as pl

from analytics.entries import RECORDED, SPAN, TIME, causes, recorded_frame
from analytics.ledger import Recomputed, recompute
from analytics.objectives import Outcome, outcomes
from analytics.reports.asked import Asked
from analytics.reports.batches import in_batches
from core.policies import AccountingPolicy
from core.spans import Span
from db.exclusions import Exclusion, select_excluded, select_exclusions_within
from db.histograms import AddedUp, select_histograms
from db.maintenance import select_maintenance
from db.pool import Connection
from db.report_columns import (
    Columns,
    select_count_columns,
    select_interval_columns,
    select_outage_columns,
)
from db.state_intervals import select_recorded
from db.watched import WatchedMonitor, select_watched


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
    by_day: pl.DataFrame  # key (days since the epoch), bin, n: the same of all monitors
    objectives: tuple[Outcome, ...] = ()  # those whose window the period is
    as_recorded: tuple[datetime, ...] = ()  # of a policy that recomputes: until when not, for each monitor concerned


OUTAGES = pl.Schema({**SPAN, "end_cause": pl.String(), "reason": pl.Int16()})
COUNTS = pl.Schema({"monitor_id": pl.Int32(), "checks": pl.Int64(), "failures": pl.Int64()})
TOLD_EVERY = 5  # monitors
HISTOGRAMS = pl.Schema({"key": pl.Int32(), "bin": pl.Int32(), "n": pl.Int64()})


Told = Callable[[float], Awaitable[None]]


async def gather(conn: Connection, asked: Asked, now: datetime, told: Told | None = None) -> Inputs:
    """Read what a report needs; `told` hears the share of the states that is there, from 0 to 1."""
    period, policy = asked.period, asked.policy
    monitors = await _monitors(conn, asked)
    ids = [monitor.id for monitor in monitors]
    margin = timedelta(seconds=policy.min_outage_s)
    days = period.start.date(), (period.end - timedelta(microseconds=1)).date()
    around = Span(period.start - margin, period.end + margin)
    again = {} if policy.confirmation is None else await _recomputed(conn, monitors, around, now, policy, told)
    return Inputs(
        asked,
        tuple(monitors),
        recorded_frame({one: found.intervals for one, found in again.items()})
        if policy.confirmation is not None
        else await _recorded(conn, ids, around),
        _exists(monitors, now),
        causes(await select_maintenance(conn, ids, *period)),
        causes(await select_excluded(conn, ids, *period)),
        tuple(await select_exclusions_within(conn, asked.workspace_id, *period)),
        frame(await select_outage_columns(conn, ids, *period), OUTAGES),
        frame(await select_count_columns(conn, ids, *days), COUNTS),
        *await _histograms(conn, ids, period),
        tuple(await outcomes(conn, asked.workspace_id, period, now)),
        tuple(until for found in again.values() if (until := _as_recorded(found, period)) is not None),
    )


async def _monitors(conn: Connection, asked: Asked) -> list[WatchedMonitor]:
    """Return the monitors that were there in the period, and younger ones whose history was imported."""
    found = await select_watched(conn, asked.workspace_id, asked.period.start)
    younger = [one.id for one in found if one.created_at >= asked.period.end]
    imported = await select_recorded(conn, younger, *asked.period) if younger else {}
    return [one for one in found if one.created_at < asked.period.end or imported[one.id]]


def _as_recorded(found: Recomputed, period: Span) -> datetime | None:
    """Return until when states of the period are as recorded, for their checks are gone; None: all are recomputed."""
    since = period.end if found.since is None else found.since
    ends = [one.ended_at for one in found.intervals if one.started_at < since and one.ended_at is not None]
    return since if any(period.start < end for end in ends) and period.start < since else None


def frame(columns: Columns, schema: pl.Schema) -> pl.DataFrame:
    """Return columns of the database as a frame; `start_us` and `end_us` become times."""
    series = [_series(name, columns, kind) for name, kind in schema.items()]
    return pl.DataFrame(series)


def _series(name: str, columns: Columns, kind: Any) -> pl.Series:
    if kind == TIME:
        return pl.Series(name, columns[f"{name}_us"], pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return pl.Series(name, columns[name], kind)


async def _recorded(conn: Connection, ids: list[int], period: Span) -> pl.DataFrame:
    parts = [pl.DataFrame(schema=RECORDED)]
    async for columns in in_batches(ids, lambda batch: select_interval_columns(conn, batch, *period)):
        parts.append(frame(columns, RECORDED))
    return pl.concat(parts)


async def _recomputed(
    conn: Connection,
    monitors: list[WatchedMonitor],
    period: Span,
    now: datetime,
    policy: AccountingPolicy,
    told: Told | None,
) -> dict[int, Recomputed]:
    """Return the states by monitor, counted again from the checks: some 100 ms each."""
    again = {}
    for number, monitor in enumerate(monitors, 1):
        again[monitor.id] = await recompute(conn, monitor, period, now, policy)
        if told is not None and number % TOLD_EVERY == 0:
            await told(number / len(monitors))
    return again


async def _histograms(conn: Connection, ids: list[int], period: Span) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the latency of the UTC days that the period touches, by monitor and by day."""
    start, end = period.start.astimezone(UTC), period.end.astimezone(UTC)
    first = datetime.combine(start.date(), time(), UTC)
    added = AddedUp()
    async for rows in in_batches(ids, lambda batch: select_histograms(conn, batch, first, end)):
        added.add(rows)
    by_monitor, by_day = (pl.DataFrame(bins._asdict(), HISTOGRAMS) for bins in (added.by_monitor, added.by_day))
    return by_monitor, by_day


def _exists(monitors: list[WatchedMonitor], now: datetime) -> pl.DataFrame:
    rows = [(one.id, one.created_at, max(one.deleted_at or now, one.created_at)) for one in monitors]
    return pl.DataFrame(rows, SPAN, orient="row")
