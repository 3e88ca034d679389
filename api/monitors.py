"""Monitors: make, list, read, change, pause, delete."""

import secrets
from datetime import date, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query

from api.audit import Subject, differences, record
from api.cursors import Limit, read_int, write_cursor
from api.deps import Caller, Conn, CurrentCaller, MonitorId, ServicesDep
from api.errors import ProblemOut, conflict, not_found, unprocessable
from api.live.news import NOT_THERE, begin_change, note_state
from api.monitor_schemas import MonitorChangeIn, MonitorIn, MonitorOut, StateWord
from api.monitor_views import show_monitor
from api.monitor_wishes import changed_wish, must_probes_see, new_wish
from api.recipients.naming import require_known
from api.roles import Action, allowed, require
from api.schemas import Page
from api.services import Services
from api.workspaces import require_workspace
from core.specs import Kind
from db.clock import select_now
from db.monitor_wishes import insert_monitor, update_monitor, update_monitor_deleted, update_monitor_paused
from db.monitors import Filter, Monitor, Wish, select_monitor, select_monitor_for_update, select_monitors
from db.pool import Connection

router = APIRouter(tags=["monitors"], responses={404: {"model": ProblemOut}})

WHAT: Final = "monitor"
PING_TOKEN_BYTES: Final = 18
MONITORS_A_PAGE: Final = 100
WISHES: Final = set(Wish.model_fields)

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
        await require_known(conn, services.config, workspace_id, wish.recipients or (), caller)
        token = secrets.token_urlsafe(PING_TOKEN_BYTES) if kind is Kind.HEARTBEAT else None
        monitor_id = await insert_monitor(conn, workspace_id, caller.id, roles, kind.value, token, wish)
        if monitor_id is None:
            raise not_found("workspace")
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
        await record(conn, workspace_id, caller, "monitor.created", _subject(monitor))
        events = await note_state(conn, monitor_id, NOT_THERE, monitor.shown_state)
    services.pages.mark(workspace.slug)
    await services.tell(events)
    await services.wake()
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
        before = await select_monitor_for_update(conn, monitor_id, caller.id)
        if before is None:
            raise not_found(WHAT)
        require(before.role, Action.EDIT_MONITORS)
        if "target" in body.model_fields_set and body.target is None:
            raise unprocessable("target", "A monitor cannot be without a target.", "Leave the key out to keep it.")
        wish = changed_wish(Kind(before.kind), before, body, services.config.allowance)
        if not body.confirm_loss:
            _refuse_loss(before, wish, (await select_now(conn)).date())
        if wish.recipients != before.recipients:
            await require_known(conn, services.config, before.workspace_id, wish.recipients or (), caller)
        must_see = must_probes_see(before, wish)
        roles = allowed(Action.EDIT_MONITORS)
        await update_monitor(conn, monitor_id, caller.id, roles, wish, must_probes_see=must_see)
        after = await require_monitor(conn, monitor_id, caller.id, Action.READ)
        if changes := differences(before.model_dump(include=WISHES), after.model_dump(include=WISHES)):
            await record(conn, after.workspace_id, caller, "monitor.changed", _subject(after), changes)
        shown = await _show(services, conn, after)
    await _changed(services, after)
    return shown


@router.delete("/monitors/{monitor_id}", status_code=204, responses={403: {"model": ProblemOut}})
async def delete_monitor(monitor_id: MonitorId, caller: CurrentCaller, services: ServicesDep) -> None:
    """Delete a monitor: it is no longer checked and no longer shown."""
    async with services.transaction(caller) as conn:
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.EDIT_MONITORS)
        await begin_change(conn, monitor_id)
        is_gone = await update_monitor_deleted(conn, monitor_id, caller.id, allowed(Action.EDIT_MONITORS))
        await record(conn, monitor.workspace_id, caller, "monitor.deleted", _subject(monitor))
        events = await note_state(conn, monitor_id, monitor.shown_state, NOT_THERE) if is_gone else ()
    await services.tell(events)
    await _changed(services, monitor)


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


async def _list(
    services: Services, conn: Connection, user_id: UUID, wanted: Filter, cursor: str | None, limit: int
) -> Page[MonitorOut]:
    found = await select_monitors(conn, user_id, wanted, read_int(cursor), limit + 1)
    shown = found[:limit]
    uptimes = await services.days.uptimes(conn, shown)
    items = [show_monitor(monitor, uptimes[monitor.id], services.config.public_url) for monitor in shown]
    return Page(items=items, next=write_cursor(str(shown[-1].id)) if len(found) > limit else None)


async def _show(services: Services, conn: Connection, monitor: Monitor) -> MonitorOut:
    uptimes = await services.days.uptimes(conn, [monitor])
    return show_monitor(monitor, uptimes[monitor.id], services.config.public_url)


async def _pause(services: Services, monitor_id: int, caller: Caller, *, is_paused: bool) -> MonitorOut:
    async with services.transaction(caller) as conn:
        before = await require_monitor(conn, monitor_id, caller.id, Action.EDIT_MONITORS)
        await begin_change(conn, monitor_id)
        roles = allowed(Action.EDIT_MONITORS)
        has_changed = await update_monitor_paused(conn, monitor_id, caller.id, roles, is_paused=is_paused)
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
        if has_changed:
            act = "monitor.paused" if is_paused else "monitor.resumed"
            await record(conn, monitor.workspace_id, caller, act, _subject(monitor))
        events = await note_state(conn, monitor_id, before.shown_state, monitor.shown_state) if has_changed else ()
        shown = await _show(services, conn, monitor)
    await services.tell(events)
    if has_changed:
        await _changed(services, monitor)
    return shown


async def _changed(services: Services, monitor: Monitor) -> None:
    services.pages.mark_monitor(monitor.id)
    await services.wake()


def _subject(monitor: Monitor) -> Subject:
    return Subject(str(monitor.id), monitor.name)


def _refuse_loss(before: Monitor, wish: Wish, today: date) -> None:
    """Raise a 409 when a shorter retention would delete single results that are kept now."""
    first_lost = max(before.created_at.date(), today - timedelta(days=before.retention_days))
    first_kept = today - timedelta(days=wish.retention_days)
    if first_lost < first_kept:
        raise conflict(
            f"The single results of {first_lost} to {first_kept - timedelta(days=1)} (UTC) would be deleted; "
            "the numbers by hour and day stay. Send confirm_loss: true to accept that.",
            kind="results-would-be-lost",
        )
