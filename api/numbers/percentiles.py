"""Latency over a whole range: percentiles, Apdex, and against another range; and by hour of the week."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query
from pydantic import Field

from analytics.latency import SHARES, Distribution, GoneError, HeatMap, Measure, Source, distribution, heat_map
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut, unprocessable
from api.monitors import require_monitor
from api.numbers.ranges import Range
from api.policies import Zone
from api.roles import Action
from api.schemas import Out, UtcTime
from core.apdex import Apdex
from core.spans import Span
from db.clock import select_now
from db.specs import expect_from_json

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

DEFAULT_RANGE: Final = timedelta(days=30)
DEFAULT_WEEKS: Final = timedelta(weeks=4)
MAX_CELLS_RANGE: Final = timedelta(days=93)  # of single checks; the longest quarter and an hour of a clock's change
PREVIOUS: Final = "previous"

IsExact = Annotated[
    bool, Query(alias="exact", description="from single checks only; refused where they are no longer kept")
]
TargetMs = Annotated[
    int | None,
    Query(alias="apdex_ms", ge=1, le=600_000, description="T of Apdex; default: the monitor's degraded_latency_ms"),
]
Against = Annotated[
    str | None,
    Query(
        max_length=60,
        description="compare with a range of the same length: `previous`, the one just before, or the time it begins",
    ),
]
MeasureAsked = Annotated[
    Measure, Query(description="median and p95 come from single checks, the mean from hourly sums that are always kept")
]
ZoneAsked = Annotated[Zone, Query(description="whose clock gives hour and weekday")]


class PercentilesOut(Out):
    """Milliseconds; nearest rank over successful checks. Null when there was none."""

    p50: float | None
    p75: float | None
    p90: float | None
    p95: float | None
    p99: float | None
    p99_9: float | None


class ApdexOut(Out):
    """Apdex 1.1: (satisfied + tolerating / 2) / samples. `score` is null without samples."""

    score: float | None
    text: str = Field(description="as the specification writes it: score, [T in seconds], * behind under 100 samples")
    t_ms: int
    satisfied: int = Field(description="answers within T")
    tolerating: int = Field(description="answers within 4 T")
    frustrated: int = Field(description="slower answers, and failures")


class StretchOut(Out):
    """A part of the range and where it comes from."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    source: Source = Field(description="checks; days: histograms of UTC days; nothing: single checks are gone")


class DistributionOut(Out):
    """Latency over a range. Percentiles are exact when `is_exact`, otherwise at most 1 % off."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    is_exact: bool
    answers: int = Field(description="successful checks with a latency")
    failures: int
    percentiles: PercentilesOut
    mean_ms: float | None
    min_ms: float | None
    max_ms: float | None
    apdex: ApdexOut | None = Field(description="null when neither the monitor nor the request has a T")
    sources: list[StretchOut] = Field(description="the range, in order, without gaps")


class ChangeOut(Out):
    """Relative change against the other range: 0.1 is 10 % more. Null where either is unknown."""

    p50: float | None
    p75: float | None
    p90: float | None
    p95: float | None
    p99: float | None
    p99_9: float | None
    mean: float | None
    apdex: float | None = Field(description="difference of the scores")


class LatencyOverRangeOut(DistributionOut):
    """Latency over a range, and against another one when that was asked for."""

    against: DistributionOut | None
    change: ChangeOut | None


class HeatMapOut(Out):
    """Latency by hour of the week: seven rows from Monday, 24 hours each. Null: no check in that hour."""

    from_: UtcTime | None = Field(alias="from", description="what is shown begins here; null: nothing is kept")
    to: UtcTime | None
    time_zone: str
    measure: Measure
    source: str = Field(description="checks, or hours: UTC hours, each shown where it begins")
    ms: list[list[float | None]]
    checks: list[list[int]]


@router.get("/monitors/{monitor_id}/percentiles")
async def get_percentiles(
    monitor_id: MonitorId,
    caller: CurrentCaller,
    conn: Conn,
    asked: Range,
    exact: IsExact = False,
    apdex_ms: TargetMs = None,
    against: Against = None,
) -> LatencyOverRangeOut:
    """Return latency percentiles and Apdex over a range, the last 30 days unless told otherwise.

    UTC days that are over come from their histograms, the rest from single checks.
    """
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), DEFAULT_RANGE)
    period = Span(span.start, span.end)
    other = None if against is None else _other(period, against)
    t_ms = apdex_ms or expect_from_json(monitor.expect).degraded_latency_ms
    try:
        found = await distribution(conn, monitor, period, t_ms, is_exact=exact)
        before = None if other is None else await distribution(conn, monitor, other, t_ms, is_exact=exact)
    except GoneError as error:
        raise unprocessable("exact", f"For this range, {error}.", "Leave `exact` out, or ask from then on.") from error
    return LatencyOverRangeOut(
        **_fields(found),
        against=None if before is None else DistributionOut(**_fields(before)),
        change=None if before is None else _change(found, before),
    )


@router.get("/monitors/{monitor_id}/heatmap")
async def get_heatmap(
    monitor_id: MonitorId,
    caller: CurrentCaller,
    conn: Conn,
    asked: Range,
    measure: MeasureAsked = Measure.MEDIAN,
    time_zone: ZoneAsked = "UTC",
) -> HeatMapOut:
    """Return when in the week a monitor is slow; the last four weeks unless told otherwise."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), DEFAULT_WEEKS)
    if measure is not Measure.MEAN and span.end - span.start > MAX_CELLS_RANGE:
        raise unprocessable("from", "This measure is made for 93 days at most.", "Ask for less, or for the mean.")
    found = await heat_map(conn, monitor, Span(span.start, span.end), measure, time_zone)
    return _show_map(found, measure, time_zone)


