"""A worker process for the broker tests: `python broker_worker.py URL QUEUE LEDGER LIMITS_JSON MAX_TASKS`.

Its tasks write what happened to the ledger, one line each, before and after their work.
"""

import asyncio
import json
import os
import signal
import sys

from db.broker import DurableStreamBroker, Limits, run_worker


def record(ledger: str, event: str, number: int) -> None:
    """Append one line; a line this short is written whole even if the process is killed."""
    line = f"{event} {number} {os.getpid()}\n".encode()
    file = os.open(ledger, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    try:
        os.write(file, line)
    finally:
        os.close(file)


async def main(url: str, queue: str, ledger: str, limits: str, max_tasks: str) -> None:
    """Work until SIGTERM."""
    broker = DurableStreamBroker(url, queue, limits=Limits(**json.loads(limits)))
    stop = asyncio.Event()

    async def job(number: int, work_s: float) -> None:
        record(ledger, "start", number)
        await asyncio.sleep(work_s)
        record(ledger, "done", number)

    async def kill_worker(number: int) -> None:
        record(ledger, "start", number)
        os.kill(os.getpid(), signal.SIGKILL)

    broker.register_task(job, task_name="job")
    broker.register_task(kill_worker, task_name="kill_worker")
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    record(ledger, "up", 0)
    await run_worker(broker, max_async_tasks=int(max_tasks), stop=stop, drain_s=5)
    record(ledger, "down", 0)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
