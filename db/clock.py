"""The database's clock: the one time all processes of an installation agree on."""

from datetime import datetime
from typing import Final

from db.pool import Connection

SELECT_NOW: Final = "SELECT clock_timestamp()"


async def select_now(conn: Connection) -> datetime:
    """Return the database's time."""
    now = await conn.fetchval(SELECT_NOW)
    assert isinstance(now, datetime), "clock_timestamp() is never null"
    return now
