"""The result buffer: together, in order, kept while the store is away."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from db.errors import Unavailable
from probes.buffer import FLUSH_ROWS, Buffer


class Store:
    """Collects what it is given, unless it is away; refuses the items in `refused`."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.is_away = False
        self.refused: set[int] = set()
        self.asked = asyncio.Semaphore(0)

    async def __call__(self, items: Sequence[int]) -> None:
        self.asked.release()
        if self.is_away:
            raise Unavailable("away")
        if self.refused & set(items):
            raise ValueError("refused")
        self.batches.append(list(items))

    @property
    def items(self) -> list[int]:
        return [item for batch in self.batches for item in batch]


@asynccontextmanager
async def running(buffer: Buffer[int]) -> AsyncIterator[None]:
    task = asyncio.create_task(buffer.run())
    try:
        yield
    finally:
        task.cancel()


async def _times(count: int, happened: asyncio.Semaphore) -> None:
    for _ in range(count):
        await happened.acquire()


async def test_results_are_stored_together() -> None:
    store = Store()
    buffer = Buffer(store, every_s=0.02)

    async with running(buffer), asyncio.timeout(5):
        await asyncio.gather(*map(buffer.put, range(50)))

    assert store.batches == [list(range(50))]


async def test_a_full_batch_does_not_wait() -> None:
    store = Store()
    buffer = Buffer(store, every_s=3600)

    async with running(buffer), asyncio.timeout(5):
        await asyncio.gather(*map(buffer.put, range(FLUSH_ROWS)))

    assert len(store.items) == FLUSH_ROWS


async def test_put_ends_only_when_the_item_is_stored() -> None:
    store = Store()
    store.is_away = True
    buffer = Buffer(store, every_s=0.001)

    async with running(buffer), asyncio.timeout(5):
        put = asyncio.create_task(buffer.put(1))
        await _times(2, store.asked)
        was_done = put.done()
        store.is_away = False
        await put

    assert not was_done
    assert store.items == [1]


async def test_an_outage_loses_nothing_and_keeps_the_memory_bounded() -> None:
    store = Store()
    store.is_away = True
    buffer = Buffer(store, every_s=0.001, kept=10)

    async with running(buffer), asyncio.timeout(10):
        puts = [asyncio.create_task(buffer.put(number)) for number in range(100)]
        await _times(3, store.asked)
        kept = len(buffer)
        store.is_away = False
        await asyncio.gather(*puts)

    assert kept == 10
    assert sorted(store.items) == list(range(100))


async def test_a_refused_result_costs_only_itself(caplog: pytest.LogCaptureFixture) -> None:
    store = Store()
    store.refused = {7}
    buffer = Buffer(store, every_s=0.001)

    async with running(buffer), asyncio.timeout(5):
        await asyncio.gather(*map(buffer.put, range(20)))

    assert sorted(store.items) == [number for number in range(20) if number != 7]
    assert "refused by the store" in caplog.text
