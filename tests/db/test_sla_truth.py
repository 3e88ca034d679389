"""Figures of a report computed again by DuckDB from what people can take away, on every engine.

The history went through ingest: lost, late and repeated verdicts, a change of the period, a deletion, carry points,
work. `checks.parquet` are the single checks, `intervals.parquet` the ledger as it was recorded; DuckDB knows neither
our rules nor our Python.
"""

import asyncio
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from analytics.check_files import Parts, fill
from analytics.reports.asked import Asked
from analytics.reports.files import to_parquet
from analytics.reports.make import read_report
from analytics.reports.sla import SlaReport
from core.calendars import Opening, ServiceHours
from core.policies import AGREED, OBSERVED, AccountingPolicy, Treatment
from core.spans import Span
from db import engines
from db.check_columns import select_regions
from db.engine import detect
from db.pool import Connection, connected
from db.watched import select_watched
from tests.db import history
from tests.db.world import WORKSPACE, add_monitor, add_workspace

PERIOD = Span(history.START, datetime(2026, 10, 27, tzinfo=UTC))  # five UTC days; the clock in Vienna goes back
HOLIDAY = date(2026, 10, 26)
EXCLUDED = Span(history.START + timedelta(hours=34), history.START + timedelta(hours=36, minutes=7))
OFFICE = AccountingPolicy(
    "office",
    degraded=Treatment.BAD,
    service_hours=ServiceHours(
        "Europe/Vienna", dict.fromkeys(range(5), (Opening(480, 1080),)), {HOLIDAY: "Nationalfeiertag"}
    ),
)


