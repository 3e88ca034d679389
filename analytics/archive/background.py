"""Archives that people asked for, made by the jobs process and laid down in pieces."""

import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from uuid import UUID

from analytics.archive.attempts import GIVEN_UP, MOST_ATTEMPTS, Desk, LostError, Progress, attempt
from analytics.archive.make import make_archive
from db.archives import (
    ClaimedArchive,
    claim_archive,
    delete_old_archives,
    fail_abandoned_archives,
    insert_piece,
    update_archive_done,
    update_archive_failed,
    update_archive_progress,
    update_archive_waiting,
)
from db.pool import Connection, Pool, acquire
from db.workspaces import select_named_workspaces

PIECE_BYTES: Final = 1_048_576
COLLECTED: Final = 90  # percent; what is left is laying the file down


async def make_waiting_archive(pool: Pool, archive_id: str) -> None:
    """Make an archive that waits; nothing happens when somebody else has it. Raises DatabaseError, to be run again."""
    async with acquire(pool) as conn:
        wish = await claim_archive(conn, UUID(archive_id), MOST_ATTEMPTS)
    if wish is not None:
        await attempt(pool, DESK, wish, partial(_make, pool, wish))


async def make_left_archives(pool: Pool) -> None:
    """Make everything that waits, also what was left lying, and forget old files."""
    async with acquire(pool) as conn:
        await delete_old_archives(conn)
        await fail_abandoned_archives(conn, MOST_ATTEMPTS, GIVEN_UP)
    while True:
        async with acquire(pool) as conn:
            wish = await claim_archive(conn, None, MOST_ATTEMPTS)
        if wish is None:
            return
        await attempt(pool, DESK, wish, partial(_make, pool, wish))


async def _make(pool: Pool, wish: ClaimedArchive, progress: Progress) -> None:
    def note(done: int, of: int, what: str) -> None:
        progress.note(COLLECTED * done // max(1, of))

    async with acquire(pool) as conn:
        with TemporaryDirectory(prefix="healther-archive-") as folder:
            path = Path(folder, "archive.zip")
            named = await select_named_workspaces(conn, str(wish.workspace_id))
            if not named:
                raise LostError  # deleted meanwhile: its rows go with it
            summary = await make_archive(conn, wish.workspace_id, named[0].name, path, note)
            pieces = await _lay_down(conn, wish, path, progress)
        contents = {"rows": dict(summary.rows), "left_out": list(summary.left_out)}
        if not await update_archive_done(conn, wish.id, wish.attempt, summary.size_bytes, pieces, contents):
            raise LostError


async def _lay_down(conn: Connection, wish: ClaimedArchive, path: Path, progress: Progress) -> int:
    number, size = 0, max(1, path.stat().st_size)  # noqa: ASYNC240 - a moment
    with path.open("rb") as file:
        while piece := await asyncio.to_thread(file.read, PIECE_BYTES):
            if not await insert_piece(conn, wish.id, wish.attempt, number, piece):
                raise LostError
            number += 1
            progress.note(COLLECTED + (100 - COLLECTED) * number * PIECE_BYTES // size)
    return number


async def _fail(conn: Connection, archive_id: UUID, number: int, _: str, error: str) -> None:
    await update_archive_failed(conn, archive_id, number, error)


DESK: Final = Desk("archive", update_archive_progress, update_archive_waiting, _fail)
