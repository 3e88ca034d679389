"""The keeper: one holder at a time, everything in its time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from db.broker import JOBS
from db.locks import KEEPER, try_lock, unlock
from db.pool import acquire
from db.redis import connect
from probes.keeper import Duty, duties_of, keep_once
from probes.tasks import broker, checks_queue
from tests.probes.flow import Flow, flow


@asynccontextmanager
async def keeping(installation: Flow) -> AsyncIterator[list[Duty]]:
    queue = broker(installation.config.redis_url, checks_queue(0))
    try:
        yield duties_of(installation.store, queue)
    finally:
        await queue.shutdown()


async def test_partitions_are_made_ahead() -> None:
    async with flow() as installation, keeping(installation) as mine:
        newest = "SELECT max(relname) FROM pg_class WHERE relname LIKE 'checks_%' AND relkind = 'r' AND relispartition"
        last = await installation.value(newest)
        await installation.execute(f"DROP TABLE {last}")

        await keep_once(installation.store, mine)

        assert await installation.value(newest) == last


async def test_hours_are_refreshed() -> None:
    async with flow() as installation, keeping(installation) as mine:
        monitor = await installation.add_monitor()
        await installation.execute(
            "INSERT INTO checks (slot, monitor_id, covers_s, region, attempt, state, outcome)"
            " VALUES (now() - interval '2 hours', $1, 10, 0, 0, 1, 1)",
            monitor,
        )
        await installation.execute(
            "INSERT INTO dirty_hours SELECT monitor_id, date_trunc('hour', slot, 'UTC') FROM checks"
        )

        await keep_once(installation.store, mine)

        assert await installation.value("SELECT up_s FROM checks_hourly WHERE monitor_id = $1", monitor) == 10


async def test_old_rows_are_forgotten_but_the_last_ping_of_a_slow_heartbeat_stays() -> None:
    async with flow() as installation, keeping(installation) as mine:
        fast = await installation.add_monitor("", kind="heartbeat")
        slow = await installation.add_monitor("", kind="heartbeat", period_s=31_449_600)
        for monitor in (fast, slow):
            await installation.execute(
                "INSERT INTO pings (monitor_id, kind, method, received_at)"
                " VALUES ($1, 'success', 'GET', now() - interval '100 days')",
                monitor,
            )
        await installation.execute(
            "INSERT INTO check_requests (monitor_id, created_at, expires_at)"
            " VALUES ($1, now() - interval '2 days', now() - interval '2 days')",
            fast,
        )

        await keep_once(installation.store, mine)

        assert [row["monitor_id"] for row in await installation.rows("SELECT monitor_id FROM pings")] == [slow]
        assert await installation.value("SELECT count(*) FROM check_requests") == 0


async def test_the_daily_jobs_are_ordered_once_a_day() -> None:
    async with flow() as installation, keeping(installation) as mine:
        for _ in range(3):
            await keep_once(installation.store, mine)

        redis = connect(installation.config.redis_url)
        ordered = await redis.xlen(JOBS)
        await redis.aclose()
        # to purge, to extend maintenance windows, to learn; each hour: reports due, archives and imports left lying
        assert ordered == 6


async def test_only_one_keeps_the_store() -> None:
    async with flow() as installation, keeping(installation) as mine:
        async with acquire(installation.pool) as other:
            assert await try_lock(other, KEEPER)
            while_kept = await keep_once(installation.store, mine)
            await unlock(other, KEEPER)

        assert (while_kept, await keep_once(installation.store, mine)) == (False, True)


async def test_work_is_done_again_only_when_it_is_due() -> None:
    async with flow() as installation:
        done: list[str] = []

        async def work(*_: object) -> None:
            done.append("once")

        duty = Duty("test", timedelta(hours=1), work)
        for _ in range(3):
            await keep_once(installation.store, [duty])
        assert duty.due_at is not None
        duty.due_at -= timedelta(hours=1)
        await keep_once(installation.store, [duty])

        assert len(done) == 2
