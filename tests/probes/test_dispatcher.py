"""The dispatcher on a real database and queue: what it sends, and what it does when things change or fail."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import orjson
import pytest

from db.broker import BrokerUnavailable, DurableStreamBroker
from db.redis import connect
from probes.dispatcher import Dispatcher
from probes.round import Done
from probes.tasks import broker, checks_queue
from tests.probes.flow import Flow, flow, until

HOUR = timedelta(hours=1)


class Eager(Dispatcher):
    """A dispatcher that follows changes in every round and tells what it did."""

    async def round(self) -> Done:
        self.look_at_changes()
        await self._look_at_queue()
        await self._follow_changes()
        return await self.dispatch()


@asynccontextmanager
async def dispatching(installation: Flow) -> AsyncIterator[Eager]:
    queue: DurableStreamBroker = broker(installation.config.redis_url, checks_queue(0))
    redis = connect(installation.config.redis_url)
    try:
        yield Eager(installation.store, queue, redis, 0)
    finally:
        await queue.shutdown()
        await redis.aclose()


async def sent(installation: Flow) -> list[list[int]]:
    """Return the checks in the stream, as they travel."""
    redis = connect(installation.config.redis_url)
    try:
        entries: Any = await redis.xrange(checks_queue(0))
        return [check for _, fields in entries for check in orjson.loads(fields[b"data"])["args"][0]]
    finally:
        await redis.aclose()


async def make_due(installation: Flow, ago: timedelta = timedelta(0)) -> None:
    """Let every monitor's next slot lie so far back, and its grid begin there: the one after it is a period away."""
    await installation.execute(
        "UPDATE schedule SET next_slot = now() - $1::interval, wake_at = now(),"
        " phase_ms = floor(extract(epoch FROM now() - $1::interval) * 1000)::bigint % (period_s * 1000::bigint)",
        ago,
    )


async def test_a_new_monitor_is_sent_once() -> None:
    async with flow() as installation, dispatching(installation) as one:
        monitor = await installation.add_monitor(period_s=3600)
        await one.round()

        await make_due(installation)
        first, second = await one.round(), await one.round()

        assert (first.sent, second.sent) == (1, 0)
        assert [check[0] for check in await sent(installation)] == [monitor]


async def test_two_dispatchers_behave_as_one() -> None:
    async with flow() as installation, dispatching(installation) as one, dispatching(installation) as two:
        monitors = [await installation.add_monitor(period_s=3600) for _ in range(250)]
        await asyncio.gather(one.round(), two.round())

        await make_due(installation)
        for _ in range(3):
            await asyncio.gather(one.round(), two.round())

        slots = Counter((check[0], check[3]) for check in await sent(installation))
        assert {monitor for monitor, _ in slots} == set(monitors)
        assert set(slots.values()) == {1}


async def test_a_batch_has_at_most_a_hundred_checks() -> None:
    async with flow() as installation, dispatching(installation) as one:
        for _ in range(250):
            await installation.add_monitor(period_s=3600)
        await one.round()

        await make_due(installation)
        await one.round()

        redis = connect(installation.config.redis_url)
        entries: Any = await redis.xrange(checks_queue(0))
        await redis.aclose()
        lengths = [len(orjson.loads(fields[b"data"])["args"][0]) for _, fields in entries]
        assert sorted(lengths)[-3:] == [50, 100, 100]


async def test_slots_that_were_overtaken_are_unknown() -> None:
    async with flow() as installation, dispatching(installation) as one:
        monitor = await installation.add_monitor(timeout_ms=200)
        await one.round()

        await make_due(installation, timedelta(seconds=35))
        done = await one.round()

        verdicts = await installation.verdicts(monitor)
        assert done.missed == len(verdicts) >= 3
        assert {(row["outcome"], row["reason"], row["state"]) for row in verdicts} == {(4, 90, 4)}


async def test_after_a_long_outage_an_hour_is_reported_and_one_check_sent() -> None:
    async with flow() as installation, dispatching(installation) as one:
        monitor = await installation.add_monitor(timeout_ms=200)
        await one.round()

        await make_due(installation, 30 * HOUR)
        done = await one.round()

        verdicts = await installation.verdicts(monitor)
        assert 359 <= len(verdicts) <= 361
        assert done.sent <= 1
        assert (await installation.rows("SELECT count(*) FROM incidents"))[0]["count"] == 0


async def test_nothing_is_planned_while_the_queue_is_away() -> None:
    async with flow() as installation, dispatching(installation) as one:
        await installation.add_monitor(timeout_ms=200)
        await one.round()
        await make_due(installation)
        before = await installation.rows("SELECT * FROM schedule")

        installation.queue.kill()
        one._age_due_s = float("inf")  # it does not know yet
        with pytest.raises(BrokerUnavailable):
            await one.round()

        assert await installation.rows("SELECT * FROM schedule") == before


async def test_a_queue_that_comes_back_gets_the_checks() -> None:
    async with flow() as installation, dispatching(installation) as one:
        await installation.add_monitor(timeout_ms=200)
        await one.round()
        await make_due(installation)

        installation.queue.kill()
        one._age_due_s = 0.0
        held = await one.round()
        installation.queue.start()

        async def is_sent() -> bool:
            return (await one.round()).sent == 1

        assert held.sent == 0
        assert await until(is_sent)


