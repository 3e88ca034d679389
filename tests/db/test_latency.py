"""Latency at a step: exact from points, exact for a day, at most 1 % off for several days; gaps stay gaps."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.ledger import Interval, Verdict
from core.observation import Phases
from core.states import Outcome, State
from db import days, engines, ingest, latency, state_intervals
from db.engine import Engine
from db.pool import Connection
from tests.db.world import add_monitor, add_workspace, verdict

NOW = datetime.now(UTC)
TODAY = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("length", "points", "step"),
    [
        (HOUR, 60, timedelta(minutes=1)),
        (DAY, 200, timedelta(minutes=10)),
        (timedelta(days=30), 200, timedelta(hours=6)),
        (timedelta(days=90), 200, DAY),
        (timedelta(days=90), 10, timedelta(days=14)),
        (timedelta(days=36500), 10, timedelta(days=84)),
    ],
)
def test_the_step_fits_the_points(length: timedelta, points: int, step: timedelta) -> None:
    assert latency.fitted_step(NOW - length, NOW, points) == step


@pytest.fixture
async def monitor_id(conn: Connection, engine: Engine) -> int:
    """Four days ago: 100 checks with 1 to 100 ms, and one failure; nothing on the day after."""
    await add_workspace(conn)
    monitor_id = await add_monitor(conn)
    start = TODAY - 4 * DAY
    batch = [
        verdict(monitor_id, start + timedelta(minutes=number), latency_us=number * 1000) for number in range(1, 101)
    ]
    batch.append(verdict(monitor_id, start + timedelta(hours=5), Outcome.DOWN))
    await ingest.store(conn, batch, engine=engine)
    await engines.refresh(conn, engine, NOW)
    return monitor_id


async def test_hours_come_from_points(conn: Connection, monitor_id: int) -> None:
    start = TODAY - 4 * DAY

    columns = await latency.select_latency(conn, monitor_id, start, start + 6 * HOUR, HOUR)

    assert columns.t == [start + number * HOUR for number in range(6)]
    # minutes 1 to 59: the 30th of 59; minutes 60 to 100: the 21st of 41
    assert columns.p50_us == [30_000, 80_000, None, None, None, None]
    assert columns.failures == [0, 0, None, None, None, 1]


async def test_days_are_exact(conn: Connection, monitor_id: int) -> None:
    columns = await latency.select_latency(conn, monitor_id, TODAY - 4 * DAY, TODAY, DAY)

    assert columns.p50_us == [50_000, None, None, None]
    assert columns.p99_us == [99_000, None, None, None]
    assert columns.failures == [1, None, None, None]


async def test_several_days_are_merged(conn: Connection, monitor_id: int) -> None:
    columns = await latency.select_latency(conn, monitor_id, TODAY - 14 * DAY, TODAY, timedelta(days=14))

    [found] = [one for one in columns.p95_us if one is not None]
    assert found == pytest.approx(95_000, rel=0.011)


async def test_phases_are_medians_of_single_checks(conn: Connection, engine: Engine) -> None:
    """Waits of 1, 9 and 4 ms on one day, none on the next; by hours and by days. A failure has no part in it."""
    await add_workspace(conn)
    monitor_id = await add_monitor(conn)
    start = TODAY - 2 * DAY
    batch = [_waited(verdict(monitor_id, start + hour * HOUR), ms) for hour, ms in ((0, 1), (0.5, 9), (5, 4))]
    await ingest.store(conn, [*batch, verdict(monitor_id, start + 6 * HOUR, Outcome.DOWN)], engine=engine)

    hours = await latency.select_phases(conn, monitor_id, start, start + 7 * HOUR, HOUR)
    of_days = await latency.select_phases(conn, monitor_id, start, TODAY, DAY)

    assert hours["wait_us"] == [1000, None, None, None, None, 4000, None]
    assert (of_days["wait_us"], of_days["tls_us"]) == ([4000, None], [None, None])


def _waited(seen: Verdict, wait_ms: int) -> Verdict:
    phases = Phases(wait_us=wait_ms * 1000)
    return replace(seen, observation=replace(seen.observation, latency_us=wait_ms * 1000, phases=phases))


async def test_when_it_was_not_up_is_told_in_order(conn: Connection, engine: Engine) -> None:
    """Four minutes: up, down, degraded, up; of the two that are told, the newest when only one may be."""
    await add_workspace(conn)
    monitor_id = await add_monitor(conn)
    seen = (Outcome.UP, Outcome.DOWN, Outcome.DEGRADED, Outcome.UP)
    at = [TODAY - DAY + minute * timedelta(minutes=1) for minute in range(5)]
    batch = [verdict(monitor_id, slot, outcome) for slot, outcome in zip(at, seen, strict=False)]
    await ingest.store(conn, batch, engine=engine)

    found = await state_intervals.select_unusual(conn, monitor_id, at[0], TODAY, 10)

    assert found == [Interval(at[1], at[2], State.DOWN), Interval(at[2], at[3], State.DEGRADED)]
    assert await state_intervals.select_unusual(conn, monitor_id, at[0], TODAY, 1) == found[1:]
    assert await state_intervals.select_unusual(conn, monitor_id, at[3], TODAY, 10) == []


async def test_columns_of_days_line_up_with_the_first_day(conn: Connection, monitor_id: int) -> None:
    first = (TODAY - 10 * DAY).date()

    [columns] = await days.select_day_columns(conn, [monitor_id], first, TODAY.date())

    assert (columns.monitor_id, columns.offsets, columns.up_s, columns.down_s) == (monitor_id, [6], [6000], [60])
