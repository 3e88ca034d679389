"""Which migration the database is at, for whoever only wants to know (db/migrate.py changes it)."""

from typing import Final

from db.pool import Connection

HAS_REVISION: Final = "SELECT to_regclass('alembic_version') IS NOT NULL"
SELECT_REVISION: Final = "SELECT version_num FROM alembic_version"


async def select_revision(conn: Connection) -> str | None:
    """Return the revision of the database; None for one that was never migrated. Two statements."""
    if not await conn.fetchval(HAS_REVISION):
        return None
    revision = await conn.fetchval(SELECT_REVISION)
    return None if revision is None else str(revision)
