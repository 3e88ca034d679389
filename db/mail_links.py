"""Links sent by mail: confirm an address, reset a password, change the address.

Table `mail_links`, one row a link; a newer one of the same purpose replaces it. Writer: api. Only SHA-256 hashes of the
tokens are stored. Opening a link uses nothing up; the POST of its page does, once.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

LinkPurpose = Literal["confirm", "reset", "change_email"]


class MailLink(BaseModel, frozen=True):
    """What a link is good for; `email` is the address it was sent to."""

    purpose: LinkPurpose
    user_id: UUID
    email: str


INSERT_MAIL_LINK: Final = """
      WITH replaced AS (
           DELETE FROM mail_links
            WHERE user_id = $2
              AND purpose = $3)
    INSERT INTO mail_links (token_hash, user_id, purpose, email, expires_at)
    VALUES ($1, $2, $3, $4, now() + $5::interval)
"""


async def insert_mail_link(
    conn: Connection, token_hash: bytes, user_id: UUID, purpose: LinkPurpose, email: str, lifetime: timedelta
) -> None:
    """Remember a link; the older ones of the same purpose stop working."""
    await conn.execute(INSERT_MAIL_LINK, token_hash, user_id, purpose, email, lifetime)


# The row lock lets exactly one of two requests at once find it unused.
UPDATE_MAIL_LINK_USED: Final = """
    UPDATE mail_links
       SET used_at = clock_timestamp()
     WHERE token_hash = $1
       AND purpose = ANY($2::text[])
       AND used_at IS NULL
       AND expires_at > now()
 RETURNING purpose, user_id, email
"""


async def update_mail_link_used(
    conn: Connection, token_hash: bytes, purposes: Sequence[LinkPurpose]
) -> MailLink | None:
    """Use a link up, in the caller's transaction; None when it is unknown, used, expired or of another purpose."""
    row = await conn.fetchrow(UPDATE_MAIL_LINK_USED, token_hash, list(purposes))
    return MailLink(**row) if row else None


DELETE_MAIL_LINKS: Final = "DELETE FROM mail_links WHERE user_id = $1 AND used_at IS NULL"


async def delete_mail_links(conn: Connection, user_id: UUID) -> None:
    """Make every open link of a person useless: the password or the address is another one now."""
    await conn.execute(DELETE_MAIL_LINKS, user_id)
