"""Publish, subscribe and answers over a real server, also one that dies."""

import asyncio
import contextlib
import time
from collections.abc import Iterator

import pytest

from db.redis import (
    ANSWER_KEY,
    ANSWER_TTL_S,
    BrokerFull,
    BrokerUnavailable,
    Message,
    await_answer,
    connect,
    ensure_not_cancelled,
    publish,
    put_answer,
    subscribe,
)
from tests.db.broker_harness import client_of
from tests.servers import Valkey, valkey


@pytest.fixture
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


async def test_a_subscriber_hears_what_is_published_after_the_first_mark(server: Valkey) -> None:
    async with client_of(server) as client, contextlib.aclosing(subscribe(client, "a", "b")) as messages:
        assert await anext(messages) is None

        assert await publish(client, "b", b"\x00payload") == 1
        assert await anext(messages) == Message("b", b"\x00payload")


async def test_a_subscriber_is_told_of_a_gap_when_redis_was_away(server: Valkey) -> None:
    async with client_of(server) as client, contextlib.aclosing(subscribe(client, "a")) as messages:
        assert await anext(messages) is None
        server.restart()

        async with asyncio.timeout(10):
            assert await anext(messages) is None
        await publish(client, "a", b"after")
        assert await anext(messages) == Message("a", b"after")


async def test_an_answer_reaches_who_waits_for_it(server: Valkey) -> None:
    async with client_of(server) as client:
        waiting = asyncio.create_task(await_answer(client, "7", 5))
        await put_answer(client, "7", b"up")

        assert await waiting == b"up"


async def test_an_answer_is_kept_for_a_minute(server: Valkey) -> None:
    async with client_of(server) as client:
        await put_answer(client, "7", b"up")

        assert 0 < await client.ttl(ANSWER_KEY.format("7")) <= ANSWER_TTL_S
        assert await await_answer(client, "7", 1) == b"up"


async def test_no_answer_is_none_at_the_deadline(server: Valkey) -> None:
    async with client_of(server) as client:
        began_at = time.monotonic()

        assert await await_answer(client, "7", 0.3) is None
        assert 0.25 < time.monotonic() - began_at < 0.6


async def test_an_answer_is_waited_for_through_a_restart(server: Valkey) -> None:
    async with client_of(server) as client:
        waiting = asyncio.create_task(await_answer(client, "7", 10))
        await asyncio.sleep(0)
        server.restart()
        await put_answer(client, "7", b"up", timeout_s=5)

        assert await waiting == b"up"


async def test_a_dead_server_is_an_error_within_the_deadline() -> None:
    client = connect("redis://127.0.0.1:1/0")

    with pytest.raises(BrokerUnavailable):
        await await_answer(client, "7", 0.3)
    with pytest.raises(BrokerUnavailable):
        await publish(client, "a", b"", timeout_s=0.3)
    await client.aclose()


async def test_a_full_server_is_an_error_of_its_own(server: Valkey) -> None:
    async with client_of(server) as client:
        await client.config_set("maxmemory", "1mb")

        with pytest.raises(BrokerFull):
            await put_answer(client, "7", b"up")


@pytest.mark.parametrize("url", ["redis://u:p@127.0.0.1:6379/1", "rediss://127.0.0.1:6380/0", "unix:///tmp/v.sock"])
async def test_every_kind_of_url_makes_a_client(url: str) -> None:
    client = connect(url)

    client.connection_pool.make_connection()  # type: ignore[no-untyped-call]
    await client.aclose()


async def test_a_loop_notices_a_cancellation_that_was_swallowed() -> None:
    async def loop() -> None:
        while True:
            ensure_not_cancelled()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()

    task = asyncio.create_task(loop())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
