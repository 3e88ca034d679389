"""Latency of a monitor over any range: percentiles, Apdex, and when in the week it is slow (docs/numbers.md).

UTC days that are over come from their histograms, the rest from single checks; the two are added up before a percentile
is taken, so none is ever a mean of others. Over histograms a percentile is at most 1 % off the nearest rank.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from typing import Final, Protocol

from core.apdex import TOLERATING, Apdex
from core.histogram import value_of
from core.spans import Span
from core.zones import shifts
from db.distributions import (
    Cell,
    Part,
    select_cells,
    select_days_part,
    select_exact,
    select_hourly_cells,
    select_points_part,
)
from db.latency import select_open_from
from db.pool import Connection
from db.runs import select_raw_from

SHARES: Final = {"p50": 0.5, "p75": 0.75, "p90": 0.9, "p95": 0.95, "p99": 0.99, "p99_9": 0.999}
DAY: Final = timedelta(days=1)


class Source(StrEnum):
    """Where a stretch of a range comes from."""

    CHECKS = "checks"
    DAYS = "days"  # histograms of UTC days
    NOTHING = "nothing"  # part of a day whose single checks are gone


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a range and where it comes from."""

    span: Span
    source: Source


@dataclass(frozen=True, slots=True)
class Distribution:
    """Latency over a range, in microseconds. What is not known is None. `stretches` tile the range."""

    period: Span
    count: int
    failures: int
    mean_us: float | None
    min_us: int | None
    max_us: int | None
    percentiles_us: dict[str, float | None]
    apdex: Apdex | None  # None: no target time
    is_exact: bool
    stretches: tuple[Stretch, ...]


class GoneError(Exception):
    """The single checks of a part of the range are no longer kept; `since` is when those that are begin."""

    def __init__(self, since: datetime) -> None:
        super().__init__(f"single checks are kept since {since:%Y-%m-%d %H:%M} UTC")
        self.since = since


class Watched(Protocol):
    """A monitor, as far as its latency is concerned."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def created_at(self) -> datetime:
        """When it was made: before, there is nothing that could be gone."""


async def complete_from(conn: Connection, monitor: Watched, start: datetime) -> datetime:
    """Return from when on every single check of a monitor is kept that it made since `start`."""
    raw_from = await select_raw_from(conn, monitor.id)
    return start if raw_from <= max(monitor.created_at, start) else raw_from


async def distribution(
    conn: Connection, monitor: Watched, period: Span, t_ms: int | None, *, is_exact: bool = False
) -> Distribution:
    """Return the latency of a monitor over a range; `t_ms` is the target time of Apdex.

    `is_exact`: from single checks only; raises GoneError where those are gone. Up to six statements.
    """
    raw_from = await complete_from(conn, monitor, period.start)
    stretches = tile(period, raw_from, period.end if is_exact else await select_open_from(conn), is_exact=is_exact)
    if is_exact and any(stretch.source is not Source.CHECKS for stretch in stretches):
        raise GoneError(raw_from)
    t_us = None if t_ms is None else t_ms * 1000
    if all(stretch.source is Source.CHECKS for stretch in stretches):
        part, exact = await select_exact(conn, monitor.id, *period, t_us, list(SHARES.values()))
        return _summed(period, stretches, [part], dict(zip(SHARES, exact, strict=True)), t_ms, is_plain=True)
    parts = [
        await select_days_part(conn, monitor.id, *span)
        if source is Source.DAYS
        else await select_points_part(conn, monitor.id, *span, t_us)
        for span, source in ((one.span, one.source) for one in stretches)
        if source is not Source.NOTHING
    ]
    return _summed(period, stretches, parts, ranked(parts), t_ms, is_plain=False)


def tile(period: Span, raw_from: datetime, open_from: datetime, *, is_exact: bool) -> list[Stretch]:
    """Cut a range into stretches by where they come from.

    `raw_from`: from when single checks are kept; `open_from`: the first UTC day that is not added up yet.
    """
    first = _midnight(period.start) + (DAY if period.start != _midnight(period.start) else timedelta())
    last = min(_midnight(period.end), open_from)
    if is_exact or first >= last:
        return _from_points(period, raw_from)
    days = Stretch(Span(first, last), Source.DAYS)
    return [*_from_points(Span(period.start, first), raw_from), days, *_from_points(Span(last, period.end), raw_from)]


def ranked(parts: Sequence[Part]) -> dict[str, float | None]:
    """Return nearest-rank percentiles of all parts together, as the middles of their bins, in microseconds."""
    bins: dict[int, int] = {}
    for part in parts:
        for index, count in part.bins.items():
            bins[index] = bins.get(index, 0) + count
    order = sorted(bins)
    return {name: _at_rank(bins, order, share) for name, share in SHARES.items()}


def apdex_of(parts: Sequence[Part], t_ms: int) -> Apdex:
    """Return the Apdex of all parts together; in days a latency counts as the middle of its bin."""
    counted = [part.within or _within(part, t_ms * 1000) for part in parts]
    satisfied, fast = (sum(one[place] for one in counted) for place in (0, 1))
    total = sum(part.count + part.failures for part in parts)
    return Apdex(t_ms, satisfied, fast - satisfied, total - fast)


class Measure(StrEnum):
    """What a heat map shows of each hour of the week."""

    MEDIAN = "median"
    P95 = "p95"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Latency by hour and weekday. `period`: what is shown, shorter than asked where single checks are gone."""

    period: Span | None
    source: str  # checks, or hours
    cells: tuple[Cell, ...]


