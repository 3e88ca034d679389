"""The daily job that removes for good what people deleted more than a day ago."""

import logging
from typing import Final

from db.engine import detect
from db.pool import Pool, acquire
from db.purge import purge_monitor, purge_workspaces, select_deleted_monitors

MONITORS_AT_ONCE: Final = 100

logger = logging.getLogger(__name__)


async def purge(pool: Pool) -> None:
    """Remove deleted monitors with their facts, then deleted workspaces; raise DatabaseError, to be run again later."""
    async with acquire(pool) as conn:
        engine = await detect(conn)
        monitors = 0
        while batch := await select_deleted_monitors(conn, MONITORS_AT_ONCE):
            for monitor_id in batch:
                await purge_monitor(conn, monitor_id, engine=engine)
            monitors += len(batch)
        workspaces = await purge_workspaces(conn)
    logger.info("purged", extra={"monitors": monitors, "workspaces": len(workspaces)})
