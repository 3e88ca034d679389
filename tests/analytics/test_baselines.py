"""Baselines, anomalies and changes of level on made-up latencies, and against DuckDB."""

import random
from datetime import UTC, datetime, timedelta
from math import sin, tau
from pathlib import Path

import duckdb
import polars as pl
import pytest

from analytics import changes
from analytics.baselines import BASELINE, CHECKS, HOURS, anomalies, baseline, compared, hourly, in_words
from analytics.told import change_in_words

MONDAY = datetime(2026, 7, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANGED_AT = datetime(2026, 8, 12, 9, 40, tzinfo=UTC)


def frame(rows: list[tuple[datetime, int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, CHECKS, orient="row")


def made_up(
    weeks: int = 6, step_s: int = 300, slower_from: datetime | None = None, by_us: int = 0, seed: int = 3
) -> pl.DataFrame:
    """Lognormal noise with a wave by day, calm weekends, a heavy tail; slower for good from a moment on."""
    dice, rows, at = random.Random(seed), [], MONDAY
    while at < MONDAY + timedelta(weeks=weeks):
        wave = 1 + 0.3 * sin(tau * at.hour / 24) * (0.3 if at.weekday() > 4 else 1)
        latency = 200_000 * wave * dice.lognormvariate(0, 0.25) * (20 if dice.random() < 0.01 else 1)
        slower = by_us if slower_from is not None and at >= slower_from else 0
        rows.append((at, round(latency) + slower))
        at += timedelta(seconds=step_s)
    return frame(rows)


def test_a_baseline_by_hand() -> None:
    """Tuesday 14:00 of two weeks: 100, 102, 104, 106, 108, 110, 112, 300 ms.

    The median of eight (rank 4) is 106. The distances from it are 6, 4, 2, 0, 2, 4, 6, 194: in order 0, 2, 2, 4: MAD 4.
    Tuesday 15:00 has as many checks, but of one week only, so nothing is usual there.
    """
    two = MONDAY + timedelta(days=1, hours=14)
    values = [100, 102, 104, 106, 108, 110, 112, 300]
    rows = [(two + timedelta(weeks=place % 2, minutes=place), 1000 * value) for place, value in enumerate(values)]
    rows += [(two + HOUR + timedelta(minutes=place), 1000 * value) for place, value in enumerate(values)]

    assert baseline(frame(rows)).rows() == [(38, 106_000, 4000, 8)]


def test_an_anomaly_by_hand() -> None:
    """Usual is 100 ms ± 3 MAD of 10: 70 to 130. Two hours of 132 and 145 ms are 3.2 and 4.5 MAD above."""
    usual = pl.DataFrame([(hour, 100_000, 10_000, 60) for hour in range(168)], BASELINE, orient="row")
    start = MONDAY + timedelta(days=1, hours=13)
    medians = [129_000, 132_000, 145_000, 100_000, 60_000, 132_000]
    hours = pl.DataFrame(
        [(start + place * HOUR, median, 60) for place, median in enumerate(medians)], HOURS, orient="row"
    )
    found = anomalies(hours, usual).rows(named=True)

    assert [(one["start"], one["end"], one["deviation_mad"]) for one in found] == [
        (start + HOUR, start + 3 * HOUR, 4.5),
        (start + 4 * HOUR, start + 5 * HOUR, -4.0),
        (start + 5 * HOUR, start + 6 * HOUR, 3.2),
    ]
    assert in_words(3.2, 38) == "3.2 MAD above Tuesday 14:00 UTC"
    assert in_words(-4.0, found[1]["hour_of_week"]) == "4.0 MAD below Tuesday 17:00 UTC"


def test_a_steady_target_has_a_band_all_the_same() -> None:
    """Always 100 ms: MAD 0, so 2 % of the median stands for it: ± 6 ms."""
    usual = pl.DataFrame([(hour, 100_000, 0, 60) for hour in range(168)], BASELINE, orient="row")
    hours = pl.DataFrame([(MONDAY, 105_000, 60), (MONDAY + HOUR, 107_000, 60)], HOURS, orient="row")
    seen = compared(hours, usual)

    assert (seen["low_us"][0], seen["high_us"][0]) == (94_000, 106_000)
    assert anomalies(hours, usual)["start"].to_list() == [MONDAY + HOUR]


def test_where_nothing_is_usual_nothing_is_strange() -> None:
    hours = pl.DataFrame([(MONDAY, 105_000, 60)], HOURS, orient="row")
    usual = baseline(frame([]))

    assert compared(hours, usual)["deviation_mad"].to_list() == [None]
    assert anomalies(hours, usual).is_empty()


def test_baselines_agree_with_duckdb(tmp_path: Path) -> None:
    """The same by SQL, over six weeks at a check every five minutes."""
    checks = made_up()
    checks.write_parquet(tmp_path / "checks.parquet")
    placed = (
        "(SELECT latency_us, (isodow(slot AT TIME ZONE 'UTC') - 1) * 24 + hour(slot AT TIME ZONE 'UTC') AS hour"
        f" FROM '{tmp_path}/checks.parquet')"
    )
    rows = duckdb.execute(
        f"SELECT hour, m, quantile_disc(abs(latency_us - m), 0.5), count(*) FROM {placed} JOIN"
        f" (SELECT hour, quantile_disc(latency_us, 0.5) AS m FROM {placed} GROUP BY hour) USING (hour)"
        " GROUP BY hour, m ORDER BY hour"
    ).fetchall()
    found = baseline(checks)

    assert found.height == 168
    assert found.rows() == rows


def test_a_week_like_the_others_has_no_anomaly() -> None:
    usual = baseline(made_up())

    assert anomalies(hourly(made_up(weeks=1, seed=8)), usual).is_empty()


def test_a_change_is_found_to_the_check() -> None:
    """From 12 Aug 09:40 on 180 ms slower: found within a quarter of an hour, its size within 10 %."""
    [found] = changes.changes(made_up(weeks=7, slower_from=CHANGED_AT, by_us=180_000)).rows(named=True)

    assert abs(found["at"] - CHANGED_AT) <= timedelta(minutes=15)
    assert found["after_us"] - found["before_us"] == pytest.approx(180_000, rel=0.1)


def test_what_repeats_is_no_change() -> None:
    """Days, weekends and single slow answers."""
    assert changes.changes(made_up(weeks=7, seed=5)).is_empty()


def test_there_and_back() -> None:
    """Three days of 100 ms more are two changes."""
    slow = made_up(slower_from=CHANGED_AT, by_us=100_000)
    back = CHANGED_AT + timedelta(days=2)
    mixed = pl.concat([slow.filter(pl.col("slot") < back), made_up(seed=4).filter(pl.col("slot") >= back)])
    found = changes.changes(mixed)

    away = [abs(one - other) for one, other in zip(found["at"], (CHANGED_AT, back), strict=True)]
    assert max(away) <= timedelta(minutes=30)


@pytest.mark.parametrize("checks", [frame([]), frame([(MONDAY, 5000)]), made_up(weeks=1).head(100)])
def test_too_little_to_tell(checks: pl.DataFrame) -> None:
    assert changes.changes(checks).is_empty()


def test_a_monitor_that_is_checked_every_six_hours() -> None:
    found = changes.changes(made_up(weeks=12, step_s=21_600, slower_from=CHANGED_AT, by_us=300_000))

    assert [abs(at - CHANGED_AT) < timedelta(days=1) for at in found["at"]] == [True]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (None, "since 12 Aug 09:40 UTC the median is +180 ms"),
        (CHANGED_AT + timedelta(days=2), "from 12 Aug 09:40 to 14 Aug 09:40 UTC the median was +180 ms"),
    ],
)
def test_changes_in_words(until: datetime | None, words: str) -> None:
    assert change_in_words(CHANGED_AT, 200_000, 380_000, until) == words
