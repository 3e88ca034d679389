"""Everything of a workspace as one file: ordered, watched while it is made, fetched."""

import logging
from collections.abc import AsyncIterator
from typing import Final, Literal
from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from api.audit import Subject, record
from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict, not_found
from api.roles import Action
from api.schemas import Out, Page, UtcTime
from api.services import Services
from api.workspaces import require_workspace
from db.archives import (
    StoredArchive,
    delete_archive,
    insert_archive,
    select_archive,
    select_archives,
    select_piece,
)
from db.broker import JOBS, send
from db.memberships import lock_workspace
from db.pool import Connection
from db.redis import BrokerError

router = APIRouter(
    prefix="/workspaces/{workspace_id}/archives",
    tags=["exports"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)

logger = logging.getLogger(__name__)

MAKE_ARCHIVE: Final = "analytics.make_archive"
MOST: Final = 5
ZIP: Final = "application/zip"


class ContentsOut(Out):
    """What went into the file."""

    rows: dict[str, int]
    left_out: list[str] = Field(description="what may be secret, by name")


class ArchiveOut(Out):
    """An archive and how far it is, in percent."""

    id: UUID
    state: Literal["waiting", "running", "done", "failed"]
    progress: int
    error: str | None
    size_bytes: int | None
    contents: ContentsOut | None
    created_at: UtcTime
    finished_at: UtcTime | None

    @classmethod
    def of(cls, found: StoredArchive) -> "ArchiveOut":
        """Show a row."""
        return cls.model_validate(found.model_dump(exclude={"workspace_id", "pieces"}))


@router.get("")
async def list_archives(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> Page[ArchiveOut]:
    """Return the archives of the last seven days, newest first."""
    await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
    return Page(items=[ArchiveOut.of(one) for one in await select_archives(conn, workspace_id, MOST)], next=None)


@router.post("", status_code=202, responses={409: {"model": ProblemOut}})
async def order_archive(workspace_id: UUID, caller: CurrentCaller, services: ServicesDep) -> ArchiveOut:
    """Have everything of a workspace put into one file in the background; ask again to see how far it is."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        workspace = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        if len(await select_archives(conn, workspace_id, MOST)) == MOST:
            raise conflict(f"A workspace has {MOST} archives at most: remove one.", kind="too-many")
        made = await _require(conn, workspace_id, await insert_archive(conn, workspace_id, caller.id))
        await record(conn, workspace_id, caller, "archive.ordered", Subject(str(made.id), workspace.name))
    try:
        await send(services.checks_now, MAKE_ARCHIVE, str(made.id), queue=JOBS)
    except BrokerError as error:
        logger.warning("archive waits for the hourly look", extra={"archive": str(made.id), "error": repr(error)})
    return ArchiveOut.of(made)


@router.get("/{archive_id}")
async def get_archive(workspace_id: UUID, archive_id: UUID, caller: CurrentCaller, conn: Conn) -> ArchiveOut:
    """Return an archive without its file: how far it is."""
    await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
    return ArchiveOut.of(await _require(conn, workspace_id, archive_id))


@router.get(
    "/{archive_id}/file",
    response_class=StreamingResponse,
    responses={200: {"content": {ZIP: {}}}, 409: {"model": ProblemOut}},
)
async def get_archive_file(
    workspace_id: UUID, archive_id: UUID, caller: CurrentCaller, conn: Conn, services: ServicesDep
) -> StreamingResponse:
    """Return the file of an archive that is done; `healther import` makes a workspace of it."""
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
    found = await _require(conn, workspace_id, archive_id)
    if found.pieces is None:
        raise conflict("This archive is not ready.", kind="not-ready")
    headers = {
        "Content-Disposition": f'attachment; filename="{workspace.slug}.healther.zip"',
        "Content-Length": str(found.size_bytes),
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_pieces(services, caller, found, found.pieces), headers=headers, media_type=ZIP)


@router.delete("/{archive_id}", status_code=204)
async def remove_archive(workspace_id: UUID, archive_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Remove an archive and its file."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        if not await delete_archive(conn, workspace_id, archive_id):
            raise not_found("archive")


async def _pieces(services: Services, caller: Caller, found: StoredArchive, pieces: int) -> AsyncIterator[bytes]:
    """Yield the file; between two pieces no connection is held, and each asks whether the person may still look."""
    for number in range(pieces):
        async with services.transaction(caller) as conn:
            await require_workspace(conn, found.workspace_id, caller.id, Action.EDIT_WORKSPACE)
            piece = await select_piece(conn, found.id, number)
        if piece is None:
            return  # removed meanwhile: the file breaks off, and its length says so
        yield piece


async def _require(conn: Connection, workspace_id: UUID, archive_id: UUID) -> StoredArchive:
    found = await select_archive(conn, workspace_id, archive_id)
    if found is None:
        raise not_found("archive")
    return found
