"""Ninety days of checks, one a minute, as the product would have stored them: what the benchmarks of figures work on.

On TimescaleDB (HEALTHER_TEST_TIMESCALE_URL) 500 monitors, 64.8 M checks, compressed into the columnstore. Making them
takes ten minutes and 1.4 GB, so the database is kept, by the name `healther_bench_history_1`, until
`.venv/bin/python -m bench.history --drop`. Without such a server 20 monitors, 2.6 M checks, on the embedded PostgreSQL,
made anew each time: what is measured then is smaller, and every benchmark says so.

A check fails by itself (0.18 %) or in half an hour with all others (0.18 %), 0.2 % are degraded; monitors confirm at
once, so that each failure is an outage: 240 a monitor, more than most will ever see. Latency is log-normal.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

from core.spans import Span
from db import engines
from db.engine import Engine, detect
from db.engines import postgres, timescale
from db.pool import Connection, connected
from tests import engines as servers

NAME: Final = "healther_bench_history_1"
DONE: Final = "complete"
LARGE, SMALL = 500, 20  # monitors
DAYS: Final = 90
END: Final = datetime(2026, 10, 30, tzinfo=UTC)
PERIOD: Final = Span(END - timedelta(days=DAYS), END)
WORKSPACE: Final = UUID(int=1)
AT_ONCE: Final = 20  # monitors
LONG_S: Final = 3600.0
WEEK_S: Final = 604_800  # chunks and partitions begin on Thursdays, as the epoch did

MAKE_MONITORS = (
    "SELECT setseed(0.5)",
    "UPDATE installation SET raw_days = 3650",
    "INSERT INTO workspaces (id, name, slug) VALUES ('00000000-0000-0000-0000-000000000001', 'Lab', 'lab')",
    """
    INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                          confirm_failures, confirm_recoveries, retry_ms, retention_days, created_at)
    SELECT '00000000-0000-0000-0000-000000000001', 'Monitor ' || n, 'http', 'https://example.com/' || n, 1, 'minutes',
           60, 100, 1, 1, 0, 3650, '2026-01-01Z'
      FROM generate_series(1, {monitors}) AS n
    """,
)
# State 3 down, 2 degraded, 1 up, by hashes of monitor and minute: the same on every machine.
MAKE_CHECKS = """
    INSERT INTO checks (slot, monitor_id, covers_s, latency_us, dns_us, connect_us, tls_us, wait_us, transfer_us,
                        lateness_ms, region, attempt, state, outcome, reason, http_status, probe, address)
    SELECT to_timestamp(minute * 60), monitor_id, 60, latency_us, 0, latency_us / 10, latency_us / 5, latency_us / 2,
           (random() * 300)::integer, (random() * 20)::integer, 0, 0, state, state,
           CASE WHEN state = 3 THEN 1 END, CASE WHEN state < 3 THEN 200 END, 1, '192.0.2.7'
      FROM (SELECT monitor_id, minute, state,
                   CASE WHEN state < 3 THEN (
                        exp(ln(15000 + 1000 * (monitor_id % 50))
                            + 0.35 * sqrt(-2 * ln(1 - random())) * cos(6.2831853 * random())))::integer END
                       AS latency_us
              FROM (SELECT monitor_id, minute,
                           CASE WHEN (hashint8(monitor_id * 100000007::bigint + minute) & 1048575) < 1887 THEN 3
                                WHEN (hashint8(monitor_id * 300000007::bigint + minute / 30) & 1048575) < 1887 THEN 3
                                WHEN (hashint8(monitor_id * 700000001::bigint + minute) & 1048575) < 2097 THEN 2
                                ELSE 1 END AS state
                      FROM generate_series(1, $3::integer) AS monitor_id
                     CROSS JOIN generate_series((extract(epoch FROM $1::timestamptz) / 60)::bigint,
                                                (extract(epoch FROM $2::timestamptz) / 60)::bigint - 1) AS minute
                   ) AS stated
           ) AS made
"""
MAKE_INTERVALS = """
    INSERT INTO state_intervals (monitor_id, started_at, ended_at, state)
    SELECT monitor_id, slot, lead(slot) OVER (PARTITION BY monitor_id ORDER BY slot), state
      FROM (SELECT monitor_id, slot, state,
                   state IS DISTINCT FROM lag(state) OVER (PARTITION BY monitor_id ORDER BY slot) AS is_new
              FROM checks
             WHERE monitor_id = $1) AS marked
     WHERE is_new
