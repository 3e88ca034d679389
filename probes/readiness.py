"""Waiting for a non-blocking socket with a deadline: the cheapest way that works on uvloop and plain asyncio alike."""

import asyncio
from collections.abc import Callable
from typing import Any


async def until_readable(descriptor: int, deadline: float) -> None:
    """Return when `descriptor` can be read; raise TimeoutError at `deadline` (loop.time())."""
    loop = asyncio.get_running_loop()
    await _until(loop, descriptor, deadline, loop.add_reader, loop.remove_reader)


async def until_writable(descriptor: int, deadline: float) -> None:
    """Return when `descriptor` can be written; raise TimeoutError at `deadline` (loop.time())."""
    loop = asyncio.get_running_loop()
    await _until(loop, descriptor, deadline, loop.add_writer, loop.remove_writer)


async def _until(
    loop: asyncio.AbstractEventLoop,
    descriptor: int,
    deadline: float,
    add: Callable[..., Any],
    remove: Callable[[int], bool],
) -> None:
    ready: asyncio.Future[None] = loop.create_future()
    timer = loop.call_at(deadline, _fail, ready)
    add(descriptor, _finish, ready)
    try:
        await ready
    finally:
        timer.cancel()
        remove(descriptor)


def _finish(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_result(None)


def _fail(ready: asyncio.Future[None]) -> None:
    if not ready.done():
        ready.set_exception(TimeoutError())
