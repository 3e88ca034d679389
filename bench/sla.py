"""The SLA report of 500 monitors over 90 days of checks a minute, beside plain SQL and pandas over the same 65 M rows.

Run: `make bench ONLY=sla`, with HEALTHER_TEST_TIMESCALE_URL (see bench/history.py; without it, smaller). Limits: 2 s
and 300 MB for the report as the API makes it: as the person's role, under two policies, from intervals, days and
histograms.

The peers compute less: availability, downtime, failed checks and percentiles of each monitor, no days, outages,
incidents, maintenance or service hours. Plain SQL reads the rows where they are; pandas reads them as CSV from COPY,
fifty monitors at a time, for all at once would take 3 GB. All three must agree: seconds exactly, percentiles within
1.1 % (histograms are at most 1 % off the nearest rank, and pandas ranks by n - 1).
"""

import asyncio
import io
import os
import statistics
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from analytics.reports.asked import Asked, Format
from analytics.reports.make import read_report, write
from analytics.reports.sla import SlaReport
from bench.history import END, LONG_S, PERIOD, WORKSPACE, History, history
from bench.peak import peak_mb
from core.calendars import Opening, ServiceHours
from core.policies import AGREED, AccountingPolicy
from db.pool import Connection, connected
from db.row_security import act_as

ROUNDS: Final = 5
AT_ONCE: Final = 50
SHARE: Final = 0.011
OFFICE = AccountingPolicy(
    "office", service_hours=ServiceHours("Europe/Vienna", dict.fromkeys(range(5), (Opening(480, 1080),)))
)
MAKE_OWNER: Final = """
      WITH owner AS (
           INSERT INTO users (id, email) VALUES ($1, 'owner@example.com') ON CONFLICT DO NOTHING)
    INSERT INTO memberships (workspace_id, user_id, role) VALUES ($2, $1, 'owner') ON CONFLICT DO NOTHING
"""
TIME_SQL: Final = """
    SELECT monitor_id, coalesce(sum(covers_s) FILTER (WHERE state = 3), 0)::bigint AS down_s,
           sum(covers_s)::bigint AS counted_s, count(*) FILTER (WHERE outcome = 3) AS failures
      FROM checks
     WHERE slot >= $1
       AND slot < $2
     GROUP BY monitor_id
"""
LATENCY_SQL: Final = """
    SELECT monitor_id, percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY latency_us) AS percentiles_us
      FROM checks
     WHERE slot >= $1
       AND slot < $2
       AND attempt = 0
       AND outcome IN (1, 2)
     GROUP BY monitor_id
"""
ROWS: Final = "SELECT monitor_id, covers_s, state, outcome, latency_us FROM checks WHERE monitor_id BETWEEN $1 AND $2"

