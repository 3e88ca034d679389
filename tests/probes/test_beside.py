"""Loops beside the main work."""

import asyncio

import pytest

from probes.beside import beside


async def test_loops_end_with_the_block() -> None:
    ended = asyncio.Event()

    async def loop() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with beside(loop()):
        await asyncio.sleep(0)

    assert ended.is_set()


async def test_a_loop_that_fails_ends_the_block_with_its_error() -> None:
    async def loop() -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        async with beside(loop()):
            await asyncio.sleep(60)


async def test_a_loop_may_end_before_the_block() -> None:
    async def loop() -> None:
        return

    async with beside(loop()):
        await asyncio.sleep(0.01)
