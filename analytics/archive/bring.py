"""Archives that people brought, made into workspaces by the jobs process: all of it in one transaction, or nothing."""

import asyncio
import logging
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from analytics.archive.attempts import GIVEN_UP, MOST_ATTEMPTS, Desk, LostError, Progress, attempt
from analytics.archive.read import Archive
from analytics.archive.restored import Restore
from analytics.archive.vetting import vet
from db.clock import select_now
from db.engine import detect
from db.engines import refresh
from db.errors import DatabaseError
from db.import_work import (
    ClaimedImport,
    claim_import,
    fail_abandoned_imports,
    select_import_piece,
    update_import_done,
    update_import_failed,
    update_import_finished,
    update_import_progress,
    update_import_waiting,
)
from db.imports import delete_old_imports
from db.pool import Pool, acquire

GATHERED, VETTED, OPENED = 5, 20, 30  # percent

logger = logging.getLogger(__name__)

DESK: Final = Desk("import", update_import_progress, update_import_waiting, update_import_failed)


async def make_waiting_import(pool: Pool, restore: Restore, import_id: str) -> None:
    """Make a workspace of a file that waits; nothing happens when somebody else has it.

    Raises DatabaseError, to be run again.
    """
    async with acquire(pool) as conn:
        wish = await claim_import(conn, UUID(import_id), MOST_ATTEMPTS)
    if wish is not None:
        await attempt(pool, DESK, wish, partial(_make, pool, restore, wish))


async def make_left_imports(pool: Pool, restore: Restore) -> None:
    """Make everything that waits, also what was left lying, and forget old files."""
    async with acquire(pool) as conn:
        await delete_old_imports(conn)
        await fail_abandoned_imports(conn, MOST_ATTEMPTS, GIVEN_UP)
        await update_import_finished(conn, None)
    while True:
        async with acquire(pool) as conn:
            wish = await claim_import(conn, None, MOST_ATTEMPTS)
        if wish is None:
            return
        await attempt(pool, DESK, wish, partial(_make, pool, restore, wish))


async def _make(pool: Pool, restore: Restore, wish: ClaimedImport, progress: Progress) -> None:
    with TemporaryDirectory(prefix="healther-import-") as folder:
        path = Path(folder, "archive.zip")
        await _gather(pool, wish, path)
        progress.note(GATHERED)
        await vet(path)
        progress.note(VETTED)
        archive = await asyncio.to_thread(Archive, path)
        progress.note(OPENED)
        try:
            await _restore(pool, restore, wish, archive, progress)
        finally:
            archive.close()


async def _gather(pool: Pool, wish: ClaimedImport, path: Path) -> None:
    """Write the pieces to the disk."""
    number = 0
    async with acquire(pool) as conn:
        with path.open("wb") as file:
            while (piece := await select_import_piece(conn, wish.id, number)) is not None:
                await asyncio.to_thread(file.write, piece)
                number += 1


async def _restore(pool: Pool, restore: Restore, wish: ClaimedImport, archive: Archive, progress: Progress) -> None:
    def note(done: int, of: int, what: str) -> None:
        progress.note(OPENED + (100 - OPENED) * done // max(1, of))

    name = wish.name or archive.name
    async with acquire(pool) as conn, conn.transaction():
        found = await restore(conn, archive, name, wish.created_by, via="session", progress=note)
        if not await update_import_done(conn, wish.id, wish.attempt, found.workspace_id, found.told()):
            raise LostError
    await _add_up(pool, wish)


async def _add_up(pool: Pool, wish: ClaimedImport) -> None:
    """Add up the days of what came, so that nobody looks at half of them; the dispatcher would within a minute."""
    async with acquire(pool) as conn:
        try:
            await refresh(conn, await detect(conn), await select_now(conn))
        except DatabaseError as error:
            logger.warning("days are added up later", extra={"import": str(wish.id), "error": repr(error)})
    async with acquire(pool) as conn:
        await update_import_finished(conn, wish.id)
