"""How many alerts a workspace may send in a day. What exceeds them is held back, and its owners are told so, once."""

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from db.held_alerts import select_alert_counts, select_owners, upsert_held
from db.mails import insert_mail
from db.outbox import Outage
from db.pool import Connection
from probes.mail import plain

logger = logging.getLogger(__name__)


class CapSettings(Protocol):
    """What is needed of the sender's settings."""

    @property
    def public_url(self) -> str: ...

    @property
    def mails_per_day(self) -> int: ...


@dataclass(slots=True)
class Allowance:
    """What is left of a day. `most` 0: any number."""

    most: int
    used: dict[UUID, int]  # by workspace

    @classmethod
    async def of_today(cls, conn: Connection, workspace_ids: Sequence[UUID], most: int) -> "Allowance":
        """Count what these workspaces sent within 24 hours."""
        return cls(most, await select_alert_counts(conn, workspace_ids) if most else {})

    def take(self, workspace_id: UUID, mails: int) -> int:
        """Use up to `mails` and return how many there were."""
        if not self.most:
            return mails
        used = self.used.get(workspace_id, 0)
        taken = max(0, min(mails, self.most - used))
        self.used[workspace_id] = used + taken
        return taken


async def hold_back(conn: Connection, outage: Outage, mails: int, settings: CapSettings) -> None:
    """Note that so many mails about an outage are not sent, and tell the owners if they were not told today."""
    if not await upsert_held(conn, outage.workspace_id, mails):
        return
    logger.warning("alerts held back", extra={"workspace": str(outage.workspace_id)})
    for owner in await select_owners(conn, outage.workspace_id):
        await insert_mail(
            conn,
            "notice",
            owner,
            _message_id(settings.public_url),
            plain(f"Alerts of {outage.workspace_name} are held back"),
            _text(outage.workspace_name, settings),
            None,
            workspace_id=outage.workspace_id,
        )


def _text(workspace: str, settings: CapSettings) -> str:
    return (
        f"{workspace} sent {settings.mails_per_day} alert mails within 24 hours, which is as many as this installation"
        " allows. Further ones are not sent until fewer than that lie within 24 hours; its pages show every outage.\n\n"
        f"Look at it: {settings.public_url}\n"
    )


def _message_id(public_url: str) -> str:
    return f"<held-{secrets.token_hex(16)}@{urlsplit(public_url).hostname or 'localhost'}>"
