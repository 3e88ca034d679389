"""Maintenance windows: planned work, once or again and again. Checks go on; no alert is sent; uptime is left alone."""

from datetime import datetime, timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import Field, StringConstraints

from analytics.maintenance import add_window, change_window
from analytics.recurrence import RuleError
from api.audit import Subject, differences, record
from api.cursors import MAX_ITEMS
from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import Problem, ProblemOut, conflict, not_found, unprocessable
from api.policies import Zone
from api.roles import Action
from api.schemas import Page, Text, UtcTime
from api.scopes import ScopeIn, ScopeOut, require_scope
from api.workspaces import require_workspace
from db.clock import select_now
from db.maintenance import (
    Window,
    WindowWish,
    end_occurrences,
    select_window_for_update,
    select_windows,
    update_window_deleted,
)
from db.memberships import lock_workspace
from db.pool import Connection

router = APIRouter(
    prefix="/workspaces/{workspace_id}/maintenance",
    tags=["maintenance"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)

WHAT: Final = "maintenance window"
MOST: Final = 200
LATE: Final = timedelta(minutes=5)  # a window that begins "now" may be a little late
FURTHEST: Final = timedelta(days=730)
WISHES: Final = set(WindowWish.model_fields)

WindowId = Annotated[int, Path(ge=1, le=2**53)]


class WindowIn(ScopeIn):
    """Planned work. What lies in the past is an exclusion, which says who agreed to it and why."""

    title: Annotated[Text, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
    note: Annotated[Text, StringConstraints(max_length=2000)] = ""
    starts_at: Annotated[datetime, Field(strict=False, description="of the first; with its zone, or in UTC")]
    duration_s: Annotated[int, Field(ge=60, le=31 * 86_400)]
    rrule: Annotated[Text, StringConstraints(max_length=500)] | None = Field(
        None, description="RFC 5545, by the clock of `time_zone`, as `FREQ=WEEKLY;BYDAY=SU`; null: once"
    )
    time_zone: Zone = "UTC"


class WindowOut(ScopeOut):
    """A window; `next_*` is the next or the present time it is open, null when it will not be again."""

    id: int
    title: str
    note: str
    starts_at: UtcTime
    duration_s: int
    rrule: str | None
    time_zone: str
    created_at: UtcTime
    next_starts_at: UtcTime | None
    next_ends_at: UtcTime | None

    @classmethod
    def of(cls, window: Window) -> "WindowOut":
        """Show a row."""
        return cls.model_validate(window, from_attributes=True)


@router.get("")
async def list_maintenance(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> Page[WindowOut]:
    """Return the windows of a workspace, those that are open next first."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_windows(conn, workspace_id, MAX_ITEMS)
    return Page(items=[WindowOut.of(window) for window in found], next=None)


@router.post("", status_code=201, responses={409: {"model": ProblemOut}})
async def make_maintenance(
    workspace_id: UUID, body: WindowIn, caller: CurrentCaller, services: ServicesDep
) -> WindowOut:
    """Plan work. It begins now or later."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_MONITORS)
        if len(await select_windows(conn, workspace_id, MOST)) == MOST:
            raise conflict(f"A workspace has {MOST} windows at most; delete old ones.", kind="too-many")
        now = await select_now(conn)
        wish = await _wish(conn, workspace_id, caller.id, body)
        if not now - LATE <= wish.starts_at <= now + FURTHEST:
            raise _wrong_time()
        try:
            window_id = await add_window(conn, workspace_id, wish, now, caller.id)
        except RuleError as error:
            raise _wrong_rule(error) from error
        made = await _require(conn, workspace_id, window_id)
        shown = differences(dict.fromkeys(WISHES), made.model_dump(include=WISHES))
        await record(conn, workspace_id, caller, "maintenance.planned", _subject(made), shown)
    return WindowOut.of(made)


@router.put("/{window_id}")
async def change_maintenance(
    workspace_id: UUID, window_id: WindowId, body: WindowIn, caller: CurrentCaller, services: ServicesDep
) -> WindowOut:
    """Write a window anew, from now on; what it has been so far stays in the figures."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_MONITORS)
        before = await _require(conn, workspace_id, window_id)
        now = await select_now(conn)
        wish = await _wish(conn, workspace_id, caller.id, body)
        if wish.starts_at != before.starts_at and not now - LATE <= wish.starts_at <= now + FURTHEST:
            raise _wrong_time()
        try:
            await change_window(conn, before, wish, now)
        except RuleError as error:
            raise _wrong_rule(error) from error
        after = await _require(conn, workspace_id, window_id)
        if changes := differences(before.model_dump(include=WISHES), after.model_dump(include=WISHES)):
            await record(conn, workspace_id, caller, "maintenance.changed", _subject(after), changes)
    return WindowOut.of(after)


@router.delete("/{window_id}", status_code=204)
async def delete_maintenance(
    workspace_id: UUID, window_id: WindowId, caller: CurrentCaller, services: ServicesDep
) -> None:
    """Cancel what is to come, and end what is going on. What has been stays in the figures."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_MONITORS)
        window = await _require(conn, workspace_id, window_id)
        await end_occurrences(conn, window_id, await select_now(conn))
        await update_window_deleted(conn, window_id)
        await record(conn, workspace_id, caller, "maintenance.cancelled", _subject(window))


async def _require(conn: Connection, workspace_id: UUID, window_id: int) -> Window:
    found = await select_window_for_update(conn, workspace_id, window_id)
    if found is None:
        raise not_found(WHAT)
    return found


async def _wish(conn: Connection, workspace_id: UUID, user_id: UUID, body: WindowIn) -> WindowWish:
    if body.starts_at.tzinfo is None:
        raise unprocessable("starts_at", "This time has no zone.", "Write it like 2027-01-31T22:00:00Z.")
    scope = await require_scope(conn, workspace_id, user_id, body)
    plain = body.model_dump(exclude={"is_for_all", "monitor_ids", "tags"})
    return WindowWish(**plain, **scope._asdict())


def _subject(window: Window) -> Subject:
    return Subject(str(window.id), window.title)


def _wrong_time() -> Problem:
    remedy = "For the past, POST …/exclusions says who agreed to it and why. Two years ahead is the furthest."
    return unprocessable("starts_at", "A window begins now or later.", remedy)


def _wrong_rule(error: RuleError) -> Problem:
    return unprocessable("rrule", f"{str(error).capitalize()}.", "Write one rule like FREQ=WEEKLY;BYDAY=SU.")
