"""Checks during maintenance are recorded as such, open no incident, and no news goes out before it is over."""

from datetime import UTC, datetime, timedelta

from core.coverage import pieces
from core.grid import to_ms
from core.spans import Labelled
from core.states import Outcome, State
from db import ingest, outbox
from db.engine import Engine
from db.ingest import Carry, Cut
from db.maintenance import end_occurrences, select_maintenance
from db.pool import Connection, connected
from tests.db.world import WORKSPACE, add_monitor, add_window, add_workspace, verdict

NOW = datetime.now(UTC).replace(microsecond=0)
START = NOW - timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
LEASE = timedelta(seconds=30)


async def states(conn: Connection, monitor_id: int) -> list[tuple[int, int]]:
    """Return minutes after the start and the state, for each interval."""
    rows = await conn.fetch(
        "SELECT started_at, state FROM state_intervals WHERE monitor_id = $1 ORDER BY started_at", monitor_id
    )
    return [((row["started_at"] - START) // MINUTE, row["state"]) for row in rows]


async def test_an_outage_during_work_is_no_incident(conn: Connection, engine: Engine) -> None:
    """Up at 0, work from 1 to 3 while it is down, still down at 3: the incident begins there."""
    await add_workspace(conn)
    monitor_id = await add_monitor(conn)
    await add_window(conn, START + MINUTE, START + 3 * MINUTE, monitor_id)
    seen = [Outcome.UP, Outcome.DOWN, Outcome.DOWN, Outcome.DOWN]

    await ingest.store(
        conn,
        [verdict(monitor_id, START + number * MINUTE, outcome) for number, outcome in enumerate(seen)],
        engine=engine,
    )

    assert await states(conn, monitor_id) == [(0, State.UP), (1, State.MAINTENANCE), (3, State.DOWN)]
    rows = await conn.fetch("SELECT started_at FROM incidents")
    assert [row["started_at"] for row in rows] == [START + 3 * MINUTE]
    assert await conn.fetchval("SELECT sum(covers_s) FROM checks WHERE state = 5") == 120
    assert await conn.fetchval("SELECT count(*) FROM checks WHERE outcome = 3") == 3  # what was seen is kept


async def test_a_late_check_of_the_time_of_work_is_maintenance(conn: Connection, engine: Engine) -> None:
    await add_workspace(conn)
    monitor_id = await add_monitor(conn)
    await add_window(conn, START + MINUTE, START + 2 * MINUTE)
    for number in (0, 2, 1):
        await ingest.store(conn, [verdict(monitor_id, START + number * MINUTE)], engine=engine)

    assert await states(conn, monitor_id) == [(0, State.UP), (1, State.MAINTENANCE), (2, State.UP)]


async def test_carry_points_look_at_their_own_beginning(plain_dsn: str) -> None:
    """A weekly monitor, checked once; work in the second hour. A pause right after its beginning ends no earlier."""
    async with connected(plain_dsn) as conn:
        await add_workspace(conn)
        monitor_id = await add_monitor(conn, period_s=604_800)
        hour = timedelta(hours=1)
        slot = NOW - 5 * hour
        if slot.date() != NOW.date():
            slot = NOW.replace(hour=0, minute=0) - 6 * hour  # no midnight in between
        await add_window(conn, slot + hour, slot + 2 * hour, monitor_id)
        await ingest.store(conn, [verdict(monitor_id, slot, seconds=604_800)], engine=Engine.POSTGRES)
        rest = pieces(to_ms(slot), to_ms(slot) + 604_800_000, to_ms(slot + 3 * hour))[1:]
        await ingest.carry(conn, [Carry(monitor_id, 0, tuple(rest))], engine=Engine.POSTGRES)
        await ingest.cut(conn, [Cut(monitor_id, 0, slot + hour)], engine=Engine.POSTGRES)

        rows = await conn.fetch("SELECT started_at, state FROM state_intervals ORDER BY started_at")
        assert [((row["started_at"] - slot) // hour, row["state"]) for row in rows] == [(0, 1), (1, 5), (2, 1)]
        sums = await conn.fetch("SELECT state, sum(covers_s) AS s FROM checks GROUP BY state ORDER BY state")
        assert [tuple(row) for row in sums] == [(1, 3601), (5, 3600)]  # the cut came a second into the third hour


async def test_news_wait_until_the_work_is_over(plain_dsn: str) -> None:
    """Down before the work began, but the mail was not made yet."""
    async with connected(plain_dsn) as conn:
        await add_workspace(conn)
        monitor_id, other = await add_monitor(conn), await add_monitor(conn)
        window_id = await add_window(conn, NOW - MINUTE, NOW + 60 * MINUTE, monitor_id)
        downs = [verdict(one, NOW - 2 * MINUTE, Outcome.DOWN) for one in (monitor_id, other)]
        await ingest.store(conn, downs, engine=Engine.POSTGRES)

        assert [news.monitor_id for news in await outbox.claim_news(conn, 10, LEASE)] == [other]

        await end_occurrences(conn, window_id, NOW)
        assert [news.monitor_id for news in await outbox.claim_news(conn, 10, LEASE)] == [monitor_id]


async def test_which_monitors_a_window_is_for(plain_dsn: str) -> None:
    async with connected(plain_dsn) as conn:
        await add_workspace(conn)
        named, tagged, neither = [await add_monitor(conn) for _ in range(3)]
        window_id = await add_window(conn, START, NOW, named)
        await conn.execute("UPDATE maintenance_occurrences SET tags = '{shop}' WHERE workspace_id = $1", WORKSPACE)
        await conn.execute("UPDATE monitors SET tags = '{shop,eu}' WHERE id = $1", tagged)

        found = await select_maintenance(conn, [named, tagged, neither], START, NOW)

        span = [Labelled(START, NOW, str(window_id))]
        assert found == {named: span, tagged: span}
