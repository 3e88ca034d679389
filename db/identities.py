"""Accounts elsewhere (GitHub, OpenID Connect) that open an account here.

Table `identities`, one row a linked account. Writer: api. The key is the provider's own id of the person: names and
addresses change hands, so nothing is ever found by them.
"""

from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

Provider = Literal["github", "oidc"]


class Identity(BaseModel, frozen=True):
    """One linked account; `login` and `email` are what the provider said last, to show only."""

    provider: Provider
    login: str
    email: str | None
    created_at: datetime
    last_used_at: datetime


SELECT_IDENTITIES: Final = """
    SELECT provider, login, email, created_at, last_used_at
      FROM identities
     WHERE user_id = $1
     ORDER BY provider
"""


async def select_identities(conn: Connection, user_id: UUID) -> list[Identity]:
    """Return the accounts elsewhere that open this one."""
    return [Identity(**row) for row in await conn.fetch(SELECT_IDENTITIES, user_id)]


UPDATE_IDENTITY_USED: Final = """
    UPDATE identities
       SET login = $4,
           email = $5,
           last_used_at = now()
     WHERE provider = $1
       AND issuer = $2
       AND subject = $3
 RETURNING user_id
"""


async def update_identity_used(
    conn: Connection, provider: Provider, issuer: str, subject: str, login: str, email: str | None
) -> UUID | None:
    """Return whose account this opens, and note what the provider says today; None when it opens none."""
    user_id = await conn.fetchval(UPDATE_IDENTITY_USED, provider, issuer, subject, login, email)
    assert user_id is None or isinstance(user_id, UUID), "user_id is a uuid"
    return user_id


INSERT_IDENTITY: Final = """
    INSERT INTO identities (provider, issuer, subject, user_id, login, email)
    VALUES ($1, $2, $3, $4, $5, $6)
"""


async def insert_identity(
    conn: Connection, user_id: UUID, provider: Provider, issuer: str, subject: str, login: str, email: str | None
) -> None:
    """Link an account elsewhere. Raises AlreadyExists when it opens an account already, or one is linked."""
    await conn.execute(INSERT_IDENTITY, provider, issuer, subject, user_id, login, email)


DELETE_IDENTITY: Final = "DELETE FROM identities WHERE user_id = $1 AND provider = $2 RETURNING true"


async def delete_identity(conn: Connection, user_id: UUID, provider: Provider) -> bool:
    """Unlink; False when there is nothing to unlink."""
    return bool(await conn.fetchval(DELETE_IDENTITY, user_id, provider))
