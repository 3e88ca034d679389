"""Who is told of a workspace's outages; they need no account.

Table `recipients`, one row per address and workspace. Writers: api; probes forget who did not answer. Somebody who left
keeps the row (`left_at`), so that only they can come back. Each mail to a recipient carries a token of its own;
`mails.recipient_hash` is its SHA-256.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection


class Recipient(BaseModel, frozen=True):
    """One address. `confirmed_at` None: they must agree first. `is_named_only`: told of monitors that name it only.

    `refusal` is why its server does not take mails, if so; from `suppressed_at` on it gets none.
    """

    id: UUID
    email: str
    added_by: UUID | None
    adder_name: str | None
    created_at: datetime
    confirmed_at: datetime | None
    left_at: datetime | None
    is_named_only: bool
    refusal: str | None
    suppressed_at: datetime | None

    @property
    def is_told(self) -> bool:
        """Whether it is told of everything in the workspace."""
        return self.confirmed_at is not None and self.left_at is None and not self.is_named_only


_COLUMNS: Final = """
           r.id, r.email, r.added_by, nullif(btrim(u.first_name || ' ' || u.last_name), '') AS adder_name,
           r.created_at, r.confirmed_at, r.left_at, r.is_named_only, f.reason AS refusal, f.suppressed_at
"""
SELECT_RECIPIENTS: Final = f"""
    SELECT {_COLUMNS.strip()}
      FROM recipients r
      LEFT JOIN users u ON u.id = r.added_by
      LEFT JOIN refused_addresses f ON f.address = r.email
     WHERE r.workspace_id = $1
       AND r.left_at IS NULL
     ORDER BY r.email
     LIMIT $2
"""  # noqa: S608 - made of our own constants


async def select_recipients(conn: Connection, workspace_id: UUID, limit: int) -> list[Recipient]:
    """Return who is told, and who was asked, in the order of their addresses."""
    return [Recipient(**row) for row in await conn.fetch(SELECT_RECIPIENTS, workspace_id, limit)]


SELECT_RECIPIENT_FOR_UPDATE: Final = f"""
    SELECT {_COLUMNS.strip()}
      FROM recipients r
      LEFT JOIN users u ON u.id = r.added_by
      LEFT JOIN refused_addresses f ON f.address = r.email
     WHERE r.workspace_id = $1
       AND r.email = $2
       FOR UPDATE OF r
"""  # noqa: S608 - made of our own constants


async def select_recipient_for_update(conn: Connection, workspace_id: UUID, email: str) -> Recipient | None:
    """Lock the row of an address; somebody who left is found too."""
    row = await conn.fetchrow(SELECT_RECIPIENT_FOR_UPDATE, workspace_id, email)
    return Recipient(**row) if row else None


UPSERT_RECIPIENT: Final = """
    INSERT INTO recipients (workspace_id, email, added_by, confirmed_at, is_named_only)
    VALUES ($1, $2, $3, CASE WHEN $4::boolean THEN now() END, $5)
        ON CONFLICT (workspace_id, email) DO UPDATE
       SET added_by = excluded.added_by,
           created_at = now(),
           confirmed_at = excluded.confirmed_at,
           had_left = recipients.left_at IS NOT NULL OR recipients.had_left,
           left_at = NULL,
           is_named_only = recipients.is_named_only AND excluded.is_named_only
"""


async def upsert_recipient(
    conn: Connection, workspace_id: UUID, email: str, added_by: UUID, *, is_confirmed: bool, is_named_only: bool
) -> None:
    """Add an address, or bring back one that had left; not confirmed: they must agree first."""
    await conn.execute(UPSERT_RECIPIENT, workspace_id, email, added_by, is_confirmed, is_named_only)


DELETE_RECIPIENT: Final = """
    DELETE FROM recipients
     WHERE workspace_id = $1
       AND id = $2
       AND left_at IS NULL
 RETURNING email
"""


async def delete_recipient(conn: Connection, workspace_id: UUID, recipient_id: UUID) -> str | None:
    """Take an address off the list and return it; None when it is not there, or left by itself."""
    email: str | None = await conn.fetchval(DELETE_RECIPIENT, workspace_id, recipient_id)
    return email


# Members may be named by a monitor without hearing of all the others.
INSERT_NAMED_MEMBERS: Final = """
    INSERT INTO recipients (workspace_id, email, added_by, confirmed_at, is_named_only)
    SELECT s.workspace_id, u.email, $3, now(), true
      FROM memberships s
      JOIN users u ON u.id = s.user_id
     WHERE s.workspace_id = $1
       AND u.email = ANY($2::text[])
       AND (u.email_confirmed_at IS NOT NULL OR u.id = $3 OR $4)
        ON CONFLICT DO NOTHING
"""
SELECT_KNOWN: Final = """
    SELECT email
      FROM recipients
     WHERE workspace_id = $1
       AND email = ANY($2::text[])
       AND left_at IS NULL