async def heat_map(conn: Connection, monitor: Watched, period: Span, measure: Measure, time_zone: str) -> HeatMap:
    """Return when in the week a monitor is slow, by the clock of a zone.

    Median and 95th percentile come from single checks; the mean from hourly sums, which are kept for ever.
    """
    if measure is Measure.MEAN:
        cells = await select_hourly_cells(conn, monitor.id, shifts(period, time_zone))
        return HeatMap(period, "hours", tuple(cells))
    start = await complete_from(conn, monitor, period.start)
    if start >= period.end:
        return HeatMap(None, "checks", ())
    kept = Span(start, period.end)
    share = SHARES["p95"] if measure is Measure.P95 else SHARES["p50"]
    return HeatMap(kept, "checks", tuple(await select_cells(conn, monitor.id, shifts(kept, time_zone), share)))


def _from_points(span: Span, raw_from: datetime) -> list[Stretch]:
    kept = min(max(span.start, raw_from), span.end)
    found = [Stretch(Span(span.start, kept), Source.NOTHING), Stretch(Span(kept, span.end), Source.CHECKS)]
    return [stretch for stretch in found if stretch.span.start < stretch.span.end]


def _summed(
    period: Span,
    stretches: Sequence[Stretch],
    parts: Sequence[Part],
    percentiles: Mapping[str, float | None],
    t_ms: int | None,
    *,
    is_plain: bool,
) -> Distribution:
    count = sum(part.count for part in parts)
    return Distribution(
        period=period,
        count=count,
        failures=sum(part.failures for part in parts),
        mean_us=sum(part.sum_us for part in parts) / count if count else None,
        min_us=min((part.min_us for part in parts if part.min_us is not None), default=None),
        max_us=max((part.max_us for part in parts if part.max_us is not None), default=None),
        percentiles_us=dict(percentiles),
        apdex=None if t_ms is None else apdex_of(parts, t_ms),
        is_exact=is_plain,
        stretches=tuple(stretches),
    )


def _at_rank(bins: dict[int, int], order: Sequence[int], share: float) -> float | None:
    rank, seen = max(1, ceil(share * sum(bins.values()))), 0
    for index in order:
        seen += bins[index]
        if seen >= rank:
            return value_of(index)
    return None


def _within(part: Part, t_us: int) -> tuple[int, int]:
    """Return how many answers came within T and within 4 T, by the middles of their bins."""
    limits = t_us, TOLERATING * t_us
    satisfied, fast = (sum(n for index, n in part.bins.items() if value_of(index) <= limit) for limit in limits)
    return satisfied, fast


def _midnight(at: datetime) -> datetime:
    return datetime.combine(at.astimezone(UTC).date(), time(), UTC)
