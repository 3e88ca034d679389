"""Numbers of live events: without gaps in each workspace, in the transaction of the change, none for nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from core.states import Outcome
from db import ingest
from db.engine import Engine
from db.incidents import EndCause
from db.ingest import Cut
from db.live import (
    LiveEvent,
    StateChange,
    append_live_events,
    delete_old_live_events,
    select_events_since,
    select_seqs,
)
from db.pool import Connection, acquire, open_pool
from tests.db.world import WORKSPACE, add_monitor, add_workspace, verdict

NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=1)


def minute(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


@pytest.fixture
async def monitor_id(conn: Connection) -> int:
    await add_workspace(conn)
    return await add_monitor(conn)


def told(events: tuple[LiveEvent, ...]) -> list[tuple[int, str, object, object]]:
    """Return number, kind, and what changed into what."""
    return [
        (
            event.seq,
            event.kind,
            event.payload.get("old_state", event.payload.get("event")),
            event.payload.get("new_state", event.payload.get("end_cause")),
        )
        for event in events
    ]


async def test_an_outage_is_told_in_order(conn: Connection, engine: Engine, monitor_id: int) -> None:
    outcomes = [Outcome.UP, Outcome.UP, Outcome.DOWN, Outcome.UNKNOWN, Outcome.UP]

    stored = await ingest.store(
        conn, [verdict(monitor_id, minute(n), one) for n, one in enumerate(outcomes)], engine=engine
    )

    assert told(stored.live) == [
        (1, "state", "pending", "up"),
        (2, "state", "up", "down"),
        (3, "state", "down", "unknown"),
        (4, "state", "unknown", "up"),
        (5, "incident", "opened", None),
        (6, "incident", "closed", "recovered"),
    ]
    assert await select_seqs(conn, [WORKSPACE]) == {WORKSPACE: 6}
    assert await select_events_since(conn, WORKSPACE, 4, 10) == list(stored.live[4:])


async def test_nothing_is_numbered_when_nothing_changed(conn: Connection, engine: Engine, monitor_id: int) -> None:
    batch = [verdict(monitor_id, minute(number)) for number in range(3)]
    await ingest.store(conn, batch, engine=engine)

    again = await ingest.store(conn, [*batch, verdict(monitor_id, minute(3))], engine=engine)

    assert again.live == ()
    assert await select_seqs(conn, [WORKSPACE]) == {WORKSPACE: 1}


async def test_an_incident_that_a_pause_ends_is_told(conn: Connection, engine: Engine, monitor_id: int) -> None:
    await ingest.store(conn, [verdict(monitor_id, minute(0), Outcome.DOWN)], engine=engine)

    live = await ingest.cut(conn, [Cut(monitor_id, 0, minute(0.5), EndCause.PAUSED)], engine=engine)

    assert told(live) == [(3, "incident", "closed", "paused")]


async def test_a_check_tells_no_state_of_a_paused_monitor(conn: Connection, engine: Engine, monitor_id: int) -> None:
    await conn.execute("UPDATE monitors SET paused_at = now()")

    stored = await ingest.store(conn, [verdict(monitor_id, minute(0))], engine=engine)

    assert stored.live == ()


async def test_events_are_kept_for_an_hour(conn: Connection, monitor_id: int) -> None:
    await append_live_events(
        conn, [StateChange(monitor_id, NOON, "up", "paused"), StateChange(monitor_id, NOON, "", "")]
    )
    await conn.execute("UPDATE live_events SET at = now() - interval '61 minutes' WHERE seq = 1")

    await delete_old_live_events(conn)

    assert [event.seq for event in await select_events_since(conn, WORKSPACE, 0, 10)] == [2]


async def test_many_writers_leave_no_gap_and_never_wait_for_each_other(plain_dsn: str) -> None:
    pool = await open_pool(plain_dsn, max_size=8)
    try:
        async with acquire(pool) as conn:
            monitors = [await _monitor_of_its_own(conn, number) for number in range(5)]

        async def append(turn: int) -> None:
            async with acquire(pool, timeout_s=20) as conn, conn.transaction():
                order = monitors[turn % 5 :] + monitors[: turn % 5]
                await append_live_events(conn, [StateChange(one, NOON, "up", "down") for one in order])

        await asyncio.gather(*(append(turn) for turn in range(40)))

        async with acquire(pool) as conn:
            rows = await conn.fetch("SELECT array_agg(seq ORDER BY seq) AS seqs FROM live_events GROUP BY workspace_id")
        assert [row["seqs"] for row in rows] == [list(range(1, 41))] * 5
    finally:
        await pool.close()


async def _monitor_of_its_own(conn: Connection, number: int) -> int:
    statement = "INSERT INTO workspaces (name, slug) VALUES ($1, $1) RETURNING id"
    workspace: UUID = await conn.fetchval(statement, f"lab{number}")
    monitor_id: int = await conn.fetchval(
        "INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,"
        " confirm_failures, confirm_recoveries, retry_ms)"
        " VALUES ($1, 'Shop', 'http', 'http://localhost', 60, 'seconds', 60, 1000, 1, 1, 0) RETURNING id",
        workspace,
    )
    return monitor_id
