"""News to send: one row per incident and event, sent at least once.

Table `outbox`. Rows are written with the incident (db/incidents.py); senders lease them, send, and then mark them. A
row whose sender dies is due again when the lease ends. Writer: probes.
"""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from db.pool import Connection


class Letter(BaseModel, frozen=True):
    """One leased row with what a mail says, and to whom it still has to go."""

    id: int
    incident_id: int
    event: str
    attempts: int  # this one included
    created_at: datetime
    settled: list[str]
    monitor_id: int
    name: str
    target: str
    started_at: datetime
    ended_at: datetime | None
    reason: int
    detail: str | None
    recipients: list[str]


LEASE_LETTERS: Final = """
      WITH due AS (
           SELECT id
             FROM outbox
            WHERE done_at IS NULL
              AND due_at <= now()
              AND (leased_until IS NULL OR leased_until < now())
            ORDER BY due_at
            LIMIT $1
              FOR UPDATE SKIP LOCKED),
           leased AS (
           UPDATE outbox o
              SET leased_until = now() + $2::interval,
                  attempts = o.attempts + 1
             FROM due
            WHERE o.id = due.id
        RETURNING o.id, o.incident_id, o.event, o.attempts, o.created_at, o.settled)
    SELECT l.id, l.incident_id, l.event, l.attempts, l.created_at, l.settled, i.monitor_id, m.name, m.target,
           i.started_at, i.ended_at, i.reason, i.detail,
           ARRAY(SELECT u.email
                   FROM memberships s
                   JOIN users u ON u.id = s.user_id
                  WHERE s.workspace_id = m.workspace_id
                    AND s.role = 'owner'
                  ORDER BY u.email) AS recipients
      FROM leased l
      JOIN incidents i ON i.id = l.incident_id
      JOIN monitors m ON m.id = i.monitor_id
     ORDER BY l.id
"""


async def lease_letters(conn: Connection, limit: int, lease: timedelta) -> list[Letter]:
    """Take letters that are due; nobody else gets them before the lease ends."""
    return [Letter(**row) for row in await conn.fetch(LEASE_LETTERS, limit, lease)]


UPDATE_LETTER_DONE: Final = """
    UPDATE outbox
       SET done_at = now(), leased_until = NULL, settled = $2, error = $3
     WHERE id = $1
       AND done_at IS NULL
"""


async def update_letter_done(conn: Connection, letter_id: int, settled: list[str], error: str | None) -> None:
    """Mark a letter as sent, or as given up when there is an `error`."""
    await conn.execute(UPDATE_LETTER_DONE, letter_id, settled, error)


UPDATE_LETTER_DELAYED: Final = """
    UPDATE outbox
       SET due_at = now() + $2::interval, leased_until = NULL, settled = $3, error = $4
     WHERE id = $1
       AND done_at IS NULL
"""


async def update_letter_delayed(
    conn: Connection, letter_id: int, delay: timedelta, settled: list[str], error: str
) -> None:
    """Try again after `delay` for those recipients that are not settled."""
    await conn.execute(UPDATE_LETTER_DELAYED, letter_id, delay, settled, error)


DELETE_LETTERS_DONE: Final = "DELETE FROM outbox WHERE done_at < now() - $1::interval"


async def delete_letters_done(conn: Connection, age: timedelta) -> None:
    """Forget letters that were done longer than `age` ago."""
    await conn.execute(DELETE_LETTERS_DONE, age)
