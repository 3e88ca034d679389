"""Latency over time as columns, at a resolution fitted to the number of points that can be shown."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut, unprocessable
from api.monitors import require_monitor
from api.numbers.ranges import Range
from api.roles import Action
from api.schemas import Out, UtcTime
from core.ledger import Interval
from db.clock import select_now
from db.latency import LatencyColumns, fitted_step, select_latency, select_phases
from db.state_intervals import select_unusual

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

DEFAULT_RANGE: Final = timedelta(days=1)
DEFAULT_POINTS: Final = 200
MAX_POINTS: Final = 1500
MAX_PHASES_RANGE: Final = timedelta(days=93)  # of single checks: the longest quarter and an hour of a clock's change
MAX_SPANS: Final = 500

Points = Annotated[int, Query(ge=1, le=MAX_POINTS, description="how many steps at most")]


WithPhases = Annotated[
    bool, Query(alias="phases", description="also where the time went; for ranges of 93 days at most")
]


class PhaseColumnsOut(Out):
    """The median of each phase in each step, in milliseconds; they need not add up to the median latency.

    From single checks, as far back as those are kept; before, null.
    """

    dns_ms: list[float | None]
    connect_ms: list[float | None]
    tls_ms: list[float | None]
    wait_ms: list[float | None]
    transfer_ms: list[float | None]


class StateSpanOut(Out):
    """A stretch of one recorded state, uncut: it may begin before the range."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime = Field(description="of a stretch that goes on: as far as it is known")
    state: Literal["degraded", "down", "maintenance"]


class LatencyOut(Out):
    """Columns of equal length, oldest first; `t` is the start of each step. A step without a check is null."""

    step_s: int
    t: list[UtcTime]
    p50: list[float | None] = Field(description="milliseconds, nearest rank over successful checks")
    p95: list[float | None]
    p99: list[float | None]
    failures: list[int | None]
    spans: list[StateSpanOut] = Field(description="when it was not simply up, oldest first; the newest 500")
    phases: PhaseColumnsOut | None = Field(description="only when asked for")


@router.get("/monitors/{monitor_id}/latency")
async def get_latency(
    monitor_id: MonitorId,
    caller: CurrentCaller,
    conn: Conn,
    asked: Range,
    points: Points = DEFAULT_POINTS,
    with_phases: WithPhases = False,
) -> LatencyOut:
    """Return a monitor's latency; the last day unless told otherwise.

    Steps come from a closed list (1 minute to 84 days); the finest one that needs at most `points` steps is taken.
    """
    await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), DEFAULT_RANGE)
    if with_phases and span.end - span.start > MAX_PHASES_RANGE:
        raise unprocessable("phases", "Phases are made for 93 days at most.", "Ask for a shorter range.")
    step = fitted_step(span.start, span.end, points)
    columns = await select_latency(conn, monitor_id, span.start, span.end, step)
    phases = await select_phases(conn, monitor_id, span.start, span.end, step) if with_phases else None
    spans = await select_unusual(conn, monitor_id, columns.t[0], span.end, MAX_SPANS)
    return _show(columns, spans, phases)


def _show(
    columns: LatencyColumns, spans: Sequence[Interval], phases: Mapping[str, list[int | None]] | None
) -> LatencyOut:
    return LatencyOut(
        step_s=int(columns.step.total_seconds()),
        t=columns.t,
        p50=_ms(columns.p50_us),
        p95=_ms(columns.p95_us),
        p99=_ms(columns.p99_us),
        failures=columns.failures,
        spans=[
            StateSpanOut.model_validate({"from": one.started_at, "to": one.ended_at, "state": one.state.word})
            for one in spans
        ],
        phases=None if phases is None else _show_phases(phases),
    )


def _show_phases(phases: Mapping[str, list[int | None]]) -> PhaseColumnsOut:
    return PhaseColumnsOut.model_validate({phase.replace("_us", "_ms"): _ms(us) for phase, us in phases.items()})


def _ms(values: list[int | None]) -> list[float | None]:
    return [None if value is None else value / 1000 for value in values]
