"""Both engines tell the same story, row by row: the same calls on each, then every table and view compared."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

import pytest

from core.coverage import DAY_MS, pieces
from core.grid import to_ms
from core.states import State
from db import engines
from db.engine import Engine, detect
from db.pool import Connection, connected
from tests import engines as servers
from tests.db import history
from tests.engines import migrated

Rows = list[tuple[Any, ...]]

TOLD_BY = {
    "checks": "SELECT * FROM checks ORDER BY monitor_id, slot, region, attempt",
    "checks_hourly": "SELECT * FROM checks_hourly ORDER BY monitor_id, bucket",
    "checks_daily": "SELECT * FROM checks_daily ORDER BY monitor_id, bucket",
    "days": "SELECT * FROM days ORDER BY monitor_id, starts_at",
    "state_intervals": "SELECT * FROM state_intervals ORDER BY monitor_id, started_at",
    "incidents": """SELECT monitor_id, started_at, ended_at, end_cause, reason, detail, http_status
                      FROM incidents ORDER BY monitor_id, started_at""",
    "monitor_state": "SELECT * FROM monitor_state ORDER BY monitor_id",
    "news": """SELECT i.monitor_id, i.started_at, o.event
                 FROM outbox o JOIN incidents i ON i.id = o.incident_id ORDER BY 1, 2, 3""",
}
OTHERS = [
    pytest.param(servers.timescale_wasm, id="timescale", marks=pytest.mark.timescale),
    pytest.param(servers.native_timescale, id="native", marks=[pytest.mark.timescale, pytest.mark.native]),
]
Server = Callable[[Callable[[str], None]], AbstractContextManager[str]]
MOMENTS = ("as it arrived", "refreshed", "after retention")


async def tell(conn: Connection) -> dict[str, tuple[list[str], Rows]]:
    """Read everything, with a clock far from UTC: buckets must not care."""
    await conn.execute("SET timezone TO 'America/St_Johns'")
    story = {}
    for name, query in TOLD_BY.items():
        statement = await conn.prepare(query)
        columns = [f"{column.name} {column.type.name}" for column in statement.get_attributes()]
        story[name] = (columns, [tuple(row) for row in await statement.fetch()])
    await conn.execute("SET timezone TO 'UTC'")
    return story


async def told(dsn: str) -> dict[str, dict[str, tuple[list[str], Rows]]]:
    """Play the history and read it at each moment."""
    async with connected(dsn) as conn:
        engine = await detect(conn)
        await history.play(conn, engine)
        stories = {MOMENTS[0]: await tell(conn)}
        await engines.refresh(conn, engine, history.NOW)
        stories[MOMENTS[1]] = await tell(conn)
        await retain(conn, engine)
        stories[MOMENTS[2]] = await tell(conn)
    return stories


async def retain(conn: Connection, engine: Engine) -> None:
    """Shorten one monitor's retention, let keepers work, then refresh: aggregates must outlive their points."""
    later = history.NOW + timedelta(days=11)  # 22 to 28 October are older than 10 days by then
    await conn.execute("UPDATE monitors SET retention_days = 10 WHERE id = 1")
    retained = await engines.apply_retention(conn, engine, later)
    assert retained.deleted > 0
    await engines.refresh(conn, engine, later)


@cache
def story_of(server: Server) -> dict[str, dict[str, tuple[list[str], Rows]]]:
    with server(migrated) as dsn:
        return asyncio.run(told(dsn))


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("name", TOLD_BY)
@pytest.mark.parametrize("server", OTHERS)
def test_engines_agree(server: Server, name: str, moment: str) -> None:
    expected_columns, expected = story_of(servers.postgres)[moment][name]

    columns, rows = story_of(server)[moment][name]

    assert columns == expected_columns
    assert len(rows) == len(expected)
    assert [pair for pair in zip(rows, expected, strict=True) if pair[0] != pair[1]][:3] == []


def test_the_history_has_everything_that_is_hard() -> None:
    story = story_of(servers.postgres)["refreshed"]
    attempts = {row[story["checks"][0].index("attempt int2")] for row in story["checks"][1]}

    assert attempts == {-1, 0, 1}
    assert len(story["incidents"][1]) > 20
    assert len(story["checks_daily"][1]) == 4 * 5  # 22 to 26 October are over


@pytest.mark.parametrize("moment", MOMENTS[:2])
def test_days_equal_the_intervals_to_the_second(moment: str) -> None:
    story = story_of(servers.postgres)[moment]
    from_days = Counter[tuple[int, date, State]]()
    columns, rows = story["days"]
    names = [column.split()[0] for column in columns]
    for row in rows:
        day = dict(zip(names, row, strict=True))
        for state in State:
            from_days[day["monitor_id"], day["day"], state] += day[f"{state.word}_s"]

    assert +from_days == seconds_of_intervals(story)


def seconds_of_intervals(story: dict[str, tuple[list[str], Rows]]) -> Counter[tuple[int, date, State]]:
    names = [column.split()[0] for column in story["monitor_state"][0]]
    ends = {row[0]: row[names.index("covered_until")] for row in story["monitor_state"][1]}
    total = Counter[tuple[int, date, State]]()
    for monitor_id, started_at, ended_at, state in story["state_intervals"][1]:
        end_ms = to_ms(ended_at or ends[monitor_id])
        for part in pieces(to_ms(started_at), end_ms, end_ms):
            day = datetime.fromtimestamp(part.start_ms // DAY_MS * 86_400, UTC).date()
            total[monitor_id, day, State(state)] += part.seconds
    return +total


def test_aggregates_outlive_their_points() -> None:
    stories = story_of(servers.postgres)

    assert len(stories["after retention"]["checks"][1]) < len(stories["refreshed"]["checks"][1])
    days_afterwards = stories["after retention"]["checks_daily"][1]
    assert [day for day in stories["refreshed"]["checks_daily"][1] if day not in days_afterwards] == []
