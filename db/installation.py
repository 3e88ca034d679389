"""The installation as its operator sees it: numbers and ages, nothing of what people watch.

Reads tables `installation`, `users`, `workspaces`, `monitors`, `schedule`, `outbox`, `mails`, `refused_addresses` and
`probes`.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Installation(BaseModel, frozen=True):
    """Counts, and ages in seconds of the oldest thing that waits; an age is 0 when nothing waits."""

    engine: str
    created_at: datetime
    users: int
    workspaces: int
    monitors: int
    checks_overdue: int
    checks_overdue_s: float
    alerts_waiting: int
    alerts_waiting_s: float
    mails_waiting: int
    mails_waiting_s: float
    mails_dead: int
    addresses_suppressed: int


SELECT_INSTALLATION: Final = """
    SELECT i.engine, i.created_at,
           (SELECT count(*) FROM users) AS users,
           (SELECT count(*) FROM workspaces WHERE deleted_at IS NULL) AS workspaces,
           (SELECT count(*) FROM monitors WHERE deleted_at IS NULL) AS monitors,
           due.waiting AS checks_overdue, due.age_s AS checks_overdue_s,
           news.waiting AS alerts_waiting, news.age_s AS alerts_waiting_s,
           post.waiting AS mails_waiting, post.age_s AS mails_waiting_s,
           (SELECT count(*) FROM mails WHERE dead_at IS NOT NULL) AS mails_dead,
           (SELECT count(*) FROM refused_addresses WHERE suppressed_at IS NOT NULL) AS addresses_suppressed
      FROM installation i,
           (SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(wake_at)), 0)::float AS age_s
              FROM schedule
             WHERE wake_at < now()) due,
           (SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(due_at)), 0)::float AS age_s
              FROM outbox
             WHERE done_at IS NULL
               AND due_at < now()) news,
           (SELECT count(*) AS waiting, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float AS age_s
              FROM mails
             WHERE sent_at IS NULL
               AND dead_at IS NULL) post
"""


async def select_installation(conn: Connection) -> Installation:
    """Return how the installation is doing."""
    row = await conn.fetchrow(SELECT_INSTALLATION)
    assert row is not None, "the migrations insert the row"
    return Installation(**row)


class Probe(BaseModel, frozen=True):
    """A worker process that performs checks."""

    name: str
    started_at: datetime
    last_seen_at: datetime
    offline_since: datetime | None


SELECT_PROBES: Final = """
    SELECT name, started_at, last_seen_at, offline_since
      FROM probes
     WHERE last_seen_at > now() - interval '7 days'
     ORDER BY name
     LIMIT 1000
"""


async def select_probes(conn: Connection) -> list[Probe]:
    """Return the workers that were seen within a week."""
    return [Probe(**row) for row in await conn.fetch(SELECT_PROBES)]


class MailItem(BaseModel, frozen=True):
    """A mail and what became of it, without its text."""

    id: int
    purpose: str
    address: str
    message_id: str
    subject: str
    created_at: datetime
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    dead_at: datetime | None
    error: str | None

    @property
    def state(self) -> str:
        """One word for it."""
        return "dead" if self.dead_at else "sent" if self.sent_at else "waiting"


MAIL_COLUMNS: Final = "id, purpose, address, message_id, subject, created_at, due_at, attempts, sent_at, dead_at, error"
SELECT_MAILS: Final = f"""
    SELECT {MAIL_COLUMNS}
      FROM mails
     WHERE id < $1
       AND ($2::text IS NULL
            OR $2 = CASE WHEN dead_at IS NOT NULL THEN 'dead' WHEN sent_at IS NOT NULL THEN 'sent' ELSE 'waiting' END)
     ORDER BY id DESC
     LIMIT $3
"""  # noqa: S608 - made of our own constants


async def select_mails(conn: Connection, before: int, state: str | None, limit: int) -> list[MailItem]:
    """Return mails, newest first, before the mail `before`; `state`: only waiting, sent or dead ones."""
    return [MailItem(**row) for row in await conn.fetch(SELECT_MAILS, before, state, limit)]


SELECT_MAIL: Final = f"SELECT {MAIL_COLUMNS}, body_text FROM mails WHERE id = $1"  # noqa: S608 - our own constants


async def select_mail(conn: Connection, mail_id: int) -> tuple[MailItem, str | None] | None:
    """Return a mail and its text as long as that is kept in the table: until it is sent."""
    row = await conn.fetchrow(SELECT_MAIL, mail_id)
    return None if row is None else (MailItem(**{name: row[name] for name in MailItem.model_fields}), row["body_text"])


UPDATE_OPERATOR: Final = "UPDATE users SET is_operator = $2, updated_at = now() WHERE email = $1 RETURNING id"


async def update_operator(conn: Connection, email: str, *, is_operator: bool) -> UUID | None:
    """Make somebody an operator, or no longer; None when the address, in lower case, has no account."""
    found: UUID | None = await conn.fetchval(UPDATE_OPERATOR, email, is_operator)
    return found


SELECT_OPERATORS: Final = "SELECT email FROM users WHERE is_operator ORDER BY created_at, email"


async def select_operators(conn: Connection) -> list[str]:
    """Return the addresses of all operators."""
    return [str(row["email"]) for row in await conn.fetch(SELECT_OPERATORS)]
