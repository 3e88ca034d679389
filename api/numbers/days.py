"""Days: of one monitor with all their numbers, of a whole workspace in short."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final
from uuid import UUID

import orjson
from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.deps import Conn, CurrentCaller, MonitorId, ServicesDep
from api.errors import ProblemOut
from api.monitors import require_monitor
from api.numbers.day_lines import LETTERS, WINDOW_DAYS, Line
from api.roles import Action
from api.schemas import Out
from api.workspaces import require_workspace
from core.uptime import DAY_S, DayState, coverage, day_state, uptime
from db.clock import select_now
from db.days import Day, select_days
from db.latency import select_day_percentiles
from db.monitors import select_monitor_ages
from db.pool import Connection

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

MAX_DAYS: Final = 366
MOST_OPEN: Final = 3

DayCount = Annotated[int, Query(ge=1, le=MAX_DAYS, description="how many UTC days, today included")]


class DayOut(Out):
    """One UTC day. `uptime` and `coverage` are 0 to 1; null uptime = nothing known."""

    day: date
    state: DayState
    uptime: float | None
    up_s: int
    degraded_s: int
    down_s: int
    unknown_s: int
    maintenance_s: int
    coverage: float
    checks: int
    failures: int
    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class DaysOut(Out):
    """Consecutive UTC days, oldest first; the last one is today."""

    days: list[DayOut]


class LineOut(Out):
    """The days of one monitor in short, oldest first: one letter of `legend` and one uptime each."""

    id: int
    states: str
    uptime: list[float | None] = Field(description="0 to 1, rounded down to five places; null = nothing known")
    uptime_90d: float | None = Field(description="over all days of this answer")


class WorkspaceDaysOut(Out):
    """The days of every monitor of a workspace, as columns."""

    first_day: date
    last_day: date
    legend: dict[str, str]
    monitors: list[LineOut]


@router.get("/monitors/{monitor_id}/days")
async def get_monitor_days(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, days: DayCount = WINDOW_DAYS
) -> DaysOut:
    """Return the last days of a monitor, today included. Days are UTC days."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    now = await select_now(conn)
    first = now.date() - timedelta(days=days - 1)
    found = await select_days(conn, [monitor_id], first, now.date())
    rows = {row.day: row for row in await _with_latency(conn, monitor_id, found)}
    begins = min([monitor.created_at.date(), *rows])
    every = [first + timedelta(days=offset) for offset in range(days)]
    return DaysOut(days=[_show(day, rows.get(day), begins, monitor.created_at, now) for day in every])


@router.get("/workspaces/{workspace_id}/days", response_model=WorkspaceDaysOut)
async def get_workspace_days(
    workspace_id: UUID, caller: CurrentCaller, services: ServicesDep, conn: Conn, days: DayCount = WINDOW_DAYS
) -> Response:
    """Return the last days of all monitors of a workspace in short: for pipes. Days are UTC days."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    monitors = await select_monitor_ages(conn, workspace_id, caller.id)
    today = (await select_now(conn)).date()
    lines = await services.days.lines(conn, monitors, today, days)
    # Written here: a model for each of some ten thousand numbers would take longer than all the rest.
    headers = {"Cache-Control": "private, no-cache"}
    return Response(write_short(lines, today, days), media_type="application/json", headers=headers)


def write_short(lines: dict[int, Line], today: date, days: int) -> bytes:
    """Write the body of a WorkspaceDaysOut."""
    return orjson.dumps(
        {
            "first_day": today - timedelta(days=days - 1),
            "last_day": today,
            "legend": {letter: state.value for state, letter in LETTERS.items()},
            "monitors": [
                {"id": monitor_id, "states": line.letters, "uptime": line.uptimes, "uptime_90d": line.uptime}
                for monitor_id, line in lines.items()
            ],
        }
    )


async def _with_latency(conn: Connection, monitor_id: int, days: list[Day]) -> list[Day]:
    """Add the percentiles of days that are not over: today, and yesterday until its rollup is made."""
    still_open = [row.day for row in days if not row.is_closed and row.checks][-MOST_OPEN:]
    if not still_open:
        return days
    found = await select_day_percentiles(conn, monitor_id, still_open[0], still_open[-1])
    return [_with(row, found[row.day]) if row.day in still_open and row.day in found else row for row in days]


def _with(day: Day, percentiles: Sequence[int | None]) -> Day:
    return day.model_copy(update=dict(zip(("p50_us", "p95_us", "p99_us"), percentiles, strict=True)))


def _show(day: date, row: Day | None, begins: date, created_at: datetime, now: datetime) -> DayOut:
    found = row or _nothing(day)
    seconds = found.seconds
    return DayOut(
        day=day,
        state=DayState.BEFORE if row is None and day < begins else day_state(seconds),
        uptime=uptime(seconds),
        up_s=found.up_s,
        degraded_s=found.degraded_s,
        down_s=found.down_s,
        unknown_s=found.unknown_s,
        maintenance_s=found.maintenance_s,
        coverage=coverage(seconds, _passed_s(day, created_at, now)),
        checks=found.checks,
        failures=found.failures,
        p50_ms=_ms(found.p50_us),
        p95_ms=_ms(found.p95_us),
        p99_ms=_ms(found.p99_us),
    )


def _nothing(day: date) -> Day:
    seconds = {"up_s": 0, "degraded_s": 0, "down_s": 0, "unknown_s": 0, "maintenance_s": 0}
    latency = {"p50_us": None, "p95_us": None, "p99_us": None}
    return Day(monitor_id=0, day=day, **seconds, checks=0, failures=0, **latency, is_closed=False)


def _passed_s(day: date, created_at: datetime, now: datetime) -> int:
    """Return how much of the day has passed while the monitor existed (all of it for days from before: imported)."""
    starts_at = datetime.combine(day, time(), UTC)
    ends_at = min(starts_at + timedelta(seconds=DAY_S), now)
    if starts_at < created_at < ends_at:
        starts_at = created_at
    return int((ends_at - starts_at).total_seconds())


def _ms(us: int | None) -> float | None:
    return None if us is None else us / 1000
