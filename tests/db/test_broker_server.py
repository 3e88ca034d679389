"""The question asked of the server at start."""

import pytest

from db.broker import BrokerUnavailable, check_server
from db.broker.server import warnings
from tests.servers import valkey

GOOD = {"redis_version": "7.2.4", "aof_enabled": 1, "maxmemory_policy": "noeviction", "maxmemory": 1}


async def test_the_embedded_settings_are_without_fault() -> None:
    with valkey() as server:
        assert await check_server(server.url) == []


async def test_a_server_with_poor_settings_is_named() -> None:
    with valkey(appendonly="no", maxmemory="0", maxmemory_policy="allkeys-lru") as server:
        found = await check_server(server.url)

    assert [text.split()[0] for text in found] == ["The", "maxmemory-policy", "maxmemory"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"redis_version": "6.2.14"}, "too old"),
        ({"redis_version": "unstable"}, "too old"),
        ({"aof_enabled": 0}, "append-only"),
        ({"maxmemory_policy": "volatile-ttl"}, "volatile-ttl"),
        ({"maxmemory": 0}, "maxmemory is not set"),
    ],
    ids=["old", "unreadable", "aof", "policy", "maxmemory"],
)
def test_each_fault_gets_one_sentence(changes: dict[str, object], word: str) -> None:
    (found,) = warnings({**GOOD, **changes})

    assert word in found


async def test_no_server_is_an_error_within_the_deadline() -> None:
    with pytest.raises(BrokerUnavailable):
        await check_server("unix:///tmp/no-such-valkey.sock", timeout_s=0.3)
