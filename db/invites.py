"""Invitations into a workspace.

Table `invites`, one row an invitation; at most one open one an address and workspace. Writer: api. Only SHA-256 hashes
of tokens are stored. An invitation is bound to address, workspace and role, works once within LIFETIME, and dies when
whoever sent it is no longer an owner.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

LIFETIME: Final = timedelta(days=7)


class Invite(BaseModel, frozen=True):
    """One invitation as owners see it; `is_alive`: it can be accepted now."""

    id: UUID
    email: str
    role: str
    invited_by: UUID
    inviter_name: str
    created_at: datetime
    sent_at: datetime
    expires_at: datetime
    is_alive: bool


class Offer(BaseModel, frozen=True):
    """A living invitation as its token shows it."""

    id: UUID
    workspace_id: UUID
    workspace_name: str
    email: str
    role: str
    inviter_name: str
    expires_at: datetime
    has_account: bool


# `i`: the invitation. Whoever sent it must still be an owner.
IS_ALIVE: Final = """
           i.accepted_at IS NULL
           AND i.revoked_at IS NULL
           AND i.expires_at > now()
           AND EXISTS (SELECT
                         FROM memberships s
                        WHERE s.workspace_id = i.workspace_id
                          AND s.user_id = i.invited_by
                          AND s.role = 'owner')
"""
COLUMNS: Final = f"""
           i.id, i.email, i.role, i.invited_by, btrim(u.first_name || ' ' || u.last_name) AS inviter_name,
           i.created_at, i.sent_at, i.expires_at,
           {IS_ALIVE.strip()} AS is_alive
"""

SELECT_INVITES: Final = f"""
    SELECT {COLUMNS.strip()}
      FROM invites i
      JOIN users u ON u.id = i.invited_by
     WHERE i.workspace_id = $1
       AND i.accepted_at IS NULL
       AND i.revoked_at IS NULL
     ORDER BY i.created_at DESC, i.id
     LIMIT $2
"""  # noqa: S608 - made of our own constants


async def select_invites(conn: Connection, workspace_id: UUID, limit: int) -> list[Invite]:
    """Return the invitations of a workspace that were neither accepted nor revoked, newest first."""
    return [Invite(**row) for row in await conn.fetch(SELECT_INVITES, workspace_id, limit)]


SELECT_INVITE: Final = f"""
    SELECT {COLUMNS.strip()}
      FROM invites i
      JOIN users u ON u.id = i.invited_by
     WHERE i.id = $1
       AND i.workspace_id = $2
       AND i.accepted_at IS NULL
       AND i.revoked_at IS NULL
       FOR UPDATE OF i
"""  # noqa: S608 - made of our own constants


async def select_invite_for_update(conn: Connection, invite_id: UUID, workspace_id: UUID) -> Invite | None:
    """Lock an invitation of this workspace that was neither accepted nor revoked."""
    row = await conn.fetchrow(SELECT_INVITE, invite_id, workspace_id)
    return Invite(**row) if row else None


REVOKE_DEAD: Final = f"""
    UPDATE invites i
       SET revoked_at = now()
     WHERE i.workspace_id = $1
       AND i.email = $2
       AND i.accepted_at IS NULL
       AND i.revoked_at IS NULL
       AND NOT ({IS_ALIVE.strip()})
"""  # noqa: S608 - made of our own constants
INSERT_INVITE: Final = """
    INSERT INTO invites (workspace_id, email, role, token_hash, invited_by, expires_at)
    VALUES ($1, $2, $3, $4, $5, now() + $6::interval)
 RETURNING id
"""


async def insert_invite(
    conn: Connection, workspace_id: UUID, email: str, role: str, token_hash: bytes, invited_by: UUID
) -> UUID:
    """Invite an address; a dead invitation of it makes room. Two statements.

    Raises AlreadyExists when a living one is open.
    """
    await conn.execute(REVOKE_DEAD, workspace_id, email)
    invite_id = await conn.fetchval(INSERT_INVITE, workspace_id, email, role, token_hash, invited_by, LIFETIME)
    assert isinstance(invite_id, UUID), "an INSERT with VALUES returns its row"
    return invite_id


UPDATE_INVITE_RESENT: Final = """
    UPDATE invites
       SET token_hash = $2,
           invited_by = $3,
           sent_at = now(),
           expires_at = now() + $4::interval
     WHERE id = $1
