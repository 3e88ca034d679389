"""Finished results on their way into the store: gathered, stored in one transaction, kept while the store is away."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from db.errors import TryAgain, Unavailable

FLUSH_EVERY_S: Final = 0.2
FLUSH_ROWS: Final = 1_000
KEPT_ROWS: Final = 5_000
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 1.0

T = TypeVar("T")
Store = Callable[[Sequence[T]], Awaitable[object]]

logger = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Waiting(Generic[T]):
    item: T
    stored: asyncio.Future[None]


class Buffer(Generic[T]):
    """Gathers items and stores them in batches; `put` ends when its item is stored, so whoever waits may acknowledge.

    At most `kept` items wait. When the store is away for longer than that, `put` waits for room, and so do the checks
    behind it: nothing is thrown away. `run` must be running beside; it stores what is left before it ends.
    """

    def __init__(self, store: Store[T], *, every_s: float = FLUSH_EVERY_S, kept: int = KEPT_ROWS) -> None:
        self._store = store
        self._every_s = every_s
        self._room = asyncio.Semaphore(kept)
        self._waiting: deque[_Waiting[T]] = deque()
        self._filled = asyncio.Event()
        self._is_full = asyncio.Event()

    async def put(self, item: T) -> None:
        """Hand in an item and wait until it is stored."""
        async with self._room:
            waiting = _Waiting(item, asyncio.get_running_loop().create_future())
            self._waiting.append(waiting)
            self._filled.set()
            if len(self._waiting) >= FLUSH_ROWS:
                self._is_full.set()
            await waiting.stored

    def __len__(self) -> int:
        return len(self._waiting)

    async def run(self) -> None:
        """Store batch after batch until cancelled."""
        while True:
            await self._filled.wait()
            await self._gather()
            await self._flush()

    async def _gather(self) -> None:
        """Let more results join the batch, for as long as a person would not notice."""
        try:
            async with asyncio.timeout(self._every_s):
                await self._is_full.wait()
        except TimeoutError:
            return

    async def _flush(self) -> None:
        batch = [self._waiting[index] for index in range(min(len(self._waiting), FLUSH_ROWS))]
        await self._store_patiently(batch)
        for _ in batch:
            self._waiting.popleft()
        if not self._waiting:
            self._filled.clear()
        if len(self._waiting) < FLUSH_ROWS:
            self._is_full.clear()
        for waiting in batch:
            if not waiting.stored.done():
                waiting.stored.set_result(None)

    async def _store_patiently(self, batch: list[_Waiting[T]]) -> None:
        """Store the batch, however long the store is away. Storing twice is harmless: slots are keys."""
        pause_s = _FIRST_PAUSE_S
        while True:
            try:
                await self._store([waiting.item for waiting in batch])
            except (Unavailable, TryAgain) as error:
                logger.warning("results not stored yet", extra={"results": len(self), "error": repr(error)})
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
            except Exception:
                await self._isolate(batch)
                return
            else:
                return

    async def _isolate(self, batch: list[_Waiting[T]]) -> None:
        """Store the halves of a batch that the store refuses, so that one bad result costs only itself."""
        if len(batch) == 1:
            logger.exception("result refused by the store, it is lost", extra={"result": repr(batch[0].item)[:500]})
            return
        middle = len(batch) // 2
        await self._store_patiently(batch[:middle])
        await self._store_patiently(batch[middle:])
