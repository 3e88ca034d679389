"""Monitors: make, list, read, change, pause, delete."""

import secrets
from collections.abc import Sequence
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from api import monitor_acts
from api.audit import record
from api.cursors import Limit, read_int, write_cursor
from api.deps import Caller, Conn, CurrentCaller, MonitorId, ServicesDep
from api.errors import ProblemOut, not_found
from api.live.news import NOT_THERE, note_states
from api.monitor_schemas import MonitorChangeIn, MonitorIn, MonitorOut, StateWord
from api.monitor_views import show_monitor
from api.monitor_wishes import new_wish
from api.recipients.naming import name
from api.roles import Action, allowed, require
from api.schemas import Page
from api.services import Services
from api.workspaces import require_workspace
from core.specs import Kind
from db.monitor_wishes import insert_monitor
from db.monitors import Filter, Monitor, select_monitor, select_monitors, select_monitors_for_update
from db.pool import Connection

router = APIRouter(tags=["monitors"], responses={404: {"model": ProblemOut}})

WHAT: Final = "monitor"
PING_TOKEN_BYTES: Final = 18
MONITORS_A_PAGE: Final = 100

NO_NUL: Final = r"^[^\x00]*$"

Tag = Annotated[str | None, Query(max_length=50, pattern=NO_NUL, description="only monitors with this tag")]
State = Annotated[StateWord | None, Query(description="only monitors in this state")]
SearchText = Annotated[
    str | None, Query(alias="q", max_length=200, pattern=NO_NUL, description="part of the name or the target")
]
Cursor = Annotated[str | None, Query(description="`next` of the page before")]


@router.get("/monitors")
async def list_monitors(
    caller: CurrentCaller,
    services: ServicesDep,
    conn: Conn,
    state: State = None,
    tag: Tag = None,
    workspace: Annotated[UUID | None, Query(description="only monitors of this workspace")] = None,
    q: SearchText = None,
    cursor: Cursor = None,
    limit: Limit = MONITORS_A_PAGE,
) -> Page[MonitorOut]:
    """Return the monitors of all one's workspaces, in the order they were made."""
    if caller.workspace_id is not None and workspace not in (None, caller.workspace_id):
        raise not_found("workspace")
    wanted = Filter(state=state, tag=tag, workspace_id=caller.workspace_id or workspace, text=q)
    return await _list(services, conn, caller.id, wanted, cursor, limit)


