"""The SLA report of 500 monitors over 90 days of checks a minute (65 M of them), from ledger and daily aggregates.

Run: `.venv/bin/python -m bench.sla`. Limits: 2 s and 300 MB for the report, 150 ms for the ledger of one monitor. The
same downtime by plain SQL over the intervals is timed beside it: it knows no service hours, maintenance or exclusions.
The history is what the product would have written: 0.36 % down, half of it single minutes; 0.2 % degraded.
"""

import asyncio
import resource
import statistics
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

from analytics.ledger import audit
from analytics.reports.asked import Asked, Format
from analytics.reports.make import read_report, write
from core.calendars import Opening, ServiceHours
from core.policies import AGREED, AccountingPolicy
from core.spans import Span
from db.pool import Connection, connected
from db.watched import select_watched
from tests import engines

MONITORS, DAYS, ROUNDS = 500, 90, 5
LONG_S = 900.0
END = datetime(2026, 10, 30, tzinfo=UTC)
START = END - timedelta(days=DAYS)
WORKSPACE = UUID(int=1)
OFFICE = AccountingPolicy(
    "office", service_hours=ServiceHours("Europe/Vienna", dict.fromkeys(range(5), (Opening(480, 1080),)))
)
MAKE = (
    "INSERT INTO workspaces (id, name, slug) VALUES ('00000000-0000-0000-0000-000000000001', 'Lab', 'lab')",
    """
    INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,
                          confirm_failures, confirm_recoveries, retry_ms, created_at)
    SELECT '00000000-0000-0000-0000-000000000001', 'Monitor ' || n, 'tcp', 'x:1', 1, 'minutes', 60, 100, 1, 1, 0,
           '2026-01-01Z'
      FROM generate_series(1, 500) AS n
    """,
    # Each of 129,600 minutes has a state; equal neighbours are one interval. 30-minute outages and single minutes.
    """
    INSERT INTO state_intervals (monitor_id, started_at, ended_at, state)
      WITH minutes AS (
           SELECT m.id, n,
                  CASE WHEN (hashint8(m.id::bigint * 1000003 + n) & 1048575) < 1887 THEN 3
                       WHEN (hashint8(m.id::bigint * 7000003 + n / 30) & 1048575) < 1887 THEN 3
                       WHEN (hashint8(m.id::bigint * 9000011 + n) & 1048575) < 2097 THEN 2
                       ELSE 1 END AS state
             FROM monitors m
            CROSS JOIN generate_series(0, 129599) AS n
            WHERE m.id % 10 = $1),
           marked AS (SELECT id, n, state, state IS DISTINCT FROM lag(state) OVER (PARTITION BY id ORDER BY n) AS is_new
                        FROM minutes),
           starts AS (SELECT id, n, state, lead(n, 1, 129600) OVER (PARTITION BY id ORDER BY n) AS until
                        FROM marked WHERE is_new)
    SELECT id, '2026-08-01Z'::timestamptz + make_interval(mins => n), '2026-08-01Z'::timestamptz
           + make_interval(mins => until), state
      FROM starts
    """,
    """
    INSERT INTO stored_days (monitor_id, bucket, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures,
                             latency_sum_us, latency_count)
    SELECT m.id, '2026-08-01Z'::timestamptz + make_interval(days => d), 86000, 100, 300, 0, 0, 1440, 5, 1, 1
      FROM monitors m CROSS JOIN generate_series(0, 89) AS d
    """,
    "UPDATE rollups SET watermark = '2026-10-30Z'",
    "ANALYZE",
)
PLAIN_SQL = """
    SELECT monitor_id, sum(extract(epoch FROM least(ended_at, $2) - greatest(started_at, $1))) FILTER (WHERE state = 3)
           / sum(extract(epoch FROM least(ended_at, $2) - greatest(started_at, $1)))
      FROM state_intervals
     WHERE ended_at > $1 AND started_at < $2
     GROUP BY monitor_id
"""


async def fill(conn: Connection) -> None:
    """Make the history."""
    for statement in MAKE:
        if "$1" in statement:
            for part in range(10):
                await conn.execute(statement, part, timeout=LONG_S)
        else:
            await conn.execute(statement, timeout=LONG_S)


async def measure(dsn: str) -> None:
    """Print the figures."""
    async with connected(dsn) as conn:
        await fill(conn)
        count = await conn.fetchval("SELECT count(*) FROM state_intervals")
        print(f"{MONITORS} monitors, {DAYS} days, {count:,} intervals")
        before_mb = peak_mb()
        for policy in (AGREED, OFFICE):
            asked = Asked(WORKSPACE, "Lab", Span(START, END), "Europe/Vienna", policy)
            times = [await once(conn, asked) for _ in range(ROUNDS)]
            read, build, csv = (statistics.median(part) for part in zip(*times, strict=True))
            whole = statistics.median(sum(parts) for parts in times)
            print(f"report {policy.name:7} {whole:6.2f} s  (read {read:.2f}, add up {build:.2f}, CSV {csv:.2f})")
        print(f"memory of the report {peak_mb() - before_mb:6.0f} MB")
        began = time.perf_counter()
        await conn.fetch(PLAIN_SQL, START, END, timeout=LONG_S)
        print(f"plain SQL, downtime only {time.perf_counter() - began:6.2f} s")
        await one_monitor(conn)


async def once(conn: Connection, asked: Asked) -> tuple[float, float, float]:
    """Make the report once and return how long reading, adding up and writing took."""
    began = time.perf_counter()
    build = await read_report(conn, asked, END)
    read = time.perf_counter()
    report = build()
    built = time.perf_counter()
    write(report, Format.CSV)
    return read - began, built - read, time.perf_counter() - built


async def one_monitor(conn: Connection) -> None:
    """Print how long the ledger of one monitor takes, by the rules themselves."""
    [monitor, *_] = await select_watched(conn, WORKSPACE, START)
    times = []
    for _ in range(20):
        began = time.perf_counter()
        found = await audit(conn, [monitor], Span(START, END), END, OFFICE)
        found[monitor.id].account.tally()
        times.append(time.perf_counter() - began)
    print(f"ledger of one monitor {statistics.median(times) * 1000:6.0f} ms")


def peak_mb() -> float:
    """Return the largest resident size so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure on the embedded PostgreSQL."""
    with engines.postgres(engines.migrated) as dsn:
        asyncio.run(measure(dsn))


if __name__ == "__main__":
    main()
