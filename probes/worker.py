"""The worker: runs checks from its region's queues until it is told to stop."""

import asyncio
import logging
import resource
import socket
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Final

from core.ledger import Verdict
from core.observation import Certificate
from db import ingest
from db.broker import DurableStreamBroker, run_worker
from db.certificates import upsert_certificates
from db.errors import DatabaseError
from db.live_channels import publish_frames
from db.monitors import LiveSpec, select_specs
from db.pings import LastPingTimes, select_last_pings
from db.pool import acquire
from db.probes import register_probe, update_probe_seen
from db.redis import Client, connect
from probes.batch import Batches
from probes.beside import beside
from probes.buffer import Buffer
from probes.config import ProbeConfig
from probes.connectivity import Connectivity
from probes.dialer import Dialer
from probes.events import publish_changes
from probes.fairness import Fairness
from probes.known_specs import KnownSpecs
from probes.live_checks import live_frames
from probes.manual import look
from probes.pace import Pace
from probes.requests import Requests
from probes.resolver import Resolver
from probes.shown_certificates import ShownCertificates
from probes.slots import Runner
from probes.store import Store, opened, pause
from probes.store_clock import StoreClock
from probes.tasks import RUN_BATCH, RUN_REQUEST, broker, checks_queue, requests_queue

BATCHES_AT_ONCE: Final = 150  # what waits beyond stays in the queue, where the dispatcher sees that it is old
REQUESTS_AT_ONCE: Final = 50
SEEN_EVERY_S: Final = 10.0
DRAIN_S: Final = 30.0
_FILES_BESIDE_CHECKS: Final = 256  # database, Redis, logs, references

logger = logging.getLogger(__name__)


async def run(config: ProbeConfig, stop: asyncio.Event) -> None:
    """Run checks until `stop` is set; then finish what is running, at most `DRAIN_S` seconds."""
    places = _places(config.concurrency)
    async with opened(config.database_url, stop, name="healther worker") as store:
        probe = None if store is None else await _registered(store, config, stop)
        if store is None or probe is None:
            return
        async with AsyncExitStack() as stack:
            checks, requests = await _assemble(stack, store, config, probe, places)
            logger.info("worker runs", extra={"probe": probe, "region": config.region, "places": places})
            await asyncio.gather(
                run_worker(checks, max_async_tasks=BATCHES_AT_ONCE, stop=stop, drain_s=DRAIN_S, validate_params=False),
                run_worker(requests, max_async_tasks=REQUESTS_AT_ONCE, stop=stop, drain_s=DRAIN_S),
            )


async def _assemble(
    stack: AsyncExitStack, store: Store, config: ProbeConfig, probe: int, places: int
) -> tuple[DurableStreamBroker, DurableStreamBroker]:
    """Build what both queues run on; the stack ends it."""
    redis = connect(config.redis_url)
    stack.push_async_callback(redis.aclose)
    resolver = Resolver()
    stack.push_async_callback(resolver.close)
    clock = StoreClock(store.now_ms)
    connectivity = Connectivity(config.references, resolver)
    dialer = Dialer(config.allowance, resolver)
    fairness = Fairness(places, max(1, places // 2))
    pace = Pace()
    runner = Runner(partial(look, dialer), connectivity.verdict, clock, fairness, pace, probe)
    specs = KnownSpecs(partial(_load_specs, store))
    certificates = ShownCertificates(partial(_store_certificates, store))
    buffer = Buffer[Verdict](partial(_store, store, redis, specs, certificates))
    batches = Batches(runner, specs, partial(_load_pings, store), buffer.put)
    requests = Requests(store, redis, clock, dialer, resolver, connectivity.verdict, probe, config.region)
    loops = (clock.run(), connectivity.run(), pace.run(), buffer.run(), _report(store, probe, connectivity))
    await stack.enter_async_context(beside(*loops))
    return (
        broker(config.redis_url, checks_queue(config.region), {RUN_BATCH: batches.run}),
        broker(config.redis_url, requests_queue(config.region), {RUN_REQUEST: requests.run}),
    )


async def _store(
    store: Store, redis: Client, specs: KnownSpecs, certificates: ShownCertificates, verdicts: Sequence[Verdict]
) -> None:
    async with acquire(store.pool) as conn:
        stored = await ingest.store(conn, verdicts, engine=store.engine)
    await publish_changes(redis, stored.changes)
    await publish_frames(redis, live_frames(stored.live, verdicts, stored.shown, specs.workspaces_of(stored.shown)))
    await certificates.note(verdicts)


async def _store_certificates(store: Store, shown: Mapping[int, Certificate]) -> None:
    async with acquire(store.pool) as conn:
        await upsert_certificates(conn, shown)


async def _load_specs(store: Store, monitor_ids: list[int]) -> dict[int, LiveSpec]:
    async with acquire(store.pool) as conn:
        return await select_specs(conn, monitor_ids)


async def _load_pings(store: Store, monitor_ids: list[int]) -> dict[int, LastPingTimes]:
    async with acquire(store.pool) as conn:
        return await select_last_pings(conn, monitor_ids)


async def _registered(store: Store, config: ProbeConfig, stop: asyncio.Event) -> int | None:
    """Return our number among the probes, as soon as the database gives one."""
    while not stop.is_set():
        try:
            async with acquire(store.pool) as conn:
                return await register_probe(conn, config.region, socket.gethostname())
        except DatabaseError as error:
            logger.warning("probe not registered yet", extra={"error": repr(error)})
            await pause(stop, 1.0)
    return None


async def _report(store: Store, probe: int, connectivity: Connectivity) -> None:
    """Tell the store every few seconds that we live, and whether we have a network."""
    while True:
        try:
            async with acquire(store.pool) as conn:
                await update_probe_seen(conn, probe, is_offline=bool(connectivity.offline))
        except DatabaseError as error:
            logger.debug("probe not reported", extra={"error": repr(error)})
        await asyncio.sleep(SEEN_EVERY_S)


def _places(wanted: int) -> int:
    """Return how many checks may run at once: no more than there are file descriptors for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = 2 * wanted + _FILES_BESIDE_CHECKS
    if soft < needed:
        soft = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(1, min(wanted, (soft - _FILES_BESIDE_CHECKS) // 2))
