"""Starts follow what the loop can serve."""

import asyncio

from probes.pace import BAD_LAG_S, FEWEST_STARTS, MOST_STARTS, Pace


async def _starts(pace: Pace, wanted: int = 1000) -> int:
    """Return how many of the wanted checks start within one tick."""
    tasks = [asyncio.create_task(pace.start()) for _ in range(wanted)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    started = sum(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return started


async def test_a_quick_loop_starts_all_that_come() -> None:
    assert await _starts(Pace(), wanted=100) == 100


async def test_a_slow_loop_starts_fewer_and_fewer() -> None:
    pace = Pace()
    found = []
    for _ in range(8):
        pace.tick(BAD_LAG_S + 0.1)
        found.append(await _starts(pace))

    assert found == sorted(found, reverse=True)
    assert found[-1] == FEWEST_STARTS


async def test_a_loop_that_is_quick_again_starts_as_many_as_before() -> None:
    pace = Pace()
    for lag_s in [1.0] * 10 + [0.0] * 30:
        pace.tick(lag_s)

    assert await _starts(pace) == MOST_STARTS


async def test_those_that_wait_start_in_order() -> None:
    pace, started = Pace(), []
    for _ in range(10):
        pace.tick(1.0)

    async def check(number: int) -> None:
        await pace.start()
        started.append(number)

    tasks = [asyncio.create_task(check(number)) for number in range(20)]
    for _ in range(10):
        await asyncio.sleep(0)
        pace.tick(1.0)
    await asyncio.gather(*tasks)

    assert started == list(range(20))
