"""Latency at a step: exact from points, exact for a day, at most 1 % off for several days; gaps stay gaps."""

from datetime import UTC, datetime, timedelta

import pytest

from core.states import Outcome
from db import days, engines, ingest, latency
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


async def test_columns_of_days_line_up_with_the_first_day(conn: Connection, monitor_id: int) -> None:
    first = (TODAY - 10 * DAY).date()

    [columns] = await days.select_day_columns(conn, [monitor_id], first, TODAY.date())

    assert (columns.monitor_id, columns.offsets, columns.up_s, columns.down_s) == (monitor_id, [6], [6000], [60])
