"""Which migration the database is at, and ought to be at, for whoever only wants to know (db/migrate.py changes it).

Alembic and SQLAlchemy stay out: they would cost a process that migrates nothing 25 MB.
"""

from functools import cache
from pathlib import Path
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


@cache
def newest_revision() -> str:
    """Return the newest revision that this code knows: that of the last file, whose name begins with it."""
    versions = Path(__file__).parent / "migrations" / "versions"
    return max(path.name.partition("_")[0] for path in versions.glob("[0-9]*_*.py"))
