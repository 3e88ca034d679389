"""Acting for one person: the second wall behind the WHERE clauses (revision 0012).

A transaction that acts for a person runs as the role healther_api, and the policies of the tables show it the rows of
that person's workspaces only. It guards against a forgotten condition, not against injected SQL, which could take the
role off again.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, Protocol
from uuid import UUID

from db.pool import Connection

# Tables with a workspace, monitor or incident in them that have no row-level security, with the reason.
WITHOUT: Final[dict[str, str]] = {
    "checks": "TimescaleDB refuses it on compressed hypertables: it is asked for ids that were selected under it",
    "stored_hours": "added up from checks, read in the same way",
    "stored_days": "added up from checks, read in the same way",
    "dirty_hours": "marks of what must be added up: ids and hours",
    "dirty_days": "marks of what must be added up: ids and days",
}


class Acting(Protocol):
    """Whom a transaction acts for: a person, through an API key in one workspace only."""

    @property
    def id(self) -> UUID:
        """The person."""

    @property
    def workspace_id(self) -> UUID | None:
        """The one workspace that is reached; None: all of theirs."""


ACT_AS: Final = "SELECT act_as($1, $2)"


async def act_as(conn: Connection, person: Acting) -> None:
    """Make the rest of the transaction act for a person."""
    await conn.execute(ACT_AS, person.id, person.workspace_id)


AS_OWNER: Final = "SELECT set_config('role', 'none', true)"


@asynccontextmanager
async def beyond(conn: Connection, person: Acting) -> AsyncIterator[None]:
    """See everything for the block, in a transaction that acts for a person; then act for them again."""
    await conn.execute(AS_OWNER)
    yield
    await act_as(conn, person)


SELECT_HAS_ROW_SECURITY: Final = "SELECT has_row_security FROM installation"


async def has_row_security(conn: Connection) -> bool:
    """Tell whether requests of people act as the role."""
    return bool(await conn.fetchval(SELECT_HAS_ROW_SECURITY))


IS_EXEMPT: Final = "SELECT NOT row_security_active('workspaces')"


async def is_exempt(conn: Connection) -> bool:
    """Tell whether this connection sees every row, as background work must."""
    return bool(await conn.fetchval(IS_EXEMPT))
