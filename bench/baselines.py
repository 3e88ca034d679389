"""What is usual for 500 monitors, and when their latency changed: the daily job over six weeks of checks a minute.

Run: `make bench ONLY=baselines`, with HEALTHER_TEST_TIMESCALE_URL (see bench/history.py; without it, smaller). 30 M
checks are read, one monitor after the other. Beside it one SQL statement with the medians alone: no MAD, no changes of
level. The medians must be the same.
"""

import asyncio
import os
import time
from typing import Final

from analytics.baselines import FEWEST_CHECKS
from analytics.learn import WINDOW, learn
from bench.history import END, LONG_S, WORKSPACE, History, history
from bench.peak import peak_mb
from db.baselines import select_baseline
from db.pool import Connection, Pool, acquire, open_pool
from db.watched import select_watched

START: Final = END - WINDOW
PLAIN_SQL: Final = """
    SELECT monitor_id, ((floor(date_part('epoch', slot) / 3600)::bigint + 72) % 168)::integer AS hour_of_week,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_us) AS median_us
      FROM checks
     WHERE slot >= $1
       AND slot < $2
       AND attempt = 0
       AND outcome IN (1, 2)
       AND latency_us IS NOT NULL
     GROUP BY 1, 2
    HAVING count(*) >= $3
"""  # the epoch was a Thursday: 72 hours after Monday


async def measure(made: History) -> None:
    """Print the figures."""
    print(made.words)
    pool = await open_pool(made.dsn, min_size=0, max_size=2, name="healther bench")
    try:
        async with acquire(pool) as conn:
            monitors = [one.id for one in await select_watched(conn, WORKSPACE, END)]
        await learn(pool, monitors[0], END)  # the libraries are there
        before_mb = peak_mb()
        took = await learnt(pool, monitors)
        print(
            f"{made.prefix}learning {len(monitors)} monitors  {took:6.2f} s, {took / len(monitors) * 1000:.0f} ms each,"
            f" {peak_mb() - before_mb:.0f} MB more, load {os.getloadavg()[0]:.1f}"
        )
        async with acquire(pool) as conn:
            plain = await compare(conn)
        print(f"plain SQL, medians alone  {plain:6.2f} s  ratio {took / plain:.2f}")
    finally:
        await pool.close()


async def learnt(pool: Pool, monitors: list[int]) -> float:
    """Learn all monitors as the job does and return how long it took."""
    began = time.perf_counter()
    for monitor_id in monitors:
        await learn(pool, monitor_id, END)
    return time.perf_counter() - began


async def compare(conn: Connection) -> float:
    """Return how long the statement takes; fail when a median is another one."""
    await conn.execute("SET work_mem = '64MB'")
    began = time.perf_counter()
    rows = await conn.fetch(PLAIN_SQL, START, END, FEWEST_CHECKS, timeout=LONG_S)
    took = time.perf_counter() - began
    theirs: dict[int, dict[int, int]] = {}
    for monitor_id, hour, median_us in rows:
        theirs.setdefault(monitor_id, {})[hour] = median_us
    for monitor_id, expected in theirs.items():
        found = await select_baseline(conn, monitor_id)
        if found is None or dict(zip(found.hour_of_week, found.median_us, strict=True)) != expected:
            raise SystemExit(f"monitor {monitor_id}: {found} is not {expected}")
    return took


def main() -> None:
    """Measure."""
    with history() as made:
        asyncio.run(measure(made))


if __name__ == "__main__":
    main()
