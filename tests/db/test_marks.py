"""No mark of a dirty hour is lost when ingest and refresh meet (engine of plain PostgreSQL)."""

from datetime import UTC, datetime, timedelta

import pytest

from core.ledger import Point
from core.states import State
from db import checks, engines
from db.engine import Engine
from db.pool import Connection, connected

NOW = datetime.now(UTC)
HOUR = NOW.replace(minute=0, second=0, microsecond=0) - timedelta(hours=5)
MONITOR = 7


def point(minute: int) -> tuple[int, Point]:
    return MONITOR, Point(HOUR + timedelta(minutes=minute), 0, 0, State.UP, 60)


async def write(conn: Connection, minute: int) -> None:
    assert await checks.insert_points(conn, Engine.POSTGRES, [point(minute)]) == 1


async def stored_s(conn: Connection) -> int | None:
    total: int | None = await conn.fetchval("SELECT up_s FROM stored_hours WHERE monitor_id = $1", MONITOR)
    return total


async def hourly_s(conn: Connection) -> int | None:
    total: int | None = await conn.fetchval("SELECT up_s FROM checks_hourly WHERE monitor_id = $1", MONITOR)
    return total


@pytest.mark.parametrize("is_marked_before", [False, True], ids=["new mark", "known mark"])
async def test_a_refresh_during_an_ingest_leaves_its_mark(plain_dsn: str, is_marked_before: bool) -> None:
    async with connected(plain_dsn) as worker, connected(plain_dsn) as keeper:
        if is_marked_before:
            await write(worker, 0)
        async with worker.transaction():
            await write(worker, 1)
            await engines.refresh(keeper, Engine.POSTGRES, NOW)  # neither waits for the worker nor takes its mark

        before = await stored_s(keeper)
        await engines.refresh(keeper, Engine.POSTGRES, NOW)

        assert before is None
        assert await stored_s(keeper) == await hourly_s(keeper) == 60 * (1 + is_marked_before)
        assert await keeper.fetchval("SELECT count(*) FROM dirty_hours") == 0


async def test_the_watermark_waits_for_a_mark_that_is_held(plain_dsn: str) -> None:
    async with connected(plain_dsn) as worker, connected(plain_dsn) as keeper:
        await write(worker, 0)
        async with worker.transaction():
            await write(worker, 1)
            await engines.refresh(keeper, Engine.POSTGRES, NOW)
            assert await hourly_s(keeper) == 60  # added up when it is read

        assert await hourly_s(keeper) == 120


async def test_an_hour_that_goes_on_is_left_alone(plain_dsn: str) -> None:
    async with connected(plain_dsn) as conn:
        now_point = Point(NOW, 0, 0, State.UP, 60)
        await checks.insert_points(conn, Engine.POSTGRES, [(MONITOR, now_point)])

        await engines.refresh(conn, Engine.POSTGRES, NOW)

        assert await conn.fetchval("SELECT count(*) FROM dirty_hours") == 1
        assert await stored_s(conn) is None
        assert await hourly_s(conn) == 60
