"""The work on archives that people brought: who has it, how far it is, how it ended. See db/imports.py for the rows.

Attempts are counted: what a former attempt says is not heard any more. Writer: analytics.
"""

from typing import Any, Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class ClaimedImport(BaseModel, frozen=True):
    """An import that somebody works on; `attempt` counts from 1."""

    id: UUID
    created_by: UUID
    name: str | None
    attempt: int


# Taken up again when whoever worked on it died: it says how far it is every two seconds.
CLAIM_IMPORT: Final = """
    UPDATE imports
       SET state = 'running', progress = 1, attempts = attempts + 1, touched_at = now()
     WHERE id = (SELECT id
                   FROM imports
                  WHERE ($1::uuid IS NULL OR id = $1)
                    AND (state = 'waiting' OR state = 'running' AND touched_at < now() - INTERVAL '10 seconds')
                    AND attempts < $2
                  ORDER BY created_at
                  LIMIT 1
                    FOR UPDATE SKIP LOCKED)
    RETURNING id, created_by, name, attempts AS attempt
"""


async def claim_import(conn: Connection, import_id: UUID | None, most_attempts: int) -> ClaimedImport | None:
    """Take an import that waits, or any that does; None when there is none to take."""
    row = await conn.fetchrow(CLAIM_IMPORT, import_id, most_attempts)
    return ClaimedImport(**row) if row else None


SELECT_PIECE: Final = """
    SELECT content
      FROM import_pieces
     WHERE import_id = $1
       AND number = $2
"""


async def select_import_piece(conn: Connection, import_id: UUID, number: int) -> bytes | None:
    """Return a piece of a file; None behind the last one."""
    content: bytes | None = await conn.fetchval(SELECT_PIECE, import_id, number)
    return content


UPDATE_PROGRESS: Final = """
    UPDATE imports
       SET progress = $3, touched_at = now()
     WHERE id = $1
       AND attempts = $2
       AND state = 'running'
    RETURNING true
"""


async def update_import_progress(conn: Connection, import_id: UUID, attempt: int, percent: int) -> bool:
    """Note how far an import is; False when it is not this attempt's any more."""
    return bool(await conn.fetchval(UPDATE_PROGRESS, import_id, attempt, percent))


UPDATE_DONE: Final = """
      WITH done AS (
           UPDATE imports
              SET state = 'done', progress = 99, workspace_id = $3, result = $4, touched_at = now()
            WHERE id = $1
              AND attempts = $2
              AND state = 'running'
        RETURNING id),
           forgotten AS (
           DELETE FROM import_pieces
            USING done
            WHERE import_id = done.id)
    SELECT true FROM done
"""


async def update_import_done(
    conn: Connection, import_id: UUID, attempt: int, workspace_id: UUID, result: dict[str, Any]
) -> bool:
    """Note what came of it and forget the file, in the transaction that made the workspace.

    False when it is not this attempt's any more: that transaction must not be committed.
    """
    return bool(await conn.fetchval(UPDATE_DONE, import_id, attempt, workspace_id, result))


UPDATE_FINISHED: Final = """
    UPDATE imports
       SET progress = 100, finished_at = now()
     WHERE state = 'done'
       AND finished_at IS NULL
       AND ($1::uuid IS NULL AND touched_at < now() - INTERVAL '10 seconds' OR id = $1)
"""


async def update_import_finished(conn: Connection, import_id: UUID | None) -> None:
    """Note that days are added up too, so that nobody looks at half of them; None: of all that were left at that."""
    await conn.execute(UPDATE_FINISHED, import_id)


UPDATE_WAITING: Final = """
    UPDATE imports
       SET state = 'waiting', progress = 0, touched_at = now()
     WHERE id = $1
       AND attempts = $2
       AND state = 'running'
"""


async def update_import_waiting(conn: Connection, import_id: UUID, attempt: int) -> None:
    """Put an import back, to be tried again."""
    await conn.execute(UPDATE_WAITING, import_id, attempt)


UPDATE_FAILED: Final = """
      WITH failed AS (
           UPDATE imports
              SET state = 'failed', reason = $3, error = left($4, 500), finished_at = now()
            WHERE id = $1
              AND attempts = $2
              AND state = 'running'
        RETURNING id)
    DELETE FROM import_pieces
     USING failed
     WHERE import_id = failed.id
"""


async def update_import_failed(conn: Connection, import_id: UUID, attempt: int, reason: str, error: str) -> None:
    """Note why there is no workspace, and forget the file."""
    await conn.execute(UPDATE_FAILED, import_id, attempt, reason, error)


FAIL_ABANDONED: Final = """
      WITH failed AS (
           UPDATE imports
              SET state = 'failed', reason = 'broken-off', error = $2, finished_at = now()
            WHERE state IN ('waiting', 'running')
              AND attempts >= $1
              AND touched_at < now() - INTERVAL '10 seconds'
        RETURNING id)
    DELETE FROM import_pieces
     USING failed
     WHERE import_id = failed.id
"""


async def fail_abandoned_imports(conn: Connection, most_attempts: int, error: str) -> None:
    """Give up what was broken off that often."""
    await conn.execute(FAIL_ABANDONED, most_attempts, error)
