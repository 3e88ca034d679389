"""What cannot be run: poison, foreign bytes, unknown tasks; and the janitor of what remains."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.broker import DeadReason, send
from db.broker.reclaim import Choice, consider
from db.broker.streams import DEAD_KEPT, DEAD_SUFFIX, GROUP, Entry, Pending, Queue, bury, create_group, read_new
from db.broker.upkeep import forget_dead_consumers, tidy_stream, trim_acknowledged
from db.redis import Client
from tests.db.broker_harness import (
    QUEUE,
    Ledger,
    Tasks,
    WorkerProcess,
    client_of,
    eventually,
    faster,
    is_drained,
    length,
    pending,
    sender_of,
    worker_processes,
    working,
)
from tests.servers import Valkey, valkey

OTHER = Queue(QUEUE, "other")


@pytest.fixture
def server() -> Iterator[Valkey]:
    with valkey() as running:
        yield running


async def dead(client: Client) -> list[dict[bytes, bytes]]:
    entries: Any = await client.xrange(QUEUE + DEAD_SUFFIX)
    return [fields for _, fields in entries]


async def test_a_task_that_kills_its_worker_goes_to_the_dead_letters_alone(server: Valkey, tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    limits = {"idle_timeout_s": 0.4, "reclaim_every_s": 0.1}
    async with sender_of(server) as sender, client_of(server) as client:
        await send(sender, "kill_worker", 0)
        for number in range(1, 5):
            await send(sender, "job", number, 0.3)
        with worker_processes(server, ledger, limits, 1) as workers:
            while not await dead(client):
                await eventually(lambda: not workers[0].is_alive or ledger.total("start") > 3)
                if not workers[0].is_alive:
                    workers[0] = WorkerProcess(server, ledger, limits)
            await eventually(lambda: is_drained(client))

        letters = await dead(client)
    assert [(letter[b"reason"], b"kill_worker" in letter[b"data"]) for letter in letters] == [(b"poison", True)]
    assert ledger.count("start")[0] == 3
    assert set(ledger.count("done")) == {1, 2, 3, 4}


async def test_bytes_that_are_no_message_go_to_the_dead_letters(
    server: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    tasks = Tasks()
    async with client_of(server) as client, sender_of(server) as sender:
        for fields in ({b"data": b"{not json"}, {b"data": b'{"json": "but no task"}'}, {b"no": b"data"}):
            await client.xadd(QUEUE, fields)  # type: ignore[arg-type]
        await send(sender, "job", 1)

        async with working(server, tasks):
            await eventually(lambda: tasks.done[1] == 1)
            await eventually(lambda: is_drained(client))
        letters = await dead(client)
    assert [letter[b"data"] for letter in letters] == [b"{not json", b'{"json": "but no task"}', b""]
    assert {letter[b"reason"] for letter in letters} == {b"unparsable"}
    assert all(letter[b"first_seen_at"].startswith(b"20") for letter in letters)
    assert [record.levelno for record in caplog.records if "dead letters" in record.message] == [logging.ERROR] * 3


async def test_an_unknown_task_waits_for_a_newer_worker(server: Valkey) -> None:
    old, new = Tasks(), Tasks()
    async with sender_of(server) as sender, client_of(server) as client, working(server, old):
        await send(sender, "task_of_the_next_version", 1)
        await eventually(lambda: has_been_delivered(client))

        async with working(server, new, extra_task="task_of_the_next_version"):
            await eventually(lambda: new.done[1] == 1)
        assert await dead(client) == []


async def has_been_delivered(client: Client) -> bool:
    return await pending(client) == 1


async def test_an_unknown_task_is_not_kept_for_ever(server: Valkey) -> None:
    limits = faster(unknown_task_kept=timedelta(seconds=0.5))
    async with sender_of(server) as sender, client_of(server) as client, working(server, Tasks(), limits=limits):
        await send(sender, "task_of_nobody", 1)

        await eventually(lambda: is_drained(client))
        assert [letter[b"reason"] for letter in await dead(client)] == [b"unknown_task"]


async def test_a_dead_letter_that_does_not_fit_is_kept_until_it_does(server: Valkey) -> None:
    async with client_of(server) as client, working(server, Tasks()):
        await client.xadd(QUEUE, {b"x": b"y"})
        await eventually(lambda: is_drained(client))
        await client.xadd(QUEUE, {b"data": b"bad"})
        await client.config_set("maxmemory", "1mb")
        await eventually(lambda: has_been_delivered_or_buried(client))
        await client.config_set("maxmemory", "0")

        await eventually(lambda: is_drained(client))
        assert len(await dead(client)) == 2


async def has_been_delivered_or_buried(client: Client) -> bool:
    return await pending(client) == 1 or await length(client) == 0


async def test_the_dead_letters_are_bounded(server: Valkey) -> None:
    async with client_of(server) as client:
        await create_group(client, OTHER)
        for number in range(DEAD_KEPT + 5):
            await bury(client, OTHER, Entry(f"1-{number}", b"", 1), DeadReason.POISON)

        assert await length(client, QUEUE + DEAD_SUFFIX) == DEAD_KEPT


async def test_trimming_takes_acknowledged_entries_and_nothing_else(server: Valkey) -> None:
    async with client_of(server) as client:
        await create_group(client, OTHER)
        ids = [await client.xadd(QUEUE, {b"data": b"1"}) for _ in range(6)]
        await read_new(client, OTHER, count=4, block_ms=100)
        await client.xack(QUEUE, GROUP, *ids[:2])

        assert await trim_acknowledged(client, QUEUE) == 2
        await client.xack(QUEUE, GROUP, *ids[2:4])
        assert await trim_acknowledged(client, QUEUE) == 2
        assert [entry.id.encode() for entry in await read_new(client, OTHER, count=9, block_ms=100)] == ids[4:]


async def test_only_dead_consumers_with_empty_hands_are_forgotten(server: Valkey) -> None:
    async with client_of(server) as client:
        await create_group(client, OTHER)
        await client.xadd(QUEUE, {b"data": b"1"})
        await read_new(client, OTHER, count=1, block_ms=100)
        await client.xgroup_createconsumer(QUEUE, GROUP, "empty")

        assert await forget_dead_consumers(client, OTHER, idle_ms=60_000) == []
        await eventually(lambda: was_silent(client, "empty"))
        assert await forget_dead_consumers(client, OTHER, idle_ms=20) == ["empty"]
        assert await pending(client) == 1


async def was_silent(client: Client, name: str) -> bool:
    rows: Any = await client.xinfo_consumers(QUEUE, GROUP)
    return bool(next(row["idle"] for row in rows if row["name"] == name.encode()) > 30)


async def test_one_janitor_works_at_a_time(server: Valkey) -> None:
    async with client_of(server) as client:
        await create_group(client, OTHER)

        assert await tidy_stream(client, OTHER, every_ms=60_000)
        assert not await tidy_stream(client, Queue(QUEUE, "second"), every_ms=60_000)


async def test_a_worker_trims_what_was_acknowledged_but_not_deleted(server: Valkey) -> None:
    async with client_of(server) as client:
        await create_group(client, OTHER)
        await client.xadd(QUEUE, {b"data": b"1"})
        (entry,) = await read_new(client, OTHER, count=1, block_ms=100)
        await client.xack(QUEUE, GROUP, entry.id)

        async with working(server, Tasks()):
            await eventually(lambda: is_drained(client))


def test_suspects_are_taken_one_at_a_time_and_what_is_held_is_left_out() -> None:
    choice = Choice()
    idle = [Pending("1-0", 2), Pending("2-0", 1), Pending("3-0", 2), Pending("4-0", 3), Pending("5-0", 1)]
    for entry in idle:
        consider(entry, choice, left_out={"5-0"}, max_deliveries=3)

    assert [entry.id for entry in choice.orphans] == ["1-0", "2-0"]
    assert [entry.id for entry in choice.poison] == ["4-0"]
