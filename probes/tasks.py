"""The names of our tasks on the queues, and the brokers that carry them."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from db.broker import CHECKS, CHECKS_NOW, DurableStreamBroker, Limits

RUN_BATCH: Final = "probes.run_batch"
RUN_REQUEST: Final = "probes.run_request"

BATCH_LIMITS: Final = Limits()

Task: TypeAlias = Callable[[Any], Awaitable[None]]
NO_TASKS: Final[Mapping[str, Task]] = MappingProxyType({})


def checks_queue(region: int) -> str:
    """Return the stream of a region's checks; each region has workers of its own."""
    return CHECKS if region == 0 else f"{CHECKS}:{region}"


def requests_queue(region: int) -> str:
    """Return the stream of what people wait for."""
    return CHECKS_NOW if region == 0 else f"{CHECKS_NOW}:{region}"


def broker(url: str, queue: str, tasks: Mapping[str, Task] = NO_TASKS) -> DurableStreamBroker:
    """Return a broker on `queue` that runs `tasks`, or only sends when there are none."""
    made = DurableStreamBroker(url, queue, limits=BATCH_LIMITS)
    for name, task in tasks.items():
        made.register_task(_function(task), task_name=name)
    return made


def _function(task: Task) -> Task:
    """Return a plain function: Taskiq renames what it registers, and a bound method has no name to change."""

    async def run(argument: Any) -> None:
        await task(argument)

    return run
