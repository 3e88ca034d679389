"""Rate limits: in Redis, and in this process when Redis is away."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from api.errors import Problem
from api.limits import Limit, Limits, address_key
from db.redis import Client, connect
from tests.servers import Valkey

THREE = Limit("test", 3, 60)


@pytest_asyncio.fixture(loop_scope="session")
async def redis(shared_valkey: Valkey) -> AsyncIterator[Client]:
    client = connect(shared_valkey.url)
    yield client
    await client.aclose()


async def hits(limits: Limits, key: str, count: int) -> list[bool]:
    """Return for each hit whether it was let through."""
    passed = []
    for _ in range(count):
        try:
            await limits.hit(THREE, key)
        except Problem:
            passed.append(False)
        else:
            passed.append(True)
    return passed


async def test_a_refusal_says_how_long_to_wait(redis: Client) -> None:
    await hits(Limits(redis), "flo", 3)

    with pytest.raises(Problem) as refusal:
        await Limits(redis).hit(THREE, "flo")
    assert refusal.value.status == 429
    assert 1 <= int(refusal.value.headers["Retry-After"]) <= 60


async def test_a_limit_lets_through_as_many_as_it_says(redis: Client) -> None:
    assert await hits(Limits(redis), "ann", 5) == [True] * 3 + [False] * 2


async def test_processes_count_together(redis: Client) -> None:
    assert await hits(Limits(redis), "bo", 2) == [True] * 2
    assert await hits(Limits(redis), "bo", 2) == [True, False]


async def test_keys_count_apart(redis: Client) -> None:
    limits = Limits(redis)

    assert await hits(limits, "cy", 3) == await hits(limits, "di", 3) == [True] * 3


async def test_without_redis_this_process_counts_alone(tmp_path: Path) -> None:
    nowhere = connect(f"unix://{tmp_path}/nothing.sock")

    assert await hits(Limits(nowhere), "ed", 5) == [True] * 3 + [False] * 2
    await nowhere.aclose()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("testclient", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_ipv6_customer_is_a_network(address: str | None, key: str) -> None:
    assert address_key(address) == key
