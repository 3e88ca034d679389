"""Monitors that name who is told: only addresses that are told of the workspace anyway, or of its members."""

from collections.abc import Sequence
from uuid import UUID

from api.config import ApiConfig
from api.deps import Caller
from api.errors import unprocessable
from db.pool import Connection
from db.recipients import name_recipients


async def require_known(
    conn: Connection, config: ApiConfig, workspace_id: UUID, emails: Sequence[str], caller: Caller
) -> None:
    """Raise a 422 that names the first address which is neither a recipient nor a member with a confirmed address."""
    known = await name_recipients(conn, workspace_id, emails, caller.id, is_any_member=not config.has_smtp)
    unknown = [email for email in emails if email not in known]
    if unknown:
        message = f"{unknown[0]} is not told of anything in this workspace, or has left."
        raise unprocessable("recipients", message, "Add the address to the workspace's recipients first.")
