"""The database's clock as a worker sees it: slots are due by that clock, not by the worker's own.

Between two synchronisations it runs on the monotonic clock, so a step of the worker's own clock is never seen.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from core.grid import from_ms
from db.errors import DatabaseError

SYNC_EVERY_S: Final = 10.0
_SLOWEST_USEFUL_S: Final = 0.5  # a slower answer says too little about the time

logger = logging.getLogger(__name__)


class StoreClock:
    """Tells the time of the store. `ask` returns it in milliseconds since the epoch, or raises DatabaseError.

    Before the first synchronisation it tells the machine's own time.
    """

    def __init__(self, ask: Callable[[], Awaitable[int]], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._offset_ms = time.time() * 1000 - monotonic() * 1000

    def now_ms(self) -> int:
        """Return milliseconds since the epoch."""
        return int(self._monotonic() * 1000 + self._offset_ms)

    def now(self) -> datetime:
        """Return the time as an aware datetime."""
        return from_ms(self.now_ms())

    async def sync(self) -> None:
        """Ask once. The answer is taken for the time halfway between question and answer."""
        asked_s = self._monotonic()
        store_ms = await self._ask()
        answered_s = self._monotonic()
        if answered_s - asked_s < _SLOWEST_USEFUL_S:
            self._offset_ms = store_ms - (asked_s + answered_s) * 500

    async def run(self) -> None:
        """Synchronise until cancelled; during an outage the last known offset holds."""
        while True:
            try:
                await self.sync()
            except DatabaseError as error:
                logger.debug("clock not synchronised", extra={"error": repr(error)})
            await asyncio.sleep(SYNC_EVERY_S)