def _other(period: Span, against: str) -> Span:
    """Return the range of the same length to compare with; raise a 422 for something that is no time."""
    length = period.end - period.start
    if against == PREVIOUS:
        return Span(period.start - length, period.start)
    try:
        start = datetime.fromisoformat(against.replace(" ", "+"))
        start = start.astimezone(UTC) if start.tzinfo else start.replace(tzinfo=UTC)
        return Span(start, start + length)
    except (ValueError, OverflowError) as error:
        remedy = "Write `previous`, or a time like 2026-03-01T12:00:00Z."
        raise unprocessable("against", "This is neither a time nor `previous`.", remedy) from error


def _fields(found: Distribution) -> dict[str, Any]:
    return {
        "from": found.period.start,
        "to": found.period.end,
        "is_exact": found.is_exact,
        "answers": found.count,
        "failures": found.failures,
        "percentiles": PercentilesOut(**{name: _ms(found.percentiles_us[name]) for name in SHARES}),
        "mean_ms": _ms(found.mean_us),
        "min_ms": _ms(found.min_us),
        "max_ms": _ms(found.max_us),
        "apdex": None if found.apdex is None else _show_apdex(found.apdex),
        "sources": [
            StretchOut(**{"from": one.span.start}, to=one.span.end, source=one.source) for one in found.stretches
        ],
    }


def _show_apdex(apdex: Apdex) -> ApdexOut:
    names = ("score", "text", "t_ms", "satisfied", "tolerating", "frustrated")
    return ApdexOut(**{name: getattr(apdex, name) for name in names})


def _change(found: Distribution, before: Distribution) -> ChangeOut:
    ratios = {name: _relative(found.percentiles_us[name], before.percentiles_us[name]) for name in SHARES}
    scores = [one.apdex.score if one.apdex else None for one in (found, before)]
    difference = None if scores[0] is None or scores[1] is None else scores[0] - scores[1]
    return ChangeOut(**ratios, mean=_relative(found.mean_us, before.mean_us), apdex=difference)


def _relative(now: float | None, before: float | None) -> float | None:
    return None if now is None or not before else now / before - 1


def _show_map(found: HeatMap, measure: Measure, time_zone: str) -> HeatMapOut:
    ms: list[list[float | None]] = [[None] * 24 for _ in range(7)]
    checks = [[0] * 24 for _ in range(7)]
    for cell in found.cells:
        ms[cell.weekday][cell.hour] = _ms(cell.latency_us)
        checks[cell.weekday][cell.hour] = cell.count
    start, end = found.period or (None, None)
    return HeatMapOut(
        **{"from": start}, to=end, time_zone=time_zone, measure=measure, source=found.source, ms=ms, checks=checks
    )


def _ms(us: float | None) -> float | None:
    return None if us is None else round(us) / 1000
