"""Which storage engine an installation stands on: decided once, by the first migration, and recorded."""

from enum import StrEnum
from typing import Final

from db.errors import NotFound
from db.pool import Connection


class Engine(StrEnum):
    """The two engines: same tables, view names and columns."""

    TIMESCALE = "timescale"
    POSTGRES = "postgres"


SELECT_ENGINE: Final = """
    SELECT engine
      FROM installation
"""


async def detect(conn: Connection) -> Engine:
    """Return the engine that this database was migrated for; raise NotFound when it was not migrated yet."""
    engine = await conn.fetchval(SELECT_ENGINE)
    if engine is None:
        raise NotFound("the database is not migrated: run `healther migrate`")
    return Engine(engine)
