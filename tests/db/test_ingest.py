"""One batch, one transaction: points, states, intervals, incidents and news, whatever arrives twice or late."""

from datetime import UTC, datetime, timedelta

import pytest

from core.coverage import Piece
from core.grid import to_ms
from core.states import Outcome, State
from db import ingest
from db.engine import Engine
from db.incidents import EndCause
from db.ingest import Carry, Cut, Stored
from db.pool import Connection
from tests.db.world import add_monitor, add_workspace, verdict

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=250_000) - timedelta(days=1)


def minute(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
async def monitor_id(conn: Connection) -> int:
    await add_workspace(conn)
    return await add_monitor(conn)


async def intervals(conn: Connection) -> list[tuple[float, float | None, State]]:
    rows = await conn.fetch("SELECT started_at, ended_at, state FROM state_intervals ORDER BY monitor_id, started_at")
    return [
        (
            (row["started_at"] - NOON) / timedelta(minutes=1),
            (row["ended_at"] - NOON) / timedelta(minutes=1) if row["ended_at"] else None,
            State(row["state"]),
        )
        for row in rows
    ]


async def news(conn: Connection) -> list[tuple[int, str]]:
    return [
        tuple(row) for row in await conn.fetch("SELECT incident_id, event FROM outbox ORDER BY incident_id, event DESC")
    ]


async def test_a_batch_is_stored_once_however_often_it_arrives(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    batch = [verdict(monitor_id, minute(number)) for number in range(3)]

    first = await ingest.store(conn, batch, engine=engine)
    again = await ingest.store(conn, [*batch, batch[0]], engine=engine)

    assert (first.entered, again.entered, again.repeated) == (3, 0, 4)
    assert await conn.fetchval("SELECT count(*) FROM checks") == 3
    assert await intervals(conn) == [(0, None, State.UP)]
    assert await conn.fetchval("SELECT covered_until FROM monitor_state") == minute(3)


async def test_an_outage_opens_and_closes_one_incident_with_its_news(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    await ingest.store(conn, [verdict(monitor_id, minute(0))], engine=engine)
    down = await ingest.store(conn, [verdict(monitor_id, minute(1), Outcome.DOWN, tries=1)], engine=engine)
    await ingest.store(conn, [verdict(monitor_id, minute(2), Outcome.DOWN)], engine=engine)
    up = await ingest.store(conn, [verdict(monitor_id, minute(3))], engine=engine)

    incident = await conn.fetchrow("SELECT id, started_at, ended_at, end_cause, http_status FROM incidents")
    assert incident is not None
    assert tuple(incident)[1:] == (minute(1), minute(3), "recovered", 500)
    assert await news(conn) == [(incident["id"], "opened"), (incident["id"], "closed")]
    assert [change.event.kind.value for change in (*down.changes, *up.changes)] == [
        "changed",
        "opened",
        "changed",
        "closed",
    ]
    assert await conn.fetchval("SELECT count(*) FROM checks WHERE attempt = 1 AND covers_s = 0") == 1


async def test_two_outages_in_one_batch_are_two_incidents(conn: Connection, engine: Engine, monitor_id: int) -> None:
    outcomes = [Outcome.DOWN, Outcome.UP, Outcome.DOWN, Outcome.DOWN]
    batch = [verdict(monitor_id, minute(number), outcome) for number, outcome in enumerate(outcomes)]

    await ingest.store(conn, batch, engine=engine)

    rows = await conn.fetch("SELECT started_at, ended_at FROM incidents ORDER BY started_at")
    assert [tuple(row) for row in rows] == [(minute(0), minute(1)), (minute(2), None)]
    assert [event for _, event in await news(conn)] == ["opened", "closed", "opened"]
    assert await intervals(conn) == [(0, 1, State.DOWN), (1, 2, State.UP), (2, None, State.DOWN)]


async def test_a_late_verdict_fills_the_gap_and_moves_no_state(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    await ingest.store(conn, [verdict(monitor_id, minute(0)), verdict(monitor_id, minute(2))], engine=engine)
    assert await intervals(conn) == [(0, 1, State.UP), (2, None, State.UP)]

    late = await ingest.store(conn, [verdict(monitor_id, minute(1))], engine=engine)

    assert late == Stored(late=1)
    assert await intervals(conn) == [(0, None, State.UP)]


async def test_a_late_failure_opens_no_incident(conn: Connection, engine: Engine, monitor_id: int) -> None:
    await ingest.store(conn, [verdict(monitor_id, minute(0)), verdict(monitor_id, minute(2))], engine=engine)

    late = [verdict(monitor_id, minute(1), Outcome.DOWN)] * 2
    assert await ingest.store(conn, late, engine=engine) == Stored(late=1, repeated=1)

    assert await conn.fetchval("SELECT count(*) FROM incidents") == 0
    assert await intervals(conn) == [(0, 1, State.UP), (1, 2, State.DOWN), (2, None, State.UP)]
    assert await ingest.store(conn, late, engine=engine) == Stored(repeated=2)


async def test_what_is_older_than_the_raw_horizon_is_refused(conn: Connection, engine: Engine, monitor_id: int) -> None:
    old = verdict(monitor_id, NOON - timedelta(days=91))

    stored = await ingest.store(conn, [old, verdict(monitor_id, NOON - timedelta(days=60))], engine=engine)

    assert (stored.refused, stored.entered) == (1, 1)


async def test_a_pause_cuts_the_point_and_ends_the_incident_without_news(
    conn: Connection, engine: Engine, monitor_id: int
) -> None:
    await ingest.store(conn, [verdict(monitor_id, minute(0), Outcome.DOWN)], engine=engine)

    await ingest.cut(conn, [Cut(monitor_id, 0, minute(0.5), EndCause.PAUSED)], engine=engine)

    assert await conn.fetchval("SELECT sum(covers_s) FROM checks") == 30
    assert await intervals(conn) == [(0, 0.5, State.DOWN)]
    assert [event for _, event in await news(conn)] == ["opened"]
    row = await conn.fetchrow("SELECT wake_at, cut_at FROM schedule")
    assert row is not None
    assert tuple(row) == (None, minute(0.5))


async def test_verdicts_on_their_way_respect_the_pause(conn: Connection, engine: Engine, monitor_id: int) -> None:
    await ingest.cut(conn, [Cut(monitor_id, 0, minute(0.5), EndCause.PAUSED)], engine=engine)

    before = await ingest.store(conn, [verdict(monitor_id, minute(0))], engine=engine)
    after = await ingest.store(conn, [verdict(monitor_id, minute(1), Outcome.DOWN)], engine=engine)

    assert (before.entered, after.refused) == (1, 1)
    assert await conn.fetchval("SELECT sum(covers_s) FROM checks") == 30


async def test_a_verdict_of_an_earlier_revision_is_refused(conn: Connection, engine: Engine, monitor_id: int) -> None:
    await conn.execute("UPDATE schedule SET revision = 2")
    await ingest.cut(conn, [Cut(monitor_id, 0, minute(0))], engine=engine)

    stored = await ingest.store(conn, [verdict(monitor_id, minute(1), revision=1)], engine=engine)

    assert stored == Stored(refused=1)


async def test_carry_points_let_the_last_verdict_stand(conn: Connection, engine: Engine) -> None:
    await add_workspace(conn)
    monitor_id = await add_monitor(conn, period_s=86_400)
    await ingest.store(conn, [verdict(monitor_id, NOON, seconds=86_400)], engine=engine)
    hour_ms = 3_600_000
    next_hour = Piece(to_ms(NOON) + hour_ms, to_ms(NOON) + 2 * hour_ms)

    first = await ingest.carry(conn, [Carry(monitor_id, 0, (next_hour,))], engine=engine)
    again = await ingest.carry(conn, [Carry(monitor_id, 0, (next_hour,))], engine=engine)

    assert (first, again) == (1, 0)
    row = await conn.fetchrow("SELECT sum(covers_s) AS s, count(outcome) AS tried FROM checks")
    assert row is not None
    assert tuple(row) == (7200, 1)


async def test_a_monitor_that_is_not_scheduled_is_refused(conn: Connection, engine: Engine, monitor_id: int) -> None:
    assert await ingest.store(conn, [verdict(monitor_id + 1, NOON)], engine=engine) == Stored(refused=1)
