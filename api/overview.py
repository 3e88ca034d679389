"""First pages: all of one's workspaces at a glance, and one workspace in a few numbers.

The light rows of all monitors are read once and counted here; names and reasons only of what is wrong or ends soon.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut
from api.glance import Glance, count_states, glances
from api.monitor_schemas import StateWord
from api.numbers.day_lines import LETTERS, WINDOW_DAYS
from api.numbers.incidents import IncidentOut
from api.roles import Action
from api.schemas import Out, UtcTime
from api.workspaces import require_workspace
from core.reasons import Reason, sentence
from db.clock import select_now
from db.incidents import Scope, select_listed_incidents
from db.overview import Stand, Trouble, select_stands, select_troubles
from db.planned_work import select_coming_works
from db.pool import Connection
from db.workspaces import select_workspaces

router = APIRouter(tags=["overview"], responses={404: {"model": ProblemOut}})

MOST_WORKSPACES: Final = 500
MOST_TROUBLES: Final = 100
MOST_RECENT: Final = 20
MOST_OPEN: Final = 100
MOST_NEXT: Final = 50
SOON: Final = timedelta(days=30)
A_WEEK: Final = timedelta(days=7)
EVER: Final = timedelta(days=3650)
TROUBLES: Final = ("down", "degraded")  # the worst first


class CountsOut(Out):
    """How many monitors are in which state. `active` = not paused."""

    monitors: int
    active: int
    up: int
    degraded: int
    down: int
    unknown: int
    maintenance: int
    pending: int
    paused: int


class WorkspaceLineOut(CountsOut):
    """One workspace in a line; `role` is one's own."""

    id: UUID
    name: str
    slug: str
    is_public: bool
    role: Literal["owner", "admin", "observer"]
    states: str = Field(description="the worst of all its monitors, one letter of the legend a day, oldest first")
    uptime_90d: float | None = Field(description="time of all monitors added up; null = nothing known")
    last_checked_at: UtcTime | None


class TroubleOut(Out):
    """A monitor that is down or degraded now; `reason` and `message` say what was seen last."""

    monitor_id: int
    monitor_name: str
    workspace_id: UUID
    workspace_name: str
    state: StateWord
    since: UtcTime | None
    incident_id: int | None
    reason: str | None
    message: str | None
    http_status: int | None
    latency_ms: float | None


class CertificateEndOut(Out):
    """A certificate that has expired or will within 30 days."""

    monitor_id: int
    monitor_name: str
    workspace_id: UUID
    workspace_name: str
    expires_at: UtcTime
    days_left: int = Field(description="whole days, rounded down; negative when it has expired")


class ComingWorkOut(Out):
    """Planned work on some monitors of a workspace: going on now, or next."""

    window_id: int
    title: str
    workspace_id: UUID
    workspace_name: str
    starts_at: UtcTime
    ends_at: UtcTime
    monitors: int = Field(description="how many it is for")


class OverviewOut(CountsOut):
    """Counts over all of one's workspaces, a line for each, and what is wrong now, was lately, and comes next."""

    workspaces: int
    first_day: date
    last_day: date
    legend: dict[str, str]
    workspaces_list: list[WorkspaceLineOut] = Field(description="those with trouble first; at most 500")
    now: list[TroubleOut] = Field(description="what is down, then what is degraded, the latest first; at most 100")
    recent: list[IncidentOut] = Field(description="the last 20 outages, the latest first")
    next: list[CertificateEndOut] = Field(description="the first to end first; at most 50")
    planned_work: list[ComingWorkOut] = Field(description="within 7 days, each window once, the first to begin first")


class WorkspaceOverviewOut(WorkspaceLineOut):
    """One workspace in a few numbers, and what is down in it."""

    first_day: date
    last_day: date
    legend: dict[str, str]
    open_incidents: list[IncidentOut] = Field(description="the latest first; at most 100")
    planned_work: list[ComingWorkOut] = Field(description="within 7 days, each window once, the first to begin first")


@router.get("/me/overview")
async def get_overview(caller: CurrentCaller, services: ServicesDep, conn: Conn) -> OverviewOut:
    """Show all of one's workspaces at a glance: how they are, what is wrong now, was lately, and comes next."""
    now = await select_now(conn)
    workspaces = await select_workspaces(conn, caller.id, None, MOST_WORKSPACES, caller.workspace_id)
    stands = await select_stands(conn, caller.id, caller.workspace_id)
    lines = await services.days.lines(conn, stands, now.date())
    recent = await _incidents(conn, Scope(caller.id, caller.workspace_id), now, MOST_RECENT)
    wrong, ending = _in_trouble(stands), _ending(stands, now)
    in_words = await _in_words(conn, caller.id, {one.id for one in (*wrong, *ending)})
    return OverviewOut(
        **count_states(stands),
        **_window(now),
        workspaces=len(workspaces),
        workspaces_list=[WorkspaceLineOut(**_line(one)) for one in glances(workspaces, stands, lines)],
        now=_worst_first(in_words[one.id] for one in wrong if one.id in in_words),
        recent=recent,
        next=[_show_end(in_words[one.id], now) for one in ending if one.id in in_words],
        planned_work=await _coming(conn, caller.id, caller.workspace_id, now),
    )


