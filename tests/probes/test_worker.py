"""The worker on a real database, queue and targets."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import orjson

from core.specs import Kind, MonitorSpec
from db.broker import send
from db.check_requests import insert_check_request
from db.pool import acquire
from db.redis import await_answer, connect
from probes import worker
from probes.tasks import RUN_BATCH, RUN_REQUEST, broker, checks_queue, requests_queue
from tests.probes.flow import Flow, flow, running, until
from tests.zoo.http import http_zoo
from tests.zoo.tls import expiring, tls_zoo


async def send_slots(installation: Flow, monitors: list[int], *, ago_s: int = 0) -> None:
    """Send one slot that is due now for each monitor, as the dispatcher would."""
    slot_ms = int(await installation.value("SELECT extract(epoch FROM clock_timestamp()) * 1000")) - ago_s * 1000
    queue = broker(installation.config.redis_url, checks_queue(0))
    batch = [[monitor, 1, 0, slot_ms, slot_ms + 10_000, 0] for monitor in monitors]
    await send(queue, RUN_BATCH, batch)
    await queue.shutdown()


async def scheduled(installation: Flow, *monitors: int) -> None:
    """Let the dispatcher have seen the monitors, without it sending anything itself."""
    await installation.execute("INSERT INTO monitor_state (monitor_id) SELECT unnest($1::int[])", list(monitors))


def verdict(installation: Flow, monitor: int) -> Callable[[], Awaitable[object]]:
    return lambda: installation.verdicts(monitor)


async def queue_length(installation: Flow) -> int:
    redis = connect(installation.config.redis_url)
    try:
        return int(await redis.xlen(checks_queue(0)))
    finally:
        await redis.aclose()


async def test_a_failure_is_confirmed_inside_its_slot() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor(zoo.url("/failing"), confirm_failures=3, retry_ms=100)
        await scheduled(installation, monitor)

        await send_slots(installation, [monitor])
        (row,) = await until(verdict(installation, monitor))

        tries = await installation.rows("SELECT attempt, outcome FROM checks WHERE attempt > 0 ORDER BY attempt")
        incident = (await installation.rows("SELECT * FROM incidents"))[0]
        assert (row["state"], row["covers_s"]) == (3, 10)
        assert [(one["attempt"], one["outcome"]) for one in tries] == [(1, 3), (2, 3)]
        assert incident["started_at"] == row["slot"]


async def test_a_message_that_comes_three_times_is_stored_once() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor(zoo.url("/failing"))
        await scheduled(installation, monitor)
        slot_ms = int(time.time() * 1000)
        queue = broker(installation.config.redis_url, checks_queue(0))
        for _ in range(3):
            await send(queue, RUN_BATCH, [[monitor, 1, 0, slot_ms, slot_ms + 10_000, 0]])
        await queue.shutdown()

        await until(verdict(installation, monitor))

        async def is_empty() -> bool:
            return await queue_length(installation) == 0

        await until(is_empty)
        assert len(await installation.verdicts(monitor)) == 1
        assert await installation.value("SELECT count(*) FROM incidents") == 1


async def test_an_expired_slot_is_dropped_and_acknowledged() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor(zoo.url("/fast"))
        await scheduled(installation, monitor)

        await send_slots(installation, [monitor], ago_s=9)

        async def is_empty() -> bool:
            return await queue_length(installation) == 0

        await until(is_empty)
        assert await installation.verdicts(monitor) == []


async def test_a_changed_monitor_is_not_checked_by_old_messages() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor(zoo.url("/fast"))
        await scheduled(installation, monitor)
        await installation.execute("UPDATE monitors SET revision = 2")

        await send_slots(installation, [monitor])

        async def is_empty() -> bool:
            return await queue_length(installation) == 0

        await until(is_empty)
        assert await installation.verdicts(monitor) == []


async def test_a_hanging_target_delays_nobody() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        hanging = [await installation.add_monitor(zoo.url("/hanging"), timeout_ms=5000) for _ in range(99)]
        fast = await installation.add_monitor(zoo.url("/fast"))
        await scheduled(installation, *hanging, fast)

        await send_slots(installation, [*hanging, fast])
        (row,) = await until(verdict(installation, fast), timeout_s=4)

        assert row["lateness_ms"] < 2000


async def test_a_workspace_of_hanging_targets_leaves_room_for_others() -> None:
    async with flow(concurrency=20) as installation, http_zoo() as zoo:
        other = await installation.value("INSERT INTO workspaces (name, slug) VALUES ('Other', 'other') RETURNING id")
        hanging = [await installation.add_monitor(zoo.url("/hanging"), timeout_ms=5000) for _ in range(60)]
        fast = await installation.add_monitor(zoo.url("/fast"), workspace_id=other)
        await scheduled(installation, *hanging, fast)
        async with running(worker.run, config=installation.config):
            await send_slots(installation, hanging)
            await send_slots(installation, [fast])

            (row,) = await until(verdict(installation, fast), timeout_s=4)

        assert row["outcome"] == 1


async def test_results_survive_an_outage_of_the_database() -> None:
    """The database refuses for a while; the worker keeps what it has and acknowledges when it is stored."""
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor(zoo.url("/slow?s=1"))
        await scheduled(installation, monitor)
        await send_slots(installation, [monitor])

        async with acquire(installation.pool) as conn, conn.transaction():
            await conn.execute("LOCK TABLE monitor_state IN ACCESS EXCLUSIVE MODE")
            await asyncio.to_thread(time.sleep, 1.5)
            waiting = await queue_length(installation)

        assert waiting == 1
        assert await until(verdict(installation, monitor))


async def test_a_heartbeat_is_judged_by_its_pings() -> None:
    async with flow() as installation, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor("", kind="heartbeat")
        await scheduled(installation, monitor)
        await installation.execute(
            "INSERT INTO pings (monitor_id, kind, method) VALUES ($1, 'success', 'GET')", monitor
        )

        await send_slots(installation, [monitor])
        (row,) = await until(verdict(installation, monitor))

        assert row["outcome"] == 1


async def test_a_heartbeat_that_reports_a_failure_is_down() -> None:
    async with flow() as installation, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor("", kind="heartbeat")
        await scheduled(installation, monitor)
        await installation.execute(
            "INSERT INTO pings (monitor_id, kind, exit_status, method) VALUES ($1, 'exit', 7, 'GET')", monitor
        )

        await send_slots(installation, [monitor])
        (row,) = await until(verdict(installation, monitor))

        assert (row["outcome"], row["reason"]) == (3, 83)


async def test_what_changed_is_published_after_the_commit() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        redis = connect(installation.config.redis_url)
        pubsub = redis.pubsub()
        await pubsub.subscribe("healther:events")
        await pubsub.get_message(timeout=2)
        monitor = await installation.add_monitor(zoo.url("/failing"))
        await scheduled(installation, monitor)

        await send_slots(installation, [monitor])
        message = await pubsub.get_message(timeout=10, ignore_subscribe_messages=True)

        await pubsub.aclose()  # type: ignore[no-untyped-call]
        await redis.aclose()
        assert message is not None
        event = orjson.loads(message["data"])
        assert (event["monitor_id"], event["old"], event["new"]) == (monitor, None, "down")
        assert len(await installation.verdicts(monitor)) == 1


async def ask(
    installation: Flow, *, monitor: int | None = None, spec: MonitorSpec | None = None, is_public: bool = False
) -> dict[str, object] | None:
    """Wish for a check at once, as the API does, and return its answer."""
    async with acquire(installation.pool) as conn:
        request = await insert_check_request(
            conn, monitor_id=monitor, spec=spec, is_public=is_public, lifetime=timedelta(seconds=30)
        )
    async with AsyncExitStack() as stack:
        queue = broker(installation.config.redis_url, requests_queue(0))
        stack.push_async_callback(queue.shutdown)
        redis = connect(installation.config.redis_url)
        stack.push_async_callback(redis.aclose)
        await send(queue, RUN_REQUEST, str(request))
        answer = await await_answer(redis, str(request), 10)
    return None if answer is None else orjson.loads(answer)


async def test_a_manual_check_answers_and_moves_no_state() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        monitor = await installation.add_monitor(zoo.url("/failing"))
        await scheduled(installation, monitor)

        answer = await ask(installation, monitor=monitor)

        async def point() -> list[dict[str, object]]:
            return await installation.rows("SELECT attempt, covers_s, outcome FROM checks")

        assert answer is not None
        assert (answer["state"], answer["reason"], answer["covers_s"]) == ("down", "http_status", 0)
        assert await until(point) == [{"attempt": 1, "covers_s": 0, "outcome": 3}]
        assert await installation.value("SELECT state FROM monitor_state") is None
        assert await installation.value("SELECT count(*) FROM incidents") == 0


async def test_a_manual_check_of_an_unsaved_monitor_answers() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        answer = await ask(installation, spec=MonitorSpec(Kind.HTTP, zoo.url("/fast")))

        assert answer is not None
        assert (answer["state"], answer["http_status"]) == ("up", 200)


async def test_a_public_check_reaches_public_addresses_only() -> None:
    async with flow() as installation, http_zoo() as zoo, running(worker.run, config=installation.config):
        answer = await ask(installation, spec=MonitorSpec(Kind.HTTP, zoo.url("/fast")), is_public=True)

        assert answer is not None
        assert answer["reason"] == "target_not_allowed"


async def test_the_probe_is_registered_and_its_name_used_again() -> None:
    async with flow() as installation:
        for _ in range(2):
            async with running(worker.run, config=installation.config):
                await until(lambda: installation.rows("SELECT * FROM probes"))
            await installation.execute("UPDATE probes SET last_seen_at = now() - interval '10 minutes'")

        assert await installation.value("SELECT count(*) FROM probes") == 1


async def test_a_tls_monitor_shows_when_its_certificate_expires() -> None:
    async with flow() as installation, tls_zoo(expiring(5)) as zoo, running(worker.run, config=installation.config):
        target = zoo.url().partition("//")[2].partition("/")[0]
        monitor = await installation.add_monitor(target, kind="tls", verify_tls=False)
        await scheduled(installation, monitor)

        await send_slots(installation, [monitor])
        await until(verdict(installation, monitor))

        left = await installation.value("SELECT certificate_expires_at - now() FROM monitor_state")
        assert timedelta(days=5) <= left < timedelta(days=6)
