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


# Taken up again when whoever made it died; it says how far it is every few seconds.
CLAIM_ARCHIVE: Final = f"""
    UPDATE archives
       SET state = 'running', progress = 1, started_at = now()
     WHERE id = (SELECT id
                   FROM archives
                  WHERE ($1::uuid IS NULL OR id = $1)
                    AND (state = 'waiting' OR state = 'running' AND started_at < now() - INTERVAL '6 hours')
                  ORDER BY created_at
                  LIMIT 1
                    FOR UPDATE SKIP LOCKED)
    RETURNING {_COLUMNS}
"""  # noqa: S608 - made of our own constants


async def claim_archive(conn: Connection, archive_id: UUID | None) -> StoredArchive | None:
    """Take an archive that waits, or any that does; None when there is none to take."""
    row = await conn.fetchrow(CLAIM_ARCHIVE, archive_id)
    if row is not None:
        await _delete_pieces(conn, row["id"])
    return StoredArchive(**row) if row else None


DELETE_PIECES: Final = "DELETE FROM archive_pieces WHERE archive_id = $1"


async def _delete_pieces(conn: Connection, archive_id: UUID) -> None:
    """Forget what an earlier, unfinished attempt had stored."""
    await conn.execute(DELETE_PIECES, archive_id)


UPDATE_PROGRESS: Final = """
    UPDATE archives
       SET progress = $2
     WHERE id = $1
       AND state = 'running'
"""


async def update_archive_progress(conn: Connection, archive_id: UUID, percent: int) -> None:
    """Note how far an archive is."""
    await conn.execute(UPDATE_PROGRESS, archive_id, percent)


INSERT_PIECE: Final = "INSERT INTO archive_pieces (archive_id, number, content) VALUES ($1, $2, $3)"


async def insert_piece(conn: Connection, archive_id: UUID, number: int, content: bytes) -> None:
    """Write a piece of a file."""
    await conn.execute(INSERT_PIECE, archive_id, number, content)


UPDATE_DONE: Final = """
    UPDATE archives
       SET state = 'done', progress = 100, size_bytes = $2, pieces = $3, contents = $4, finished_at = now()
     WHERE id = $1
"""


async def update_archive_done(
    conn: Connection, archive_id: UUID, size_bytes: int, pieces: int, contents: dict[str, Any]
) -> None:
    """Note that all pieces are there."""
    await conn.execute(UPDATE_DONE, archive_id, size_bytes, pieces, contents)


UPDATE_FAILED: Final = """
    UPDATE archives
       SET state = 'failed', error = left($2, 500), finished_at = now()
     WHERE id = $1
"""


async def update_archive_failed(conn: Connection, archive_id: UUID, error: str) -> None:
    """Note why there is no file."""
    await conn.execute(UPDATE_FAILED, archive_id, error)
