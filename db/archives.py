"""Archives that are made in the background: wishes, progress, and the files in pieces.

Table `archives`, one row a wish (writer: api); state, progress and `archive_pieces` are written by analytics. Kept for
seven days.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class StoredArchive(BaseModel, frozen=True):
    """A wish and what became of it; `progress` in percent. `pieces` is set when it is done."""

    id: UUID
    workspace_id: UUID
    state: str
    progress: int
    error: str | None
    size_bytes: int | None
    pieces: int | None
    contents: dict[str, Any] | None
    created_at: datetime
    finished_at: datetime | None


_COLUMNS: Final = "id, workspace_id, state, progress, error, size_bytes, pieces, contents, created_at, finished_at"

SELECT_ARCHIVES: Final = f"""
    SELECT {_COLUMNS}
      FROM archives
     WHERE workspace_id = $1
       AND ($2::uuid IS NULL OR id = $2)
     ORDER BY created_at DESC, id
     LIMIT $3
"""  # noqa: S608 - made of our own constants


async def select_archives(conn: Connection, workspace_id: UUID, limit: int) -> list[StoredArchive]:
    """Return the archives of a workspace, newest first."""
    return [StoredArchive(**row) for row in await conn.fetch(SELECT_ARCHIVES, workspace_id, None, limit)]


async def select_archive(conn: Connection, workspace_id: UUID, archive_id: UUID) -> StoredArchive | None:
    """Return one archive of a workspace."""
    row = await conn.fetchrow(SELECT_ARCHIVES, workspace_id, archive_id, 1)
    return StoredArchive(**row) if row else None


INSERT_ARCHIVE: Final = """
    INSERT INTO archives (workspace_id, created_by)
    VALUES ($1, $2)
    RETURNING id
"""


async def insert_archive(conn: Connection, workspace_id: UUID, created_by: UUID) -> UUID:
    """Add a wish and return its id."""
    archive_id: UUID = await conn.fetchval(INSERT_ARCHIVE, workspace_id, created_by)
    return archive_id


SELECT_PIECE: Final = """
    SELECT content
      FROM archive_pieces
     WHERE archive_id = $1
       AND number = $2
"""


async def select_piece(conn: Connection, archive_id: UUID, number: int) -> bytes | None:
    """Return a piece of a file, counted from 0."""
    content: bytes | None = await conn.fetchval(SELECT_PIECE, archive_id, number)
    return content


DELETE_ARCHIVE: Final = """
    DELETE FROM archives
     WHERE workspace_id = $1
       AND id = $2
    RETURNING id
"""


async def delete_archive(conn: Connection, workspace_id: UUID, archive_id: UUID) -> bool:
    """Remove an archive and its file; tell whether there was one."""
    return await conn.fetchval(DELETE_ARCHIVE, workspace_id, archive_id) is not None


DELETE_OLD_ARCHIVES: Final = "DELETE FROM archives WHERE created_at < now() - INTERVAL '7 days'"


async def delete_old_archives(conn: Connection) -> None:
    """Forget archives that are older than seven days."""
    await conn.execute(DELETE_OLD_ARCHIVES)


class ClaimedArchive(BaseModel, frozen=True):
    """A wish that somebody works on; `attempt` counts from 1, and what a former attempt says is not heard any more."""

    id: UUID
    workspace_id: UUID
    attempt: int


# Taken up again when whoever made it died: it says how far it is every two seconds.
CLAIM_ARCHIVE: Final = """
    UPDATE archives
       SET state = 'running', progress = 1, attempts = attempts + 1, started_at = now(), touched_at = now()
     WHERE id = (SELECT id
                   FROM archives
                  WHERE ($1::uuid IS NULL OR id = $1)
                    AND (state = 'waiting' OR state = 'running' AND touched_at < now() - INTERVAL '10 seconds')
                    AND attempts < $2
                  ORDER BY created_at
                  LIMIT 1
                    FOR UPDATE SKIP LOCKED)
    RETURNING id, workspace_id, attempts AS attempt