"""


async def update_invite_resent(conn: Connection, invite_id: UUID, token_hash: bytes, invited_by: UUID) -> None:
    """Give an invitation a new token and a new time; the old token is dead. Whoever sends it again answers for it."""
    await conn.execute(UPDATE_INVITE_RESENT, invite_id, token_hash, invited_by, LIFETIME)


UPDATE_INVITE_REVOKED: Final = "UPDATE invites SET revoked_at = now() WHERE id = $1"


async def update_invite_revoked(conn: Connection, invite_id: UUID) -> None:
    """End an invitation."""
    await conn.execute(UPDATE_INVITE_REVOKED, invite_id)


UPDATE_INVITE_ACCEPTED: Final = "UPDATE invites SET accepted_at = now() WHERE id = $1"


async def update_invite_accepted(conn: Connection, invite_id: UUID) -> None:
    """Use an invitation up."""
    await conn.execute(UPDATE_INVITE_ACCEPTED, invite_id)


SELECT_OFFER: Final = f"""
    SELECT i.id, i.workspace_id, w.name AS workspace_name, i.email, i.role,
           btrim(u.first_name || ' ' || u.last_name) AS inviter_name, i.expires_at,
           EXISTS (SELECT FROM users theirs WHERE theirs.email = i.email) AS has_account
      FROM invites i
      JOIN workspaces w ON w.id = i.workspace_id AND w.deleted_at IS NULL
      JOIN users u ON u.id = i.invited_by
     WHERE i.token_hash = $1
       AND {IS_ALIVE.strip()}
"""  # noqa: S608 - made of our own constants
SELECT_OFFER_FOR_UPDATE: Final = f"{SELECT_OFFER} FOR UPDATE OF i"


async def select_offer(conn: Connection, token_hash: bytes) -> Offer | None:
    """Return what a token offers; None for one that is unknown, used up, revoked, expired, or of no owner."""
    row = await conn.fetchrow(SELECT_OFFER, token_hash)
    return Offer(**row) if row else None


async def select_offer_for_update(conn: Connection, token_hash: bytes) -> Offer | None:
    """Lock what a token offers, so that of two who accept at once one finds it used up."""
    row = await conn.fetchrow(SELECT_OFFER_FOR_UPDATE, token_hash)
    return Offer(**row) if row else None


IS_INVITED: Final = f"""
    SELECT EXISTS (SELECT
                     FROM invites i
                     JOIN workspaces w ON w.id = i.workspace_id AND w.deleted_at IS NULL
                    WHERE i.token_hash = $1
                      AND i.email = $2
                      AND {IS_ALIVE.strip()})
"""  # noqa: S608 - made of our own constants


async def is_invited(conn: Connection, email: str, token_hash: bytes) -> bool:
    """Tell whether the token belongs to a living invitation of this address."""
    return bool(await conn.fetchval(IS_INVITED, token_hash, email))


HAS_INVITE: Final = f"""
    SELECT EXISTS (SELECT
                     FROM invites i
                     JOIN workspaces w ON w.id = i.workspace_id AND w.deleted_at IS NULL
                    WHERE i.email = $1
                      AND {IS_ALIVE.strip()})
"""  # noqa: S608 - made of our own constants


async def has_invite(conn: Connection, email: str) -> bool:
    """Tell whether an address that is known to be the person's has a living invitation."""
    return bool(await conn.fetchval(HAS_INVITE, email))


LET_IN: Final = """
      WITH added AS (
           INSERT INTO memberships (workspace_id, user_id, role)
           VALUES ($1, $2, $3)
               ON CONFLICT DO NOTHING
        RETURNING role)
    SELECT role FROM added
     UNION ALL
    SELECT role FROM memberships WHERE workspace_id = $1 AND user_id = $2
     LIMIT 1
"""


async def let_in(conn: Connection, workspace_id: UUID, user_id: UUID, role: str) -> str:
    """Add a member and return the role they have; somebody who is in already keeps theirs."""
    return str(await conn.fetchval(LET_IN, workspace_id, user_id, role))


IS_MEMBER: Final = """
    SELECT EXISTS (SELECT
                     FROM memberships s
                     JOIN users u ON u.id = s.user_id
                    WHERE s.workspace_id = $1
                      AND u.email = $2)
"""


async def is_member(conn: Connection, workspace_id: UUID, email: str) -> bool:
    """Tell whether somebody with this address is in the workspace."""
    return bool(await conn.fetchval(IS_MEMBER, workspace_id, email))