async def test_a_queue_older_than_half_a_period_holds_checks_back() -> None:
    async with flow() as installation, dispatching(installation) as one:
        await installation.add_monitor(timeout_ms=200)
        await one.round()
        await make_due(installation)

        one._age_ms, one._age_due_s = 5_001, float("inf")
        held = await one.round()
        one._age_ms = 4_999
        await installation.execute("UPDATE schedule SET wake_at = now()")
        released = await one.round()

        assert (held.sent, released.sent) == (0, 1)


async def test_a_paused_monitor_is_left_alone_and_its_points_end() -> None:
    async with flow() as installation, dispatching(installation) as one:
        monitor = await installation.add_monitor(timeout_ms=200)
        await one.round()
        await make_due(installation, timedelta(seconds=25))
        await one.round()

        await installation.execute("UPDATE monitors SET paused_at = now(), revision = revision + 1")
        await one.round()

        row = (await installation.rows("SELECT * FROM schedule WHERE monitor_id = $1", monitor))[0]
        intervals = await installation.rows("SELECT * FROM state_intervals")
        assert row["wake_at"] is None
        assert [interval["ended_at"] is None for interval in intervals] == [False]


async def test_a_resumed_monitor_is_checked_at_once() -> None:
    async with flow() as installation, dispatching(installation) as one:
        await installation.add_monitor(timeout_ms=200, period_s=3600)
        await one.round()
        await installation.execute("UPDATE monitors SET paused_at = now(), revision = revision + 1")
        await one.round()

        await installation.execute("UPDATE monitors SET paused_at = NULL, revision = revision + 1")

        async def is_sent() -> bool:
            return (await one.round()).sent == 1

        assert await until(is_sent, timeout_s=5)


async def test_a_changed_monitor_gets_its_new_period() -> None:
    async with flow() as installation, dispatching(installation) as one:
        await installation.add_monitor(timeout_ms=200, period_s=3600)
        await one.round()

        await installation.execute("UPDATE monitors SET period_s = 60, revision = revision + 1")
        await one.round()

        # on a slow machine the first slot may be sent already
        first = "SELECT period_s, revision, coalesce(sent_slot, next_slot) - now() AS wait FROM schedule"
        row = (await installation.rows(first))[0]
        assert (row["period_s"], row["revision"]) == (60, 2)
        assert row["wait"] < timedelta(seconds=2)


async def test_a_deleted_monitor_leaves_the_schedule() -> None:
    async with flow() as installation, dispatching(installation) as one:
        await installation.add_monitor(timeout_ms=200)
        await one.round()

        await installation.execute("UPDATE monitors SET deleted_at = now(), revision = revision + 1")
        await one.round()

        assert await installation.value("SELECT wake_at FROM schedule") is None


async def test_a_weekly_monitor_carries_its_state_hour_by_hour() -> None:
    async with flow() as installation, dispatching(installation) as one:
        monitor = await installation.add_monitor(period_s=604_800)
        await one.round()
        await installation.execute(
            "UPDATE schedule SET sent_slot = slot - interval '5 hours', sent_ends = slot + interval '5 days',"
            " sends = 1, next_slot = slot + interval '5 days', wake_at = slot"
            " FROM (SELECT date_trunc('second', now()) AS slot) s"
        )
        await installation.execute(
            "INSERT INTO checks (slot, monitor_id, covers_s, region, attempt, state, outcome)"
            " SELECT sent_slot, monitor_id, 3600, 0, 0, 1, 1 FROM schedule"
        )
        await installation.execute(
            "INSERT INTO state_intervals (monitor_id, started_at, state) SELECT monitor_id, sent_slot, 1 FROM schedule"
        )
        await installation.execute(
            "UPDATE monitor_state SET last_slot = sent_slot, covered_until = sent_slot + interval '1 hour', state = 1,"
            " since = sent_slot, recorded = 1 FROM schedule"
        )

        await one.round()

        covered = await installation.value("SELECT sum(covers_s) FROM checks WHERE monitor_id = $1", monitor)
        ahead = await installation.value("SELECT covered_until - clock_timestamp() FROM monitor_state")
        assert covered > 5 * 3600
        assert timedelta(0) < ahead <= HOUR


async def test_a_monitor_that_cannot_be_planned_is_set_aside() -> None:
    async with flow() as installation, dispatching(installation) as one:
        monitors = [await installation.add_monitor(period_s=3600) for _ in range(30)]
        await one.round()
        await make_due(installation)
        # a span of time that no plan can hold
        await installation.execute("UPDATE schedule SET next_slot = '0001-01-01', wake_at = now() - interval '1 hour'"
                                   " WHERE monitor_id = $1", monitors[0])  # fmt: skip

        async def all_others_are_sent() -> bool:
            await one.tick()
            return {check[0] for check in await sent(installation)} >= set(monitors[1:])

        assert await until(all_others_are_sent)
