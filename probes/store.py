"""The database as a process of `probes` uses it: opened with patience, for the database may start after us."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from db.clock import select_now
from db.engine import Engine, detect
from db.errors import DatabaseError
from db.pool import Pool, acquire, open_pool

_PAUSE_S: Final = 1.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Store:
    """An open database."""

    pool: Pool
    engine: Engine

    async def now_ms(self) -> int:
        """Return the database's time in milliseconds since the epoch."""
        async with acquire(self.pool) as conn:
            return int((await select_now(conn)).timestamp() * 1000)


@asynccontextmanager
async def opened(url: str, stop: asyncio.Event, *, name: str, connections: int = 4) -> AsyncIterator[Store | None]:
    """Lend the database for the block; None when `stop` was set before it answered."""
    pool = await open_pool(url, min_size=0, max_size=connections, name=name)
    try:
        engine = await _engine(pool, stop)
        yield None if engine is None else Store(pool, engine)
    finally:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(5):
                await pool.close()
        pool.terminate()


async def _engine(pool: Pool, stop: asyncio.Event) -> Engine | None:
    while not stop.is_set():
        try:
            async with acquire(pool, timeout_s=10) as conn:
                return await detect(conn)
        except DatabaseError as error:
            logger.warning("waiting for the database", extra={"error": repr(error)})
            await pause(stop, _PAUSE_S)
    return None


async def pause(stop: asyncio.Event, seconds: float) -> None:
    """Wait, but not longer than until `stop` is set."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await stop.wait()
