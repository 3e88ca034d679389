"""Reports that are made in the background: wishes, progress, and the files.

Table `reports`, one row a wish (writer: api); state, progress and file are written by analytics. Kept for 90 days.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class ReportWish(BaseModel, frozen=True):
    """What is reported on. `policy` is name@version."""

    workspace_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    policy: str
    format: str
    table_name: str


class StoredReport(ReportWish, frozen=True):
    """A wish and what became of it, without the file; `progress` in percent."""

    id: UUID
    state: str
    progress: int
    error: str | None
    file_name: str | None
    size_bytes: int | None
    data_hash: str | None
    availability: float | None
    created_at: datetime
    finished_at: datetime | None


class ClaimedReport(StoredReport, frozen=True):
    """A wish that one has taken. `language` is that of whoever ordered it; English when nobody did."""

    language: str


class ReportFile(BaseModel, frozen=True):
    """A file that is ready."""

    format: str
    file_name: str
    file: bytes


_COLUMNS: Final = """
           id, workspace_id, starts_at, ends_at, time_zone, policy, format, table_name, state, progress, error,
           file_name, length(file) AS size_bytes, data_hash, availability, created_at, finished_at
"""

SELECT_REPORTS: Final = f"""
    SELECT {_COLUMNS.strip()}
      FROM reports
     WHERE workspace_id = $1
       AND ($2::uuid IS NULL OR id = $2)
     ORDER BY created_at DESC, id
     LIMIT $3
"""  # noqa: S608 - made of our own constants


async def select_reports(conn: Connection, workspace_id: UUID, limit: int) -> list[StoredReport]:
    """Return the reports of a workspace, newest first."""
    return [StoredReport(**row) for row in await conn.fetch(SELECT_REPORTS, workspace_id, None, limit)]


async def select_report(conn: Connection, workspace_id: UUID, report_id: UUID) -> StoredReport | None:
    """Return one report of a workspace."""
    row = await conn.fetchrow(SELECT_REPORTS, workspace_id, report_id, 1)
    return StoredReport(**row) if row else None


SELECT_REPORT_FILE: Final = """
    SELECT format, file_name, file
      FROM reports
     WHERE state = 'done'
       AND (workspace_id = $1 AND id = $2 OR link_hash = $3)
"""


async def select_report_file(conn: Connection, workspace_id: UUID, report_id: UUID) -> ReportFile | None:
    """Return the file of a report of a workspace; None while there is none."""
    row = await conn.fetchrow(SELECT_REPORT_FILE, workspace_id, report_id, None)
    return ReportFile(**row) if row else None


async def select_linked_file(conn: Connection, link_hash: bytes) -> ReportFile | None:
    """Return the file behind the link of a mail."""
    row = await conn.fetchrow(SELECT_REPORT_FILE, None, None, link_hash)
    return ReportFile(**row) if row else None


INSERT_REPORT: Final = """
    INSERT INTO reports (workspace_id, starts_at, ends_at, time_zone, policy, format, table_name, created_by, link_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    RETURNING id
"""


async def insert_report(
    conn: Connection, wish: ReportWish, created_by: UUID | None, link_hash: bytes | None = None
) -> UUID:
    """Add a wish and return its id."""
    report_id: UUID = await conn.fetchval(INSERT_REPORT, *wish.model_dump().values(), created_by, link_hash)
    return report_id


DELETE_REPORT: Final = """
    DELETE FROM reports
     WHERE workspace_id = $1
       AND id = $2
    RETURNING id
"""


async def delete_report(conn: Connection, workspace_id: UUID, report_id: UUID) -> bool:
    """Remove a report and its file; tell whether there was one."""
    return await conn.fetchval(DELETE_REPORT, workspace_id, report_id) is not None


# Taken up again when whoever made it died: a report takes minutes at most.
CLAIM_REPORT: Final = f"""
    UPDATE reports
       SET state = 'running', progress = 1, started_at = now()
     WHERE id = (SELECT id
                   FROM reports
                  WHERE ($1::uuid IS NULL OR id = $1)
                    AND (state = 'waiting' OR state = 'running' AND started_at < now() - INTERVAL '1 hour')
                  ORDER BY created_at
                  LIMIT 1
                    FOR UPDATE SKIP LOCKED)
    RETURNING {_COLUMNS.strip()},
           coalesce((SELECT u.language FROM users u WHERE u.id = created_by), 'en') AS language
"""  # noqa: S608 - made of our own constants


async def claim_report(conn: Connection, report_id: UUID | None) -> ClaimedReport | None:
    """Take a report that waits, or any that does; None when there is none to take."""
    row = await conn.fetchrow(CLAIM_REPORT, report_id)
    return ClaimedReport(**row) if row else None


UPDATE_PROGRESS: Final = """
    UPDATE reports
       SET progress = $2
     WHERE id = $1
       AND state = 'running'
"""


async def update_progress(conn: Connection, report_id: UUID, percent: int) -> None:
    """Note how far a report is."""
    await conn.execute(UPDATE_PROGRESS, report_id, percent)


UPDATE_DONE: Final = """
    UPDATE reports
       SET state = 'done', progress = 100, file = $2, file_name = $3, data_hash = $4, availability = $5,
           finished_at = now()
     WHERE id = $1
       AND state = 'running'
"""


async def update_report_done(
    conn: Connection, report_id: UUID, file: bytes, file_name: str, data_hash: str, availability: float | None
) -> None:
    """Keep the file of a report."""
    await conn.execute(UPDATE_DONE, report_id, file, file_name, data_hash, availability)


UPDATE_FAILED: Final = """
    UPDATE reports
       SET state = 'failed', error = left($2, 500), finished_at = now()
     WHERE id = $1
       AND state = 'running'
"""


async def update_report_failed(conn: Connection, report_id: UUID, error: str) -> None:
    """Note why a report cannot be made."""
    await conn.execute(UPDATE_FAILED, report_id, error)


DELETE_OLD_REPORTS: Final = "DELETE FROM reports WHERE created_at < now() - INTERVAL '90 days'"


async def delete_old_reports(conn: Connection) -> None:
    """Remove what was kept for long enough."""
    await conn.execute(DELETE_OLD_REPORTS)
