"""What people decide by the token of a mail: to be told, or not any more. Looking changes nothing."""

from datetime import timedelta
from typing import Final, Literal

from api.errors import Problem
from api.recipients.notices import AGREE_WITHIN_DAYS, token_hash
from api.services import Services
from db.audit_log import insert_entry
from db.pool import Connection, acquire
from db.recipients import Choice, select_choice, update_agreed, update_left

Act = Literal["leave", "confirm"]

LIFETIME: Final = timedelta(days=90)  # as long as mails are kept
LIFETIME_OF_QUESTIONS: Final = timedelta(days=AGREE_WITHIN_DAYS)
WRITTEN: Final[dict[Act, str]] = {"leave": "recipient.left", "confirm": "recipient.agreed"}


async def look(services: Services, token: str) -> Choice:
    """Return what a token decides on; raise a 404 for one that decides on nothing."""
    async with acquire(services.pool) as conn:
        return await _choice(conn, token)


async def decide(services: Services, token: str, act: Act) -> Choice:
    """Leave, or agree; doing it again changes nothing. Raises a 404 for a token that decides on nothing."""
    async with services.system_transaction() as conn:
        choice = await _choice(conn, token)
        update = update_left if act == "leave" else update_agreed
        if await update(conn, choice.recipient_id):
            await _record(conn, choice, act)
    return choice


async def _choice(conn: Connection, token: str) -> Choice:
    choice = await select_choice(conn, token_hash(token), LIFETIME, LIFETIME_OF_QUESTIONS)
    if choice is None:
        raise Problem(404, "This link is not valid any more. Use the link of a newer mail.", kind="link-invalid")
    return choice


async def _record(conn: Connection, choice: Choice, act: Act) -> None:
    await insert_entry(
        conn,
        choice.workspace_id,
        actor_id=None,
        actor_name=choice.email,
        via="system",
        action=WRITTEN[act],
        object_id=str(choice.recipient_id),
        object_name=choice.email,
        address=None,
        changes={},
    )
