"""Reports that are sent by mail when a period is over.

Table `report_schedules`. Writers: api, and analytics, which moves `sent_until` in the transaction that makes the mails.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class ScheduleWish(BaseModel, frozen=True):
    """What is sent to whom. `recipients`: addresses that the workspace tells of outages."""

    cycle: str
    format: str
    policy: str
    time_zone: str
    recipients: list[str]


class ReportSchedule(ScheduleWish, frozen=True):
    """A row; `sent_until` is the end of the last period that was sent."""

    id: int
    workspace_id: UUID
    workspace_name: str
    sent_until: datetime
    created_at: datetime


class ClaimedSchedule(ReportSchedule, frozen=True):
    """A row that one has locked. `language` is that of whoever made it; English when the account is gone."""

    language: str


SELECT_SCHEDULES: Final = """
    SELECT s.id, s.workspace_id, w.name AS workspace_name, s.cycle, s.format, s.policy, s.time_zone, s.recipients,
           s.sent_until, s.created_at
      FROM report_schedules s
      JOIN workspaces w ON w.id = s.workspace_id
     WHERE s.workspace_id = $1
     ORDER BY s.id
     LIMIT $2
"""


async def select_schedules(conn: Connection, workspace_id: UUID, limit: int) -> list[ReportSchedule]:
    """Return the schedules of a workspace, oldest first."""
    return [ReportSchedule(**row) for row in await conn.fetch(SELECT_SCHEDULES, workspace_id, limit)]


INSERT_SCHEDULE: Final = """
    INSERT INTO report_schedules (
           workspace_id, cycle, format, policy, time_zone, recipients, sent_until, created_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    RETURNING id
"""


async def insert_schedule(
    conn: Connection, workspace_id: UUID, wish: ScheduleWish, sent_until: datetime, created_by: UUID
) -> int:
    """Add a schedule and return its id."""
    values = wish.model_dump().values()
    schedule_id: int = await conn.fetchval(INSERT_SCHEDULE, workspace_id, *values, sent_until, created_by)
    return schedule_id


DELETE_SCHEDULE: Final = """
    DELETE FROM report_schedules
     WHERE workspace_id = $1
       AND id = $2
    RETURNING id
"""


async def delete_schedule(conn: Connection, workspace_id: UUID, schedule_id: int) -> bool:
    """Remove a schedule; tell whether there was one."""
    return await conn.fetchval(DELETE_SCHEDULE, workspace_id, schedule_id) is not None


# A week is the shortest cycle: what was sent less than that ago cannot be due.
CLAIM_SCHEDULES: Final = """
    SELECT s.id, s.workspace_id, w.name AS workspace_name, s.cycle, s.format, s.policy, s.time_zone, s.recipients,
           s.sent_until, s.created_at, coalesce(u.language, 'en') AS language
      FROM report_schedules s
      JOIN workspaces w ON w.id = s.workspace_id AND w.deleted_at IS NULL
      LEFT JOIN users u ON u.id = s.created_by
     WHERE s.sent_until < now() - INTERVAL '6 days'
       AND s.id > $1
     ORDER BY s.id
     LIMIT 1
       FOR UPDATE OF s SKIP LOCKED
"""


async def claim_schedule(conn: Connection, after: int) -> ClaimedSchedule | None:
    """Lock and return the next schedule that may be due, behind an id; None when there is none."""
    row = await conn.fetchrow(CLAIM_SCHEDULES, after)
    return ClaimedSchedule(**row) if row else None


UPDATE_SENT: Final = """
    UPDATE report_schedules
       SET sent_until = $2
     WHERE id = $1
"""


async def update_sent(conn: Connection, schedule_id: int, sent_until: datetime) -> None:
    """Note what was sent, in the transaction that makes the mails."""
    await conn.execute(UPDATE_SENT, schedule_id, sent_until)
