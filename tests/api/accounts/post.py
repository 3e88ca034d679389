"""What lies in the queue of mails, read as the person reads it."""

import re
from dataclasses import dataclass

from db.pool import Pool, acquire


@dataclass(frozen=True)
class Mail:
    purpose: str
    subject: str
    text: str
    html: str

    @property
    def links(self) -> list[str]:
        return re.findall(r"https?://\S+", self.text)

    @property
    def token(self) -> str:
        return self.links[0].partition("#token=")[2]


async def mails_to(pool: Pool, address: str, purpose: str | None = None) -> list[Mail]:
    """Return the mails to an address, oldest first."""
    async with acquire(pool) as conn:
        rows = await conn.fetch(
            "SELECT purpose, subject, body_text, body_html FROM mails WHERE address = $1 ORDER BY id", address
        )
    found = [Mail(row["purpose"], row["subject"], row["body_text"], row["body_html"]) for row in rows]
    return [mail for mail in found if purpose in (None, mail.purpose)]


async def token_to(pool: Pool, address: str, purpose: str) -> str:
    """Return the token of the newest link of this purpose."""
    return (await mails_to(pool, address, purpose))[-1].token
