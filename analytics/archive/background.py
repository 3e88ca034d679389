"""Archives that people asked for, made by the jobs process and laid down in pieces."""

import asyncio
import logging
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from analytics.archive.make import Summary, make_archive
from db.archives import (
    StoredArchive,
    claim_archive,
    delete_old_archives,
    insert_piece,
    update_archive_done,
    update_archive_failed,
    update_archive_progress,
)
from db.errors import DatabaseError
from db.pool import Connection, Pool, acquire
from db.workspaces import select_named_workspaces

PIECE_BYTES: Final = 1_048_576
COLLECTED: Final = 90  # percent; what is left is laying the file down
SAY_EVERY_S: Final = 2.0

logger = logging.getLogger(__name__)


async def make_waiting_archive(pool: Pool, archive_id: str) -> None:
    """Make an archive that waits; nothing happens when somebody else has it. Raises DatabaseError, to be run again."""
    async with acquire(pool) as conn:
        wish = await claim_archive(conn, UUID(archive_id))
    if wish is not None:
        await _try(pool, wish)


async def make_left_archives(pool: Pool) -> None:
    """Make everything that waits, also what was left lying, and forget old files."""
    async with acquire(pool) as conn:
        await delete_old_archives(conn)
    while True:
        async with acquire(pool) as conn:
            wish = await claim_archive(conn, None)
        if wish is None:
            return
        await _try(pool, wish)


async def _try(pool: Pool, wish: StoredArchive) -> None:
    try:
        summary = await _make(pool, wish)
    except DatabaseError:
        raise
    except Exception as error:  # the person is told, and the other archives must go on
        logger.exception("archive not made", extra={"archive": str(wish.id)})
        async with acquire(pool) as conn:
            await update_archive_failed(conn, wish.id, f"{type(error).__name__}: {error}")
        return
    logger.info("archive made", extra={"archive": str(wish.id), "bytes": summary.size_bytes})


async def _make(pool: Pool, wish: StoredArchive) -> Summary:
    percent = 1

    def note(done: int, of: int, what: str) -> None:
        nonlocal percent
        percent = max(1, COLLECTED * done // max(1, of))

    async def say() -> None:
        while True:
            await asyncio.sleep(SAY_EVERY_S)
            async with acquire(pool) as other:
                await update_archive_progress(other, wish.id, percent)

    saying = asyncio.create_task(say())
    try:
        with TemporaryDirectory(prefix="healther-archive-") as folder:
            path = Path(folder, "archive.zip")
            async with acquire(pool) as conn:
                [workspace] = await select_named_workspaces(conn, str(wish.workspace_id))
                summary = await make_archive(conn, wish.workspace_id, workspace.name, path, note)
                pieces = await _lay_down(conn, wish.id, path)
                contents = {"rows": dict(summary.rows), "left_out": list(summary.left_out)}
                await update_archive_done(conn, wish.id, summary.size_bytes, pieces, contents)
    finally:
        saying.cancel()
        await asyncio.gather(saying, return_exceptions=True)
    return summary


async def _lay_down(conn: Connection, archive_id: UUID, path: Path) -> int:
    number = 0
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            await insert_piece(conn, archive_id, number, piece)
            number += 1
    return number
