"""The dispatcher: hands out what is due, follows what people change, keeps the store. Two are as good as one."""

import asyncio
import contextlib
import logging
import sys
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from db.broker import BrokerError, DurableStreamBroker
from db.errors import DatabaseError, TryAgain, Unavailable
from db.live_channels import publish_live_events
from db.pool import acquire
from db.redis import Client, connect, subscribe
from db.schedule import postpone_first
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
SYNC_EVERY_S: Final = 1.0
SET_ASIDE: Final = timedelta(minutes=10)
AFTER_OUTAGE_S: Final = 1.0  # results that workers kept come first, so that no slot is called missed too early
ENDLESS_MS: Final = sys.maxsize
OLD_QUEUE_MS: Final = 5_000  # half of the shortest period: from here on checks are held back,
ROWS_WHILE_HELD: Final = 250  # and looking at them again and again must not cost what the workers need

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Dispatcher:
    """One dispatcher's memory between two rounds: how long the queue makes checks wait, and how much it dares."""

    store: Store
    broker: DurableStreamBroker
    redis: Client
    region: int
    _age_ms: int = 0
    _age_due_s: float = 0.0
    _sync_due_s: float = 0.0
    _rows: int = CLAIM_ROWS

    async def tick(self) -> bool:
        """Do what is due and return whether there may be more; raise Unavailable, TryAgain or BrokerError."""
        await self._look_at_queue()
        await self._follow_changes()
        rows = self._rows
        try:
            done = await self.dispatch()
        except (Unavailable, TryAgain, BrokerError):
            raise
        except Exception:
            await self._isolate()
            return True
        self._rows = min(CLAIM_ROWS, rows * 10)
        return done.claimed == rows

    async def dispatch(self) -> Done:
        """Run one round, and tell open pages what it changed."""
        rows = self._rows if self._age_ms < OLD_QUEUE_MS else min(self._rows, ROWS_WHILE_HELD)
        async with acquire(self.store.pool) as conn, conn.transaction():
            done = await dispatch(conn, self.store.engine, self.broker, {self.region: self._age_ms}, rows)
        await publish_live_events(self.redis, done.live)
        return done

    def look_at_changes(self) -> None:
        """Somebody changed a monitor: follow it with the next round."""
        self._sync_due_s = 0.0

    async def _follow_changes(self) -> None:
        """Take over what people changed, when told to and once a second; trouble with it does not stop the rounds."""
        if time.monotonic() < self._sync_due_s:
            return
        self._sync_due_s = time.monotonic() + SYNC_EVERY_S
        try:
            while await self._sync() == CHANGES_AT_ONCE:
                pass
        except (Unavailable, TryAgain):
            raise
        except Exception:
            logger.exception("changes not followed")

    async def _sync(self) -> int:
        async with acquire(self.store.pool) as conn, conn.transaction():
            synced = await sync_changes(conn, self.store.engine, self.region)
        await publish_live_events(self.redis, synced.live)
        return synced.changed

    async def _isolate(self) -> None:
        """A round failed for its own sake: try with fewer monitors, and set one aside that fails alone."""
        logger.exception("round failed", extra={"rows": self._rows})
        if self._rows > 1:
            self._rows //= 10
            return
        async with acquire(self.store.pool) as conn:
            monitor = await postpone_first(conn, SET_ASIDE)
        logger.error("monitor set aside", extra={"monitor": monitor, "minutes": SET_ASIDE // timedelta(minutes=1)})

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
            async with beside(
                _listen(redis, wake), _stop_wakes(stop, wake), keep(store, queue), *_switch(config, store)
            ):
                await _serve(Dispatcher(store, queue, redis, config.region), stop, wake)
        finally:
            await queue.shutdown()
            await redis.aclose()


def _switch(config: ProbeConfig, store: Store) -> list[Coroutine[Any, Any, None]]:
    """Return the loop that tells another service that we are well, if the operator named one."""
    if config.deadman_url is None:
        return []
    from probes.deadman import call_while_well  # an HTTP client that most dispatchers need not carry

    return [call_while_well(config.deadman_url, store)]


async def _serve(dispatcher: Dispatcher, stop: asyncio.Event, wake: asyncio.Event) -> None:
    while not stop.is_set():
        if wake.is_set():
            wake.clear()
            dispatcher.look_at_changes()
        started_s = time.monotonic()
        try:
            if await dispatcher.tick():
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