@router.get("/workspaces/{workspace_id}/overview")
async def get_workspace_overview(
    workspace_id: UUID, caller: CurrentCaller, services: ServicesDep, conn: Conn
) -> WorkspaceOverviewOut:
    """Show one workspace in a few numbers: counts by state, ninety days, what is down now."""
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ)
    now = await select_now(conn)
    stands = await select_stands(conn, caller.id, workspace_id)
    lines = await services.days.lines(conn, stands, now.date())
    is_open = await _incidents(conn, Scope(caller.id, workspace_id), now, MOST_OPEN, only_open=True)
    (glance,) = glances([workspace], stands, lines)
    coming = await _coming(conn, caller.id, workspace_id, now)
    return WorkspaceOverviewOut(**_line(glance), **_window(now), open_incidents=is_open, planned_work=coming)


async def _coming(conn: Connection, user_id: UUID, workspace_id: UUID | None, now: datetime) -> list[ComingWorkOut]:
    found = await select_coming_works(conn, user_id, workspace_id, now, now + A_WEEK)
    return [ComingWorkOut(**one.model_dump()) for one in found[:MOST_NEXT] if one.monitors]


async def _incidents(
    conn: Connection, scope: Scope, now: datetime, limit: int, *, only_open: bool = False
) -> list[IncidentOut]:
    found = await select_listed_incidents(conn, scope, now - EVER, now, only_open=only_open, limit=limit)
    return [IncidentOut.of(incident) for incident in found]


async def _in_words(conn: Connection, user_id: UUID, monitor_ids: set[int]) -> dict[int, Trouble]:
    """Return the monitors that are shown one by one: few, as a rule none."""
    if not monitor_ids:
        return {}
    return {one.id: one for one in await select_troubles(conn, user_id, sorted(monitor_ids))}


def _in_trouble(stands: Iterable[Stand]) -> list[Stand]:
    wrong = [stand for stand in stands if stand.shown_state in TROUBLES]
    return sorted(wrong, key=lambda stand: TROUBLES.index(stand.shown_state))[:MOST_TROUBLES]


def _ending(stands: Iterable[Stand], now: datetime) -> list[Stand]:
    """Return the monitors whose certificate ends soon. Of a paused one nobody knows whether it was renewed."""
    ends = [(stand.certificate_expires_at, stand.id, stand) for stand in stands if stand.shown_state != "paused"]
    soon = [(at, monitor_id, stand) for at, monitor_id, stand in ends if at is not None and at <= now + SOON]
    return [stand for _, _, stand in sorted(soon, key=lambda one: one[:2])[:MOST_NEXT]]


def _worst_first(troubles: Iterable[Trouble]) -> list[TroubleOut]:
    """Show what is down, then what is degraded (it may have changed since it was counted), each the latest first."""
    shown = [_show_trouble(one) for one in troubles if one.shown_state in TROUBLES]
    latest_first = sorted(shown, key=lambda one: one.since.timestamp() if one.since else 0.0, reverse=True)
    return sorted(latest_first, key=lambda one: TROUBLES.index(one.state))


def _window(now: datetime) -> dict[str, Any]:
    return {
        "first_day": now.date() - timedelta(days=WINDOW_DAYS - 1),
        "last_day": now.date(),
        "legend": {letter: state.value for state, letter in LETTERS.items()},
    }


def _line(glance: Glance) -> dict[str, Any]:
    workspace = glance.workspace
    return {
        **workspace.model_dump(include={"id", "name", "slug", "is_public", "role"}),
        **glance.counts,
        "states": glance.states,
        "uptime_90d": glance.uptime,
        "last_checked_at": glance.last_checked_at,
    }


def _show_trouble(one: Trouble) -> TroubleOut:
    reason = None if one.reason is None else Reason(one.reason)
    return TroubleOut(
        **_names(one),
        state=one.shown_state,
        since=one.shown_since,
        incident_id=one.incident_id,
        reason=reason.word if reason else None,
        message=sentence(reason, one.detail) if reason else None,
        http_status=one.http_status,
        latency_ms=None if one.latency_us is None else one.latency_us / 1000,
    )


def _show_end(one: Trouble, now: datetime) -> CertificateEndOut:
    ends = one.certificate_expires_at or now
    return CertificateEndOut(**_names(one), expires_at=ends, days_left=(ends - now).days)


def _names(one: Trouble) -> dict[str, Any]:
    return {
        "monitor_id": one.id,
        "monitor_name": one.name,
        "workspace_id": one.workspace_id,
        "workspace_name": one.workspace_name,
    }
