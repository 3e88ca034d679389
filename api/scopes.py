"""Which monitors something is for: all of a workspace, some by id, some by tag."""

from collections.abc import Sequence
from typing import Annotated, NamedTuple
from uuid import UUID

from pydantic import Field, StringConstraints

from api.errors import unprocessable
from api.schemas import In, Out, Text
from db.monitors import select_monitor_ages
from db.pool import Connection

TagIn = Annotated[Text, StringConstraints(min_length=1, max_length=50)]
MonitorIds = Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(max_length=1000)]
Tags = Annotated[list[TagIn], Field(max_length=50)]


class ScopeIn(In):
    """Which monitors; at least one kind must be named."""

    is_for_all: bool = Field(False, description="every monitor of the workspace, those to come too")
    monitor_ids: MonitorIds = Field(default_factory=list)
    tags: Tags = Field(default_factory=list, description="every monitor that has one of these tags")


class ScopeOut(Out):
    """Which monitors."""

    is_for_all: bool
    monitor_ids: list[int]
    tags: list[str]


class Scope(NamedTuple):
    """A scope as it is stored: sorted, without repetitions."""

    is_for_all: bool
    monitor_ids: list[int]
    tags: list[str]


async def require_scope(conn: Connection, workspace_id: UUID, user_id: UUID, body: ScopeIn) -> Scope:
    """Return what was asked for; raise a 422 for nothing at all and for monitors of elsewhere."""
    if not (body.is_for_all or body.monitor_ids or body.tags):
        raise unprocessable("monitor_ids", "This is for no monitor.", "Name monitors or tags, or say is_for_all.")
    if body.monitor_ids:
        own = {monitor.id for monitor in await select_monitor_ages(conn, workspace_id, user_id)}
        _refuse_foreign([one for one in body.monitor_ids if one not in own])
    return Scope(body.is_for_all, sorted(set(body.monitor_ids)), sorted(set(body.tags)))


def _refuse_foreign(foreign: Sequence[int]) -> None:
    if foreign:
        named = ", ".join(str(one) for one in foreign[:5])
        raise unprocessable("monitor_ids", f"No monitors of this workspace: {named}.", "Leave them out.")
