"""Links in mails about an account: confirm an address, reset a password, move to another address.

The token is 32 random bytes behind the `#` of the link; the database keeps its hash. The page that opens does nothing
until the person sends the token with a POST, so programs that open every link of a mail use nothing up.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import StringConstraints

from api.config import ApiConfig
from api.errors import Problem
from api.letters import Letter, greeting, link, post
from db.mail_links import LinkPurpose, insert_mail_link
from db.pool import Connection

TOKEN_BYTES: Final = 32
LIFETIMES: Final[dict[LinkPurpose, timedelta]] = {
    "confirm": timedelta(hours=24),
    "reset": timedelta(hours=1),
    "change_email": timedelta(hours=24),
}

LinkToken = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def token_hash(token: str) -> bytes:
    """Return what the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def useless_link() -> Problem:
    """Build the answer to a token that opens nothing."""
    detail = "This link is not valid any more: it was used, replaced by a newer one, or has expired. Ask for a new one."
    return Problem(400, detail, kind="link-invalid")


async def send_confirmation(conn: Connection, config: ApiConfig, user_id: UUID, email: str, first_name: str) -> None:
    """Write to a new account's address, so that its owner confirms it; nothing to do while no mail can be sent."""
    if not config.has_smtp:
        return
    letter = Letter(
        subject="Confirm your address for Healther",
        greeting=greeting(first_name),
        sentences=("somebody, probably you, made an account with this address. Please confirm that it is yours.",),
        link=await _new_link(conn, config, user_id, "confirm", email, "confirm"),
        link_label="Confirm the address",
        closing=("The link works for 24 hours. If it was not you, do nothing: the address stays unconfirmed.",),
    )
    await post(conn, config.public_url, "confirm", email, letter)


async def send_reset(conn: Connection, config: ApiConfig, user_id: UUID, email: str, first_name: str) -> None:
    """Write to somebody who forgot the password."""
    letter = Letter(
        subject="Set a new password for Healther",
        greeting=greeting(first_name),
        sentences=("somebody, probably you, asked for a new password for this account.",),
        link=await _new_link(conn, config, user_id, "reset", email, "reset"),
        link_label="Set a new password",
        closing=("The link works once, for one hour. If it was not you, do nothing: the password stays as it is.",),
    )
    await post(conn, config.public_url, "reset", email, letter)


async def send_move(conn: Connection, config: ApiConfig, user_id: UUID, new_email: str, first_name: str) -> None:
    """Write to the address that an account wants to move to."""
    letter = Letter(
        subject="Confirm your new address for Healther",
        greeting=greeting(first_name),
        sentences=("an account is to move to this address. Please confirm that it is yours.",),
        link=await _new_link(conn, config, user_id, "change_email", new_email, "confirm"),
        link_label="Move the account to this address",
        closing=("The link works for 24 hours. If you know nothing of this, do nothing.",),
    )
    await post(conn, config.public_url, "change_email", new_email, letter)


async def send_notice(conn: Connection, config: ApiConfig, email: str, first_name: str, what: str) -> None:
    """Tell somebody what was changed about the account, in case it was not them."""
    letter = Letter(
        subject="A change of your Healther account",
        greeting=greeting(first_name),
        sentences=(what, "If it was you, there is nothing to do."),
        link=f"{config.public_url}/forgot",
        link_label="If it was not you, set a new password",
    )
    await post(conn, config.public_url, "notice", email, letter)


async def send_farewell(conn: Connection, config: ApiConfig, email: str, first_name: str) -> None:
    """Tell somebody that the account is gone."""
    letter = Letter(
        subject="Your Healther account was deleted",
        greeting=greeting(first_name),
        sentences=("your account was deleted, as you asked. This is the last mail about it.",),
    )
    await post(conn, config.public_url, "notice", email, letter)


async def _new_link(
    conn: Connection, config: ApiConfig, user_id: UUID, purpose: LinkPurpose, email: str, page: str
) -> str:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    await insert_mail_link(conn, token_hash(token), user_id, purpose, email, LIFETIMES[purpose])
    return link(config.public_url, page, token)
