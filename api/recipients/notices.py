"""The first mail to a recipient: who added them and how to leave, or a question whether they agree."""

import hashlib
import secrets
from typing import Final

from api import letters
from api.deps import Caller
from api.services import Services
from db.pool import Connection
from db.recipients import Recipient
from db.workspaces import Workspace

TOKEN_BYTES: Final = 32
AGREE_WITHIN_DAYS: Final = 7
_ONE_CLICK: Final = "List-Unsubscribe=One-Click"  # RFC 8058


async def send_first(
    services: Services, conn: Connection, workspace: Workspace, recipient: Recipient, caller: Caller
) -> None:
    """Put the first mail into the queue. Names are written so that they cannot pose as a link."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    leave = address_of(services.config.public_url, "leave", token)
    who = f"{letters.harmless(caller.user.name) or 'A member'} ({caller.user.email})"
    place = letters.harmless(workspace.name)
    if recipient.confirmed_at is None:
        letter = _question(who, place, address_of(services.config.public_url, "confirm", token))
    else:
        letter = _notice(who, place, leave)
    await letters.post(
        conn,
        services.config.public_url,
        "recipient",
        recipient.email,
        letter,
        workspace_id=workspace.id,
        headers={"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": _ONE_CLICK},
        way_out=(recipient.id, token_hash(token)),
    )


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def address_of(public_url: str, page: str, token: str) -> str:
    """Return a link's address. The token stands before `#`: mail programs send one-click requests there."""
    return f"{public_url}/recipients/{page}?token={token}"


def _notice(who: str, place: str, leave: str) -> letters.Letter:
    return letters.Letter(
        subject=f"You are told when something of {place} is down",
        sentences=(
            f"{who} added this address to those who are told when something of the workspace {place} on Healther is "
            "down, and when it has recovered.",
            "If you want that, there is nothing to do. Each mail has a link that stops them.",
        ),
        link=leave,
        link_label="Stop these mails",
    )


def _question(who: str, place: str, agree: str) -> letters.Letter:
    return letters.Letter(
        subject=f"Do you want to be told when something of {place} is down?",
        sentences=(
            f"{who} wants this address to be told when something of the workspace {place} on Healther is down, and "
            "when it has recovered.",
        ),
        link=agree,
        link_label="Yes, tell me",
        closing=(f"The link works for {AGREE_WITHIN_DAYS} days. If you do nothing, you get no more mail.",),
    )