@pytest.fixture(scope="module")
def files(shared_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the checks of every monitor, and the ledger under `observed`."""
    folder = tmp_path_factory.mktemp("taken-away")
    asyncio.run(take_away(shared_dsn, folder))
    return folder


async def take_away(dsn: str, folder: Path) -> None:
    async with connected(dsn) as conn:
        engine = await detect(conn)
        await history.play(conn, engine)
        await engines.refresh(conn, engine, history.NOW)
        await conn.execute("UPDATE monitors SET created_at = $1", history.START)
        await conn.execute(
            "INSERT INTO exclusions (workspace_id, reason, is_for_all, starts_at, ends_at, creator_name)"
            " VALUES ($1, 'the power grid', true, $2, $3, 'Ann')",
            *(WORKSPACE, *EXCLUDED),
        )
        await export(conn, folder)
    (folder / "intervals.parquet").write_bytes(to_parquet((await reported(dsn, OBSERVED)).intervals))


async def export(conn: Connection, folder: Path) -> None:
    regions = await select_regions(conn)
    (folder / "checks").mkdir()
    for monitor in await select_watched(conn, WORKSPACE, PERIOD.start):
        with Parts() as parts:
            await fill(parts, conn, monitor.id, PERIOD.start, PERIOD.end, regions)
            parts.write(folder / "checks" / f"{monitor.id}.parquet")


async def reported(dsn: str, policy: AccountingPolicy, period: Span = PERIOD, zone: str = "UTC") -> SlaReport:
    async with connected(dsn) as conn:
        return (await read_report(conn, Asked(WORKSPACE, "Lab", period, zone, policy), history.NOW))()


@pytest.fixture
def duck(files: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(f"CREATE VIEW intervals AS FROM '{files}/intervals.parquet'")
        database.execute(
            "CREATE VIEW checks AS SELECT parse_filename(filename, true)::INTEGER AS monitor_id, *"
            f" FROM read_parquet('{files}/checks/*.parquet', filename = true)"
        )
        yield database


async def test_days_from_single_checks(shared_dsn: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Under `observed` a UTC day of the report is the sum of the seconds that its checks stand for."""
    found = duck.execute(
        """
        SELECT monitor_id, slot::DATE AS day,
               coalesce(sum(covers_s) FILTER (state IN ('up', 'degraded', 'down')), 0)::BIGINT,
               coalesce(sum(covers_s) FILTER (state IN ('up', 'degraded')), 0)::BIGINT,
               coalesce(sum(covers_s) FILTER (state = 'degraded'), 0)::BIGINT,
               coalesce(sum(covers_s) FILTER (state = 'maintenance'), 0)::BIGINT
          FROM checks GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()
    days = (await reported(shared_dsn, OBSERVED)).days
    columns = ("monitor_id", "day", "counted_s", "good_s", "degraded_s", "maintenance_s")

    assert len(found) == 20
    assert days.select(columns).rows() == found


# Each second of each monitor by itself: its state from the ledger as recorded, then the agreement in SQL. A second
# belongs to the state that holds at its end, for ends of intervals are rounded down.
SECOND_BY_SECOND = """
      WITH seconds AS (
           SELECT m.monitor_id, s.at, s.at + INTERVAL 999999 MICROSECOND AS looked_at,
                  s.at AT TIME ZONE 'Europe/Vienna' AS clock
             FROM (SELECT DISTINCT monitor_id FROM intervals) AS m,
                  (SELECT unnest(generate_series($1::TIMESTAMPTZ, $2::TIMESTAMPTZ - INTERVAL 1 SECOND,
                                                 INTERVAL 1 SECOND)) AS at) AS s),
           seen AS (
           SELECT x.monitor_id, x.at, x.clock, i.state
             FROM seconds AS x ASOF JOIN intervals AS i
               ON i.monitor_id = x.monitor_id AND i.start <= x.looked_at),
           counted AS (
           SELECT monitor_id, state FROM seen
            WHERE isodow(clock) < 6 AND hour(clock) BETWEEN 8 AND 17 AND clock::DATE <> '2026-10-26'
              AND state IN ('up', 'degraded', 'down')
              AND NOT EXISTS (FROM windows WHERE seen.at >= windows.starts_at AND seen.at < windows.ends_at))
    SELECT m.monitor_id, count(c.state), count(c.state) FILTER (c.state = 'up')
      FROM (SELECT DISTINCT monitor_id FROM intervals) AS m LEFT JOIN counted AS c USING (monitor_id)
     GROUP BY 1 ORDER BY 1
"""


async def test_an_agreement_second_by_second(shared_dsn: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Office hours without a holiday, without planned work and an exclusion; degraded counts as bad."""
    begins = [history.START + timedelta(days=day, hours=7, minutes=11) for day in (1, 2)]
    windows = [(begins[0], begins[0] + timedelta(hours=3)), (begins[1], begins[1] + timedelta(hours=30)), EXCLUDED]
    duck.execute("CREATE TABLE windows (starts_at TIMESTAMPTZ, ends_at TIMESTAMPTZ)")
    duck.executemany("INSERT INTO windows VALUES (?, ?)", [list(span) for span in windows])
    found = duck.execute(SECOND_BY_SECOND, list(PERIOD)).fetchall()
    report = await reported(shared_dsn, OFFICE)
    with_them = await reported(shared_dsn, replace(OFFICE, leaves_out_exclusions=False))

    assert report.monitors.select("monitor_id", "counted_s", "good_s").rows() == found
    assert report.monitors["excluded_s"].sum() > 0
    assert report.monitors["maintenance_s"].sum() > 0
    assert report.monitors["availability_without_exclusions"].to_list() == with_them.monitors["availability"].to_list()


async def test_outages_from_the_ledger(shared_dsn: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Gaps and islands in SQL: downtime that counts, until good time comes between."""
    found = duck.execute(
        """
          WITH counted AS (SELECT *, lag(is_good) OVER w AS before FROM intervals WHERE is_good IS NOT NULL
                           WINDOW w AS (PARTITION BY monitor_id ORDER BY start)),
               numbered AS (SELECT *, sum((is_good OR coalesce(before, true))::INTEGER)
                                      OVER (PARTITION BY monitor_id ORDER BY start) AS outage FROM counted),
               outages AS (SELECT monitor_id, min(start) AS start, sum(seconds) AS seconds
                             FROM numbered WHERE NOT is_good GROUP BY monitor_id, outage)
        SELECT monitor_id, count(*), max(seconds)::BIGINT, avg(seconds),
               (epoch(max(start)) - epoch(min(start))) / nullif(count(*) - 1, 0)
          FROM outages GROUP BY 1 ORDER BY 1
        """
    ).fetchall()
    rows = (await reported(shared_dsn, OBSERVED)).monitors.filter(pl.col("outages") > 0)
    ours = rows.select("monitor_id", "outages", "longest_outage_s", "mttr_s", "mtbf_s").rows()

    assert len(found) == 3
    assert [row[:3] for row in ours] == [row[:3] for row in found]
    assert [row[3] for row in ours] == pytest.approx([row[3] for row in found])
    assert [row[4] for row in ours] == pytest.approx([row[4] for row in found])


async def test_percentiles_from_single_checks(shared_dsn: str, duck: duckdb.DuckDBPyConnection) -> None:
    """Over five days merged from histograms, by monitor and by day: at most 1 % from the nearest rank."""
    ranks = ", ".join(f"quantile_disc(latency_us, {share}) / 1000" for share in (0.5, 0.95, 0.99))
    of_answers = f"SELECT $1, {ranks} FROM checks WHERE attempt = 0 AND outcome IN ('up', 'degraded')"
    report = await reported(shared_dsn, OBSERVED)
    for key, table in (("monitor_id", report.monitors), ("slot::DATE", report.latency)):
        query = of_answers.replace("$1", key) + " AND latency_us IS NOT NULL GROUP BY 1 ORDER BY 1"
        found = duck.execute(query).fetchall()
        ours = {row[0]: row[1:] for row in table.select(table.columns[0], "p50_ms", "p95_ms", "p99_ms").rows()}
        assert len(found) >= 4
        for row in found:
            assert ours[row[0]] == pytest.approx(row[1:], rel=0.01), row[0]


@pytest.mark.parametrize("zone", ["Europe/Vienna", "Asia/Kathmandu", "America/St_Johns"])
async def test_days_of_a_zone_add_up_to_the_period(shared_dsn: str, files: Path, zone: str) -> None:
    report = await reported(shared_dsn, AGREED, zone=zone)
    summed = report.days.group_by("monitor_id").agg(pl.col("counted_s", "good_s").sum()).sort("monitor_id")

    assert summed.rows() == report.monitors.select("monitor_id", "counted_s", "good_s").rows()
    assert report.days.filter(pl.col("day") == date(2026, 10, 25))["counted_s"].max() > 0  # type: ignore[operator]


@pytest.mark.long
async def test_a_month_of_checks_a_minute(dsn: str, tmp_path: Path) -> None:
    """43,200 checks of each of three monitors through ingest; the days of the report by DuckDB from single checks."""
    start = PERIOD.end - timedelta(days=30)
    dice = random.Random(12)
    async with connected(dsn) as conn:
        engine = await detect(conn)
        await add_workspace(conn)
        for _ in range(3):
            monitor_id = await add_monitor(conn, period_s=60, retention_days=3650)
            await engines.apply_retention(conn, engine, start)
            slots = history._slots(dice, monitor_id, start, PERIOD.end, 60, phase_ms=7_777)
            await history._deliver(conn, engine, slots, dice)
        await engines.refresh(conn, engine, history.NOW)
        await conn.execute("UPDATE monitors SET created_at = $1", start)
    report = await reported(dsn, OBSERVED, Span(start, PERIOD.end))
    async with connected(dsn) as conn:
        regions = await select_regions(conn)
        for monitor_id in (1, 2, 3):
            with Parts() as parts:
                await fill(parts, conn, monitor_id, start, PERIOD.end, regions)
                parts.write(tmp_path / f"{monitor_id}.parquet")
    found: list[Any] = duckdb.execute(
        f"""
        SELECT parse_filename(filename, true)::INTEGER, (slot AT TIME ZONE 'UTC')::DATE,
               sum(covers_s) FILTER (state IN ('up', 'degraded', 'down'))::BIGINT,
               sum(covers_s) FILTER (state IN ('up', 'degraded'))::BIGINT
          FROM read_parquet('{tmp_path}/*.parquet', filename = true) GROUP BY 1, 2 ORDER BY 1, 2
        """
    ).fetchall()

    assert len(found) == 90
    assert report.days.select("monitor_id", "day", "counted_s", "good_s").rows() == found


async def test_the_lines_for_single_checks(shared_dsn: str, files: Path) -> None:
    """The query of docs/numbers.md on `checks.parquet`: availability under `observed`, and the exact p95."""
    page = (Path(__file__).parents[2] / "docs" / "numbers.md").read_text(encoding="utf-8")
    [query] = [sql for sql in re.findall(r"```sql\n(.*?)```", page, re.DOTALL) if "'checks.parquet'" in sql]
    report = await reported(shared_dsn, OBSERVED)
    for row in report.monitors.rows(named=True):
        path = files / "checks" / f"{row['monitor_id']}.parquet"
        [(availability, p95_ms)] = duckdb.execute(query.replace("checks.parquet", str(path))).fetchall()
        assert row["availability"] == pytest.approx(availability, abs=1e-12)
        assert row["p95_ms"] == pytest.approx(p95_ms, rel=0.01)
