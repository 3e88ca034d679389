"""Archives that people bring: the file in pieces, how far the work is, and what came of it.

Table `imports`, one row a file (writer: api; state, progress and result: analytics), and `import_pieces`, which are
forgotten when the work has ended. A person has one unfinished import at most. Kept for 30 days.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class StoredImport(BaseModel, frozen=True):
    """A file and what became of it; `progress` in percent, `reason` a word for programs.

    It is done when its workspace is there and its days are added up.
    """

    id: UUID
    name: str | None
    state: str
    progress: int
    reason: str | None
    error: str | None
    size_bytes: int
    result: dict[str, Any] | None
    workspace_id: UUID | None
    created_at: datetime
    finished_at: datetime | None


SELECT_IMPORTS: Final = """
    SELECT id, name, CASE WHEN state = 'done' AND finished_at IS NULL THEN 'running' ELSE state END AS state, progress,
           reason, error, size_bytes, CASE WHEN finished_at IS NOT NULL THEN result END AS result,
           CASE WHEN finished_at IS NOT NULL THEN workspace_id END AS workspace_id, created_at, finished_at
      FROM imports
     WHERE created_by = $1
       AND ($2::uuid IS NULL OR id = $2)
     ORDER BY created_at DESC, id
     LIMIT $3
"""


async def select_imports(conn: Connection, user_id: UUID, limit: int) -> list[StoredImport]:
    """Return what a person brought, newest first."""
    return [StoredImport(**row) for row in await conn.fetch(SELECT_IMPORTS, user_id, None, limit)]


async def select_import(conn: Connection, user_id: UUID, import_id: UUID) -> StoredImport | None:
    """Return one import of a person."""
    row = await conn.fetchrow(SELECT_IMPORTS, user_id, import_id, 1)
    return StoredImport(**row) if row else None


DELETE_ABANDONED_UPLOADS: Final = """
    DELETE FROM imports
     WHERE state = 'uploading'
       AND touched_at < now() - INTERVAL '2 minutes'
       AND ($1::uuid IS NULL OR created_by = $1)
"""
INSERT_IMPORT: Final = "INSERT INTO imports (created_by, name) VALUES ($1, $2) RETURNING id"


async def insert_import(conn: Connection, user_id: UUID, name: str | None) -> UUID:
    """Begin an upload and return its id; an upload of theirs that was broken off is forgotten. Two statements.

    Raises AlreadyExists when another import of theirs is not finished.
    """
    await conn.execute(DELETE_ABANDONED_UPLOADS, user_id)
    import_id: UUID = await conn.fetchval(INSERT_IMPORT, user_id, name)
    return import_id


COUNT_UNFINISHED: Final = "SELECT count(*) FROM imports WHERE state IN ('uploading', 'waiting', 'running')"


async def count_unfinished_imports(conn: Connection) -> int:
    """Return how many files of everybody lie here."""
    return int(await conn.fetchval(COUNT_UNFINISHED))


INSERT_PIECE: Final = "INSERT INTO import_pieces (import_id, number, content) VALUES ($1, $2, $3)"
UPDATE_UPLOADED: Final = """
    UPDATE imports
       SET size_bytes = size_bytes + $2, touched_at = now()
     WHERE id = $1
       AND state = 'uploading'
    RETURNING true
"""


async def insert_import_piece(conn: Connection, import_id: UUID, number: int, content: bytes) -> bool:
    """Write a piece of a file, counted from 0; False when the upload was given up meanwhile. Two statements."""
    if not await conn.fetchval(UPDATE_UPLOADED, import_id, len(content)):
        return False
    await conn.execute(INSERT_PIECE, import_id, number, content)
    return True


UPDATE_COMPLETE: Final = """
    UPDATE imports
       SET state = 'waiting', touched_at = now()
     WHERE id = $1
       AND state = 'uploading'
    RETURNING true
"""


async def update_import_complete(conn: Connection, import_id: UUID) -> bool:
    """Note that the whole file is there; False when the upload was given up meanwhile."""
    return bool(await conn.fetchval(UPDATE_COMPLETE, import_id))


DELETE_IMPORT: Final = """
    DELETE FROM imports
     WHERE created_by = $1
       AND id = $2
    RETURNING true
"""


async def delete_import(conn: Connection, user_id: UUID, import_id: UUID) -> bool:
    """Forget an import and its file; what came of it stays. Tell whether there was one."""
    return bool(await conn.fetchval(DELETE_IMPORT, user_id, import_id))


DELETE_OLD_IMPORTS: Final = "DELETE FROM imports WHERE created_at < now() - INTERVAL '30 days'"


async def delete_old_imports(conn: Connection) -> None:
    """Forget what was brought 30 days ago, and uploads that were broken off. Two statements."""
    await conn.execute(DELETE_OLD_IMPORTS)
    await conn.execute(DELETE_ABANDONED_UPLOADS, None)
