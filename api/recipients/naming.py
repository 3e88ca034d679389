"""Monitors that name who is told. An address that is new to the workspace is told of monitors that name it only."""

from collections.abc import Sequence
from uuid import UUID

from api.deps import Caller
from api.errors import unprocessable
from api.recipients.adding import add, require_may_add
from api.roles import Action
from api.services import Services
from api.workspaces import require_workspace
from db.pool import Connection
from db.recipients import name_recipients, select_recipient_for_update


async def name(services: Services, conn: Connection, workspace_id: UUID, emails: Sequence[str], caller: Caller) -> bool:
    """Let a monitor name addresses; tell whether there are first mails, so that the sender is to be woken.

    New addresses come under the rules of adding them (403, 409, 429). Raises a 422 for one that has left.
    """
    is_any_member = not services.config.has_smtp
    known = await name_recipients(conn, workspace_id, emails, caller.id, is_any_member=is_any_member)
    new = [email for email in emails if email not in known]
    if not new:
        return False
    workspace = await require_workspace(conn, workspace_id, caller.id, Action.EDIT_RECIPIENTS)
    for email in new:
        before = await select_recipient_for_update(conn, workspace_id, email)
        if before is not None and before.left_at is not None:
            remedy = "Leave it out, or ask them: they can come back by the link of their last mail."
            raise unprocessable("recipients", f"{email} does not want to be told of this workspace any more.", remedy)
        if before is None:
            require_may_add(caller, email)
            await add(services, conn, workspace, email, caller, None, is_named_only=True)
    return True
