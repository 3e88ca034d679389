"""Shares a worker's capacity: the hanging targets of one workspace never take all of it."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager


class Fairness:
    """Bounds what runs at once, in all and for each owner. Waiting is in order of arrival."""

    def __init__(self, total: int, each: int) -> None:
        self._total = asyncio.Semaphore(total)
        self._each = each
        self._owners: dict[Hashable, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, owner: Hashable) -> AsyncIterator[None]:
        """Wait for a place of the owner's share, then for one of all."""
        semaphore, users = self._owners.get(owner) or (asyncio.Semaphore(self._each), 0)
        self._owners[owner] = (semaphore, users + 1)
        try:
            async with semaphore, self._total:
                yield
        finally:
            self._leave(owner)

    def _leave(self, owner: Hashable) -> None:
        semaphore, users = self._owners[owner]
        if users == 1:
            del self._owners[owner]
        else:
            self._owners[owner] = (semaphore, users - 1)