"""
FINISH = (
    """
    INSERT INTO monitor_state (monitor_id, state, since, last_slot, covered_until, recorded, outcome)
    SELECT i.monitor_id, i.state, i.started_at, '2026-10-29 23:59Z', '2026-10-30Z', i.state, i.state
      FROM state_intervals i
     WHERE i.ended_at IS NULL
    """,
    """
    INSERT INTO incidents (monitor_id, started_at, ended_at, end_cause, reason, http_status)
    SELECT monitor_id, started_at, ended_at, CASE WHEN ended_at IS NOT NULL THEN 'recovered' END, 1, NULL
      FROM state_intervals
     WHERE state = 3
     ORDER BY started_at
    """,
    "VACUUM ANALYZE",
)


@dataclass(frozen=True, slots=True)
class History:
    """Where the checks are. `words` say how much is measured on what, for the output."""

    dsn: str
    monitors: int
    is_large: bool

    @property
    def prefix(self) -> str:
        """What stands before a figure that is not of the size that the limits are for."""
        return "" if self.is_large else "smaller "

    @property
    def words(self) -> str:
        """What is measured, and on what."""
        rows = self.monitors * DAYS * 1440
        if self.is_large:
            return (
                f"{self.monitors} monitors × {DAYS} days × one check a minute = {rows:,} rows, TimescaleDB columnstore"
            )
        return (
            f"SMALLER: {self.monitors} monitors × {DAYS} days = {rows:,} rows on PostgreSQL; the limits are held on"
            f" TimescaleDB, named by {servers.NATIVE_URL}"
        )


@contextmanager
def history() -> Iterator[History]:
    """Give the checks: kept on TimescaleDB, or made anew and smaller on the embedded PostgreSQL."""
    server = os.environ.get(servers.NATIVE_URL)
    if server:
        yield History(_kept(server), LARGE, is_large=True)
        return
    with servers.postgres(servers.migrated) as dsn:
        asyncio.run(make(dsn, SMALL))
        yield History(dsn, SMALL, is_large=False)


async def make(dsn: str, monitors: int) -> None:
    """Make everything in a migrated, empty database."""
    began = time.perf_counter()
    async with connected(dsn) as conn:
        engine = await detect(conn)
        await conn.execute("SET work_mem = '256MB'; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off")
        for statement in MAKE_MONITORS:
            await conn.execute(statement.format(monitors=monitors))
        if engine is Engine.POSTGRES:
            await conn.execute(postgres.ENSURE_PARTITIONS, *PERIOD)
        for start, end in _weeks():
            await conn.execute(MAKE_CHECKS, start, end, monitors, timeout=LONG_S)
            await _add_up(conn, engine, start, end, monitors)
            say(f"made up to {end:%d %b}", began)
        for monitor_id in range(1, monitors + 1):
            await conn.execute(MAKE_INTERVALS, monitor_id, timeout=LONG_S)
        for statement in FINISH:
            await conn.execute(statement, timeout=LONG_S)
    say("the history is made", began)


async def _add_up(conn: Connection, engine: Engine, start: datetime, end: datetime, monitors: int) -> None:
    """Do what keeper and jobs do: aggregates, then the columnstore."""
    if engine is Engine.TIMESCALE:
        await conn.execute(timescale.REFRESH_HOURLY, start, end, timeout=LONG_S)
        await conn.execute(timescale.REFRESH_DAILY, start, end, timeout=LONG_S)
        await conn.fetchval(timescale.COMPRESS_CHUNKS, end, timeout=LONG_S)
        return
    await conn.execute(
        """
        INSERT INTO dirty_hours (monitor_id, bucket)
        SELECT monitor_id, bucket
          FROM generate_series(1, $3::integer) AS monitor_id
         CROSS JOIN generate_series($1::timestamptz, $2::timestamptz - INTERVAL '1 hour', INTERVAL '1 hour') AS bucket
        """,
        *(start, end, monitors),
    )
    await conn.execute("ANALYZE checks", timeout=LONG_S)
    await engines.refresh(conn, engine, end + timedelta(hours=1))


def _weeks() -> Iterator[tuple[datetime, datetime]]:
    start = PERIOD.start
    while start < END:
        following = datetime.fromtimestamp((start.timestamp() // WEEK_S + 1) * WEEK_S, UTC)
        yield start, min(following, END)
        start = following


def _kept(server: str) -> str:
    """Return the address of the kept database, which is made now if it is not there."""
    dsn = _with_database(server, NAME)
    with psycopg.connect(server, autocommit=True, connect_timeout=30) as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", (NAME,)
        ).fetchone()
        if found == (DONE,):
            servers.migrated(dsn)  # it may be of an older revision
            return dsn
        if found is not None:
            raise SystemExit(f"{NAME} is half made or being made: wait, or run `python -m bench.history --drop`")
        say("making the history, once: 64.8 M checks take about ten minutes")
        connection.execute(f"CREATE DATABASE {NAME}")
    with psycopg.connect(dsn, autocommit=True, connect_timeout=30) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS timescaledb")
    servers.migrated(dsn)
    asyncio.run(make(dsn, LARGE))
    with psycopg.connect(server, autocommit=True, connect_timeout=30) as connection:
        connection.execute(f"COMMENT ON DATABASE {NAME} IS '{DONE}'")
    return dsn


def _drop(server: str) -> None:
    with psycopg.connect(server, autocommit=True, connect_timeout=30) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", (NAME,)).fetchone() is None:
            return
        with psycopg.connect(_with_database(server, NAME), autocommit=True, connect_timeout=30) as inside:
            inside.execute("SELECT _timescaledb_functions.stop_background_workers()")
        connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def _with_database(server: str, name: str) -> str:
    address = urlsplit(server)
    rest = f"?{address.query}" if address.query else ""
    return f"{address.scheme}://{address.netloc}/{name}{rest}"


def say(words: str, began: float | None = None) -> None:
    """Tell on stderr how it goes on."""
    took = "" if began is None else f" ({time.perf_counter() - began:.0f} s)"
    print(f"{words}{took}", file=sys.stderr, flush=True)


def main() -> None:
    """Make or drop the kept history."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drop", action="store_true", help="drop the kept database")
    asked = parser.parse_args()
    server = os.environ.get(servers.NATIVE_URL)
    if not server:
        raise SystemExit(f"set {servers.NATIVE_URL}")
    if asked.drop:
        _drop(server)
    else:
        print(_kept(server))


if __name__ == "__main__":
    main()
