"""Single checks as Parquet, and questions answered from hours and from checks, against DuckDB on the exported files."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from analytics import check_files
from analytics.check_files import POINTS, Parts, fill
from analytics.explore import explore, needs_points, to_csv, to_parquet
from analytics.questions import Asked, CannotAnswerError, Dimension, Measure
from core.spans import Span
from db import engines
from db.check_columns import copy_page, select_regions
from db.engine import detect
from db.pool import Connection, connected
from db.watched import WatchedMonitor, select_watched
from tests.db.history import NOW, START, play
from tests.db.world import WORKSPACE

END = NOW.replace(minute=0, second=0)  # whole hours, so that both sources see the same
PERIOD = Span(START, END)
ZONE = "Europe/Vienna"  # the clock goes back on 25 October
TIME = [Measure.UP_S, Measure.DEGRADED_S, Measure.DOWN_S, Measure.AVAILABILITY]
COUNTS = [Measure.CHECKS, Measure.FAILURES, Measure.FAILURE_SHARE, Measure.MEAN_MS, Measure.MAX_MS]
RANKS = [Measure.P50_MS, Measure.P95_MS, Measure.P99_MS]
SUMS = ("up_s", "degraded_s", "down_s")  # 0 with us, null with DuckDB
SQL = {
    "up_s": "sum(covers_s) FILTER (state = 'up')",
    "degraded_s": "sum(covers_s) FILTER (state = 'degraded')",
    "down_s": "sum(covers_s) FILTER (state = 'down')",
    "availability": "sum(covers_s) FILTER (state IN ('up', 'degraded'))"
    " / sum(covers_s) FILTER (state IN ('up', 'degraded', 'down'))",
    "checks": "count(*) FILTER (attempt = 0 AND outcome IN ('up', 'degraded', 'down'))",
    "failures": "count(*) FILTER (attempt = 0 AND outcome = 'down')",
    "failure_share": "count(*) FILTER (attempt = 0 AND outcome = 'down')"
    " / nullif(count(*) FILTER (attempt = 0 AND outcome IN ('up', 'degraded', 'down')), 0)",
    "mean_ms": "avg(latency_us) FILTER (attempt = 0 AND outcome IN ('up', 'degraded')) / 1000",
    "max_ms": "max(latency_us) FILTER (attempt = 0 AND outcome IN ('up', 'degraded')) / 1000",
    "p50_ms": "quantile_disc(latency_us, 0.5) FILTER (attempt = 0 AND outcome IN ('up', 'degraded')) / 1000",
    "p95_ms": "quantile_disc(latency_us, 0.95) FILTER (attempt = 0 AND outcome IN ('up', 'degraded')) / 1000",
    "p99_ms": "quantile_disc(latency_us, 0.99) FILTER (attempt = 0 AND outcome IN ('up', 'degraded')) / 1000",
    "monitor": "filename",
    "hour": "hour(slot AT TIME ZONE 'Europe/Vienna')::INTEGER",
    "weekday": "dayname(slot AT TIME ZONE 'Europe/Vienna')",
    "day": "strftime(slot AT TIME ZONE 'Europe/Vienna', '%Y-%m-%d')",
    "reason": "reason",
    "status": "http_status::INTEGER",
    "region": "region",
}


@pytest.fixture(scope="module")
def folder(shared_dsn: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every monitor's checks as a file that is named like it."""
    found = tmp_path_factory.mktemp("checks")
    asyncio.run(make(shared_dsn, found))
    return found


async def make(dsn: str, folder: Path) -> None:
    async with connected(dsn) as conn:
        engine = await detect(conn)
        await play(conn, engine)
        await conn.execute(
            "UPDATE monitors SET name = 'Monitor ' || id, tags = CASE WHEN id < 3 THEN '{shop,a}'::text[] ELSE '{}' END"
        )
        await engines.refresh(conn, engine, NOW)
        regions = await select_regions(conn)
        for monitor in await watched(conn):
            with Parts() as parts:
                await fill(parts, conn, monitor.id, START, END, regions)
                parts.write(folder / f"{monitor.name}.parquet")


async def watched(conn: Connection) -> list[WatchedMonitor]:
    return await select_watched(conn, WORKSPACE, START)


def by_duckdb(folder: Path, asked: Asked, where: str = "true") -> list[tuple[Any, ...]]:
    chosen = [f"{SQL[name]} AS {name}" for name in (*asked.dimensions, *asked.measures)]
    places = ", ".join(str(place + 1) for place in range(len(asked.dimensions)))
    files = f"read_parquet('{folder}/*.parquet', filename = true)"
    source = f"(SELECT * REPLACE (parse_filename(filename, true) AS filename) FROM {files})"
    grouped = f"GROUP BY {places} ORDER BY ALL" if places else ""
    return duckdb.execute(f"SELECT {', '.join(chosen)} FROM {source} WHERE {where} {grouped}").fetchall()


async def answer(conn: Connection, asked: Asked) -> pl.DataFrame:
    return (await explore(conn, asked, await watched(conn), await select_regions(conn))).table