"""


async def claim_archive(conn: Connection, archive_id: UUID | None, most_attempts: int) -> ClaimedArchive | None:
    """Take an archive that waits, or any that does; None when there is none to take."""
    row = await conn.fetchrow(CLAIM_ARCHIVE, archive_id, most_attempts)
    if row is not None:
        await _delete_pieces(conn, row["id"])
    return ClaimedArchive(**row) if row else None


DELETE_PIECES: Final = "DELETE FROM archive_pieces WHERE archive_id = $1"


async def _delete_pieces(conn: Connection, archive_id: UUID) -> None:
    """Forget what an earlier, unfinished attempt had stored."""
    await conn.execute(DELETE_PIECES, archive_id)


UPDATE_PROGRESS: Final = """
    UPDATE archives
       SET progress = $3, touched_at = now()
     WHERE id = $1
       AND attempts = $2
       AND state = 'running'
    RETURNING true
"""


async def update_archive_progress(conn: Connection, archive_id: UUID, attempt: int, percent: int) -> bool:
    """Note how far an archive is; False when it is not this attempt's any more."""
    return bool(await conn.fetchval(UPDATE_PROGRESS, archive_id, attempt, percent))


INSERT_PIECE: Final = """
    INSERT INTO archive_pieces (archive_id, number, content)
    SELECT id, $3, $4
      FROM archives
     WHERE id = $1
       AND attempts = $2
       AND state = 'running'
    RETURNING true
"""


async def insert_piece(conn: Connection, archive_id: UUID, attempt: int, number: int, content: bytes) -> bool:
    """Write a piece of a file; False when it is not this attempt's any more."""
    return bool(await conn.fetchval(INSERT_PIECE, archive_id, attempt, number, content))


UPDATE_DONE: Final = """
    UPDATE archives
       SET state = 'done', progress = 100, size_bytes = $3, pieces = $4, contents = $5, finished_at = now()
     WHERE id = $1
       AND attempts = $2
       AND state = 'running'
    RETURNING true
"""


async def update_archive_done(
    conn: Connection, archive_id: UUID, attempt: int, size_bytes: int, pieces: int, contents: dict[str, Any]
) -> bool:
    """Note that all pieces are there; False when it is not this attempt's any more."""
    return bool(await conn.fetchval(UPDATE_DONE, archive_id, attempt, size_bytes, pieces, contents))


UPDATE_WAITING: Final = """
    UPDATE archives
       SET state = 'waiting', progress = 0, touched_at = now()
     WHERE id = $1
       AND attempts = $2
       AND state = 'running'
"""


async def update_archive_waiting(conn: Connection, archive_id: UUID, attempt: int) -> None:
    """Put an archive back, to be tried again."""
    await conn.execute(UPDATE_WAITING, archive_id, attempt)


UPDATE_FAILED: Final = """
      WITH failed AS (
           UPDATE archives
              SET state = 'failed', error = left($3, 500), finished_at = now()
            WHERE id = $1
              AND attempts = $2
              AND state = 'running'
        RETURNING id)
    DELETE FROM archive_pieces
     USING failed
     WHERE archive_id = failed.id
"""


async def update_archive_failed(conn: Connection, archive_id: UUID, attempt: int, error: str) -> None:
    """Note why there is no file, and forget the pieces that there are."""
    await conn.execute(UPDATE_FAILED, archive_id, attempt, error)


FAIL_ABANDONED: Final = """
      WITH failed AS (
           UPDATE archives
              SET state = 'failed', error = $2, finished_at = now()
            WHERE state IN ('waiting', 'running')
              AND attempts >= $1
              AND touched_at < now() - INTERVAL '10 seconds'
        RETURNING id)
    DELETE FROM archive_pieces
     USING failed
     WHERE archive_id = failed.id
"""


async def fail_abandoned_archives(conn: Connection, most_attempts: int, error: str) -> None:
    """Give up what was broken off that often."""
    await conn.execute(FAIL_ABANDONED, most_attempts, error)
