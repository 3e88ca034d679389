"""Shared by the broker tests: short limits, a worker in this process, worker processes, and the ledger they write."""

import asyncio
import contextlib
import dataclasses
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from db.broker import DurableStreamBroker, Limits, run_worker
from db.broker.streams import GROUP
from db.redis import Client, connect
from tests.servers import Valkey, die_with_parent

ROOT = Path(__file__).parents[2]
QUEUE = "test:queue"
FAST = Limits(
    idle_timeout_s=0.6,
    reclaim_every_s=0.1,
    unknown_task_delay_s=0.1,
    unknown_task_kept=timedelta(seconds=60),
    janitor_every_s=0.3,
)


async def eventually(condition: Callable[[], Awaitable[bool] | bool], *, within_s: float = 30.0) -> None:
    """Poll until the condition holds; fail after `within_s`."""
    ends_at = time.monotonic() + within_s
    while True:
        holds = condition()
        if holds if isinstance(holds, bool) else await holds:
            return
        assert time.monotonic() < ends_at, "the condition did not come true in time"
        await asyncio.sleep(0.02)


def faster(**changes: Any) -> Limits:
    """Return FAST with some limits changed."""
    return dataclasses.replace(FAST, **changes)


class Tasks:
    """Tasks of a worker in this process; `started` and `done` count the runs by their number."""

    def __init__(self) -> None:
        self.started: Counter[int] = Counter()
        self.done: Counter[int] = Counter()
        self.gate = asyncio.Event()

    def known_to(self, broker: DurableStreamBroker, extra_task: str = "job") -> DurableStreamBroker:
        """Register the tasks: `job` and `extra_task` end at once, `hold` when the gate opens, `fail` raises."""

        async def job(number: int) -> None:
            self.started[number] += 1
            self.done[number] += 1

        async def hold(number: int) -> None:
            self.started[number] += 1
            await self.gate.wait()
            self.done[number] += 1

        async def fail(number: int) -> None:
            self.started[number] += 1
            raise LookupError(number)

        for name, task in {"job": job, extra_task: job, "hold": hold, "fail": fail}.items():
            broker.register_task(task, task_name=name)
        return broker


@contextlib.asynccontextmanager
async def client_of(server: Valkey) -> AsyncIterator[Client]:
    """Open a plain client for the block."""
    client = connect(server.url)
    try:
        yield client
    finally:
        await client.aclose()


@contextlib.asynccontextmanager
async def sender_of(server: Valkey, limits: Limits = FAST) -> AsyncIterator[DurableStreamBroker]:
    """Open a broker that only sends."""
    broker = DurableStreamBroker(server.url, QUEUE, limits=limits)
    await broker.startup()
    try:
        yield broker
    finally:
        await broker.shutdown()


@contextlib.asynccontextmanager
async def working(
    server: Valkey,
    tasks: Tasks,
    *,
    limits: Limits = FAST,
    max_async_tasks: int = 10,
    drain_s: float = 5.0,
    extra_task: str = "job",
) -> AsyncIterator[asyncio.Event]:
    """Run a worker in this process for the block; the event stops it earlier."""
    stop = asyncio.Event()
    broker = tasks.known_to(DurableStreamBroker(server.url, QUEUE, limits=limits), extra_task)
    worker = asyncio.create_task(run_worker(broker, max_async_tasks=max_async_tasks, stop=stop, drain_s=drain_s))
    try:
        yield stop
    finally:
        stop.set()
        async with asyncio.timeout(drain_s + 15):
            await worker


async def length(client: Client, stream: str = QUEUE) -> int:
    """Return the number of entries in the stream."""
    return int(await client.xlen(stream))


async def pending(client: Client) -> int:
    """Return the number of entries delivered and not acknowledged."""
    summary: Any = await client.xpending(QUEUE, GROUP)
    return int(summary["pending"])


async def is_drained(client: Client) -> bool:
    """Tell whether nothing is left in the queue, waiting or pending."""
    return await length(client) == 0 and await pending(client) == 0


class Ledger:
    """What worker processes wrote down."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def count(self, event: str) -> Counter[int]:
        """Return how often `event` happened to each number."""
        if not self.path.exists():
            return Counter()
        lines = (line.split() for line in self.path.read_text().splitlines())
        return Counter(int(number) for name, number, _ in lines if name == event)

    def total(self, event: str) -> int:
        """Return how often `event` happened."""
        return self.count(event).total()


class WorkerProcess:
    """A real worker process, to be killed."""

    def __init__(self, server: Valkey, ledger: Ledger, limits: dict[str, Any], max_tasks: int = 5) -> None:
        script = [sys.executable, str(Path(__file__).with_name("broker_worker.py"))]
        arguments = [server.url, QUEUE, str(ledger.path), json.dumps(limits), str(max_tasks)]
        self.process = subprocess.Popen(
            script + arguments,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()
        self.process.wait()

    async def terminate(self) -> int:
        """Ask it to stop and return its exit code."""
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)

    @property
    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return self.process.poll() is None


@contextlib.contextmanager
def worker_processes(
    server: Valkey, ledger: Ledger, limits: dict[str, Any], count: int
) -> Iterator[list[WorkerProcess]]:
    """Run worker processes for the block; the list may change inside it."""
    workers = [WorkerProcess(server, ledger, limits) for _ in range(count)]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()
