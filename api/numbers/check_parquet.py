"""All checks of a range as Parquet: made on disk page by page, then sent, so memory does not grow with their number."""

import asyncio
from collections.abc import AsyncIterator
from tempfile import TemporaryFile
from typing import IO, Final

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from api.deps import Caller, Conn, CurrentCaller, MonitorId, ServicesDep
from api.errors import ProblemOut
from api.late import late
from api.monitors import require_monitor
from api.numbers.checks import kept
from api.numbers.ranges import Range, TimeRange
from api.roles import Action
from api.services import Services
from db.check_columns import Place, copy_page, select_regions
from db.clock import select_now

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

PARQUET: Final = "application/vnd.apache.parquet"
PIECE_BYTES: Final = 262_144
_AT_ONCE: Final = asyncio.Semaphore(2)  # each is a disk's and a core's work; the others wait


@router.get(
    "/monitors/{monitor_id}/checks.parquet",
    response_class=StreamingResponse,
    responses={200: {"content": {PARQUET: {}}}},
)
async def export_checks_parquet(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, services: ServicesDep, asked: Range
) -> StreamingResponse:
    """Return all checks of a range as Parquet, oldest first; all that is kept unless told otherwise."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), kept(monitor))
    file = TemporaryFile(prefix="healther-checks-")  # noqa: SIM115 - closed when it was sent
    try:
        async with _AT_ONCE:
            await _write(services, caller, monitor_id, span, file)
    except BaseException:
        file.close()
        raise
    first, last = (f"{at:%Y%m%d}" for at in (span.start, span.end))
    headers = {
        "Content-Disposition": f'attachment; filename="checks-{monitor_id}-{first}-{last}.parquet"',
        "Cache-Control": "no-store",
        "Content-Length": str(file.seek(0, 2)),
    }
    return StreamingResponse(_pieces(file), headers=headers, media_type=PARQUET, background=BackgroundTask(file.close))


async def _write(services: Services, caller: Caller, monitor_id: int, span: TimeRange, file: IO[bytes]) -> None:
    """Fill the file. Between two pages no connection is held, and each asks again whether the person may look."""

    async def next_page(after: Place | None) -> bytes:
        async with services.transaction(caller) as conn:
            await require_monitor(conn, monitor_id, caller.id, Action.READ)
            return await copy_page(conn, monitor_id, span.start, span.end, after)

    async with services.transaction(caller) as conn:
        regions = await select_regions(conn)
    files = await late("analytics.check_files")
    with files.Parts() as parts:
        await files.add_pages(parts, next_page, regions)
        await asyncio.to_thread(parts.write, file)


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    """Yield a file from its beginning, piece by piece."""
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
        yield piece
