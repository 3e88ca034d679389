"""News that must go out: written with the facts, sent later, at least once.

Table `outbox`, one row per incident and event (`opened`, `closed`). A sender makes a mail for each recipient out of a
row, in the transaction that marks it done. Writers: probes (db.incidents inserts, senders mark).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel

from db.incidents import EndCause
from db.pool import Connection


class Outage(BaseModel, frozen=True):
    """An outage with what a message about it needs to say. `recipients` None: those of the workspace."""

    incident_id: int
    started_at: datetime
    ended_at: datetime | None
    end_cause: EndCause | None
    reason: int
    detail: str | None
    http_status: int | None
    monitor_id: int
    monitor_name: str
    kind: str
    target: str
    recipients: list[str] | None
    has_page: bool  # it is shown on a public page
    is_paused: bool
    is_gone: bool  # the monitor or its workspace was deleted meanwhile
    workspace_id: UUID
    workspace_name: str
    workspace_slug: str


class News(Outage, frozen=True):
    """One leased row: an outage began or ended."""

    id: int
    event: Literal["opened", "closed"]
    attempts: int  # this one included
    created_at: datetime


CLAIM_NEWS: Final = """
      WITH leased AS (
           UPDATE outbox
              SET leased_until = clock_timestamp() + $2::interval, attempts = attempts + 1
            WHERE id IN (SELECT id
                           FROM outbox
                          WHERE done_at IS NULL
                            AND due_at <= clock_timestamp()
                            AND NOT is_in_maintenance((SELECT monitor_id FROM incidents WHERE id = incident_id),
                                                      clock_timestamp())
                            AND (leased_until IS NULL OR leased_until < clock_timestamp())
                          ORDER BY id
                          LIMIT $1
                            FOR UPDATE SKIP LOCKED)
           RETURNING id, incident_id, event, attempts, created_at)
    SELECT l.id, l.event, l.attempts, l.created_at, i.id AS incident_id, i.started_at, i.ended_at, i.end_cause,
           i.reason, i.detail, i.http_status, m.id AS monitor_id, m.name AS monitor_name, m.kind, m.target,
           m.recipients, m.is_public AND w.is_public AS has_page, m.paused_at IS NOT NULL AS is_paused,
           coalesce(m.deleted_at, w.deleted_at) IS NOT NULL AS is_gone, w.id AS workspace_id, w.name AS workspace_name,
           w.slug AS workspace_slug
      FROM leased l
      JOIN incidents i ON i.id = l.incident_id
      JOIN monitors m ON m.id = i.monitor_id
      JOIN workspaces w ON w.id = m.workspace_id
     ORDER BY l.id
"""


async def claim_news(conn: Connection, limit: int, lease: timedelta) -> list[News]:
    """Lease due rows, oldest first; nobody else gets them until the lease runs out.

    News of monitors that are being worked on wait until that is over.
    """
    return [News(**row) for row in await conn.fetch(CLAIM_NEWS, limit, lease)]


UPDATE_DONE: Final = """
    UPDATE outbox
       SET done_at = clock_timestamp(), leased_until = NULL, error = NULL
     WHERE id = ANY($1::bigint[])
       AND done_at IS NULL
"""


async def update_done(conn: Connection, ids: Sequence[int]) -> None:
    """Mark rows as told."""
    await conn.execute(UPDATE_DONE, ids)


UPDATE_FAILED: Final = """
    UPDATE outbox
       SET due_at = clock_timestamp() + $2::interval, leased_until = NULL, error = left($3, 500)
     WHERE id = $1
       AND done_at IS NULL
"""


async def update_failed(conn: Connection, news_id: int, retry_after: timedelta, error: str) -> None:
    """Give a row back: it is due again after a while."""
    await conn.execute(UPDATE_FAILED, news_id, retry_after, error)


SELECT_BACKLOG: Final = """
    SELECT count(*) AS waiting, min(due_at) AS oldest_due_at
      FROM outbox
     WHERE done_at IS NULL
"""


class Backlog(BaseModel, frozen=True):
    """What has not gone out yet."""

    waiting: int
    oldest_due_at: datetime | None


async def select_backlog(conn: Connection) -> Backlog:
    """Return how much waits, and since when."""
    row = await conn.fetchrow(SELECT_BACKLOG)
    return Backlog(**row) if row else Backlog(waiting=0, oldest_due_at=None)
