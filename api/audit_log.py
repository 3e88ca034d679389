"""Reading the audit log of a workspace: a page, and all of it as CSV. For owners and admins."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from orjson import dumps

from api.csv_cells import csv_lines, harmless
from api.cursors import Limit
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut
from api.roles import Action
from api.schemas import Out, Page, UtcTime
from api.services import Services
from api.workspaces import require_workspace
from db.audit_log import Entry, select_entries

router = APIRouter(
    prefix="/workspaces/{workspace_id}",
    tags=["audit log"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)

NEWEST: Final = 2**63 - 1
ENTRIES_A_PAGE: Final = 100
ENTRIES_A_READ: Final = 1000
COLUMNS: Final = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "via",
    "action",
    "object_id",
    "object_name",
    "address",
    "changes",
)


class EntryOut(Out):
    """Somebody did something. `changes`: field → {old, new}, secrets hidden; `address`: where the request came from."""

    id: int
    at: UtcTime
    actor_id: UUID | None
    actor_name: str
    via: str
    action: str
    object_id: str | None
    object_name: str | None
    address: str | None
    changes: dict[str, Any]


@router.get("/audit")
async def list_audit_log(
    workspace_id: UUID,
    caller: CurrentCaller,
    conn: Conn,
    before: Annotated[int | None, Query(ge=1, le=NEWEST, description="only entries before this one")] = None,
    limit: Limit = ENTRIES_A_PAGE,
) -> Page[EntryOut]:
    """Return who did what, newest first. `next` is the `before` of the following page."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ_AUDIT_LOG)
    found = await select_entries(conn, workspace_id, before or NEWEST, limit + 1)
    items = [EntryOut.model_validate(entry, from_attributes=True) for entry in found[:limit]]
    return Page(items=items, next=str(items[-1].id) if len(found) > limit else None)


@router.get("/audit.csv", response_class=StreamingResponse, responses={200: {"content": {"text/csv": {}}}})
async def export_audit_log(
    workspace_id: UUID, caller: CurrentCaller, conn: Conn, services: ServicesDep
) -> StreamingResponse:
    """Return the whole log as CSV, newest first."""
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ_AUDIT_LOG)
    headers = {
        "Content-Disposition": f'attachment; filename="audit-{workspace.slug}.csv"',
        "Cache-Control": "no-store",
    }
    return StreamingResponse(
        _lines(services, caller, workspace_id), headers=headers, media_type="text/csv; charset=utf-8"
    )


async def _lines(services: Services, caller: Caller, workspace_id: UUID) -> AsyncIterator[str]:
    """Yield the file piece by piece; between two pieces no connection is held, however slowly the client reads."""
    yield csv_lines([COLUMNS])
    before = NEWEST
    while before:
        async with services.transaction(caller) as conn:
            found = await select_entries(conn, workspace_id, before, ENTRIES_A_READ)
        yield csv_lines(_cells(entry) for entry in found)
        before = found[-1].id if len(found) == ENTRIES_A_READ else 0


def _cells(entry: Entry) -> list[str]:
    values = entry.model_dump()
    values["at"] = entry.at.isoformat()
    values["changes"] = dumps(entry.changes).decode()
    return [harmless("" if values[name] is None else str(values[name])) for name in COLUMNS]
