"""The dispatcher: hands out what is due, follows what people change, keeps the store. Two are as good as one."""

import asyncio
import contextlib
import logging
import sys
import time
from dataclasses import dataclass, field
from typing import Final

from db.broker import BrokerError, DurableStreamBroker
from db.errors import DatabaseError
from db.live_channels import publish_live_events
from db.pool import Connection, acquire
from db.redis import Client, connect, subscribe
from probes.beside import beside
from probes.channels import WAKE_CHANNEL
from probes.config import ProbeConfig
from probes.keeper import keep
from probes.round import CLAIM_ROWS, Done, dispatch
from probes.store import Store, opened, pause
from probes.sync import CHANGES_AT_ONCE, sync_changes
from probes.tasks import broker, checks_queue

TICK_S: Final = 0.25
AGE_EVERY_S: Final = 1.0
AFTER_OUTAGE_S: Final = 1.0  # results that workers kept come first, so that no slot is called missed too early
ENDLESS_MS: Final = sys.maxsize

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Dispatcher:
    """One dispatcher's memory between two rounds: how long the queue makes checks wait."""

    store: Store
    broker: DurableStreamBroker
    redis: Client
    region: int
    _age_ms: int = 0
    _age_due_s: float = field(default=0.0)

    async def tick(self) -> Done:
        """Follow changes and run one round; raise DatabaseError or BrokerError."""
        await self._look_at_queue()
        async with acquire(self.store.pool) as conn:
            while await self._sync(conn) == CHANGES_AT_ONCE:
                pass
            async with conn.transaction():
                done = await dispatch(conn, self.store.engine, self.broker, {self.region: self._age_ms})
        await publish_live_events(self.redis, done.live)
        return done

    async def _sync(self, conn: Connection) -> int:
        async with conn.transaction():
            synced = await sync_changes(conn, self.store.engine, self.region)
        await publish_live_events(self.redis, synced.live)
        return synced.changed

    async def _look_at_queue(self) -> None:
        """Ask now and then how old the queue is; while it cannot be asked nothing is sent."""
        now_s = time.monotonic()
        if now_s < self._age_due_s:
            return
        self._age_due_s = now_s + AGE_EVERY_S
        try:
            self._age_ms = round(await self.broker.queue_age(checks_queue(self.region)) * 1000)
        except BrokerError as error:
            self.hold(error)

    def hold(self, error: BrokerError) -> None:
        """Send nothing for a moment."""
        logger.warning("queue unavailable, checks are held back", extra={"error": repr(error)})
        self._age_ms, self._age_due_s = ENDLESS_MS, time.monotonic() + AGE_EVERY_S


async def run(config: ProbeConfig, stop: asyncio.Event) -> None:
    """Hand out checks until `stop` is set."""
    async with opened(config.database_url, stop, name="healther dispatcher") as store:
        if store is None:
            return
        queue = broker(config.redis_url, checks_queue(config.region))
        redis = connect(config.redis_url, max_connections=4)
        wake = asyncio.Event()
        logger.info("dispatcher runs", extra={"engine": store.engine.value})
        try:
            async with beside(_listen(redis, wake), _stop_wakes(stop, wake), keep(store, queue)):
                await _serve(Dispatcher(store, queue, redis, config.region), stop, wake)
        finally:
            await queue.shutdown()
            await redis.aclose()


async def _serve(dispatcher: Dispatcher, stop: asyncio.Event, wake: asyncio.Event) -> None:
    while not stop.is_set():
        wake.clear()
        started_s = time.monotonic()
        try:
            if (await dispatcher.tick()).claimed == CLAIM_ROWS:
                continue
        except BrokerError as error:
            dispatcher.hold(error)
        except DatabaseError as error:
            logger.warning("database unavailable", extra={"error": repr(error)})
            await pause(stop, AFTER_OUTAGE_S)
        await pause(wake, TICK_S - (time.monotonic() - started_s))


async def _listen(redis: Client, wake: asyncio.Event) -> None:
    async with contextlib.aclosing(subscribe(redis, WAKE_CHANNEL)) as messages:
        async for _ in messages:
            wake.set()


async def _stop_wakes(stop: asyncio.Event, wake: asyncio.Event) -> None:
    await stop.wait()
    wake.set()
