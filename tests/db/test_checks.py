"""Check points are read newest first, page by page, within a half-open range; manual checks stand for nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from core.states import Outcome
from db import checks, incidents, ingest, state_intervals
from db.checks import Cursor
from db.engine import Engine
from db.pool import Connection
from tests.db.world import add_monitor, add_workspace, verdict

START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


def minute(number: float) -> datetime:
    return START + timedelta(minutes=number)


@pytest.fixture
async def monitor_id(conn: Connection, engine: Engine) -> int:
    """Five minutes: up, up, down with one failed try before, down, up."""
    await add_workspace(conn)
    monitor_id = await add_monitor(conn)
    outcomes = [Outcome.UP, Outcome.UP, Outcome.DOWN, Outcome.DOWN, Outcome.UP]
    batch = [
        verdict(monitor_id, minute(number), outcome, tries=int(number == 2)) for number, outcome in enumerate(outcomes)
    ]
    await ingest.store(conn, batch, engine=engine)
    return monitor_id


async def test_pages_join_without_gap_or_overlap(conn: Connection, monitor_id: int) -> None:
    seen, before = [], None
    while page := await checks.select_checks(conn, monitor_id, START, minute(5), before=before, limit=2):
        seen += page
        before = Cursor(slot=page[-1].slot, attempt=page[-1].attempt)

    assert [((one.slot - START) // timedelta(minutes=1), one.attempt) for one in seen] == [
        (4, 0),
        (3, 0),
        (2, 1),
        (2, 0),
        (1, 0),
        (0, 0),
    ]


async def test_the_range_is_half_open(conn: Connection, monitor_id: int) -> None:
    page = await checks.select_checks(conn, monitor_id, minute(1), minute(2), limit=10)

    assert [one.slot for one in page] == [minute(1)]
    assert (page[0].region, str(page[0].address), page[0].wait_us) == ("local", "::1", 4)


async def test_a_manual_check_stands_for_nothing(conn: Connection, engine: Engine, monitor_id: int) -> None:
    at = minute(4.5)

    await checks.insert_manual_check(conn, engine, verdict(monitor_id, at, Outcome.DOWN))

    [manual] = await checks.select_checks(conn, monitor_id, at, minute(5), limit=10)
    assert (manual.attempt, manual.covers_s, manual.outcome, manual.state) == (1, 0, 3, 1)
    assert await checks.select_check(conn, monitor_id, at) is None
    assert await conn.fetchval("SELECT sum(failures) FROM checks_hourly") == 2


async def test_intervals_and_incidents_that_reach_into_a_range(conn: Connection, monitor_id: int) -> None:
    intervals = await state_intervals.select_intervals(conn, [monitor_id], minute(3), minute(4.5))
    outages = await incidents.select_incidents(conn, [monitor_id], minute(3), minute(3.5))

    assert [(one.started_at, one.ended_at, one.is_open) for one in intervals] == [
        (minute(2), minute(4), False),
        (minute(4), minute(5), True),
    ]
    assert [(one.started_at, one.ended_at) for one in outages] == [(minute(2), minute(4))]
    assert await incidents.select_incidents(conn, [monitor_id], minute(4), minute(5)) == []
