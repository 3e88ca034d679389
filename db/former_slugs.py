"""Addresses that workspaces had before.

Table `former_slugs`, one row an address. Writer: api. An address of today always wins over one of the past; that of a
workspace that still exists is not given to others, so an old link never leads to a stranger's page.
"""

from typing import Final
from uuid import UUID

from db.pool import Connection

KEPT: Final = 10  # newest ones of a workspace

UPSERT_FORMER_SLUG: Final = """
    INSERT INTO former_slugs (slug, workspace_id)
    VALUES ($1, $2)
        ON CONFLICT (slug) DO UPDATE
       SET workspace_id = excluded.workspace_id, created_at = now()
"""
DELETE_SURPLUS: Final = """
    DELETE FROM former_slugs
     WHERE workspace_id = $1
       AND slug NOT IN (SELECT slug FROM former_slugs WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT $2)
"""


async def upsert_former_slug(conn: Connection, slug: str, workspace_id: UUID) -> None:
    """Remember an address that the workspace gives up; the oldest of too many are forgotten. Two statements."""
    await conn.execute(UPSERT_FORMER_SLUG, slug, workspace_id)
    await conn.execute(DELETE_SURPLUS, workspace_id, KEPT)


DELETE_FORMER_SLUG: Final = "DELETE FROM former_slugs WHERE slug = $1"


async def delete_former_slug(conn: Connection, slug: str) -> None:
    """Forget an address of the past: it is one of today again."""
    await conn.execute(DELETE_FORMER_SLUG, slug)


IS_RESERVED: Final = """
    SELECT EXISTS (SELECT
                     FROM former_slugs f
                     JOIN workspaces w ON w.id = f.workspace_id
                    WHERE f.slug = $1
                      AND w.deleted_at IS NULL
                      AND w.id <> $2)
"""


async def is_reserved(conn: Connection, slug: str, workspace_id: UUID) -> bool:
    """Tell whether an address is kept for another workspace, which had it before."""
    return bool(await conn.fetchval(IS_RESERVED, slug, workspace_id))


SELECT_SUCCESSOR: Final = """
    SELECT w.slug
      FROM former_slugs f
      JOIN workspaces w ON w.id = f.workspace_id
     WHERE f.slug = $1
       AND w.is_public
       AND w.deleted_at IS NULL
"""


async def select_successor(conn: Connection, slug: str) -> str | None:
    """Return where the public page that was at this address is now; None if there is none, or it is not public."""
    found = await conn.fetchval(SELECT_SUCCESSOR, slug)
    return None if found is None else str(found)


SELECT_FREE_FORMER_SLUG: Final = """
    SELECT f.slug
      FROM former_slugs f
     WHERE f.workspace_id = $1
       AND NOT EXISTS (SELECT FROM workspaces w WHERE w.slug = f.slug)
     ORDER BY f.created_at DESC
     LIMIT 1
"""


async def select_free_former_slug(conn: Connection, workspace_id: UUID) -> str | None:
    """Return the newest address of the past that nobody has taken since."""
    found = await conn.fetchval(SELECT_FREE_FORMER_SLUG, workspace_id)
    return None if found is None else str(found)
