"""The demo's people, what they are told, what they promised and what they did lately. All of it is made up."""

from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from db.audit_log import insert_entry
from db.invites import insert_invite, let_in
from db.objectives import ObjectiveWish, insert_objective
from db.pool import Connection
from db.recipients import upsert_recipient
from db.users import insert_user, update_user


class Colleague(NamedTuple):
    """Somebody of the workspace. They have no password: nobody signs in as them."""

    email: str
    first_name: str
    last_name: str
    role: str
    profile: dict[str, str]


COLLEAGUES: Final = (
    Colleague(
        "ana@example.com", "Ana", "Silva", "admin",
        {"pronouns": "she/her", "city": "Porto", "bio": "Keeps the checkout alive.", "visibility": "workspace"},
    ),
    Colleague(
        "ben@example.com", "Ben", "Roy", "observer",
        {"pronouns": "he/him", "city": "Lyon", "bio": "Reads the monthly report.", "visibility": "workspace"},
    ),
)  # fmt: skip
INVITED: Final = "cy@example.com"
ON_CALL: Final = "on-call@example.com"


async def add_people(conn: Connection, workspace_id: UUID, owner_id: UUID, owner_email: str) -> None:
    """Fill the team, the recipients and the audit log."""
    ids = [await _let_in(conn, workspace_id, colleague) for colleague in COLLEAGUES]
    for email in (owner_email, ON_CALL):
        await upsert_recipient(conn, workspace_id, email, owner_id, is_confirmed=True, is_named_only=False)
    # Nobody holds the token that this is the hash of: the invitation is there to be seen.
    await insert_invite(conn, workspace_id, INVITED, "observer", sha256(INVITED.encode()).digest(), owner_id)
    ana = COLLEAGUES[0]
    done: list[tuple[str, str, str, dict[str, object]]] = [
        ("member.joined", str(ids[0]), f"{ana.first_name} {ana.last_name}", {"role": {"old": None, "new": "admin"}}),
        ("recipient.added", "", ON_CALL, {}),
        ("invite.sent", "", INVITED, {"role": {"old": None, "new": "observer"}}),
    ]
    for action, object_id, name, changes in done:
        await _note(conn, workspace_id, owner_id, "Dana Demo", action, object_id, name, changes)


async def add_promises(conn: Connection, workspace_id: UUID, monitors: dict[str, int], admin_name: str) -> None:
    """Set targets for what customers pay for, and note that somebody tightened a check."""
    for name, target in (("Checkout", 0.999), ("Website", 0.9995)):
        wish = ObjectiveWish(
            name=name, tree={"monitor": monitors[name]}, target=target, cycle="month", rolling_days=None,
            time_zone="UTC", policy="agreed", tiers=[],
        )  # fmt: skip
        await insert_objective(conn, workspace_id, wish)
    changes: dict[str, object] = {"expect.degraded_latency_ms": {"old": 800, "new": 600}}
    await _note(conn, workspace_id, None, admin_name, "monitor.changed", str(monitors["Checkout"]), "Checkout", changes)


async def _let_in(conn: Connection, workspace_id: UUID, colleague: Colleague) -> UUID:
    user = await insert_user(conn, colleague.email, None, colleague.first_name, colleague.last_name, is_confirmed=True)
    await update_user(conn, user.id, colleague.profile)
    await let_in(conn, workspace_id, user.id, colleague.role)
    return user.id


async def _note(
    conn: Connection,
    workspace_id: UUID,
    actor_id: UUID | None,
    actor_name: str,
    action: str,
    object_id: str,
    object_name: str,
    changes: dict[str, object],
) -> None:
    await insert_entry(
        conn,
        workspace_id,
        actor_id=actor_id,
        actor_name=actor_name,
        via="session",
        action=action,
        object_id=object_id or None,
        object_name=object_name,
        address=None,
        changes=changes,
    )
