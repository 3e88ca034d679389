"""The sender's side of table `mails`: lease what is due, send it, then mark it. Who puts mails there: db/mails.py.

A mail whose sender dies is due again when the lease ends: at least once, always with the same Message-ID.
"""

from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel

from db.pool import Connection


class QueuedMail(BaseModel, frozen=True):
    """One leased mail."""

    id: int
    address: str
    message_id: str
    subject: str
    headers: dict[str, str]
    body_text: str | None
    body_html: str | None
    created_at: datetime
    attempts: int  # this one included
    is_suppressed: bool = False  # nobody asked for it, and its address takes no mail


CLAIM_MAILS: Final = """
      WITH leased AS (
           UPDATE mails
              SET leased_until = clock_timestamp() + $2::interval, attempts = attempts + 1
            WHERE id IN (SELECT id
                           FROM mails
                          WHERE sent_at IS NULL
                            AND dead_at IS NULL
                            AND due_at <= clock_timestamp()
                            AND (leased_until IS NULL OR leased_until < clock_timestamp())
                          ORDER BY due_at
                          LIMIT $1
                            FOR UPDATE SKIP LOCKED)
           RETURNING id, purpose, address, message_id, subject, headers, body_text, body_html, created_at, attempts)
    SELECT l.id, l.address, l.message_id, l.subject, l.headers, l.body_text, l.body_html, l.created_at, l.attempts,
           f.suppressed_at IS NOT NULL AND l.purpose <> ALL ('{confirm,reset,change_email}') AS is_suppressed
      FROM leased l
      LEFT JOIN refused_addresses f ON f.address = lower(l.address)
     ORDER BY l.id
"""


async def claim_mails(conn: Connection, limit: int, lease: timedelta) -> list[QueuedMail]:
    """Lease due mails, oldest first; nobody else gets them until the lease runs out."""
    return [QueuedMail(**row) for row in await conn.fetch(CLAIM_MAILS, limit, lease)]


UPDATE_MAIL_SENT: Final = """
    UPDATE mails
       SET sent_at = clock_timestamp(), leased_until = NULL, error = NULL, body_text = NULL, body_html = NULL,
           headers = headers - 'List-Unsubscribe'
     WHERE id = $1
       AND sent_at IS NULL
       AND dead_at IS NULL
"""


async def update_mail_sent(conn: Connection, mail_id: int) -> None:
    """Mark a mail as sent, and forget what it said and its links."""
    await conn.execute(UPDATE_MAIL_SENT, mail_id)


UPDATE_MAIL_DELAYED: Final = """
    UPDATE mails
       SET due_at = clock_timestamp() + $2::interval, leased_until = NULL, error = left($3, 500)
     WHERE id = $1
       AND sent_at IS NULL
       AND dead_at IS NULL
"""


async def update_mail_delayed(conn: Connection, mail_id: int, delay: timedelta, error: str) -> None:
    """Give a mail back: it is due again after `delay`."""
    await conn.execute(UPDATE_MAIL_DELAYED, mail_id, delay, error)


UPDATE_MAIL_DEAD: Final = """
    UPDATE mails
       SET dead_at = clock_timestamp(), leased_until = NULL, error = left($2, 500)
     WHERE id = $1
       AND sent_at IS NULL
       AND dead_at IS NULL
"""


async def update_mail_dead(conn: Connection, mail_id: int, error: str) -> None:
    """Give a mail up; it stays as a dead letter, with what it says."""
    await conn.execute(UPDATE_MAIL_DEAD, mail_id, error)


DELETE_MAILS_BEFORE: Final = "DELETE FROM mails WHERE coalesce(sent_at, dead_at) < now() - $1::interval"


async def delete_mails_before(conn: Connection, age: timedelta) -> None:
    """Forget mails that were sent or given up longer than `age` ago."""
    await conn.execute(DELETE_MAILS_BEFORE, age)
