"""The audit log of a workspace: who did what to what, when, from where; written in the transaction of the act itself.

What may be a secret (header values, bodies, tokens) is never written, only that it changed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from api.deps import Caller
from db.audit_log import insert_entry
from db.pool import Connection

Change = dict[str, Any]

HIDDEN: Final = "(hidden)"
SECRET_FIELDS: Final = frozenset({"headers", "body", "ping_token", "token", "password", "key"})
MAX_TEXT: Final = 500  # characters of a value that are kept
NOT_TOLD: Final = frozenset({"updated_at", "revision"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What was acted on."""

    id: str
    name: str


async def record(
    conn: Connection,
    workspace_id: UUID,
    caller: Caller,
    action: str,
    subject: Subject,
    changes: Mapping[str, Change] | None = None,
) -> None:
    """Note an act. `action`: noun.verb, as `monitor.paused`; `changes`: field → {old, new}, see `differences`."""
    await insert_entry(
        conn,
        workspace_id,
        actor_id=caller.id,
        actor_name=caller.user.name or caller.user.email,
        via=caller.via,
        action=action,
        object_id=subject.id,
        object_name=subject.name,
        address=caller.address,
        changes=changes or {},
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Change]:
    """Return the fields that differ as {old, new}, secrets masked; fields that only one side has are left out."""
    return {
        name: {"old": _shown(name, before[name]), "new": _shown(name, after[name])}
        for name in before
        if name in after and name not in NOT_TOLD and before[name] != after[name]
    }


def _shown(name: str, value: Any) -> Any:
    """Return a value as JSON can hold it and everybody who reads the log may see it."""
    if name in SECRET_FIELDS and value is not None:
        return dict.fromkeys(value, HIDDEN) if isinstance(value, Mapping) else HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _shown(str(key), part) for key, part in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_shown(name, part) for part in value]
    text = str(value)
    return text if len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}…"
