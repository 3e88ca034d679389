"""Tickets that open one WebSocket each, and whether what opened it still holds.

Table `live_tickets`, one row per ticket until it is used or swept. Writer: api. Only SHA-256 hashes are stored. A
socket lives as long as the session or API key that bought its ticket, and sees the workspaces its person belongs to.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

LIFETIME: Final = timedelta(seconds=30)


class Holder(BaseModel, frozen=True):
    """Who a ticket lets in, and through what: a session, or an API key, which reaches one workspace only."""

    user_id: UUID
    session_id: UUID | None
    api_key_id: UUID | None
    key_workspace_id: UUID | None


INSERT_TICKET: Final = """
    INSERT INTO live_tickets (ticket_hash, user_id, session_id, api_key_id, expires_at)
    VALUES ($1, $2, $3, $4, clock_timestamp() + $5::interval)
"""


async def insert_ticket(
    conn: Connection, ticket_hash: bytes, user_id: UUID, session_id: UUID | None, api_key_id: UUID | None
) -> None:
    """Keep a ticket for LIFETIME; it is bound to a session or to an API key, not both."""
    await conn.execute(INSERT_TICKET, ticket_hash, user_id, session_id, api_key_id, LIFETIME)


# Deleting decides who comes first: a ticket that is shown twice at once opens one socket.
TAKE_TICKET: Final = """
      WITH taken AS (
           DELETE FROM live_tickets
            WHERE ticket_hash = $1
           RETURNING user_id, session_id, api_key_id, expires_at)
    SELECT t.user_id, t.session_id, t.api_key_id, k.workspace_id AS key_workspace_id
      FROM taken t
      LEFT JOIN sessions s ON s.id = t.session_id
      LEFT JOIN api_keys k ON k.id = t.api_key_id
     WHERE t.expires_at > clock_timestamp()
       AND ((s.id IS NOT NULL AND s.ended_at IS NULL AND s.expires_at > now())
            OR (k.id IS NOT NULL AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())))
"""


async def take_ticket(conn: Connection, ticket_hash: bytes) -> Holder | None:
    """Use a ticket up; None for one that is unknown, used, expired, or whose session or key has ended."""
    row = await conn.fetchrow(TAKE_TICKET, ticket_hash)
    return Holder(**row) if row else None


DELETE_EXPIRED_TICKETS: Final = "DELETE FROM live_tickets WHERE expires_at < clock_timestamp()"


async def delete_expired_tickets(conn: Connection) -> None:
    """Forget tickets that nobody used."""
    await conn.execute(DELETE_EXPIRED_TICKETS)


@dataclass(frozen=True, slots=True)
class Rights:
    """What is true of the holders of open sockets at a moment."""

    credentials: frozenset[UUID]  # sessions and API keys that are alive
    roles: Mapping[UUID, Mapping[UUID, str]]  # by user and workspace

    def is_alive(self, holder: Holder) -> bool:
        """Tell whether what opened the socket still holds."""
        return (holder.session_id or holder.api_key_id) in self.credentials

    def workspaces_of(self, holder: Holder) -> frozenset[UUID]:
        """Return the workspaces that a holder may follow."""
        return frozenset(self.roles_of(holder))

    def roles_of(self, holder: Holder) -> Mapping[UUID, str]:
        """Return the role of a holder in each workspace that they may follow."""
        mine, only = self.roles.get(holder.user_id, {}), holder.key_workspace_id
        return mine if only is None else {one: role for one, role in mine.items() if one == only}


SELECT_ALIVE: Final = """
    SELECT s.id
      FROM sessions s
      JOIN users u ON u.id = s.user_id
     WHERE s.id = ANY($1::uuid[])
       AND s.ended_at IS NULL
       AND s.expires_at > now()
     UNION ALL
    SELECT k.id
      FROM api_keys k
     WHERE k.id = ANY($1::uuid[])
       AND k.revoked_at IS NULL
       AND (k.expires_at IS NULL OR k.expires_at > now())
"""
SELECT_MEMBERSHIPS: Final = """
    SELECT s.user_id, s.workspace_id, s.role
      FROM memberships s
      JOIN workspaces w ON w.id = s.workspace_id
     WHERE s.user_id = ANY($1::uuid[])
       AND w.deleted_at IS NULL
"""


async def select_rights(conn: Connection, holders: Sequence[Holder]) -> Rights:
    """Return what the holders may follow now. Two statements, however many holders."""
    credentials = {one for holder in holders for one in (holder.session_id, holder.api_key_id) if one is not None}
    alive = await conn.fetch(SELECT_ALIVE, list(credentials))
    members = await conn.fetch(SELECT_MEMBERSHIPS, list({holder.user_id for holder in holders}))
    roles: defaultdict[UUID, dict[UUID, str]] = defaultdict(dict)
    for user_id, workspace_id, role in members:
        roles[user_id][workspace_id] = role
    return Rights(frozenset(row["id"] for row in alive), roles)


SELECT_WORKSPACE_OF_MONITOR: Final = """
    SELECT m.workspace_id
      FROM monitors m
      JOIN memberships s ON s.workspace_id = m.workspace_id
      JOIN workspaces w ON w.id = m.workspace_id
     WHERE m.id = $1
       AND s.user_id = $2
       AND m.deleted_at IS NULL
       AND w.deleted_at IS NULL
"""


async def select_workspace_of_monitor(conn: Connection, monitor_id: int, user_id: UUID) -> UUID | None:
    """Return the workspace of a monitor that the person may read; None for a stranger and for no monitor."""
    workspace_id: UUID | None = await conn.fetchval(SELECT_WORKSPACE_OF_MONITOR, monitor_id, user_id)
    return workspace_id
