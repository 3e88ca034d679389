"""Exact percentiles of 50 monitors over 30 days from their single checks: 2.16 M rows at one a minute.

Run: `make bench ONLY=percentiles`, with HEALTHER_TEST_TIMESCALE_URL (see bench/history.py; without it, smaller). Limit:
1.5 s for all monitors one after the other, as the API is asked (`/percentiles?exact=true`: also sums and extremes).
Beside it one SQL statement for all of them, percentiles only, and the merged histograms that the API uses by default.
All must agree: to the microsecond, histograms within 1 %.
"""

import asyncio
import os
import statistics
import time
from datetime import timedelta
from typing import Final

from analytics.latency import SHARES, Distribution, distribution
from bench.history import END, LONG_S, WORKSPACE, History, history
from core.spans import Span
from db.pool import Connection, connected
from db.watched import WatchedMonitor, select_watched

MONITORS: Final = 50
PERIOD: Final = Span(END - timedelta(days=30), END)
ROUNDS: Final = 5
PLAIN_SQL: Final = """
    SELECT monitor_id, percentile_disc($4::float8[]) WITHIN GROUP (ORDER BY latency_us) AS percentiles
      FROM checks
     WHERE monitor_id = ANY($1::integer[])
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
       AND outcome IN (1, 2)
     GROUP BY monitor_id
"""


async def measure(made: History) -> None:
    """Print the figures."""
    print(made.words)
    async with connected(made.dsn) as conn:
        monitors = (await select_watched(conn, WORKSPACE, PERIOD.start))[:MONITORS]
        rounds = [await both(conn, monitors) for _ in range(ROUNDS)]
        ours, plain, merged = (statistics.median(part) for part in zip(*rounds, strict=True))
    rows = len(monitors) * 30 * 1440
    print(
        f"{made.prefix}exact percentiles of {len(monitors)} monitors, {rows:,} rows  {ours:6.2f} s,"
        f" load {os.getloadavg()[0]:.1f}"
    )
    print(f"one SQL statement for all  {plain:6.2f} s  ratio {ours / plain:.2f}")
    print(f"from histograms            {merged:6.2f} s  ratio {merged / ours:.2f}")


async def both(conn: Connection, monitors: list[WatchedMonitor]) -> tuple[float, float, float]:
    """Return how long the exact ones took, one statement for all, and the merged ones; fail when they differ."""
    began = time.perf_counter()
    exact = {one.id: await distribution(conn, one, PERIOD, None, is_exact=True) for one in monitors}
    ours = time.perf_counter()
    rows = await conn.fetch(PLAIN_SQL, list(exact), *PERIOD, list(SHARES.values()), timeout=LONG_S)
    plain = time.perf_counter()
    merged = {one.id: await distribution(conn, one, PERIOD, None) for one in monitors}
    ended = time.perf_counter()
    for monitor_id, percentiles in rows:
        compare(exact[monitor_id], merged[monitor_id], percentiles)
    return ours - began, plain - ours, ended - plain


def compare(exact: Distribution, merged: Distribution, plain: list[int]) -> None:
    """Fail when the three do not agree."""
    if list(exact.percentiles_us.values()) != plain or not exact.is_exact or merged.is_exact:
        raise SystemExit(f"{exact} is not {plain}")
    for name, found in merged.percentiles_us.items():
        expected = exact.percentiles_us[name]
        if found is None or expected is None or abs(found - expected) > 0.01 * expected:
            raise SystemExit(f"{name}: {found} is not within 1 % of {expected}")


def main() -> None:
    """Measure."""
    with history() as made:
        asyncio.run(measure(made))


if __name__ == "__main__":
    main()
