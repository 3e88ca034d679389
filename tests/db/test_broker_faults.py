"""The broker in bad times: Redis dies, is wiped, is full, hangs. No process ends, no running task is lost."""

import asyncio
import contextlib
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest
from redis.exceptions import RedisError

from db.broker import BrokerFull, BrokerUnavailable, DurableStreamBroker, send
from db.broker.streams import GROUP
from db.redis import Client
from tests.db.broker_harness import QUEUE, Tasks, client_of, eventually, faster, is_drained, sender_of, working
from tests.servers import Valkey, valkey


@pytest.fixture
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


@dataclass
class Busy:
    """A worker that runs message 0 of `hold` while the test harms its server."""

    sender: DurableStreamBroker
    client: Client
    tasks: Tasks

    async def finishes_all(self) -> None:
        """Let message 0 end, run message 1, and expect an empty queue; each ran once."""
        self.tasks.gate.set()
        await send_patiently(self.sender, "job", 1)
        await eventually(lambda: self.tasks.done == {0: 1, 1: 1}, within_s=20)
        await eventually(lambda: is_drained(self.client))
        assert self.tasks.started == {0: 1, 1: 1}


@contextlib.asynccontextmanager
async def busy_worker(server: Valkey) -> AsyncIterator[Busy]:
    tasks = Tasks()
    async with sender_of(server) as sender, client_of(server) as client, working(server, tasks):
        await send(sender, "hold", 0)
        await eventually(lambda: tasks.started[0] == 1)
        yield Busy(sender, client, tasks)


async def command(client: Client, *words: str) -> None:
    await client.execute_command(*words)  # type: ignore[no-untyped-call]


async def send_patiently(sender: DurableStreamBroker, name: str, number: int) -> None:
    """Send as the dispatcher does: again, until it worked."""
    ends_at = time.monotonic() + 15
    while True:
        try:
            await send(sender, name, number)
        except BrokerUnavailable:
            assert time.monotonic() < ends_at, "the server did not come back in time"
        else:
            return


async def test_a_restart_of_redis_aborts_nothing(server: Valkey) -> None:
    async with busy_worker(server) as busy:
        server.restart()

        await busy.finishes_all()


async def test_a_task_that_ends_while_redis_is_away_is_acknowledged_later(server: Valkey) -> None:
    async with busy_worker(server) as busy:
        server.kill()
        busy.tasks.gate.set()
        await eventually(lambda: busy.tasks.done[0] == 1)
        server.start()

        await busy.finishes_all()


async def be_away(server: Valkey, client: Client, away_s: float) -> None:
    server.kill()
    down_at = time.monotonic()
    await eventually(lambda: time.monotonic() - down_at > away_s)
    server.start()


async def hang(server: Valkey, client: Client, away_s: float) -> None:
    await command(client, "CLIENT", "PAUSE", str(int(away_s * 1000)), "ALL")


@pytest.mark.parametrize("outage", [be_away, hang])
async def test_an_outage_longer_than_the_idle_time_out_repeats_nothing(
    server: Valkey, outage: Callable[[Valkey, Client, float], Awaitable[None]]
) -> None:
    other = Tasks()
    async with busy_worker(server) as busy, working(server, other):
        await outage(server, busy.client, 1.0)
        await send_patiently(busy.sender, "job", 1)
        await eventually(lambda: busy.tasks.done[1] + other.done[1] == 1)
        up_at = time.monotonic()
        await eventually(lambda: time.monotonic() - up_at > 0.9)
        busy.tasks.gate.set()
        await eventually(lambda: is_drained(busy.client))

    assert (busy.tasks.started[0], other.started[0]) == (1, 0)


@pytest.mark.long
async def test_a_server_that_hangs_longer_than_the_socket_waits_aborts_nothing(server: Valkey) -> None:
    async with busy_worker(server) as busy:
        await hang(server, busy.client, 12)

        await busy.finishes_all()


