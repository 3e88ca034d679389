"""Reading in batches: every id once and in order, one question at a time, the next one asked ahead."""

import asyncio
from contextlib import aclosing

import pytest

from analytics.reports.batches import READ_AT_ONCE, in_batches


class Reader:
    """Answers with what it was asked for; knows what was asked, and how many questions were open at once."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.open = 0
        self.most_open = 0

    async def read(self, ids: list[int]) -> list[int]:
        self.asked.append(ids)
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await asyncio.sleep(0)
        finally:
            self.open -= 1
        return ids


@pytest.mark.parametrize("count", [0, 1, READ_AT_ONCE, READ_AT_ONCE + 1, 3 * READ_AT_ONCE])
async def test_every_id_once_and_in_order(count: int) -> None:
    reader, found = Reader(), []
    async for batch in in_batches(list(range(count)), reader.read):
        found += batch

    assert found == list(range(count))
    assert reader.most_open <= 1


async def test_the_next_are_asked_for_before_these_are_worked_on() -> None:
    reader, asked = Reader(), []
    async for _ in in_batches(list(range(3 * READ_AT_ONCE)), reader.read):
        asked.append(len(reader.asked))

    assert asked == [2, 3, 3]


async def test_nothing_goes_on_when_the_caller_stops() -> None:
    reader = Reader()
    async with aclosing(in_batches(list(range(3 * READ_AT_ONCE)), reader.read)) as batches:
        await anext(batches)
    await asyncio.sleep(0)

    assert reader.open == 0
    assert len(reader.asked) == 2


async def test_an_error_comes_out() -> None:
    async def fail(_: list[int]) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        async for _ in in_batches([1], fail):
            pass
