"""Mails to send: every one is a row first. Table `mails`, one row a mail and address.

Writers: api (confirm, reset, invite, recipient), analytics (report) and probes (alerts, and what became of each).
Sent at least once.
"""

from typing import Final, Literal
from uuid import UUID

from db.pool import Connection

Purpose = Literal["confirm", "reset", "change_email", "notice", "invite", "recipient", "alert", "report"]

INSERT_MAIL: Final = """
    INSERT INTO mails (purpose, workspace_id, outbox_id, address, message_id, subject, headers, body_text, body_html,
           recipient_id, recipient_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT DO NOTHING
"""


async def insert_mail(
    conn: Connection,
    purpose: Purpose,
    address: str,
    message_id: str,
    subject: str,
    body_text: str,
    body_html: str | None,
    *,
    headers: dict[str, str] | None = None,
    workspace_id: UUID | None = None,
    outbox_id: int | None = None,
    way_out: tuple[UUID, bytes] | None = None,
) -> None:
    """Put a mail into the queue, in the caller's transaction; nothing happens when it is there already.

    `way_out`: the recipient who can leave by this mail, and the hash of the token in it.
    """
    recipient_id, recipient_hash = way_out or (None, None)
    await conn.execute(
        INSERT_MAIL,
        purpose,
        workspace_id,
        outbox_id,
        address,
        message_id,
        subject,
        headers or {},
        body_text,
        body_html,
        recipient_id,
        recipient_hash,
    )
