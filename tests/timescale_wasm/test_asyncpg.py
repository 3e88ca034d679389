"""asyncpg and many connections at once on the WebAssembly engine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import psycopg
import pytest

from tests.timescale_wasm.conftest import day_of_checks

LIMIT_S = 20


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[asyncpg.Pool]:
    opened = await asyncpg.create_pool(dsn, min_size=4, max_size=4, command_timeout=LIMIT_S, timeout=LIMIT_S)
    yield opened
    await asyncio.wait_for(opened.close(), LIMIT_S)


@asynccontextmanager
async def listening(pool: asyncpg.Pool, channel: str) -> AsyncIterator[asyncio.Queue[object]]:
    """Give a queue with the payloads that a connection of the pool hears."""
    heard: asyncio.Queue[object] = asyncio.Queue()

    def hear(*event: object) -> None:
        heard.put_nowait(event[3])

    async with pool.acquire() as connection:
        await connection.add_listener(channel, hear)
        yield heard
        await connection.remove_listener(channel, hear)


async def test_pool_of_four_answers_a_hundred_queries(pool: asyncpg.Pool) -> None:
    answers = await asyncio.gather(*[pool.fetchval("SELECT $1::int * 2", i) for i in range(100)])

    assert answers == [i * 2 for i in range(100)]


async def test_transactions_of_a_pool_take_turns(pool: asyncpg.Pool, checks: psycopg.Connection) -> None:
    async def count_up() -> None:
        async with pool.acquire() as own, own.transaction():
            latency_us = await own.fetchval("SELECT latency_us FROM checks ORDER BY slot_at LIMIT 1")
            await own.execute("UPDATE checks SET latency_us = $1 WHERE slot_at = '2026-11-01'", latency_us + 1)

    await asyncio.gather(*[count_up() for _ in range(20)])

    assert await pool.fetchval("SELECT latency_us FROM checks ORDER BY slot_at LIMIT 1") == 20


async def test_tables_are_found_after_the_pool_resets_a_connection(
    pool: asyncpg.Pool, checks: psycopg.Connection
) -> None:
    found = [await pool.fetchval("SELECT to_regclass('checks')::text") for _ in range(6)]

    assert found == ["checks"] * 6


async def test_copy_records_and_conflicting_insert(pool: asyncpg.Pool, checks: psycopg.Connection) -> None:
    records = day_of_checks(2)
    columns = ["slot_at", "monitor_id", "outcome", "latency_us"]

    copied = await pool.copy_records_to_table("checks", records=records, columns=columns)
    again = await pool.fetch(
        "INSERT INTO checks SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::int2[], $4::int[])"
        " ON CONFLICT DO NOTHING RETURNING 1",
        *map(list, zip(*records, strict=True)),
    )

    assert (copied, again) == ("COPY 1440", [])


async def test_notification_reaches_its_listener(pool: asyncpg.Pool) -> None:
    async with listening(pool, "Changes") as heard:
        await pool.fetchval("SELECT 1")  # asyncpg then runs UNLISTEN *, which must not silence the listener
        await pool.execute("SELECT pg_notify('Changes', 'monitor 7')")

        assert await asyncio.wait_for(heard.get(), LIMIT_S) == "monitor 7"


async def test_notification_of_a_rolled_back_transaction_is_not_sent(pool: asyncpg.Pool) -> None:
    async with listening(pool, "changes") as heard, pool.acquire() as speaker:
        transaction = speaker.transaction()
        await transaction.start()
        await speaker.execute("NOTIFY changes, 'never'")
        await transaction.rollback()
        await speaker.execute("NOTIFY changes, 'now'")

        assert await asyncio.wait_for(heard.get(), LIMIT_S) == "now"
