"""The stream broker of every queue: at least once, through killed workers and a Redis that comes and goes.

A message is *held* from the moment it was taken until it is acknowledged, and *running* once the receiver has it. The
heartbeat renews what is held, so another worker takes it over only after `idle_timeout_s` of silence, however long
the task runs. One broker listens to one stream; priorities are separate streams with workers of their own.
"""

import logging
import os
import random
import secrets
import socket
import time
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from functools import partial

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from taskiq import AckableMessage, BrokerMessage
from taskiq.serializers import ORJSONSerializer
from taskiq_redis import RedisStreamBroker

from db.broker import streams
from db.broker.limits import DeadReason, Limits, StreamMessage
from db.broker.reclaim import choose_idle
from db.broker.streams import Entry, Queue
from db.broker.upkeep import Loops, tidy_stream
from db.redis import (
    DEADLINE_S,
    LONGEST_BLOCK_S,
    Backoff,
    BrokerError,
    connection_options,
    deadline,
    ensure_not_cancelled,
)

logger = logging.getLogger(__name__)


class DurableStreamBroker(RedisStreamBroker):
    """Taskiq broker on one Redis stream. `capacity` bounds what it takes at once; `run_worker` sets it."""

    def __init__(self, url: str, queue: str, *, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        super().__init__(
            url,
            queue_name=queue,
            consumer_group_name=streams.GROUP,
            consumer_name=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}",
            consumer_id="0-0",
            max_connection_pool_size=self.limits.max_connections,
            timeout=DEADLINE_S,
            **connection_options(url),
        )
        self.serializer = ORJSONSerializer()
        self.client = Redis(connection_pool=self.connection_pool)
        self.queue = Queue(queue, self.consumer_name)
        self.capacity: int | None = None
        self._held: dict[str, Entry] = {}
        self._running: set[str] = set()
        self._refused: set[str] = set()
        self._is_abandoned = False
        self._reclaim_at = 0.0
        self._backoff = Backoff()
        self._loops = Loops()

    async def startup(self) -> None:
        """Run the start events. Redis may be away: a sender needs nothing from it yet, a listener retries."""
        self._is_abandoned = False
        await super().startup()

    async def _declare_consumer_group(self) -> None:
        began_at = time.monotonic()
        try:
            async with deadline(self.limits.send_timeout_s):
                await streams.create_group(self.client, self.queue)
            if self._has_hung(began_at):
                self._postpone_reclaim()
        except BrokerError as error:
            self._postpone_reclaim()
            logger.warning("consumer group not created yet", extra=self._fields(error=repr(error)))

    async def shutdown(self) -> None:
        """Hand back what is held, end the loops and close the connections."""
        self._is_abandoned = True
        await self._loops.stop()
        await self._give_up(set(self._held), idle_s=self.limits.idle_timeout_s + 1, forget=False)
        self._held.clear()
        self._running.clear()
        await super().shutdown()

    async def kick(self, message: BrokerMessage) -> None:
        """Add the message to its stream; the label `queue_name` names another one. Raises BrokerError.

        Never with MAXLEN: that drops entries nobody has read. After a time-out the entry may or may not be there.
        """
        stream = message.labels.get("queue_name") or self.queue.stream
        async with deadline(self.limits.send_timeout_s):
            await self.client.xadd(stream, {streams.DATA: message.message})

    async def queue_age(self, stream: str | None = None) -> float:
        """Return the seconds the oldest undelivered entry has waited, 0.0 if none waits. Raises BrokerError."""
        async with deadline(self.limits.send_timeout_s):
            return await streams.age_s(self.client, stream or self.queue.stream)

    async def queue_depth(self, stream: str | None = None) -> int:
        """Return how many entries wait for their first delivery. Raises BrokerError."""
        async with deadline(self.limits.send_timeout_s):
            return await streams.depth(self.client, stream or self.queue.stream)

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """Yield messages for ever; trouble with Redis only delays them."""
        self._start_loops()
        try:
            while True:
                ensure_not_cancelled()
                for entry in await self._fetch():
                    if await self._is_admitted(entry):
                        self._running.add(entry.id)
                        yield StreamMessage(id=entry.id, data=entry.data or b"", ack=partial(self._ack, entry.id))
        finally:
            await self._hand_back_unread()

    def release(self, message_id: str) -> None:
        """Stop renewing a message whose task ended without acknowledgement: it will be delivered again."""
        if not self._is_abandoned:
            self._running.discard(message_id)
            self._held.pop(message_id, None)

    def abandon(self) -> None:
        """Acknowledge nothing from now on: tasks that are cancelled at a stop must come back."""
        self._is_abandoned = True

    def _start_loops(self) -> None:
        if self._loops.are_running:
            return
        self._loops.start("broker heartbeat", self._renew, every_s=self.limits.heartbeat_s)
        self._loops.start("broker janitor", self._tidy, every_s=self.limits.janitor_every_s)

    async def _renew(self) -> None:
        if self._held:
            await streams.renew(self.client, self.queue, set(self._held))

    async def _tidy(self) -> None:
        await tidy_stream(self.client, self.queue, every_ms=int(self.limits.janitor_every_s * 1000))

    async def _fetch(self) -> list[Entry]:
        """Return the next entries to run; an empty list after a quiet moment or a failure that was waited out."""
        try:
            entries = await self._take()
        except ResponseError as error:
            await self._after_refusal(error)
            return []
        except (RedisError, OSError, TimeoutError) as error:
            await self._after_outage(error)
            return []
        self._backoff.reset()
        self._held.update((entry.id, entry) for entry in entries)
        return entries

    async def _take(self) -> list[Entry]:
        left_s = self._reclaim_at - time.monotonic()
        if left_s <= 0:
            # On a timer, not after new messages: a quiet queue must get back what a dead worker held. The jitter
            # keeps an old worker from being first at every message it cannot run.
            left_s = self.limits.reclaim_every_s * random.uniform(0.7, 1.3)
            self._reclaim_at = time.monotonic() + left_s
            if reclaimed := await self._reclaim():
                return reclaimed
        count = min(self.limits.xread_count, self._free())
        block_s = min(left_s, LONGEST_BLOCK_S)
        began_at = time.monotonic()
        entries = await streams.read_new(self.client, self.queue, count=count, block_ms=int(block_s * 1000))
        if self._has_hung(began_at, expected_s=block_s):
            self._postpone_reclaim()
        return entries

    def _free(self) -> int:
        """How many more messages can run at once: what is taken and only waits here, others could run."""
        if self.capacity is None:
            return self.limits.xread_count
        return max(1, self.capacity - len(self._held))

    async def _after_refusal(self, error: ResponseError) -> None:
        if streams.is_group_lost(error):
            logger.error("stream or group lost, creating it again", extra=self._fields(error=str(error)))
            await self._declare_consumer_group()
        else:
            logger.error("redis refused to read", extra=self._fields(error=str(error)))
        await self._backoff.pause()

    async def _after_outage(self, error: Exception) -> None:
        logger.warning("redis unavailable", extra=self._fields(error=repr(error)))
        self._postpone_reclaim()
        await self._backoff.pause()

    def _has_hung(self, began_at: float, *, expected_s: float = 0.0) -> bool:
        """Tell whether a command took so long that the others cannot have renewed their entries either."""
        return time.monotonic() - began_at > expected_s + self.limits.heartbeat_s

    def _postpone_reclaim(self) -> None:
        """After an outage all entries look idle: let every worker renew its own before anyone claims."""
        self._reclaim_at = time.monotonic() + 2 * self.limits.heartbeat_s

    async def _reclaim(self) -> list[Entry]:
        """Take over entries whose consumer fell silent; bury those that were delivered too often."""
        self._refused = {entry_id for entry_id in self._refused if not self._is_stale(entry_id)}
        began_at = time.monotonic()
        choice = await choose_idle(
            self.client, self.queue, self.limits, held=self._held, refused=self._refused, room=self._free()
        )
        if self._has_hung(began_at):
            self._postpone_reclaim()
            return []
        for entry in await streams.claim(self.client, self.queue, choice.poison, idle_ms=self.limits.idle_ms):
            await self._bury(entry, DeadReason.POISON)
        return await streams.claim(self.client, self.queue, choice.orphans, idle_ms=self.limits.idle_ms)

    async def _is_admitted(self, entry: Entry) -> bool:
        """Tell whether this worker can run the entry; if not, put it where it belongs."""
        reason = self._reason_against(entry)
        if reason is None:
            return True
        if reason is DeadReason.UNKNOWN_TASK and not self._is_stale(entry.id):
            await self._leave_to_newer_worker(entry)
        else:
            await self._bury(entry, reason)
        self._held.pop(entry.id, None)
        return False

    def _reason_against(self, entry: Entry) -> DeadReason | None:
        try:
            message = self.formatter.loads(entry.data or b"")
            message.parse_labels()
        except Exception:  # whatever foreign bytes make the parser raise must not stop the queue
            return DeadReason.UNPARSABLE
        return None if self.find_task(message.task_name) else DeadReason.UNKNOWN_TASK

    def _is_stale(self, entry_id: str) -> bool:
        added_at = datetime.fromtimestamp(streams.id_ms(entry_id) / 1000, UTC)
        return datetime.now(UTC) - added_at > self.limits.unknown_task_kept

    async def _leave_to_newer_worker(self, entry: Entry) -> None:
        """During a rolling deploy a newer worker knows the task: let it claim the entry after a short delay."""
        logger.warning("unknown task left for a newer worker", extra=self._fields(entry_id=entry.id))
        self._refused.add(entry.id)
        idle_s = max(0.0, self.limits.idle_timeout_s - self.limits.unknown_task_delay_s)
        await self._give_up({entry.id}, idle_s=idle_s, forget=True)

    async def _bury(self, entry: Entry, reason: DeadReason) -> None:
        fields = self._fields(entry_id=entry.id, reason=str(reason), deliveries=entry.deliveries)
        try:
            async with deadline(self.limits.send_timeout_s):
                await streams.bury(self.client, self.queue, entry, reason)
        except BrokerError as error:
            logger.warning("entry not moved to the dead letters yet", extra=fields | {"error": repr(error)})
            return
        logger.error("entry moved to the dead letters", extra=fields)

    async def _ack(self, message_id: str) -> None:
        """Acknowledge, however long Redis is away; the task was done and must not be repeated needlessly."""
        backoff = Backoff()
        while not self._is_abandoned:
            ensure_not_cancelled()
            try:
                await streams.acknowledge(self.client, self.queue, message_id)
            except (RedisError, OSError, TimeoutError) as error:
                logger.warning("not acknowledged yet", extra=self._fields(entry_id=message_id, error=repr(error)))
                await backoff.pause()
                continue
            self.release(message_id)
            return

    async def _hand_back_unread(self) -> None:
        """Give back what no task was started for, also what a cancelled read was handed without knowing."""
        try:
            async with deadline(self.limits.send_timeout_s):
                pending = await streams.own_pending(self.client, self.queue, count=1000)
        except BrokerError as error:
            logger.warning("unread messages not handed back", extra=self._fields(error=repr(error)))
            return
        unread = (set(pending) | set(self._held)) - self._running
        await self._give_up(unread, idle_s=self.limits.idle_timeout_s + 1, forget=True)
        self._held = {entry_id: entry for entry_id, entry in self._held.items() if entry_id not in unread}

    async def _give_up(self, ids: set[str], *, idle_s: float, forget: bool) -> None:
        if not ids:
            return
        idle_ms = int(idle_s * 1000)
        try:
            async with deadline(self.limits.send_timeout_s):
                await streams.hand_back(self.client, self.queue, list(ids), idle_ms=idle_ms, forget=forget)
        except BrokerError as error:
            # They come back by themselves after the idle time-out.
            logger.warning("messages not handed back", extra=self._fields(count=len(ids), error=repr(error)))

    def _fields(self, **fields: object) -> dict[str, object]:
        return {"queue": self.queue.stream, "consumer": self.queue.consumer, **fields}
