"""Uptime between two times with its derivation: each second that counts, and each that was left out, and why."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from fastapi import APIRouter
from pydantic import Field

from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut
from api.monitors import require_monitor
from api.numbers.ranges import Range, TimeRange
from api.roles import Action
from api.schemas import Out, UtcTime
from core.coverage import seconds_between
from core.grid import to_ms
from core.states import State
from core.uptime import Seconds, coverage, uptime
from db.clock import select_now
from db.interval_checks import IntervalChecks, select_interval_checks
from db.state_intervals import StateInterval, select_intervals

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

DEFAULT_RANGE: Final = timedelta(days=90)
MAX_INTERVALS: Final = 500
FORMULA: Final = "(up_s + degraded_s) / (up_s + degraded_s + down_s)"


class LeftOutOut(Out):
    """Seconds of the range that count neither as up nor as down."""

    unknown_s: int = Field(description="the monitor could not be measured")
    maintenance_s: int = Field(description="planned work")
    no_data_s: int = Field(description="nothing was recorded: paused, not made yet, or Healther was off")


class IntervalOut(Out):
    """A stretch of one state inside the range; the checks named are the first and last verdict in it."""

    state: str
    started_at: UtcTime
    ended_at: UtcTime
    seconds: int
    first_check: UtcTime | None
    last_check: UtcTime | None


class UptimeOut(Out):
    """Uptime from `from` up to before `to`, and how it came about. `uptime` is null when nothing is known."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    uptime: float | None
    formula: str
    numerator_s: int
    denominator_s: int
    up_s: int
    degraded_s: int
    down_s: int
    left_out: LeftOutOut
    coverage: float
    intervals: list[IntervalOut] = Field(description="newest first")
    intervals_in_all: int = Field(description="only the newest 500 are listed")


@router.get("/monitors/{monitor_id}/uptime")
async def get_uptime(monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, asked: Range) -> UptimeOut:
    """Return a monitor's uptime with its derivation; the last 90 days unless told otherwise."""
    await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), DEFAULT_RANGE)
    found = await select_intervals(conn, [monitor_id], span.start, span.end)
    parts = [part for part in (_cut(interval, span) for interval in found) if part.started_at < part.ended_at]
    listed = parts[::-1][:MAX_INTERVALS]
    checks = await select_interval_checks(conn, monitor_id, [(part.started_at, part.ended_at) for part in listed])
    return derive(span, parts, listed, checks)


def derive(
    span: TimeRange, parts: Sequence[StateInterval], listed: Sequence[StateInterval], checks: Sequence[IntervalChecks]
) -> UptimeOut:
    """Add up the parts, which lie inside the range and do not overlap."""
    sums = dict.fromkeys(State, 0)
    for part in parts:
        sums[State(part.state)] += _seconds(part.started_at, part.ended_at)
    seconds = Seconds(*(sums[state] for state in State))
    passed_s = _seconds(span.start, span.end)
    return UptimeOut(
        **{"from": span.start},
        to=span.end,
        uptime=uptime(seconds),
        formula=FORMULA,
        numerator_s=seconds.up_s + seconds.degraded_s,
        denominator_s=seconds.counted_s,
        up_s=seconds.up_s,
        degraded_s=seconds.degraded_s,
        down_s=seconds.down_s,
        left_out=LeftOutOut(
            unknown_s=seconds.unknown_s,
            maintenance_s=seconds.maintenance_s,
            no_data_s=max(0, passed_s - seconds.known_s - seconds.unknown_s),
        ),
        coverage=coverage(seconds, passed_s),
        intervals=[_show(part, found) for part, found in zip(listed, checks, strict=True)],
        intervals_in_all=len(parts),
    )


def _cut(interval: StateInterval, span: TimeRange) -> StateInterval:
    return interval.model_copy(
        update={
            "started_at": max(interval.started_at, span.start),
            "ended_at": min(interval.ended_at, span.end),
        }
    )


def _seconds(start: datetime, end: datetime) -> int:
    return seconds_between(to_ms(start), to_ms(end))


def _show(part: StateInterval, checks: IntervalChecks) -> IntervalOut:
    return IntervalOut(
        state=State(part.state).word,
        started_at=part.started_at,
        ended_at=part.ended_at,
        seconds=_seconds(part.started_at, part.ended_at),
        first_check=checks.first_slot,
        last_check=checks.last_slot,
    )
