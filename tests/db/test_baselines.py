"""What is learnt of a monitor and read again, on both engines."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from analytics.learn import learn
from analytics.usual import usual
from core.spans import Span
from db import ingest
from db.baselines import Change, replace_changes, select_baseline, select_changes
from db.engine import detect
from db.pool import Connection, connected, open_pool
from tests.db.world import add_monitor, add_workspace, verdict

NOW = datetime.now(UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SLOWER_FROM = TODAY - 5 * DAY + 9 * HOUR + timedelta(minutes=45)


@pytest.fixture(scope="module")
def monitor_id(shared_dsn: str) -> int:
    return asyncio.run(make(shared_dsn))


async def make(dsn: str) -> int:
    """Three weeks at four checks an hour: 100 ms and a bit, 60 ms more since five days ago."""
    async with connected(dsn) as conn:
        await add_workspace(conn)
        monitor_id = await add_monitor(conn, period_s=900)
        batch, slot, number = [], TODAY - 21 * DAY, 0
        while slot < NOW - timedelta(minutes=1):
            slower = 60_000 if slot >= SLOWER_FROM else 0
            latency_us = 100_000 + number * 7919 % 4001 + slower  # spread over 4 ms, the same each time
            batch.append(verdict(monitor_id, slot, seconds=900, latency_us=latency_us))
            slot, number = slot + timedelta(minutes=15), number + 1
        engine = await detect(conn)
        for place in range(0, len(batch), 500):
            await ingest.store(conn, batch[place : place + 500], engine=engine)
        pool = await open_pool(dsn)
        await learn(pool, monitor_id, NOW)
        await learn(pool, monitor_id, NOW)
        await pool.close()
        return monitor_id


async def test_a_baseline_is_learnt(shared_conn: Connection, monitor_id: int) -> None:
    """Three weeks have twelve checks in each hour of the week; today is not learnt."""
    found = await select_baseline(shared_conn, monitor_id)

    assert found is not None
    assert (found.learnt_from, found.learnt_to) == (TODAY - 21 * DAY, TODAY)
    assert found.hour_of_week == list(range(168))
    assert set(found.checks) == {12}
    assert all(100_000 <= median < 104_001 or 160_000 <= median < 164_001 for median in found.median_us)


async def test_a_change_is_learnt_once(shared_conn: Connection, monitor_id: int) -> None:
    [found] = await select_changes(shared_conn, monitor_id, TODAY - 30 * DAY, 10)

    assert found.at == SLOWER_FROM
    assert found.after_us - found.before_us == pytest.approx(60_000, abs=1000)


async def test_what_is_usual_next_to_what_was_seen(shared_conn: Connection, monitor_id: int) -> None:
    """Two of three weeks had 100 ms at this hour, so the 160 ms of four days ago are above the band."""
    at = TODAY - 4 * DAY + 14 * HOUR
    found = await usual(shared_conn, monitor_id, Span(at + timedelta(minutes=20), at + 2 * HOUR))

    assert found.hours == [at, at + HOUR]
    assert found.expected_us[0] == pytest.approx(102_000, abs=2100)
    assert found.seen_us[0] == pytest.approx(162_000, abs=2100)
    [anomaly] = found.anomalies
    assert (anomaly.start, anomaly.end) == (at, at + 2 * HOUR)
    assert anomaly.words.endswith(f"MAD above {at + (HOUR if '15:00' in anomaly.words else 0 * HOUR):%A %H:00} UTC")


async def test_nothing_is_usual_for_a_new_monitor(shared_conn: Connection, monitor_id: int) -> None:
    found = await usual(shared_conn, monitor_id + 1, Span(TODAY - DAY, TODAY))

    assert found.stored is None
    assert (len(found.hours), set(found.expected_us), set(found.seen_us)) == (24, {None}, {None})


async def test_older_changes_stay(shared_conn: Connection, monitor_id: int) -> None:
    other = await add_monitor(shared_conn)
    old, young = Change(TODAY - 90 * DAY, 1000, 2000), Change(TODAY - 9 * DAY, 2000, 9000)
    await replace_changes(shared_conn, other, TODAY - 100 * DAY, [old, young])
    newer = young._replace(after_us=8000)

    await replace_changes(shared_conn, other, TODAY - 30 * DAY, [newer])

    assert await select_changes(shared_conn, other, TODAY - 366 * DAY, 10) == [newer, old]
