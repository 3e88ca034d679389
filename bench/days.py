"""Ninety days of 500 monitors at once, over 0.65 M and 65 M points: what `/workspaces/{id}/days` asks the database.

Run: `.venv/bin/python -m bench.days [--large]`. Points are made by the server, aggregates by the product's own refresh.
Without `--large` (10 GB and half an hour on PostgreSQL) only the small size runs. p50 must be under 150 ms and must not
grow with the points (ratio < 1.2). With HEALTHER_TEST_TIMESCALE_URL the same runs on that server.
"""

import argparse
import asyncio
import os
import statistics
import time
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

from db import days, engines, migrate
from db.engine import Engine, detect
from db.engines import postgres, timescale
from db.pool import Connection, connected
from tests import engines as servers

MONITORS = 500
DAYS = 90
RUNS = 31
LIMIT_MS, LIMIT_RATIO = 150.0, 1.2
LONG_S = 3600.0
MAKE_POINTS = """
    INSERT INTO checks (slot, monitor_id, covers_s, latency_us, lateness_ms, region, attempt, state, outcome, reason)
    SELECT slot, monitor_id, least($3, 3600), (20000 * exp(random()) + 1000 * monitor_id)::integer, 2, 0, 0,
           CASE WHEN is_down THEN 3 ELSE 1 END, CASE WHEN is_down THEN 3 ELSE 1 END, CASE WHEN is_down THEN 1 END
      FROM generate_series(1, 500) AS monitor_id
     CROSS JOIN generate_series($1::timestamptz, $2::timestamptz - INTERVAL '1 second',
                                make_interval(secs => $3)) AS slot
     CROSS JOIN LATERAL (SELECT (monitor_id * 7919 + extract(epoch FROM slot)::bigint / 60) % 280 = 0 AS is_down) AS f
"""
MARK = """
    INSERT INTO dirty_hours (monitor_id, bucket)
    SELECT monitor_id, bucket
      FROM generate_series(1, 500) AS monitor_id
     CROSS JOIN generate_series($1::timestamptz, $2::timestamptz - INTERVAL '1 hour', INTERVAL '1 hour') AS bucket
"""


def migrated(dsn: str) -> None:
    """Prepare the template."""
    migrate.upgrade(dsn)


async def fill(conn: Connection, engine: Engine, period_s: int, now: datetime) -> int:
    """Make the points up to now, week by week, and let the keeper add them up; return how many there are."""
    start = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=DAYS)
    if engine is Engine.POSTGRES:
        await conn.execute(postgres.ENSURE_PARTITIONS, start, now)
    while start < now:
        end = min(start + timedelta(days=7), now)
        await conn.execute(MAKE_POINTS, start, end, period_s, timeout=LONG_S)
        await _note(conn, engine, start, end)
        start = end
    await conn.execute("VACUUM ANALYZE", timeout=LONG_S)
    await engines.refresh(conn, engine, now)
    if engine is Engine.TIMESCALE:  # what its job does every five minutes
        await timescale.refresh_window(conn, now, now - timedelta(days=DAYS))
    await conn.execute("VACUUM ANALYZE", timeout=LONG_S)
    points: int = await conn.fetchval("SELECT count(*) FROM checks", timeout=LONG_S)
    return points


async def _note(conn: Connection, engine: Engine, start: datetime, end: datetime) -> None:
    """Do what ingest does beside the points."""
    if engine is Engine.POSTGRES:
        await conn.execute(MARK, start, end, timeout=LONG_S)
        return
    await conn.execute(
        "INSERT INTO fresh_days (day) SELECT generate_series($1::date, $2::date, '1 day')::date ON CONFLICT DO NOTHING",
        start.date(),
        end.date(),
    )
    await conn.fetchval(timescale.COMPRESS_CHUNKS, end - timedelta(days=7), timeout=LONG_S)


async def measure(dsn: str, period_s: int) -> tuple[Engine, int, float, float]:
    """Return the engine, the number of points, and p50 and worst of the read in milliseconds."""
    async with connected(dsn) as conn:
        engine, now = await detect(conn), datetime.now(UTC)
        points = await fill(conn, engine, period_s, now)
        ids, last = list(range(1, MONITORS + 1)), now.date()
        took = []
        for _ in range(RUNS):
            started = time.perf_counter()
            columns = await days.select_day_columns(conn, ids, last - timedelta(days=DAYS - 1), last)
            took.append((time.perf_counter() - started) * 1000)
        if sum(len(one.offsets) for one in columns) < MONITORS * (DAYS - 1):  # today may be too young for a point
            raise SystemExit("not every day is there")
    return engine, points, statistics.median(took), max(took)


def main() -> None:
    """Measure on each engine at hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 65 M points")
    asked = parser.parse_args()
    at_hand = [servers.postgres]
    if os.environ.get(servers.NATIVE_URL):
        at_hand.append(servers.native_timescale)
    for server in at_hand:
        p50s = []
        for period_s in (6000, 60) if asked.large else (6000,):
            database: AbstractContextManager[str] = server(migrated)
            with database as dsn:
                engine, points, p50_ms, worst_ms = asyncio.run(measure(dsn, period_s))
            p50s.append(p50_ms)
            verdict = "ok" if p50_ms < LIMIT_MS and p50_ms < p50s[0] * LIMIT_RATIO else "TOO SLOW"
            ratio = p50_ms / p50s[0]
            print(f"{engine.value:10} {points:11,} points  p50 {p50_ms:6.1f} ms  worst {worst_ms:6.1f} ms  "
                  f"ratio {ratio:.2f}  {verdict}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
