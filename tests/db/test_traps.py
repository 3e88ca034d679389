"""What was paid for elsewhere: aggregates that forget, nulls in histograms, days that are still going on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import histogram
from core.states import Outcome
from db import days, engines, imported_days, ingest
from db.engine import Engine
from db.engines import horizon, timescale
from db.imported_days import ImportedDay
from db.pool import Connection
from tests.db.world import add_monitor, add_workspace, verdict

NOW = datetime.now(UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
async def monitor_id(conn: Connection) -> int:
    await add_workspace(conn)
    return await add_monitor(conn)


async def store_day(conn: Connection, engine: Engine, monitor_id: int, day: datetime, latencies: list[int]) -> None:
    """One verdict a minute from 01:00 on."""
    batch = [
        verdict(monitor_id, day + timedelta(minutes=60 + number), latency_us=latency_us)
        for number, latency_us in enumerate(latencies)
    ]
    await ingest.store(conn, batch, engine=engine)


async def daily(conn: Connection, monitor_id: int) -> dict[date, int]:
    rows = await conn.fetch("SELECT day, up_s FROM days WHERE monitor_id = $1", monitor_id)
    return {row["day"]: row["up_s"] for row in rows}


async def test_a_refresh_does_not_forget_days_whose_points_are_gone(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    old = TODAY - timedelta(days=20)
    await store_day(conn, engine, monitor_id, old, [1000, 2000])
    await engines.refresh(conn, engine, NOW)

    await engines.delete_before(conn, [monitor_id], TODAY - timedelta(days=10), NOW)
    late = await ingest.store(conn, [verdict(monitor_id, old + timedelta(hours=5))], engine=engine)
    await engines.refresh(conn, engine, NOW)

    assert late.refused == 1
    assert await conn.fetchval("SELECT count(*) FROM checks") == 0
    assert await daily(conn, monitor_id) == {old.date(): 120}


async def test_dropped_chunks_keep_their_days(conn: Connection, engine: Engine, monitor_id: int) -> None:
    old = TODAY - timedelta(days=60)
    await store_day(conn, engine, monitor_id, old, [1000, 2000])
    await engines.refresh(conn, engine, NOW)

    assert await engines.drop_before(conn, engine, TODAY - timedelta(days=40), 40) == 1
    await engines.refresh(conn, engine, NOW)

    assert await daily(conn, monitor_id) == {old.date(): 120}


async def test_no_point_is_deleted_that_a_refresh_may_still_look_at(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    with pytest.raises(ValueError, match="at least 7 days"):
        await engines.delete_before(conn, [monitor_id], TODAY - timedelta(days=6), NOW)


async def test_a_machine_that_was_off_for_a_week_finds_its_last_day_again(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    await store_day(conn, engine, monitor_id, YESTERDAY, [1000])
    next_week = NOW + timedelta(days=8)

    await engines.refresh(conn, engine, next_week)

    rows = await conn.fetch("SELECT day, up_s, is_closed FROM days")
    assert [tuple(row) for row in rows] == [(YESTERDAY.date(), 60, True)]


async def test_today_is_summed_up_to_the_last_point(conn: Connection, engine: Engine, monitor_id: int) -> None:
    start = max(TODAY, NOW - timedelta(minutes=3))
    await ingest.store(conn, [verdict(monitor_id, start)], engine=engine)
    await engines.refresh(conn, engine, NOW)

    await ingest.store(conn, [verdict(monitor_id, start + timedelta(seconds=60))], engine=engine)

    today = await days.select_days(conn, [monitor_id], TODAY.date(), TODAY.date())
    assert sum(day.up_s for day in today) == 120 or start + timedelta(minutes=2) > TODAY + timedelta(days=1)
    assert today[0].is_closed is False
    assert today[0].p50_us is None


async def test_a_late_point_changes_its_day(conn: Connection, engine: Engine, monitor_id: int) -> None:
    day = TODAY - timedelta(days=5)
    await store_day(conn, engine, monitor_id, day, [1000, 1000, 1000])
    await engines.refresh(conn, engine, NOW)

    await ingest.store(conn, [verdict(monitor_id, day + timedelta(hours=9), Outcome.DOWN)], engine=engine)
    await ingest.store(conn, [verdict(monitor_id, day + timedelta(hours=8))], engine=engine)
    await engines.refresh(conn, engine, NOW)

    [stored] = await days.select_days(conn, [monitor_id], day.date(), day.date())
    assert (stored.up_s, stored.down_s, stored.checks, stored.failures) == (240, 60, 5, 1)


async def test_histograms_do_not_count_what_has_no_latency(conn: Connection, engine: Engine, monitor_id: int) -> None:
    latencies = [9, 10, 350, 20_000, 20_100, 20_200, 500_000, 119_000_000, 130_000_000]
    await store_day(conn, engine, monitor_id, YESTERDAY, latencies)
    await ingest.store(conn, [verdict(monitor_id, YESTERDAY + timedelta(hours=9), Outcome.DOWN)], engine=engine)
    await engines.refresh(conn, engine, NOW)

    row = await conn.fetchrow("SELECT histogram, p50_us, p95_us, latency_count FROM checks_daily")
    assert row is not None
    expected = [0] * (histogram.BINS + 2)
    for latency_us in latencies:
        expected[histogram.bin_of(latency_us)] += 1
    assert row["histogram"] == expected
    # nearest rank of 9 values: the 5th and the 9th
    assert tuple(row)[1:] == (20_100, 130_000_000, 9)


async def test_imported_days_stand_until_own_ones_exist(conn: Connection, engine: Engine, monitor_id: int) -> None:
    before, own = YESTERDAY - timedelta(days=1), YESTERDAY
    await store_day(conn, engine, monitor_id, own, [1000])
    await engines.refresh(conn, engine, NOW)

    imported = [ImportedDay(monitor_id=monitor_id, day=day.date(), source="kuma", up_s=86_400) for day in (before, own)]
    assert await imported_days.insert_imported_days(conn, imported) == 2
    assert await imported_days.insert_imported_days(conn, imported) == 0

    assert await daily(conn, monitor_id) == {before.date(): 86_400, own.date(): 60}


async def test_retention_drops_at_the_longest_and_deletes_at_the_shorter(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    brief = await add_monitor(conn, retention_days=7)
    for day in (TODAY - timedelta(days=80), TODAY - timedelta(days=8)):
        await store_day(conn, engine, monitor_id, day, [1000])
        await store_day(conn, engine, brief, day, [1000])

    retained = await engines.apply_retention(conn, engine, NOW)

    assert (retained.dropped, retained.deleted) == (0, 2)
    assert await conn.fetchval("SELECT count(*) FROM checks WHERE monitor_id = $1", brief) == 0
    assert len(await daily(conn, brief)) == 2
    assert await horizon.select_retention(conn) == [
        horizon.Retention(7, [brief]),
        horizon.Retention(90, [monitor_id]),
    ]


async def test_the_keeper_knows_the_jobs_of_timescale(conn: Connection, engine: Engine) -> None:
    if engine is Engine.POSTGRES:
        return  # it has none
    jobs = await timescale.select_jobs(conn)

    assert sorted((job.proc_name, job.hypertable) for job in jobs) == [
        ("policy_compression", "checks"),
        ("policy_refresh_continuous_aggregate", "checks_daily"),
        ("policy_refresh_continuous_aggregate", "checks_hourly"),
        ("policy_retention", "checks"),
    ]


async def test_late_points_reach_compressed_chunks(conn: Connection, engine: Engine, monitor_id: int) -> None:
    if engine is Engine.POSTGRES:
        return  # it compresses nothing
    day = TODAY - timedelta(days=12)
    await store_day(conn, engine, monitor_id, day, [1000, 2000])
    compressed = "SELECT count(*) FROM timescaledb_information.chunks WHERE is_compressed"
    await timescale.compress(conn, NOW)
    assert await conn.fetchval(compressed) == 1

    again = [verdict(monitor_id, day + timedelta(hours=1)), verdict(monitor_id, day + timedelta(hours=7))]
    stored = await ingest.store(conn, again, engine=engine)
    await engines.refresh(conn, engine, NOW)

    assert (stored.entered, stored.repeated) == (1, 1)
    assert await daily(conn, monitor_id) == {day.date(): 180}