Figures = dict[int, tuple[int, int, int, float, float, float]]  # down_s, counted_s, failures, p50, p95, p99 in ms


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom the API acts for."""

    id: UUID = field(default=UUID(int=2))
    workspace_id: UUID | None = None


async def measure(made: History) -> None:
    """Print the figures."""
    print(made.words)
    async with connected(made.dsn) as conn:
        await conn.execute(MAKE_OWNER, Owner().id, WORKSPACE)
        before_mb = peak_mb()
        ours, report = await reported(conn, made)
        print(f"{made.prefix}memory of the report {peak_mb() - before_mb:6.0f} MB")
        began = time.perf_counter()
        times = {row[0]: tuple(row)[1:] for row in await conn.fetch(TIME_SQL, *PERIOD, timeout=LONG_S)}
        between = time.perf_counter()
        latencies = {row[0]: row[1] for row in await conn.fetch(LATENCY_SQL, *PERIOD, timeout=LONG_S)}
        ended = time.perf_counter()
        whole = ended - began
        compare({one: (*times[one], *(us / 1000 for us in latencies[one])) for one in times}, report)
        print(
            f"plain SQL over the rows {whole:6.2f} s  (time {between - began:.2f}, percentiles {ended - between:.2f})"
        )
        print(f"{made.prefix}plain SQL, ours = 1  ratio {whole / ours:6.1f}")
        await pandas(conn, made, report, ours)


async def reported(conn: Connection, made: History) -> tuple[float, SlaReport]:
    """Make the report several times under each policy; return the median of the slower one, and one under AGREED."""
    medians, kept = [], None
    backend = await conn.fetchval("SELECT pg_backend_pid()")
    for policy in (OFFICE, AGREED):
        asked = Asked(WORKSPACE, "Lab", PERIOD, "Europe/Vienna", policy)
        times, cpu_s = [], -cpu_seconds(backend)
        for _ in range(ROUNDS):
            kept = None  # two at once would take twice the memory
            took, kept = await once(conn, asked)
            times.append(took)
        cpu_s += cpu_seconds(backend)
        read, build, files = (statistics.median(part) for part in zip(*times, strict=True))
        whole = statistics.median(sum(parts) for parts in times)
        print(
            f"{made.prefix}report {policy.name:7} {whole:6.2f} s  (read {read:.2f}, add up {build:.2f}, CSV"
            f" {files:.2f}; CPU {cpu_s / ROUNDS:.2f} with the database's), load {os.getloadavg()[0]:.1f}"
        )
        medians.append(whole)
    assert kept is not None, "made above"
    return max(medians), kept


async def once(conn: Connection, asked: Asked) -> tuple[tuple[float, float, float], SlaReport]:
    """Make the report once and return how long reading, adding up and writing took."""
    began = time.perf_counter()
    async with conn.transaction():
        await act_as(conn, Owner())
        build = await read_report(conn, asked, END)
    read = time.perf_counter()
    report = build()
    built = time.perf_counter()
    write(report, Format.CSV)
    return (read - began, built - read, time.perf_counter() - built), report


def compare(theirs: Figures, report: SlaReport) -> None:
    """Fail when somebody counts something else; percentiles may differ a little."""
    for row in report.monitors.rows(named=True):
        down_s, counted_s, failures, *percentiles = theirs[row["monitor_id"]]
        if (row["down_s"], row["counted_s"], row["failures"]) != (down_s, counted_s, failures):
            raise SystemExit(f"monitor {row['monitor_id']}: {row} is not {theirs[row['monitor_id']]}")
        for name, expected in zip(("p50_ms", "p95_ms", "p99_ms"), percentiles, strict=True):
            if abs(row[name] - expected) > SHARE * expected:
                raise SystemExit(f"monitor {row['monitor_id']}: {name} {row[name]} is not {expected}")


async def pandas(conn: Connection, made: History, report: SlaReport, ours: float) -> None:
    """Do the peers' part with pandas: CSV from the database, frames, groups, quantiles."""
    try:
        import pandas as pd
    except ModuleNotFoundError:
        print("pandas is not installed: `uv sync --group bench` brings it")
        return
    names = {"monitor_id": "int32", "covers_s": "int32", "state": "int8", "outcome": "int8", "latency_us": "float64"}
    found: Figures = {}
    began = time.perf_counter()
    copied = 0.0
    for first in range(1, made.monitors + 1, AT_ONCE):
        page = io.BytesIO()
        started = time.perf_counter()
        await conn.copy_from_query(ROWS, first, first + AT_ONCE - 1, output=page, format="csv", timeout=LONG_S)
        copied += time.perf_counter() - started
        page.seek(0)
        found |= grouped(pd.read_csv(page, names=list(names), dtype=names))
    whole = time.perf_counter() - began
    compare(found, report)
    print(f"pandas {pd.__version__} {whole:6.2f} s  (COPY {copied:.2f}), memory at the peak {peak_mb():.0f} MB")
    print(f"{made.prefix}pandas, ours = 1     ratio {whole / ours:6.1f}")


def grouped(checks: Any) -> Figures:
    """Return the figures of each monitor of a frame."""
    by = checks.groupby("monitor_id")
    down = checks[checks["state"] == 3].groupby("monitor_id")["covers_s"].sum()
    counted = by["covers_s"].sum()
    failures = checks[checks["outcome"] == 3].groupby("monitor_id").size()
    good = checks[checks["outcome"].isin((1, 2))].groupby("monitor_id")["latency_us"]
    percentiles = (good.quantile([0.5, 0.95, 0.99], interpolation="lower") / 1000).unstack()
    found: Figures = {}
    for one in counted.index:
        p50, p95, p99 = (float(ms) for ms in percentiles.loc[one])
        found[int(one)] = (int(down[one]), int(counted[one]), int(failures[one]), p50, p95, p99)
    return found


def cpu_seconds(backend: int) -> float:
    """Return the processor time so far of this process and, if it is on this machine, of the database's part."""
    try:
        fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return time.process_time()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure."""
    with history() as made:
        asyncio.run(measure(made))


if __name__ == "__main__":
    main()
