"""Reading for some monitors at a time, so that memory stays small; database and caller work at the same time."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Final, TypeVar

READ_AT_ONCE: Final = 50  # monitors: the driver makes a Python number of each value, sixteen times its size

Read = TypeVar("Read")


async def in_batches(ids: list[int], read: Callable[[list[int]], Awaitable[Read]]) -> AsyncGenerator[Read, None]:
    """Yield what `read` returns for some ids after the other. The next are asked for before these are worked on."""
    following: asyncio.Future[Read] | None = None
    try:
        for first in range(0, len(ids), READ_AT_ONCE):
            found = None if following is None else (await following,)
            following = asyncio.ensure_future(read(ids[first : first + READ_AT_ONCE]))
            await asyncio.sleep(0)  # the question goes out
            if found is not None:
                yield found[0]
        if following is not None:
            yield await following
    finally:
        if following is not None:
            following.cancel()
