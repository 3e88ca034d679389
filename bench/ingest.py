"""Ingest against a bare COPY of the same rows into a table without any index, batches of 1,000, one connection.

Run: `.venv/bin/python -m bench.ingest [--batches 60] [--rounds 3]`. `store` does everything that a batch of verdicts
needs in its one transaction: points, marks for the aggregates, machines, states, intervals. COPY and ingest take turns;
the ratio of their rates must be 0.25 or more. With HEALTHER_TEST_TIMESCALE_URL the same runs on that server.
"""

import argparse
import asyncio
import gc
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address

from core.ledger import Point, Verdict
from core.observation import Observation, Phases
from core.states import Outcome, State
from db import checks, ingest, migrate
from db.engine import Engine, detect
from db.pool import Connection, connected
from tests import engines

BATCH = 1000
LIMIT = 0.25
COLUMNS = (
    *("slot", "monitor_id", "covers_s", "latency_us", "dns_us", "connect_us", "tls_us", "wait_us", "transfer_us"),
    *("lateness_ms", "region", "attempt", "state", "outcome", "reason", "http_status", "probe", "address", "detail"),
)
ADDRESS = IPv4Address("192.0.2.7")


def migrated(dsn: str) -> None:
    """Prepare the template."""
    migrate.upgrade(dsn)


async def prepare(conn: Connection, monitors: int) -> None:
    """Make scheduled monitors and the table to copy into."""
    await conn.execute("INSERT INTO workspaces (id, name, slug) VALUES (gen_random_uuid(), 'Bench', 'bench')")
    await conn.execute(
        """
        INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                              confirm_failures, confirm_recoveries, retry_ms)
        SELECT (SELECT id FROM workspaces), 'm' || n, 'tcp', 'localhost:1', 10, 'seconds', 10, 1000, 1, 1, 0
          FROM generate_series(1, $1) AS n
        """,
        monitors,
    )
    await conn.execute("INSERT INTO monitor_state (monitor_id) SELECT id FROM monitors")
    await conn.execute("CREATE TABLE bare (LIKE checks)")


def batches(monitors: int, count: int, start: datetime) -> Iterator[list[Verdict]]:
    """Yield verdicts as workers would find them: all monitors, slot after slot; one in 500 is down."""
    slots = BATCH // monitors
    for number in range(count):
        yield [
            _verdict(
                monitor_id, start + timedelta(seconds=10 * (number * slots + slot), milliseconds=monitor_id % 1000)
            )
            for slot in range(slots)
            for monitor_id in range(1, monitors + 1)
        ]


def _verdict(monitor_id: int, slot: datetime) -> Verdict:
    latency_us = 20_000 + hash((monitor_id, slot)) % 300_000
    phases = Phases(500, 900, 12_000, latency_us - 13_500, 100)
    seen = Observation(Outcome.UP, latency_us=latency_us, phases=phases, http_status=200, address=str(ADDRESS))
    return Verdict(monitor_id, 0, slot, slot + timedelta(seconds=10), seen, lateness_ms=2, probe=1)


def rows(batch: Sequence[Verdict]) -> list[tuple[object, ...]]:
    """Return the same rows as COPY takes them."""
    return [
        (
            *(v.slot, v.monitor_id, 10, v.observation.latency_us, 500, 900, 12_000, v.observation.phases.wait_us, 100),
            *(2, 0, 0, 1, 1, None, 200, 1, ADDRESS, None),
        )
        for v in batch
    ]


async def copy_rate(conn: Connection, work: Sequence[list[Verdict]]) -> float:
    """Return the rows a second of a bare COPY."""
    copied = [rows(batch) for batch in work]
    await conn.execute("TRUNCATE bare")
    started = time.perf_counter()
    for batch in copied:
        await conn.copy_records_to_table("bare", records=batch, columns=COLUMNS)
    return len(work) * BATCH / (time.perf_counter() - started)


async def store_rate(conn: Connection, engine: Engine, work: Sequence[list[Verdict]]) -> float:
    """Return the verdicts a second of `db.ingest.store`."""
    started = time.perf_counter()
    for batch in work:
        stored = await ingest.store(conn, batch, engine=engine)
        if stored.entered != BATCH:
            raise SystemExit(f"not all were entered: {stored}")
    return len(work) * BATCH / (time.perf_counter() - started)


async def points_rate(conn: Connection, engine: Engine, work: Sequence[list[Verdict]]) -> float:
    """Return the rows a second of the one statement that writes points and marks."""
    points = [[(v.monitor_id, point) for v in batch for point in _points(v)] for batch in work]
    started = time.perf_counter()
    for batch in points:
        await checks.insert_points(conn, engine, batch)
    return len(work) * BATCH / (time.perf_counter() - started)


def _points(verdict: Verdict) -> list[Point]:
    return [Point(verdict.slot, 1, 0, State.UP, 10, verdict.observation, 2, 1)]


async def measure(dsn: str, monitors: int, count: int, rounds: int) -> None:
    """Print one line: medians over interleaved rounds."""
    async with connected(dsn) as conn:
        engine = await detect(conn)
        await prepare(conn, monitors)
        start = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        work = list(batches(monitors, count * rounds, start))
        gc.freeze()  # a worker does not hold what it will measure in an hour
        figures: list[tuple[float, float, float]] = []
        for number in range(rounds):
            part = work[number * count : (number + 1) * count]
            bare, stored = await copy_rate(conn, part), await store_rate(conn, engine, part)
            figures.append((bare, stored, await points_rate(conn, engine, part)))
        ratio = statistics.median(stored / bare for bare, stored, _ in figures)
        bare, stored, points = (statistics.median(column) for column in zip(*figures, strict=True))
        verdict = "ok" if ratio >= LIMIT else "TOO SLOW"
        print(
            f"{engine.value:10} {monitors:5} monitors  COPY {bare:8,.0f}/s  store {stored:7,.0f}/s  "
            f"its points alone {points:7,.0f}/s  ratio {ratio:.2f}  {verdict}"
        )


def main() -> None:
    """Measure on each engine at hand: every row another monitor, and ten slots of a hundred monitors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", type=int, default=60, help="batches of 1,000 a round")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    servers = [engines.postgres]
    if os.environ.get(engines.NATIVE_URL):
        servers.append(engines.native_timescale)
    for server in servers:
        for monitors in (1000, 100):
            database: AbstractContextManager[str] = server(migrated)
            with database as dsn:
                asyncio.run(measure(dsn, monitors, asked.batches, asked.rounds))


if __name__ == "__main__":
    main()
