"""Archives that people bring: uploaded as they are, made into workspaces in the background, watched meanwhile."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.requests import ClientDisconnect

from api.deps import Caller, Conn, CurrentCaller, ServicesDep
from api.errors import Problem, ProblemOut, conflict, not_found, unavailable, unprocessable
from api.limits import Limit
from api.schemas import Out, Page, UtcTime
from api.services import Services
from api.workspaces import Name
from db.broker import JOBS, send
from db.errors import AlreadyExists
from db.imports import (
    StoredImport,
    count_unfinished_imports,
    delete_import,
    insert_import,
    insert_import_piece,
    select_import,
    select_imports,
    update_import_complete,
)
from db.redis import BrokerError
from db.row_security import beyond

router = APIRouter(prefix="/imports", tags=["exports"], responses={404: {"model": ProblemOut}})

logger = logging.getLogger(__name__)

MAKE_IMPORT: Final = "analytics.make_import"
BY_PERSON: Final = Limit("import:user", 20, 3600)
MOST_LISTED: Final = 20
MOST_AT_ONCE: Final = 20  # of everybody: each takes its size of disk
PIECE_BYTES: Final = 1_048_576
PIECE_DEADLINE_S: Final = 30.0  # for the next bytes to come
ZIP_START: Final = b"PK\x03\x04"
ZIP: Final = "application/zip"
BODY: Final = {"requestBody": {"required": True, "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}}
REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": ProblemOut} for status in (400, 409, 413, 422, 429, 503)
}


class ImportResultOut(Out):
    """What came of an archive."""

    name: str = Field(description="of the new workspace")
    monitors: int
    checks: int
    days: int = Field(description="days without single checks, which this installation would not keep so long")
    skipped: list[str] = Field(description="what does not fit here, and why; 200 at most")
    skipped_in_all: int
    recipients: list[str] = Field(description="addresses that were told of outages; they must be added again")


class ImportOut(Out):
    """An archive that was brought, and how far it is, in percent. `workspace_id` is set when it is done."""

    id: UUID
    name: str | None = Field(description="of the new workspace; null: as it was called")
    state: Literal["uploading", "waiting", "running", "done", "failed"]
    progress: int
    reason: str | None = Field(
        description="why it failed, for programs: not-an-archive, newer, damaged, too-large, no-space, unavailable, "
        "broken-off or unexpected"
    )
    error: str | None = Field(description="why it failed, for people")
    size_bytes: int
    result: ImportResultOut | None
    workspace_id: UUID | None = Field(description="null too when the workspace is gone")
    created_at: UtcTime
    finished_at: UtcTime | None

    @classmethod
    def of(cls, found: StoredImport) -> "ImportOut":
        """Show a row."""
        return cls.model_validate(found.model_dump())


@router.get("")
async def list_imports(caller: CurrentCaller, conn: Conn) -> Page[ImportOut]:
    """Return the archives that one brought in the last 30 days, newest first."""
    found = await select_imports(conn, caller.id, MOST_LISTED)
    return Page(items=[ImportOut.of(one) for one in found], next=None)


@router.post("", status_code=202, openapi_extra=BODY, responses=REFUSALS)
async def bring_archive(
    request: Request,
    caller: CurrentCaller,
    services: ServicesDep,
    name: Annotated[Name | None, Query(description="of the new workspace; as it was called if left out")] = None,
) -> ImportOut:
    """Make a workspace of an archive, which is the body as it is; one is its owner, and its monitors come paused.

    The work is done in the background: ask again to see how far it is. One at a time.
    """
    await services.limits.hit(BY_PERSON, str(caller.id))
    import_id = await _begin(services, caller, name)
    async with _forgotten_if_broken_off(services, caller, import_id):
        await _take(services, caller, import_id, request)
        async with services.transaction(caller) as conn:
            found = await select_import(conn, caller.id, import_id)
            if found is None or not await update_import_complete(conn, import_id):
                raise conflict("This upload was given up meanwhile.", kind="given-up")
    try:
        await send(services.checks_now, MAKE_IMPORT, str(import_id), queue=JOBS)
    except BrokerError as error:
        logger.warning("import waits for the hourly look", extra={"import": str(import_id), "error": repr(error)})
    return ImportOut.of(found.model_copy(update={"state": "waiting"}))


@router.get("/{import_id}")
async def get_import(import_id: UUID, caller: CurrentCaller, conn: Conn) -> ImportOut:
    """Return how far the work on an archive is, and what came of it."""
    found = await select_import(conn, caller.id, import_id)
    if found is None:
        raise not_found("import")
    return ImportOut.of(found)


@router.delete("/{import_id}", status_code=204)
async def remove_import(import_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Forget an import; one that is not done yet leaves nothing behind. A workspace that was made stays."""
    async with services.transaction(caller) as conn:
        if not await delete_import(conn, caller.id, import_id):
            raise not_found("import")


async def _begin(services: Services, caller: Caller, name: str | None) -> UUID:
    """Note that an upload begins; refuse a second one of the same person, and too many of everybody."""
    try:
        async with services.transaction(caller) as conn:
            import_id = await insert_import(conn, caller.id, name)
            async with beyond(conn, caller):
                if await count_unfinished_imports(conn) > MOST_AT_ONCE:
                    raise unavailable("Many archives are being brought at this moment.", retry_after_s=60)
    except AlreadyExists as error:
        raise conflict("Another archive of yours is not done yet: wait for it, or remove it.", kind="busy") from error
    return import_id


async def _take(services: Services, caller: Caller, import_id: UUID, request: Request) -> None:
    """Lay the body down in pieces; between two of them no connection is held."""
    number = 0
    async for piece in _pieces(request):
        if number == 0 and not piece.startswith(ZIP_START):
            raise unprocessable("body", "This file is no archive of Healther.", "Send what an export wrote, as it is.")
        async with services.transaction(caller) as conn:
            if not await insert_import_piece(conn, import_id, number, piece):
                raise conflict("This upload was given up meanwhile.", kind="given-up")
        number += 1
    if number == 0:
        raise unprocessable("body", "There is no file.", "Send what an export wrote, as the body.")


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    """Yield the body in pieces of one size. Whoever sends nothing for a while is cut off."""
    body, held = aiter(request.stream()), bytearray()
    while (more := await _next(body)) is not None:
        held += more
        while len(held) >= PIECE_BYTES:
            yield bytes(held[:PIECE_BYTES])
            del held[:PIECE_BYTES]
    if held:
        yield bytes(held)


async def _next(body: AsyncIterator[bytes]) -> bytes | None:
    try:
        async with asyncio.timeout(PIECE_DEADLINE_S):
            return await anext(body, None)
    except (TimeoutError, ClientDisconnect) as error:
        raise Problem(400, "The upload was broken off.", headers={"Connection": "close"}) from error


@asynccontextmanager
async def _forgotten_if_broken_off(services: Services, caller: Caller, import_id: UUID) -> AsyncIterator[None]:
    """Forget what came of an upload when the block does not end well."""
    try:
        yield
    except Exception:
        async with services.transaction(caller) as conn:
            await delete_import(conn, caller.id, import_id)
        raise
