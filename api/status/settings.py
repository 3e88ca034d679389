"""What a workspace's public page shows: its title, and of each monitor whether, under which name, where."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from api.audit import Change, Subject, record
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, unprocessable
from api.monitor_schemas import Label, MonitorName
from api.roles import Action, allowed
from api.schemas import In, Out, Text
from api.workspaces import require_workspace
from db.memberships import lock_workspace
from db.pool import Connection
from db.status_pages import (
    PageItem,
    PageText,
    select_page_items,
    select_page_text,
    update_page_items,
    update_page_text,
)
from db.workspaces import Workspace

router = APIRouter(tags=["status page"], responses={404: {"model": ProblemOut}})

MAX_ITEMS: Final = 5000
MAX_POSITION: Final = 1_000_000
COLUMNS: Final = {"group": "group_name", "position": "page_position"}  # where they are not called as in the body

Title = Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Description = Annotated[Text, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class StatusPageItemIn(In):
    """What to change of one monitor; keys that are left out stay. `is_public`, `public_name`, `group` are its own.

    Null means the default: shown, under the monitor's name, in no group, behind those that have a position.
    """

    monitor_id: int = Field(ge=1)
    is_public: bool | None = None
    public_name: MonitorName | None = None
    group: Label | None = None
    position: int | None = Field(None, ge=0, le=MAX_POSITION, description="a group stands where its first monitor does")


class StatusPageChangeIn(In):
    """What to change; keys and monitors that are left out stay as they are, null means the default again."""

    title: Title | None = None
    description: Description | None = None
    items: list[StatusPageItemIn] | None = Field(None, max_length=MAX_ITEMS)


class StatusPageItemOut(Out):
    """One monitor as the page shows it, or would."""

    monitor_id: int
    name: str = Field(description="as members see it")
    is_public: bool
    public_name: str | None = Field(description="null: the monitor's name")
    group: str | None
    position: int = Field(description="from 0, in the order of the page: groups together")


class StatusPageOut(Out):
    """The public page of a workspace. `is_public` and `slug` are changed with the workspace itself."""

    workspace_id: UUID
    url: str
    slug: str
    is_public: bool
    title: str | None = Field(description="null: the workspace's name")
    description: str | None
    items: list[StatusPageItemOut] = Field(description="all monitors of the workspace, in the order of the page")


@router.get("/workspaces/{workspace_id}/status-page")
async def get_status_page_settings(
    workspace_id: UUID, caller: CurrentCaller, services: ServicesDep, conn: Conn
) -> StatusPageOut:
    """Return what the public page shows, and what it could."""
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ)
    text, items = await _read(conn, workspace_id, caller.id)
    return _show(workspace, text, items, services.config.public_url)


@router.patch("/workspaces/{workspace_id}/status-page", responses={403: {"model": ProblemOut}})
async def change_status_page_settings(
    workspace_id: UUID, body: StatusPageChangeIn, caller: CurrentCaller, services: ServicesDep
) -> StatusPageOut:
    """Choose title, monitors, names, groups and their order. A monitor's own form shows the same choices."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        changes = {
            **await _change_text(conn, workspace_id, caller, body),
            **await _change_items(conn, workspace_id, caller, body.items or ()),
        }
        if changes:
            subject = Subject(str(workspace_id), workspace.name)
            await record(conn, workspace_id, caller, "status_page.changed", subject, changes)
        text, items = await _read(conn, workspace_id, caller.id)
    services.pages.forget(workspace.slug)  # at once: what is no longer public must not be shown a moment longer
    return _show(workspace, text, items, services.config.public_url)


async def _read(conn: Connection, workspace_id: UUID, user_id: UUID) -> tuple[PageText, list[PageItem]]:
    text = await select_page_text(conn, workspace_id, user_id)
    assert text is not None, "the workspace was found in this transaction"
    return text, await select_page_items(conn, workspace_id, user_id)


async def _change_text(
    conn: Connection, workspace_id: UUID, caller: Caller, body: StatusPageChangeIn
) -> dict[str, Change]:
    """Write title and description where they are given, and return what changed."""
    before = await select_page_text(conn, workspace_id, caller.id)
    assert before is not None, "the workspace was found in this transaction"
    after = before.model_copy(update=body.model_dump(include={"title", "description"}, exclude_unset=True))
    if after == before:
        return {}
    await update_page_text(conn, workspace_id, caller.id, allowed(Action.EDIT_WORKSPACE), after)
    old, new = before.model_dump(), after.model_dump()
    return {key: {"old": old[key], "new": new[key]} for key in old if old[key] != new[key]}


async def _change_items(
    conn: Connection, workspace_id: UUID, caller: Caller, wanted: Sequence[StatusPageItemIn]
) -> dict[str, Change]:
    """Write what is wanted of monitors, and return what changed."""
    if not wanted:
        return {}
    before = {item.id: item for item in await select_page_items(conn, workspace_id, caller.id)}
    after = _wanted(before, wanted)
    changed = [item for item in after if item != before[item.id]]
    if not changed:
        return {}
    await update_page_items(conn, workspace_id, caller.id, allowed(Action.EDIT_MONITORS), changed)
    old = (before[item.id] for item in changed)
    return {"monitors": {"old": _told(old), "new": _told(changed)}}


def _wanted(before: dict[int, PageItem], wanted: Sequence[StatusPageItemIn]) -> list[PageItem]:
    """Return the rows as they are wanted; raise a 422 for a monitor that is not there, or there twice."""
    found: dict[int, PageItem] = {}
    for place, item in enumerate(wanted):
        field = f"items.{place}.monitor_id"
        if item.monitor_id not in before:
            raise unprocessable(field, "This workspace has no such monitor.", "Leave it out.")
        if item.monitor_id in found:
            raise unprocessable(field, "This monitor is named twice.", "Name each monitor once.")
        found[item.monitor_id] = before[item.monitor_id].model_copy(update=_columns(item))
    return list(found.values())


def _columns(item: StatusPageItemIn) -> dict[str, Any]:
    given = item.model_dump(exclude_unset=True, exclude={"monitor_id"})
    if given.get("is_public", ...) is None:
        given["is_public"] = True
    return {COLUMNS.get(key, key): value for key, value in given.items()}


def _told(items: Iterable[PageItem]) -> list[dict[str, Any]]:
    """Return rows as the audit log tells them."""
    return [
        {
            "name": item.name,
            "is_public": item.is_public,
            "public_name": item.public_name,
            "group": item.group_name,
            "position": item.page_position,
        }
        for item in items
    ]


def _show(workspace: Workspace, text: PageText, items: Iterable[PageItem], public_url: str) -> StatusPageOut:
    return StatusPageOut(
        workspace_id=workspace.id,
        url=f"{public_url}/status/{workspace.slug}",
        slug=workspace.slug,
        is_public=workspace.is_public,
        title=text.title,
        description=text.description,
        items=[
            StatusPageItemOut(
                monitor_id=item.id,
                name=item.name,
                is_public=item.is_public,
                public_name=item.public_name,
                group=item.group_name,
                position=item.shown_position,
            )
            for item in items
        ],
    )
