"""Stored bytes a check in TimescaleDB's columnstore: the columns first measured, and the product's whole row.

Run: `.venv/bin/python -m bench.columnstore`. A week of 100 monitors, one check a minute: log-normal latency, 0.4 %
down. Runs on the server that HEALTHER_TEST_TIMESCALE_URL names, else on TimescaleDB in WebAssembly. The measured
columns must stay at or below 6 bytes; the whole row is reported.
"""

import asyncio
import os
from datetime import UTC, datetime, timedelta

from db import migrate
from db.engines import timescale
from db.pool import Connection, connected
from tests import engines

LIMIT_BYTES = 6.0
LONG_S = 900.0
# Phases are shares of the latency with noise, so that they do not compress better than real ones.
MAKE_POINTS = """
    INSERT INTO checks (slot, monitor_id, covers_s, latency_us, dns_us, connect_us, tls_us, wait_us, transfer_us,
                        lateness_ms, region, attempt, state, outcome, reason, http_status, probe, address)
    SELECT slot, monitor_id, 60, latency_us, (latency_us * 0.02 * random())::integer, (latency_us * 0.1)::integer,
           (latency_us * 0.3 * random())::integer, (latency_us * 0.5)::integer, (random() * 300)::integer,
           (random() * 20)::integer, 0, 0, CASE WHEN is_down THEN 3 ELSE 1 END, CASE WHEN is_down THEN 3 ELSE 1 END,
           CASE WHEN is_down THEN 1 END, CASE WHEN NOT is_down THEN 200 END, 1, '192.0.2.7'
      FROM generate_series(1, 100) AS monitor_id
     CROSS JOIN generate_series($1::timestamptz, $1::timestamptz + INTERVAL '7 days' - INTERVAL '1 minute',
                                INTERVAL '1 minute') AS slot
     CROSS JOIN LATERAL (
           SELECT (monitor_id * 7919 + extract(epoch FROM slot)::bigint / 60) % 250 = 0 AS is_down,
                  (exp(ln(20000 + 7000 * monitor_id) + 0.35 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random()))
                  )::integer AS latency_us) AS made
"""
MAKE_NARROW = (
    "CREATE TABLE narrow (slot timestamptz NOT NULL, monitor_id integer, latency_us integer, state smallint,"
    " http_status smallint, region smallint, reason smallint)",
    "SELECT create_hypertable('narrow', by_range('slot', INTERVAL '7 days'))",
    "ALTER TABLE narrow SET (timescaledb.compress, timescaledb.compress_segmentby = 'monitor_id',"
    " timescaledb.compress_orderby = 'slot')",
    "INSERT INTO narrow SELECT slot, monitor_id, CASE WHEN state = 1 THEN latency_us END, state, http_status, region,"
    " reason FROM checks",
    "SELECT compress_chunk(chunk) FROM show_chunks('narrow') AS chunk",
)
SELECT_SIZES = """
    SELECT sum(before_compression_total_bytes)::bigint AS before, sum(after_compression_total_bytes)::bigint AS after
      FROM chunk_compression_stats($1::regclass)
"""


def migrated(dsn: str) -> None:
    """Prepare the template."""
    migrate.upgrade(dsn)


async def measure(dsn: str) -> None:
    """Print bytes a check before and after compression."""
    now = datetime.now(UTC)
    # a whole chunk: they start on Thursdays, as the epoch did
    start = datetime.fromtimestamp(now.timestamp() // 604_800 * 604_800, UTC) - timedelta(days=14)
    async with connected(dsn) as conn:
        await conn.execute(MAKE_POINTS, start, timeout=LONG_S)
        for statement in MAKE_NARROW:
            await conn.execute(statement, timeout=LONG_S)
        await conn.fetchval(timescale.COMPRESS_CHUNKS, now, timeout=LONG_S)
        count: int = await conn.fetchval("SELECT count(*) FROM checks", timeout=LONG_S)
        narrow = await report(conn, "narrow", "the measured columns", count)
        await report(conn, "checks", "the whole row", count)
        print("ok" if narrow <= LIMIT_BYTES else "TOO LARGE")


async def report(conn: Connection, table: str, what: str, count: int) -> float:
    """Print one line and return the bytes a check in the columnstore."""
    row = await conn.fetchrow(SELECT_SIZES, table)
    assert row is not None
    before, after = float(row["before"] / count), float(row["after"] / count)
    print(f"{what:22} {count:9,} checks  as rows {before:6.1f} B  compressed {after:5.2f} B  {before / after:.1f}x")
    return after


def main() -> None:
    """Measure on the server that is named, else on WebAssembly."""
    server = engines.native_timescale if os.environ.get(engines.NATIVE_URL) else engines.timescale_wasm
    with server(migrated) as dsn:
        asyncio.run(measure(dsn))


if __name__ == "__main__":
    main()
