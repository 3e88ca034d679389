"""The databases that `tests.engines` gives: fresh, a copy of what was prepared, gone afterwards."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import asyncpg
import psycopg
import pytest

from tests.engines import native_timescale, postgres, timescale_wasm

Engine = Callable[[Callable[[str], None]], AbstractContextManager[str]]
NATIVE = pytest.param(native_timescale, id="native", marks=pytest.mark.native)


def prepare(dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True, connect_timeout=30) as connection:
        connection.execute("CREATE TABLE prepared (n int PRIMARY KEY); INSERT INTO prepared VALUES (1)")


@pytest.mark.parametrize("engine", [pytest.param(timescale_wasm, id="wasm"), pytest.param(postgres, id="pg"), NATIVE])
async def test_each_database_is_a_copy_of_the_prepared_one(engine: Engine) -> None:
    for _ in range(2):
        with engine(prepare) as dsn:
            connection = await asyncpg.connect(dsn, timeout=30)
            await connection.execute("INSERT INTO prepared VALUES (2)", timeout=30)
            assert await connection.fetchval("SELECT count(*) FROM prepared", timeout=30) == 2
            await connection.close(timeout=30)


@pytest.mark.native
def test_native_database_with_a_running_policy_can_be_dropped() -> None:
    with native_timescale() as dsn, psycopg.connect(dsn, autocommit=True, connect_timeout=30) as connection:
        connection.execute("CREATE TABLE checks (slot_at timestamptz NOT NULL)")
        connection.execute("SELECT create_hypertable('checks', by_range('slot_at'))")
        connection.execute("SELECT add_retention_policy('checks', INTERVAL '1 day', initial_start => now())")

    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(dsn, connect_timeout=30)
