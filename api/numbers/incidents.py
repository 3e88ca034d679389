"""Incidents: the stretches in which a monitor was confirmed down; of one monitor, a workspace, all one's workspaces."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.cursors import Limit, read_int, write_cursor
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut
from api.monitors import require_monitor
from api.numbers.ranges import Range
from api.roles import Action
from api.schemas import Out, Page, UtcTime
from api.workspaces import require_workspace
from core.reasons import Reason, sentence
from db.clock import select_now
from db.incidents import ListedIncident, Scope, select_listed_incidents
from db.pool import Connection

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

INCIDENTS_A_PAGE: Final = 50
DEFAULT_RANGE: Final = timedelta(days=3650)

Cursor = Annotated[str | None, Query(description="`next` of the page before")]
OnlyOpen = Annotated[bool, Query(alias="open", description="only those that go on")]


@dataclass(frozen=True)
class Wanted:
    """Which outages, and where the page begins."""

    range: Range
    only_open: OnlyOpen = False
    cursor: Cursor = None
    limit: Limit = INCIDENTS_A_PAGE


Asked = Annotated[Wanted, Depends()]


class IncidentOut(Out):
    """One outage; `ended_at` is null while it lasts."""

    id: int
    monitor_id: int
    monitor_name: str
    workspace_id: UUID
    workspace_name: str
    started_at: UtcTime
    ended_at: UtcTime | None
    end_cause: str | None
    duration_s: int | None
    reason: str
    message: str
    http_status: int | None

    @classmethod
    def of(cls, incident: ListedIncident) -> "IncidentOut":
        """Show a row."""
        reason = Reason(incident.reason)
        lasted = incident.ended_at - incident.started_at if incident.ended_at else None
        same = incident.model_dump(exclude={"reason", "detail"})
        return cls(
            **same,
            duration_s=int(lasted.total_seconds()) if lasted is not None else None,
            reason=reason.word,
            message=sentence(reason, incident.detail),
        )


@router.get("/incidents")
async def list_all_incidents(caller: CurrentCaller, conn: Conn, wanted: Asked) -> Page[IncidentOut]:
    """Return the outages of all one's workspaces, newest first."""
    return await _list(conn, Scope(caller.id, caller.workspace_id), wanted)


@router.get("/monitors/{monitor_id}/incidents")
async def list_incidents(monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, wanted: Asked) -> Page[IncidentOut]:
    """Return a monitor's outages, newest first."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    return await _list(conn, Scope(caller.id, monitor.workspace_id, monitor_id), wanted)


@router.get("/workspaces/{workspace_id}/incidents")
async def list_workspace_incidents(
    workspace_id: UUID, caller: CurrentCaller, conn: Conn, wanted: Asked
) -> Page[IncidentOut]:
    """Return the outages of all monitors of a workspace, newest first."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    return await _list(conn, Scope(caller.id, workspace_id), wanted)


async def _list(conn: Connection, scope: Scope, wanted: Wanted) -> Page[IncidentOut]:
    span = wanted.range.settle(await select_now(conn), DEFAULT_RANGE)
    before = read_int(wanted.cursor) or None
    found = await select_listed_incidents(
        conn, scope, span.start, span.end, only_open=wanted.only_open, before=before, limit=wanted.limit + 1
    )
    items = [IncidentOut.of(incident) for incident in found[: wanted.limit]]
    return Page(items=items, next=write_cursor(str(items[-1].id)) if len(found) > wanted.limit else None)
