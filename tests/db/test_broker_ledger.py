"""Real worker processes and a real server, killed while they work: everything issued is done, nothing remains."""

import asyncio
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.broker import BrokerError, DurableStreamBroker, send
from tests.db.broker_harness import (
    FAST,
    Ledger,
    WorkerProcess,
    client_of,
    eventually,
    is_drained,
    sender_of,
    worker_processes,
)
from tests.servers import Valkey, valkey

# The test kills workers far more often than one message may fail in production.
LIMITS = {"idle_timeout_s": 1.0, "reclaim_every_s": 0.2, "max_deliveries": 50}
WORK_S = 0.2


@dataclass(frozen=True)
class Run:
    """One run against the ledger; the seed decides which worker dies."""

    jobs: int
    worker_kills: int
    workers: int = 2
    seed: int = 1


async def issue(sender: DurableStreamBroker, run: Run) -> None:
    """Send every job until it was accepted, spread over the run."""
    for number in range(run.jobs):
        while True:
            try:
                await send(sender, "job", number, WORK_S)
            except BrokerError:
                await asyncio.sleep(0.05)
            else:
                break


async def harm(server: Valkey, workers: list[WorkerProcess], ledger: Ledger, run: Run) -> None:
    """Kill workers at even steps of progress, and the server once in the middle."""
    chance = random.Random(run.seed)
    for kill in range(run.worker_kills):
        goal = (kill + 1) * run.jobs // (run.worker_kills + 2)
        await eventually(lambda goal=goal: ledger.total("start") >= goal, within_s=60)  # type: ignore[misc]
        victim = chance.randrange(len(workers))
        workers[victim].kill()
        workers[victim] = WorkerProcess(server, ledger, LIMITS)
        if kill == run.worker_kills // 2:
            server.restart()


async def perform(run: Run, folder: Path) -> Ledger:
    ledger = Ledger(folder / "ledger")
    with valkey() as server, worker_processes(server, ledger, LIMITS, run.workers) as workers:
        async with sender_of(server, FAST) as sender, client_of(server) as client:
            issuing = asyncio.create_task(issue(sender, run))
            await harm(server, workers, ledger, run)
            await issuing
            await eventually(lambda: len(ledger.count("done")) == run.jobs, within_s=60)
            await eventually(lambda: is_drained(client))
            assert all(worker.is_alive for worker in workers), "a worker ended by itself"
            assert {await worker.terminate() for worker in workers} == {0}
    return ledger


def assert_nothing_lost(ledger: Ledger, run: Run) -> None:
    assert set(ledger.count("done")) == set(range(run.jobs))
    # Each kill may repeat what ran in that worker: five tasks at once. The server's kill may lose acknowledgements.
    extra = ledger.total("start") - run.jobs
    assert extra <= 5 * (run.worker_kills + run.workers)


async def test_a_short_run_with_kills_loses_nothing(tmp_path: Path) -> None:
    run = Run(jobs=60, worker_kills=2)

    assert_nothing_lost(await perform(run, tmp_path), run)


@pytest.mark.long
async def test_a_long_run_with_kills_loses_nothing(tmp_path: Path) -> None:
    run = Run(jobs=300, worker_kills=10, workers=3)
    began_at = time.monotonic()

    ledger = await perform(run, tmp_path)

    twice = sum(1 for count in ledger.count("done").values() if count > 1)
    print(f"{run}: {ledger.total('start')} starts, {twice} done twice, {time.monotonic() - began_at:.1f} s")  # noqa: T201
    assert_nothing_lost(ledger, run)


async def test_sigterm_ends_a_worker_process_after_its_running_tasks(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with valkey() as server, worker_processes(server, ledger, LIMITS, 1) as workers:
        async with sender_of(server) as sender:
            for number in range(20):
                await send(sender, "job", number, 0.3)
            await eventually(lambda: ledger.total("start") == 5)

            assert await workers[0].terminate() == 0
            assert (ledger.total("done"), ledger.total("down")) == (5, 1)
            assert await sender.queue_depth() == 15


async def test_a_frozen_worker_is_replaced_and_takes_nothing_back(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger")
    with valkey() as server, worker_processes(server, ledger, LIMITS, 1) as workers:
        async with sender_of(server) as sender, client_of(server) as client:
            await send(sender, "job", 1, 1.5)
            await eventually(lambda: ledger.total("start") == 1)
            workers[0].process.send_signal(signal.SIGSTOP)
            workers.append(WorkerProcess(server, ledger, LIMITS))
            await eventually(lambda: ledger.total("start") == 2)
            workers[0].process.send_signal(signal.SIGCONT)

            await eventually(lambda: ledger.total("done") == 2)
            await eventually(lambda: is_drained(client))
            assert ledger.total("start") == 2
