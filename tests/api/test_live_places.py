"""Open sockets are counted over all API processes, and by each alone while Redis is away."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
import pytest_asyncio

from api.live.places import Place, Places
from db import live_places
from db.redis import Client, connect
from tests import servers


@pytest.fixture
def valkey() -> Iterator[servers.Valkey]:
    with servers.valkey(appendonly="no", save="") as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def redis(valkey: servers.Valkey) -> AsyncIterator[Client]:
    client = connect(valkey.url)
    yield client
    await client.aclose()


async def enter(places: Places, *addresses: str) -> list[Place | None]:
    return [await places.enter(address) for address in addresses]


async def test_places_are_counted_for_each_address_and_in_all(redis: Client) -> None:
    places = Places(redis, per_user=1, per_address=2, in_all=3)

    entered = await enter(places, "a", "a", "a", "b", "c")

    assert [place is not None for place in entered] == [True, True, False, True, False]
    assert places.open == 3


async def test_processes_count_together(redis: Client) -> None:
    one, two, person = Places(redis, per_address=3), Places(redis, per_address=3), uuid4()
    first = await enter(one, "a", "a")
    second = await enter(two, "a", "a")
    assert [place is not None for place in (*first, *second)] == [True, True, True, False]
    assert [await one.sit(person) is not None for _ in range(12)] == [True] * 12
    assert [await two.sit(person) is not None for _ in range(12)] == [True] * 8 + [False] * 4

    assert first[0] is not None
    await one.leave(first[0])

    assert await two.enter("a") is not None
    assert (one.open, two.open) == (1, 2)


async def test_places_of_a_process_that_died_are_free_again(redis: Client) -> None:
    dead, alive = Places(redis, per_address=1), Places(redis, per_address=1)
    place = await dead.enter("a")
    assert place is not None
    assert await alive.enter("a") is None
    key = live_places._key("address:a")
    assert 0 < await redis.ttl(key) <= live_places.LEASE_S

    await redis.zadd(key, {place.socket_id: 1})  # its lease ended long ago

    assert await alive.enter("a") is not None


async def test_a_living_process_keeps_its_places(redis: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, other = Places(redis, per_address=1), Places(redis, per_address=1)
    monkeypatch.setattr(live_places, "LEASE_S", 1)
    await kept.enter("a")
    monkeypatch.setattr(live_places, "LEASE_S", 3_600)

    await kept.renew()

    assert await redis.ttl(live_places._key("address:a")) > 3_000
    assert await other.enter("a") is None


async def test_without_redis_each_process_counts_alone(redis: Client, valkey: servers.Valkey) -> None:
    one, two = Places(redis, per_address=2), Places(redis, per_address=2)
    await enter(one, "a", "a")
    valkey.kill()

    assert [place is not None for place in await enter(one, "a")] == [False]
    assert [place is not None for place in await enter(two, "a", "a", "a")] == [True, True, False]


async def test_a_redis_that_forgot_everything_learns_it_again(redis: Client, valkey: servers.Valkey) -> None:
    one, two = Places(redis, per_address=2), Places(redis, per_address=2)
    await enter(one, "a", "a")
    valkey.restart()
    assert await redis.exists(live_places._key("address:a")) == 0

    await one.renew()

    assert await two.enter("a") is None
