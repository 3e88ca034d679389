"""One workspace never takes all places."""

import asyncio

from probes.fairness import Fairness


async def test_an_owner_with_hanging_targets_delays_only_itself() -> None:
    fairness = Fairness(total=4, each=2)
    hang = asyncio.Event()

    async def check(owner: str, *, is_hanging: bool) -> str:
        async with fairness.turn(owner):
            if is_hanging:
                await hang.wait()
            return owner

    hanging = [asyncio.create_task(check("a", is_hanging=True)) for _ in range(50)]
    async with asyncio.timeout(5):
        others = await asyncio.gather(*(check("b", is_hanging=False) for _ in range(20)))
    hang.set()

    assert others == ["b"] * 20
    assert await asyncio.gather(*hanging) == ["a"] * 50


async def test_owners_are_forgotten_when_they_are_done() -> None:
    fairness = Fairness(total=4, each=2)

    async with fairness.turn("a"):
        during = len(fairness._owners)

    assert (during, len(fairness._owners)) == (1, 0)