@pytest.mark.parametrize("measures", [TIME, COUNTS, RANKS, [*TIME, *RANKS]], ids=["time", "counts", "ranks", "both"])
@pytest.mark.parametrize(
    "dimensions",
    [[], [Dimension.MONITOR], [Dimension.HOUR], [Dimension.WEEKDAY], [Dimension.DAY, Dimension.MONITOR]],
    ids=lambda names: "-".join(names) or "all",
)
async def test_answers_agree_with_duckdb(
    shared_conn: Connection, folder: Path, measures: list[Measure], dimensions: list[Dimension]
) -> None:
    """Carry points, cuts, tries, unknown slots, a day of 25 hours: the same sums whoever adds them up."""
    asked = Asked(measures, dimensions, PERIOD, ZONE)
    found = await answer(shared_conn, asked)
    expected = by_duckdb(folder, asked)

    for row, want in zip(ordered(found.rows(), dimensions), ordered(expected, dimensions), strict=True):
        said, figures = row[: len(dimensions)], row[len(dimensions) :]
        expects = [
            0 if value is None and name in SUMS else value
            for name, value in zip(measures, want[len(dimensions) :], strict=True)
        ]
        assert said == want[: len(dimensions)]
        assert [value is None for value in figures] == [value is None for value in expects], said
        assert [value or 0 for value in figures] == pytest.approx([value or 0 for value in expects], rel=1e-9), said


def ordered(rows: list[tuple[Any, ...]], dimensions: list[Dimension]) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda row: tuple(map(str, row[: len(dimensions)])))


@pytest.mark.parametrize("dimension", [Dimension.REASON, Dimension.STATUS, Dimension.REGION])
async def test_what_only_checks_know(shared_conn: Connection, folder: Path, dimension: Dimension) -> None:
    asked = Asked([Measure.CHECKS, Measure.P95_MS], [dimension], PERIOD, "UTC")
    found = await answer(shared_conn, asked)

    assert {row[0]: row[1:] for row in found.rows()} == {row[0]: row[1:] for row in by_duckdb(folder, asked)}


async def test_sieves(shared_conn: Connection, folder: Path) -> None:
    asked = Asked([Measure.CHECKS], [], PERIOD, "UTC", reasons=[40], tags=frozenset({"shop"}))
    found = await answer(shared_conn, asked)
    expected = by_duckdb(folder, asked, "reason = 'http_status' AND filename IN ('Monitor 1', 'Monitor 2')")

    assert found.rows() == expected


async def test_a_monitor_counts_under_each_of_its_tags(shared_conn: Connection, folder: Path) -> None:
    by_monitor = dict((await answer(shared_conn, Asked([Measure.CHECKS], [Dimension.MONITOR], PERIOD, "UTC"))).rows())
    by_tag = dict((await answer(shared_conn, Asked([Measure.CHECKS], [Dimension.TAG], PERIOD, "UTC"))).rows())
    tagged = by_monitor["Monitor 1"] + by_monitor["Monitor 2"]

    assert by_tag == {"shop": tagged, "a": tagged, None: by_monitor["Monitor 3"] + by_monitor["Monitor 4"]}


async def test_nothing_known_is_null(shared_conn: Connection, folder: Path) -> None:
    long_ago = Span(START - timedelta(days=30), START - timedelta(days=20))
    found = await answer(
        shared_conn, Asked([Measure.AVAILABILITY, Measure.CHECKS, Measure.MEAN_MS], [], long_ago, "UTC")
    )

    assert found.rows() == [(None, 0, None)]


async def test_too_much_is_refused(shared_conn: Connection, folder: Path) -> None:
    """Ten years of a check every ten minutes are half a million; two and a half monitors of it are too many."""
    decade = Span(NOW - timedelta(days=3650), NOW)

    with pytest.raises(CannotAnswerError, match="is the most"):
        await answer(shared_conn, Asked([Measure.P95_MS], [], decade, "UTC"))


@pytest.mark.parametrize(
    ("measures", "dimensions", "reasons"),
    [
        ([Measure.AVAILABILITY], [Dimension.REASON], None),
        ([Measure.DOWN_S], [Dimension.STATUS], None),
        ([Measure.UP_S], [], [1]),
    ],
)
def test_time_has_no_reason(measures: list[Measure], dimensions: list[Dimension], reasons: list[int] | None) -> None:
    with pytest.raises(CannotAnswerError, match="cannot be split"):
        needs_points(Asked(measures, dimensions, PERIOD, "UTC", reasons=reasons))


async def test_answers_as_files(shared_conn: Connection, folder: Path, tmp_path: Path) -> None:
    asked = Asked([Measure.CHECKS, Measure.P95_MS], [Dimension.MONITOR], PERIOD, "UTC")
    found = await explore(shared_conn, asked, await watched(shared_conn), {})
    (tmp_path / "answer.parquet").write_bytes(to_parquet(found))

    assert to_csv(found).decode().splitlines()[0] == "monitor,checks,p95_ms"
    assert duckdb.execute(f"SELECT * FROM '{tmp_path}/answer.parquet'").fetchall() == found.table.rows()


async def test_pages_are_one_file(
    shared_conn: Connection, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In pages of 97 rows, as in one."""

    async def small(*arguments: Any, **options: Any) -> bytes:
        return await copy_page(*arguments, **options, rows=97)

    monkeypatch.setattr(check_files, "copy_page", small)
    monkeypatch.setattr(check_files, "PAGE_ROWS", 97)
    with Parts() as parts:
        await fill(parts, shared_conn, 1, START, END, await select_regions(shared_conn))
        parts.write(tmp_path / "pages.parquet")
    whole = pl.read_parquet(folder / "Monitor 1.parquet")

    assert whole.height > 97
    assert whole.schema == POINTS
    assert pl.read_parquet(tmp_path / "pages.parquet").equals(whole)


def test_no_checks_are_a_file_all_the_same(tmp_path: Path) -> None:
    with Parts() as parts:
        parts.write(tmp_path / "none.parquet")

    assert pl.read_parquet(tmp_path / "none.parquet").schema == POINTS