@router.get("/workspaces/{workspace_id}/monitors")
async def list_workspace_monitors(
    workspace_id: UUID,
    caller: CurrentCaller,
    services: ServicesDep,
    conn: Conn,
    state: State = None,
    tag: Tag = None,
    q: SearchText = None,
    cursor: Cursor = None,
    limit: Limit = MONITORS_A_PAGE,
) -> Page[MonitorOut]:
    """Return the monitors of a workspace, in the order they were made."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    wanted = Filter(state=state, tag=tag, workspace_id=workspace_id, text=q)
    return await _list(services, conn, caller.id, wanted, cursor, limit)


@router.post("/workspaces/{workspace_id}/monitors", status_code=201, responses={403: {"model": ProblemOut}})
async def make_monitor(workspace_id: UUID, body: MonitorIn, caller: CurrentCaller, services: ServicesDep) -> MonitorOut:
    """Make a monitor; it is checked at once."""
    kind = Kind(body.kind)
    roles = allowed(Action.EDIT_MONITORS)
    async with services.transaction(caller) as conn:
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_MONITORS)
        wish = new_wish(kind, body.name, body.target, body, services.config.allowance)
        has_mails = await name(services, conn, workspace_id, wish.recipients or (), caller)
        token = secrets.token_urlsafe(PING_TOKEN_BYTES) if kind is Kind.HEARTBEAT else None
        monitor_id = await insert_monitor(conn, workspace_id, caller.id, roles, kind.value, token, wish)
        if monitor_id is None:
            raise not_found("workspace")
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
        await record(conn, workspace_id, caller, "monitor.created", monitor_acts.subject_of(monitor))
        events = await note_states(conn, [(monitor_id, NOT_THERE, monitor.shown_state)])
    services.pages.mark(workspace.slug)
    await services.tell(events)
    await services.wake()
    if has_mails:
        await services.wake_sender()
    return show_monitor(monitor, None, services.config.public_url)


@router.get("/monitors/{monitor_id}")
async def get_monitor(monitor_id: MonitorId, caller: CurrentCaller, services: ServicesDep, conn: Conn) -> MonitorOut:
    """Return one monitor."""
    return await _show(services, conn, await require_monitor(conn, monitor_id, caller.id, Action.READ))


@router.patch("/monitors/{monitor_id}", responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def change_monitor(
    monitor_id: MonitorId, body: MonitorChangeIn, caller: CurrentCaller, services: ServicesDep
) -> MonitorOut:
    """Change a monitor. Keeping results for a shorter time must be confirmed when that deletes some."""
    async with services.transaction(caller) as conn:
        found = await select_monitors_for_update(conn, [monitor_id], caller.id)
        if not found:
            raise not_found(WHAT)
        require(found[0].role, Action.EDIT_MONITORS)
        try:
            done = await monitor_acts.change(conn, services, caller, found, lambda _: body)
        except monitor_acts.SeveralProblems as several:
            raise several.found[0][1] from several
        shown = await _show(services, conn, done.monitors[0])
    await monitor_acts.tell(services, done)
    return shown


@router.delete("/monitors/{monitor_id}", status_code=204, responses={403: {"model": ProblemOut}})
async def delete_monitor(monitor_id: MonitorId, caller: CurrentCaller, services: ServicesDep) -> None:
    """Delete a monitor: it is no longer checked and no longer shown."""
    async with services.transaction(caller) as conn:
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.EDIT_MONITORS)
        done = await monitor_acts.delete(conn, caller, [monitor])
    await monitor_acts.tell(services, done)


@router.post("/monitors/{monitor_id}/pause", responses={403: {"model": ProblemOut}})
async def pause_monitor(monitor_id: MonitorId, caller: CurrentCaller, services: ServicesDep) -> MonitorOut:
    """Stop checking until it is resumed; a paused monitor stays paused."""
    return await _pause(services, monitor_id, caller, is_paused=True)


@router.post("/monitors/{monitor_id}/resume", responses={403: {"model": ProblemOut}})
async def resume_monitor(monitor_id: MonitorId, caller: CurrentCaller, services: ServicesDep) -> MonitorOut:
    """Check again, at once; a monitor that is not paused goes on as it is."""
    return await _pause(services, monitor_id, caller, is_paused=False)


async def require_monitor(conn: Connection, monitor_id: int, user_id: UUID, action: Action) -> Monitor:
    """Return the monitor if the person may do that with it; raise a 404 for a stranger, a 403 for a small role."""
    monitor = await select_monitor(conn, monitor_id, user_id)
    if monitor is None:
        raise not_found(WHAT)
    require(monitor.role, action)
    return monitor


async def show_monitors(services: Services, conn: Connection, monitors: Sequence[Monitor]) -> list[MonitorOut]:
    """Return monitors as their member sees them, each with its uptime."""
    uptimes = await services.days.uptimes(conn, monitors)
    return [show_monitor(monitor, uptimes[monitor.id], services.config.public_url) for monitor in monitors]


async def _list(
    services: Services, conn: Connection, user_id: UUID, wanted: Filter, cursor: str | None, limit: int
) -> Page[MonitorOut]:
    found = await select_monitors(conn, user_id, wanted, read_int(cursor), limit + 1)
    items = await show_monitors(services, conn, found[:limit])
    return Page(items=items, next=write_cursor(str(items[-1].id)) if len(found) > limit else None)


async def _show(services: Services, conn: Connection, monitor: Monitor) -> MonitorOut:
    (shown,) = await show_monitors(services, conn, [monitor])
    return shown


async def _pause(services: Services, monitor_id: int, caller: Caller, *, is_paused: bool) -> MonitorOut:
    async with services.transaction(caller) as conn:
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.EDIT_MONITORS)
        done = await monitor_acts.pause(conn, caller, [monitor], is_paused=is_paused)
        if not done.monitors:
            raise not_found(WHAT)  # deleted meanwhile
        shown = await _show(services, conn, done.monitors[0])
    await monitor_acts.tell(services, done)
    return shown
