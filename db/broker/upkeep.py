"""What runs beside a listening broker: the heartbeat that keeps its messages, and the janitor of the stream.

Both are loops that outlive any trouble with Redis. The heartbeat goes on while running tasks finish after a stop.
"""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from redis.exceptions import OutOfMemoryError, RedisError, ResponseError

from db.broker.streams import Queue, id_after
from db.redis import Client, ensure_not_cancelled

CONSUMER_FORGOTTEN_MS = 3_600_000
_RETRY_S = 0.5

logger = logging.getLogger(__name__)


class Loops:
    """Background loops with a common end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, step: Callable[[], Awaitable[None]], *, every_s: float) -> None:
        """Run `step` every `every_s` seconds, each time within that time, until `stop`."""
        task = asyncio.create_task(_repeat(name, step, every_s), name=name)
        self._tasks.add(task)
        task.add_done_callback(_log_end)

    @property
    def are_running(self) -> bool:
        """Tell whether `start` was called since the last `stop`."""
        return bool(self._tasks)

    async def stop(self) -> None:
        """Cancel the loops and wait for their end."""
        tasks, self._tasks = self._tasks, set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _repeat(name: str, step: Callable[[], Awaitable[None]], every_s: float) -> None:
    pause_s = every_s
    while True:
        ensure_not_cancelled()
        await asyncio.sleep(pause_s)
        try:
            async with asyncio.timeout(every_s):
                await step()
            pause_s = every_s
        except (RedisError, OSError, TimeoutError) as error:
            logger.debug("step failed, will be tried again", extra={"loop": name, "error": repr(error)})
            # Sooner than usual: after an outage a heartbeat must come before the others claim our messages.
            pause_s = min(every_s, _RETRY_S)


def _log_end(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        logger.error("background loop ended", extra={"loop": task.get_name()}, exc_info=task.exception())


async def tidy_stream(client: Client, queue: Queue, *, every_ms: int) -> bool:
    """Trim the stream and forget dead consumers, if nobody did within `every_ms`; return whether this call did."""
    if not await _is_our_turn(client, queue, every_ms):
        return False
    with contextlib.suppress(ResponseError):  # no such stream or group: nothing to tidy
        await trim_acknowledged(client, queue.stream)
        await forget_dead_consumers(client, queue)
    return True


async def _is_our_turn(client: Client, queue: Queue, every_ms: int) -> bool:
    """Take the lock, which is never released: it also paces the round among all workers."""
    try:
        taken = await client.set(f"{queue.stream}:janitor", queue.consumer, nx=True, px=every_ms)
    except OutOfMemoryError:
        # No lock can be written, and trimming is what frees memory. Two janitors at once do no harm.
        return True
    return bool(taken)


async def trim_acknowledged(client: Client, stream: str) -> int:
    """Delete the entries that every group has acknowledged but nobody deleted; return how many."""
    unfinished = [await _first_unfinished(client, stream, row) for row in await client.xinfo_groups(stream)]
    if not unfinished:
        return 0
    first = min(unfinished, key=_id_order)
    return int(await client.xtrim(stream, minid=first, approximate=False))


async def _first_unfinished(client: Client, stream: str, group: dict[str, Any]) -> str:
    """Return the smallest id the group may still need: its oldest pending entry, or the next one to deliver."""
    pending: Any = await client.xpending(stream, group["name"].decode())
    if pending["pending"]:
        return str(pending["min"].decode())
    return id_after(group["last-delivered-id"].decode())


def _id_order(entry_id: str) -> tuple[int, int]:
    ms, _, sequence = entry_id.partition("-")
    return int(ms), int(sequence)


async def forget_dead_consumers(client: Client, queue: Queue, *, idle_ms: int = CONSUMER_FORGOTTEN_MS) -> list[str]:
    """Delete consumers that hold nothing and were silent for `idle_ms`; return their names.

    A consumer with pending entries must stay: Redis would drop those with it.
    """
    rows: Any = await client.xinfo_consumers(queue.stream, queue.group)
    names = [row["name"].decode() for row in rows if row["pending"] == 0 and row["idle"] > idle_ms]
    for name in names:
        await client.xgroup_delconsumer(queue.stream, queue.group, name)
    return names
