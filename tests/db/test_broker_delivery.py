"""The broker in good times: what is sent runs once, what is done is gone, what is stopped comes back."""

import asyncio
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from taskiq import BrokerMessage, TaskiqMessage, TaskiqMiddleware

from db.broker import BrokerUnavailable, DurableStreamBroker, run_worker, send
from db.broker.streams import Pending, Queue, claim, create_group, own_pending, read_new, renew
from tests.db.broker_harness import (
    FAST,
    QUEUE,
    Tasks,
    client_of,
    eventually,
    faster,
    is_drained,
    length,
    pending,
    sender_of,
    working,
)
from tests.servers import Valkey, valkey


@pytest.fixture
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


async def test_messages_sent_before_the_first_worker_are_run(server: Valkey) -> None:
    tasks = Tasks()
    async with sender_of(server) as sender:
        await send(sender, "job", 1)

        async with working(server, tasks):
            await eventually(lambda: tasks.done[1] == 1)


async def test_finished_messages_leave_nothing_behind(server: Valkey) -> None:
    tasks = Tasks()
    async with sender_of(server) as sender, client_of(server) as client, working(server, tasks):
        for number in range(50):
            await send(sender, "job", number)

        await eventually(lambda: tasks.done.total() == 50)
        await eventually(lambda: is_drained(client))


async def test_a_message_of_a_dead_worker_returns_on_a_quiet_queue(server: Valkey) -> None:
    tasks = Tasks()
    async with sender_of(server) as sender, client_of(server) as client:
        await send(sender, "job", 1)
        await create_group(client, Queue(QUEUE, "dead"))
        assert len(await read_new(client, Queue(QUEUE, "dead"), count=1, block_ms=100)) == 1

        async with working(server, tasks):
            await eventually(lambda: tasks.done[1] == 1, within_s=3)


async def test_a_task_longer_than_the_idle_time_out_runs_once(server: Valkey) -> None:
    one, other = Tasks(), Tasks()
    two_workers = working(server, one), working(server, other)
    async with sender_of(server) as sender, client_of(server) as client, two_workers[0], two_workers[1]:
        await send(sender, "hold", 1)
        await eventually(lambda: one.started[1] + other.started[1] == 1)

        began_at = time.monotonic()
        await eventually(lambda: time.monotonic() - began_at > 3 * FAST.idle_timeout_s)
        one.gate.set()
        other.gate.set()
        await eventually(lambda: is_drained(client))

    assert one.started[1] + other.started[1] == 1


async def test_a_worker_takes_no_more_than_it_can_run(server: Valkey) -> None:
    tasks = Tasks()
    async with sender_of(server) as sender, client_of(server) as client:
        for number in range(20):
            await send(sender, "hold", number)

        async with working(server, tasks, max_async_tasks=3):
            await eventually(lambda: tasks.started.total() == 3)

            assert await pending(client) == 3
            tasks.gate.set()
            await eventually(lambda: tasks.done.total() == 20)


async def test_a_task_that_raises_is_acknowledged(server: Valkey) -> None:
    tasks = Tasks()
    async with sender_of(server) as sender, client_of(server) as client, working(server, tasks):
        await send(sender, "fail", 1)

        await eventually(lambda: tasks.started[1] == 1)
        await eventually(lambda: is_drained(client))


async def test_a_failure_before_the_task_means_another_delivery(server: Valkey) -> None:
    class FailsOnce(TaskiqMiddleware):
        calls = 0

        def pre_execute(self, message: TaskiqMessage) -> TaskiqMessage:
            FailsOnce.calls += 1
            if FailsOnce.calls == 1:
                raise OSError("no connection yet")
            return message

    tasks, stop = Tasks(), asyncio.Event()
    broker = tasks.known_to(DurableStreamBroker(server.url, QUEUE, limits=FAST))
    broker.add_middlewares(FailsOnce())
    worker = asyncio.create_task(run_worker(broker, max_async_tasks=5, stop=stop))
    async with sender_of(server) as sender:
        await send(sender, "job", 1)
        await eventually(lambda: tasks.done[1] == 1)
    stop.set()
    await worker

    assert FailsOnce.calls == 2


async def test_stop_lets_running_tasks_finish_and_starts_nothing_more(server: Valkey) -> None:
    leaving, tasks = Tasks(), Tasks()
    limits = faster(idle_timeout_s=30.0)
    async with sender_of(server) as sender:
        async with working(server, leaving, limits=limits) as stop:
            await send(sender, "hold", 1)
            await eventually(lambda: leaving.started[1] == 1)
            stop.set()
            await asyncio.sleep(0)
            await send(sender, "job", 2)
            leaving.gate.set()
        assert (leaving.done, leaving.started) == ({1: 1}, {1: 1})

        # The read that the stop interrupted may have been given message 2: it must be free at once all the same.
        async with working(server, tasks, limits=limits):
            await eventually(lambda: tasks.done[2] == 1, within_s=3)