@pytest.mark.parametrize("wipe", ["FLUSHALL", f"DEL {QUEUE}", f"XGROUP DESTROY {QUEUE} {GROUP}"])
async def test_a_wiped_stream_is_created_again(server: Valkey, wipe: str) -> None:
    async with busy_worker(server) as busy:
        await command(busy.client, *wipe.split())
        busy.tasks.gate.set()
        await send(busy.sender, "job", 1)

        await eventually(lambda: busy.tasks.done[0] == busy.tasks.done[1] == 1)
        await eventually(lambda: is_drained(busy.client))


@pytest.mark.parametrize(
    "harm",
    ["DEBUG SLEEP 1.5", "CLIENT PAUSE 1500 ALL", "CLIENT KILL TYPE normal SKIPME no", "DEBUG RELOAD"],
)
async def test_a_server_that_hangs_or_drops_connections_aborts_nothing(server: Valkey, harm: str) -> None:
    async with busy_worker(server) as busy:
        with contextlib.suppress(RedisError):
            await command(busy.client, *harm.split())

        await busy.finishes_all()


async def test_a_sender_does_not_wait_for_a_server_that_hangs(server: Valkey) -> None:
    async with sender_of(server, faster(send_timeout_s=0.3)) as sender, client_of(server) as client:
        await command(client, "CLIENT", "PAUSE", "1000", "ALL")
        began_at = time.monotonic()

        with pytest.raises(BrokerUnavailable):
            await send(sender, "job", 1)
        assert time.monotonic() - began_at < 0.5


async def test_a_full_server_refuses_senders_and_drains(server: Valkey) -> None:
    async with busy_worker(server) as busy:
        for number in range(2, 7):
            await send(busy.sender, "hold", number)
        await busy.client.config_set("maxmemory", "1mb")

        with pytest.raises(BrokerFull):
            await send(busy.sender, "job", 1)
        busy.tasks.gate.set()
        await eventually(lambda: is_drained(busy.client))

        await busy.client.config_set("maxmemory", "0")
        await send(busy.sender, "job", 1)
        await eventually(lambda: busy.tasks.done.total() == 7)


async def test_nothing_the_broker_does_is_a_transaction(server: Valkey) -> None:
    """Redis 7 refuses every command inside MULTI when it is full, also an acknowledgement; Valkey 9 does not."""
    async with busy_worker(server) as busy:
        await busy.finishes_all()

        used = await busy.client.info("commandstats")
        assert {"cmdstat_xack", "cmdstat_xdel"} <= set(used)
        assert "cmdstat_multi" not in used


async def test_a_worker_that_starts_before_its_server_works_when_it_comes(server: Valkey) -> None:
    server.kill()
    tasks, limits = Tasks(), faster(send_timeout_s=0.3)
    async with sender_of(server, limits) as sender, working(server, tasks, limits=limits):
        await asyncio.sleep(0)
        server.start()
        await send_patiently(sender, "job", 1)
        await eventually(lambda: tasks.done[1] == 1)


@pytest.mark.long
async def test_a_worker_ends_when_told_while_its_connections_break(server: Valkey) -> None:
    """The driver can lose the cancellation of a read that meets a breaking connection; the worker must end anyway."""
    chance = random.Random(1)
    async with sender_of(server) as sender, client_of(server) as client:
        storm = asyncio.create_task(break_connections(client, chance))
        for _ in range(60):
            tasks = Tasks()
            tasks.gate.set()
            async with asyncio.timeout(15), working(server, tasks, drain_s=1):
                with contextlib.suppress(BrokerUnavailable):
                    await send(sender, "hold", 1)
                began_at, run_s = time.monotonic(), chance.uniform(0, 0.3)
                await eventually(lambda: time.monotonic() - began_at > run_s)  # noqa: B023
        storm.cancel()


async def break_connections(client: Client, chance: random.Random) -> None:
    while True:
        with contextlib.suppress(RedisError):
            await command(client, *["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"])
        await asyncio.sleep(chance.uniform(0, 0.03))
