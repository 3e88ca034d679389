"""Latency over a range on both engines, against nearest rank computed here from the very points that were stored."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from analytics.latency import SHARES, GoneError, Measure, Source, distribution, heat_map, tile
from core.histogram import bin_of
from core.spans import Span
from core.states import Outcome
from db import engines, ingest
from db.check_quality import select_detection, select_quality
from db.engine import Engine, detect
from db.histograms import AddedUp, select_histograms
from db.pool import Connection, connected
from tests.db.world import add_monitor, add_workspace, verdict

NOW = datetime.now(UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
DAY = timedelta(days=1)
STEP = timedelta(minutes=7)
FIRST = TODAY - 5 * DAY + timedelta(hours=9, minutes=3)


class Made(NamedTuple):
    """A monitor, and what was stored of it: slot and latency of successes, slots of failures."""

    id: int
    created_at: datetime
    seen: list[tuple[datetime, int]]
    failed: list[datetime]


def nearest_rank(values: list[int], share: float) -> int:
    """Return the value at rank ⌈share · n⌉ of the sorted values: the definition."""
    return sorted(values)[max(1, ceil(share * len(values))) - 1]


@pytest.fixture(scope="module")
def made(shared_dsn: str) -> Made:
    return asyncio.run(make(shared_dsn))


async def make(dsn: str) -> Made:
    """Put in nearly five days at a check every seven minutes: lognormal, with a wave by day, 3 % failures."""
    async with connected(dsn) as conn:
        await add_workspace(conn)
        return await play(conn, await detect(conn))


async def play(conn: Connection, engine: Engine) -> Made:
    dice = random.Random(11)
    monitor_id = await add_monitor(conn, period_s=420)
    seen, failed, batch = [], [], []
    slot = FIRST
    while slot < NOW - timedelta(minutes=1):
        if dice.random() < 0.03:
            failed.append(slot)
            batch.append(verdict(monitor_id, slot, Outcome.DOWN, seconds=420))
        else:
            slow = 1.5 if 8 <= slot.hour < 18 else 1
            seen.append((slot, round(dice.lognormvariate(11.5, 0.6) * slow)))
            batch.append(verdict(monitor_id, slot, seconds=420, latency_us=seen[-1][1]))
        slot += STEP
    await ingest.store(conn, batch, engine=engine)
    await engines.refresh(conn, engine, NOW)
    return Made(monitor_id, FIRST, seen, failed)


@pytest.mark.parametrize("hours", [(0, 0), (30, 0), (13, 40), (-100, -3)])
async def test_percentiles_are_within_a_percent_of_nearest_rank(
    shared_conn: Connection, made: Made, hours: tuple[int, int]
) -> None:
    """Whole days from histograms and their surroundings from points; the same points, counted once each."""
    period = Span(FIRST + timedelta(hours=hours[0]), NOW - timedelta(hours=hours[1]))
    found = await distribution(shared_conn, made, period, 120)
    inside = [latency for slot, latency in made.seen if period.start <= slot < period.end]

    assert not found.is_exact
    assert Source.DAYS in [stretch.source for stretch in found.stretches]
    assert found.count == len(inside)
    assert found.failures == sum(period.start <= slot < period.end for slot in made.failed)
    assert found.mean_us == pytest.approx(sum(inside) / len(inside))
    assert (found.min_us, found.max_us) == (min(inside), max(inside))
    for name, share in SHARES.items():
        assert found.percentiles_us[name] == pytest.approx(nearest_rank(inside, share), rel=0.01), name


async def added_up(conn: Connection, monitor_ids: list[int], start: datetime) -> AddedUp:
    """Return the histograms from a day up to yesterday, in two parts, as reports read them."""
    added = AddedUp()
    for first, last in ((start, start + DAY), (start + DAY, TODAY)):
        added.add(await select_histograms(conn, monitor_ids, first, last))
    return added


async def test_histograms_of_many_are_added_up_while_they_are_read(shared_conn: Connection, made: Made) -> None:
    """Every answer of the four whole days, in the bin that core.histogram says, by monitor and by day."""
    start = TODAY - 4 * DAY
    added = await added_up(shared_conn, [made.id, made.id + 1000], start)
    inside = [(slot, latency) for slot, latency in made.seen if start <= slot < TODAY]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    assert set(added.by_monitor.key) == {made.id}
    assert dict(zip(added.by_monitor.bin, added.by_monitor.n, strict=True)) == Counter(
        bin_of(latency) for _, latency in inside
    )
    days = {(key, place): n for key, place, n in zip(*added.by_day, strict=True)}
    assert days == Counter(((slot - epoch) // DAY, bin_of(latency)) for slot, latency in inside)


async def test_histograms_of_nobody_are_empty(shared_conn: Connection) -> None:
    added = await added_up(shared_conn, [-1], TODAY - DAY)

    assert added.by_monitor == added.by_day == ([], [], [])


async def test_exact_is_exact(shared_conn: Connection, made: Made) -> None:
    period = Span(FIRST, NOW)
    found = await distribution(shared_conn, made, period, 120, is_exact=True)
    values = [latency for _, latency in made.seen]

    assert found.is_exact
    assert found.percentiles_us == {name: nearest_rank(values, share) for name, share in SHARES.items()}
    assert found.apdex is not None
    within = sum(latency <= 120_000 for latency in values), sum(latency <= 480_000 for latency in values)
    assert (found.apdex.satisfied, found.apdex.tolerating) == (within[0], within[1] - within[0])
    assert found.apdex.samples == len(values) + len(made.failed)


async def test_a_range_without_a_whole_day_is_exact_by_itself(shared_conn: Connection, made: Made) -> None:
    period = Span(FIRST, FIRST + timedelta(hours=5))
    found = await distribution(shared_conn, made, period, None)

    assert found.is_exact
    assert found.percentiles_us["p50"] == nearest_rank([us for slot, us in made.seen if slot < period.end], 0.5)


async def test_apdex_over_histograms_is_near(shared_conn: Connection, made: Made) -> None:
    """Only latencies within 1 % of T can fall on the wrong side."""
    found = await distribution(shared_conn, made, Span(FIRST, NOW), 120)
    values = [latency for _, latency in made.seen]
    assert found.apdex is not None
    lowest, highest = (sum(latency <= 120_000 * factor for latency in values) for factor in (0.99, 1.01))

    assert lowest <= found.apdex.satisfied <= highest
    assert found.apdex.samples == len(values) + len(made.failed)


async def test_nothing_known_is_null(shared_conn: Connection, made: Made) -> None:
    found = await distribution(shared_conn, made, Span(FIRST - 3 * DAY, FIRST - DAY), 120)

    assert set(found.percentiles_us.values()) == {None}
    assert (found.count, found.mean_us, found.min_us) == (0, None, None)
    assert found.apdex is not None
    assert (found.apdex.score, found.apdex.text) == (None, "NS [0.12]")


async def test_what_is_gone_is_refused_and_said(shared_conn: Connection, made: Made) -> None:
    """Kept for 7 days, made 20 days ago: the half day at the beginning of a range 10 days ago is gone."""
    old = made._replace(created_at=TODAY - 20 * DAY)
    period = Span(TODAY - 10 * DAY + timedelta(hours=12), NOW)
    rolled_back = shared_conn.transaction()
    await rolled_back.start()
    await shared_conn.execute("UPDATE monitors SET retention_days = 7")

    with pytest.raises(GoneError, match="single checks are kept since"):
        await distribution(shared_conn, old, period, None, is_exact=True)
    found = await distribution(shared_conn, old, period, None)
    await rolled_back.rollback()
    assert found.stretches[0].source is Source.NOTHING
    assert found.count == len(made.seen)


def test_stretches_tile_the_range() -> None:
    """Noon to noon over four days; days are added up to the last but one midnight, checks are kept since 6:00."""
    noon = datetime(2026, 2, 26, 12, tzinfo=UTC)
    midnight = noon + timedelta(hours=12)
    found = tile(Span(noon, noon + 4 * DAY), noon + timedelta(hours=6), midnight + 2 * DAY, is_exact=False)

    assert [(str(one.source), *one.span) for one in found] == [
        ("nothing", noon, noon + timedelta(hours=6)),
        ("checks", noon + timedelta(hours=6), midnight),
        ("days", midnight, midnight + 2 * DAY),
        ("checks", midnight + 2 * DAY, noon + 4 * DAY),
    ]


@pytest.mark.parametrize("zone", ["UTC", "Europe/Vienna", "Asia/Kathmandu", "America/St_Johns"])
async def test_a_heat_map_by_the_clock_of_a_zone(shared_conn: Connection, made: Made, zone: str) -> None:
    found = await heat_map(shared_conn, made, Span(FIRST - 30 * DAY, NOW), Measure.P95, zone)
    cells: dict[tuple[int, int], list[int]] = {}
    for slot, latency in made.seen:
        local = slot.astimezone(ZoneInfo(zone))
        cells.setdefault((local.weekday(), local.hour), []).append(latency)

    assert {(one.weekday, one.hour): one.latency_us for one in found.cells} == {
        place: nearest_rank(values, 0.95) for place, values in cells.items()
    }
    assert {(one.weekday, one.hour): one.count for one in found.cells} == {
        place: len(values) for place, values in cells.items()
    }


async def test_means_come_from_hours(shared_conn: Connection, made: Made) -> None:
    found = await heat_map(shared_conn, made, Span(FIRST, NOW), Measure.MEAN, "Asia/Tokyo")
    first = made.seen[0][0].replace(minute=0)
    cells: dict[tuple[int, int], list[int]] = {}
    for slot, latency in made.seen:
        local = slot.astimezone(ZoneInfo("Asia/Tokyo"))
        if slot >= first + timedelta(hours=1):  # the range begins within the first hour, so that is not a whole one
            cells.setdefault((local.weekday(), local.hour), []).append(latency)

    assert found.source == "hours"
    assert {(one.weekday, one.hour): one.latency_us for one in found.cells} == {
        place: pytest.approx(sum(values) / len(values)) for place, values in cells.items()
    }


async def test_check_quality_by_hand(shared_conn: Connection, made: Made) -> None:
    """Ten slots: one lost, one unmeasured, two late. Nine were run; the 95th percentile of nine is the ninth."""
    monitor_id = await add_monitor(shared_conn)
    start = TODAY - DAY
    rows = [
        (start + timedelta(minutes=number), lateness_ms, outcome, reason)
        for number, (lateness_ms, outcome, reason) in enumerate(
            [(3, 1, None)] * 6 + [(1001, 1, None), (2500, 3, 2), (None, 4, 90), (5, 4, 91)]
        )
    ]
    await shared_conn.executemany(
        "INSERT INTO checks (slot, monitor_id, covers_s, lateness_ms, region, attempt, state, outcome, reason)"
        f" VALUES ($1, {monitor_id}, 60, $2, 0, 0, 1, $3, $4)",
        rows,
    )
    found = await select_quality(shared_conn, monitor_id, start, start + DAY)

    assert (found.due, found.run, found.lost, found.late, found.unmeasured) == (10, 9, 1, 2, 1)
    assert (found.p95_lateness_ms, found.max_lateness_ms) == (2500, 2500)


async def test_detection_counts_outages_that_were_seen_here(shared_conn: Connection, made: Made) -> None:
    """Known after 20, 30 and 100 s; a fourth was imported and has no news."""
    monitor_id = await add_monitor(shared_conn)
    for number, delay_s in enumerate([20, 30, 100, None]):
        incident = await shared_conn.fetchval(
            "INSERT INTO incidents (monitor_id, started_at, ended_at, end_cause, reason)"
            " VALUES ($1, $2::timestamptz, $2::timestamptz + interval '5 minutes', 'recovered', 2) RETURNING id",
            monitor_id,
            FIRST + timedelta(hours=number),
        )
        if delay_s is not None:
            await shared_conn.execute(
                "INSERT INTO outbox (incident_id, event, created_at) VALUES ($1, 'opened', $2)",
                *(incident, FIRST + timedelta(hours=number, seconds=delay_s)),
            )
    found = await select_detection(shared_conn, monitor_id, FIRST, FIRST + DAY)

    assert (found.outages, found.median_s, found.longest_s) == (3, 30, 100)