async def test_tasks_that_outlive_the_drain_are_handed_back_at_once(server: Valkey) -> None:
    slow, tasks = Tasks(), Tasks()
    limits = faster(idle_timeout_s=30.0)
    async with sender_of(server) as sender:
        async with working(server, slow, limits=limits, drain_s=0.1):
            await send(sender, "hold", 1)
            await eventually(lambda: slow.started[1] == 1)

        tasks.gate.set()
        async with working(server, tasks, limits=limits):
            await eventually(lambda: tasks.done[1] == 1, within_s=3)

    assert slow.done[1] == 0


async def test_unread_messages_are_handed_back_when_listening_ends(server: Valkey) -> None:
    limits = faster(idle_timeout_s=30.0)
    tasks = Tasks()
    leaving = tasks.known_to(DurableStreamBroker(server.url, QUEUE, limits=limits))
    await leaving.startup()
    async with sender_of(server) as sender:
        for number in range(5):
            await send(sender, "job", number)
        messages = leaving.listen()
        await anext(messages)  # has five in its hands, one of them is being run
        await messages.aclose()

        async with working(server, tasks, limits=limits):
            await eventually(lambda: tasks.done.total() == 4, within_s=3)
            await leaving.shutdown()
            await eventually(lambda: tasks.done.total() == 5, within_s=3)


async def test_age_and_depth_count_what_nobody_was_given(server: Valkey) -> None:
    tasks = Tasks()
    async with sender_of(server) as sender:
        assert (await sender.queue_age("no:such"), await sender.queue_depth("no:such")) == (0.0, 0)
        async with working(server, tasks, max_async_tasks=1):
            await send(sender, "hold", 1)
            await eventually(lambda: tasks.started[1] == 1)
            assert (await sender.queue_age(), await sender.queue_depth()) == (0.0, 0)

            sent_at = time.monotonic()
            await send(sender, "job", 2)
            await send(sender, "job", 3)
            await eventually(lambda: time.monotonic() - sent_at > 0.3)
            assert 0.29 <= await sender.queue_age() <= time.monotonic() - sent_at + 0.01
            assert await sender.queue_depth() == 2
            tasks.gate.set()


async def test_a_message_can_be_sent_to_another_queue(server: Valkey) -> None:
    async with sender_of(server) as sender, client_of(server) as client:
        await send(sender, "job", 1, queue="test:now")

        assert (await length(client, "test:now"), await length(client)) == (1, 0)


async def test_renewing_leaves_alone_what_another_took_over(server: Valkey) -> None:
    slow, fast = Queue(QUEUE, "slow"), Queue(QUEUE, "fast")
    async with sender_of(server) as sender, client_of(server) as client:
        await send(sender, "job", 1)
        await create_group(client, slow)
        (entry,) = await read_new(client, slow, count=1, block_ms=100)
        assert len(await claim(client, fast, [Pending(entry.id, 1)], idle_ms=0)) == 1

        await renew(client, slow, {entry.id})

        assert await own_pending(client, fast, count=9) == [entry.id]


async def test_the_broker_works_over_tcp() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    tasks, stop = Tasks(), asyncio.Event()
    with valkey(port=str(port), bind="127.0.0.1"):
        broker = tasks.known_to(DurableStreamBroker(f"redis://127.0.0.1:{port}/0", QUEUE, limits=FAST))
        worker = asyncio.create_task(run_worker(broker, max_async_tasks=5, stop=stop))
        await send(broker, "job", 1)
        await eventually(lambda: tasks.done[1] == 1)
        stop.set()
        await worker


async def test_sender_gets_an_error_when_there_is_no_server() -> None:
    broker = DurableStreamBroker("unix:///tmp/no-such-valkey.sock", QUEUE, limits=faster(send_timeout_s=0.5))
    await broker.startup()
    began_at = time.monotonic()

    with pytest.raises(BrokerUnavailable):
        await send(broker, "job", 1)

    assert time.monotonic() - began_at < 0.7
    await broker.shutdown()


async def test_messages_are_json_and_are_never_trimmed_by_sending(server: Valkey) -> None:
    async with sender_of(server) as sender, client_of(server) as client:
        message = BrokerMessage(task_id="1", task_name="job", message=b'{"a":1}', labels={})
        for _ in range(300):
            await sender.kick(message)

        assert await length(client) == 300
        entries: Any = await client.xrange(QUEUE, count=1)
        assert entries[0][1] == {b"data": b'{"a":1}'}