"""


async def name_recipients(
    conn: Connection, workspace_id: UUID, emails: Sequence[str], named_by: UUID, *, is_any_member: bool
) -> set[str]:
    """Let a monitor name addresses, and return those it may: recipients, and members whose address is confirmed.

    Two statements. `is_any_member`: members need not have confirmed their addresses (there is no way to).
    """
    await conn.execute(INSERT_NAMED_MEMBERS, workspace_id, emails, named_by, is_any_member)
    return {row["email"] for row in await conn.fetch(SELECT_KNOWN, workspace_id, emails)}


class Addressee(BaseModel, frozen=True):
    """Somebody who is told now."""

    id: UUID
    workspace_id: UUID
    email: str
    is_named_only: bool


SELECT_ADDRESSEES: Final = """
    SELECT r.id, r.workspace_id, r.email, r.is_named_only
      FROM recipients r
     WHERE r.workspace_id = ANY($1::uuid[])
       AND r.confirmed_at IS NOT NULL
       AND r.left_at IS NULL
       AND NOT EXISTS (SELECT FROM refused_addresses f WHERE f.address = r.email AND f.suppressed_at IS NOT NULL)
     ORDER BY r.email
"""


async def select_addressees(conn: Connection, workspace_ids: Sequence[UUID]) -> list[Addressee]:
    """Return everybody who has agreed and not left, and whose address takes mail."""
    return [Addressee(**row) for row in await conn.fetch(SELECT_ADDRESSEES, workspace_ids)]


class Choice(BaseModel, frozen=True):
    """What the token of a mail decides on. `is_asked`: they have not agreed yet."""

    recipient_id: UUID
    workspace_id: UUID
    workspace_name: str
    email: str
    is_asked: bool
    has_left: bool


SELECT_CHOICE: Final = """
    SELECT r.id AS recipient_id, r.workspace_id, w.name AS workspace_name, r.email,
           r.confirmed_at IS NULL AS is_asked, r.left_at IS NOT NULL AS has_left
      FROM mails m
      JOIN recipients r ON r.id = m.recipient_id
      JOIN workspaces w ON w.id = r.workspace_id
     WHERE m.recipient_hash = $1
       AND m.address = r.email
       AND m.created_at > now() - CASE WHEN r.confirmed_at IS NULL THEN $3::interval ELSE $2::interval END
       AND w.deleted_at IS NULL
"""


async def select_choice(
    conn: Connection, token_hash: bytes, age: timedelta, age_of_questions: timedelta
) -> Choice | None:
    """Return what a token is about; None when its mail is older than that or unknown, or the recipient is gone."""
    row = await conn.fetchrow(SELECT_CHOICE, token_hash, age, age_of_questions)
    return Choice(**row) if row else None


UPDATE_LEFT: Final = "UPDATE recipients SET left_at = now() WHERE id = $1 AND left_at IS NULL RETURNING true"


async def update_left(conn: Connection, recipient_id: UUID) -> bool:
    """Note that somebody left; False when they had already."""
    return bool(await conn.fetchval(UPDATE_LEFT, recipient_id))


UPDATE_AGREED: Final = """
    UPDATE recipients
       SET confirmed_at = coalesce(confirmed_at, now()),
           left_at = NULL,
           had_left = false
     WHERE id = $1
       AND (confirmed_at IS NULL OR left_at IS NOT NULL)
 RETURNING true
"""


async def update_agreed(conn: Connection, recipient_id: UUID) -> bool:
    """Note that somebody wants to be told, for the first time or again; False when they are already."""
    return bool(await conn.fetchval(UPDATE_AGREED, recipient_id))


DELETE_UNANSWERED: Final = """
    DELETE FROM recipients
     WHERE confirmed_at IS NULL
       AND left_at IS NULL
       AND NOT had_left
       AND created_at < now() - $1::interval
"""
UPDATE_UNANSWERED: Final = """
    UPDATE recipients
       SET left_at = now()
     WHERE confirmed_at IS NULL
       AND left_at IS NULL
       AND had_left
       AND created_at < now() - $1::interval
"""


async def delete_unanswered(conn: Connection, age: timedelta) -> None:
    """Forget who was asked longer than `age` ago and did not answer; who had left before has left. Two statements."""
    await conn.execute(DELETE_UNANSWERED, age)
    await conn.execute(UPDATE_UNANSWERED, age)


DELETE_RECIPIENT_TWICE: Final = """
    DELETE FROM recipients r
     USING memberships s
     WHERE s.user_id = $1
       AND r.workspace_id = s.workspace_id
       AND r.email = $2
       AND EXISTS (SELECT FROM recipients o WHERE o.workspace_id = r.workspace_id AND o.email = $3)
"""
UPDATE_RECIPIENT_EMAIL: Final = """
    UPDATE recipients r
       SET email = $3
      FROM memberships s
     WHERE s.user_id = $1
       AND r.workspace_id = s.workspace_id
       AND r.email = $2
"""
UPDATE_NAMED_EMAIL: Final = """
    UPDATE monitors m
       SET recipients = array_replace(m.recipients, $2, $3)
      FROM memberships s
     WHERE s.user_id = $1
       AND m.workspace_id = s.workspace_id
       AND $2 = ANY(m.recipients)
"""


async def move_recipient(conn: Connection, user_id: UUID, old: str, new: str) -> None:
    """Tell a person at another address from now on, wherever they are a member. Three statements."""
    for statement in (DELETE_RECIPIENT_TWICE, UPDATE_RECIPIENT_EMAIL, UPDATE_NAMED_EMAIL):
        await conn.execute(statement, user_id, old, new)
