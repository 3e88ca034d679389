"""Roles: which action needs which role. The one table of rights; the frontend reads it from the API's answers."""

from enum import IntEnum, StrEnum
from typing import Final

from api.errors import forbidden


class Role(IntEnum):
    """What a member may do; each role may do all of the one below."""

    OBSERVER = 1
    ADMIN = 2
    OWNER = 3

    @property
    def word(self) -> str:
        """The word that is stored and shown."""
        return self.name.lower()


class Action(StrEnum):
    """What people do in a workspace."""

    READ = "read"
    CHECK_NOW = "check now"
    EDIT_MONITORS = "edit monitors"
    SEE_SECRETS = "see secrets"  # header values and bodies that probes send
    EDIT_WORKSPACE = "edit the workspace"
    EDIT_RECIPIENTS = "edit who is told"
    READ_AUDIT_LOG = "read the audit log"
    LEAVE = "leave the workspace"
    INVITE = "invite people"
    MANAGE_MEMBERS = "promote, demote and remove people"
    DELETE_WORKSPACE = "delete the workspace"


MINIMUM: Final[dict[Action, Role]] = {
    Action.READ: Role.OBSERVER,
    Action.CHECK_NOW: Role.ADMIN,
    Action.EDIT_MONITORS: Role.ADMIN,
    Action.SEE_SECRETS: Role.ADMIN,
    Action.EDIT_WORKSPACE: Role.ADMIN,
    Action.EDIT_RECIPIENTS: Role.ADMIN,
    Action.READ_AUDIT_LOG: Role.ADMIN,
    Action.LEAVE: Role.OBSERVER,
    Action.INVITE: Role.OWNER,
    Action.MANAGE_MEMBERS: Role.OWNER,
    Action.DELETE_WORKSPACE: Role.OWNER,
}


def may(role: str, action: Action) -> bool:
    """Tell whether a member with this role may do that."""
    return Role[role.upper()] >= MINIMUM[action]


def require(role: str, action: Action) -> None:
    """Raise a 403 that names the role needed, unless `role` may do that."""
    if not may(role, action):
        needed = MINIMUM[action].word
        raise forbidden(f"Your role here is {role}; to {action.value} takes {needed}. Ask an owner of the workspace.")


def allowed(action: Action) -> list[str]:
    """Return the roles that may do that, for the WHERE clause of a write."""
    return [role.word for role in Role if role >= MINIMUM[action]]
