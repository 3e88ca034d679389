"""The SLA report by hand, and its figures computed again by DuckDB from its own Parquet file."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import duckdb
import orjson
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.entries import SPAN, causes, recorded_frame
from analytics.reports.asked import Asked
from analytics.reports.files import to_csv, to_json, to_parquet, to_xlsx
from analytics.reports.inputs import COUNTS, HISTOGRAMS, OUTAGES, Inputs
from analytics.reports.sla import SlaReport, build, merged
from core.accounting import Facts, account
from core.calendars import Opening, ServiceHours
from core.histogram import bin_of, percentile
from core.ledger import Interval
from core.policies import AGREED, AccountingPolicy
from core.spans import Labelled, Span
from core.states import State
from db.watched import WatchedMonitor
from tests.core.test_accounting import facts, policies

WORKSPACE = UUID(int=1)
MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
DAY = Span(MONDAY, MONDAY + timedelta(days=1))
HOUR = timedelta(hours=1)


def monitor(number: int, name: str = "Shop") -> WatchedMonitor:
    made = MONDAY - timedelta(days=90)
    return WatchedMonitor(
        id=number,
        name=name,
        kind="http",
        target="https://shop.example.com",
        tags=["eu"],
        group_name=None,
        period_s=60,
        retention_days=90,
        created_at=made,
        deleted_at=None,
    )


def inputs(
    known: dict[int, Facts],
    period: Span = DAY,
    policy: AccountingPolicy = AGREED,
    zone: str = "UTC",
    name: str = "Shop",
) -> Inputs:
    return Inputs(
        Asked(WORKSPACE, "Acme", period, zone, policy),
        tuple(monitor(number, f"{name} {number}") for number in known),
        recorded_frame({number: one.recorded for number, one in known.items()}),
        pl.DataFrame([(number, *one.exists) for number, one in known.items()], SPAN, orient="row"),
        causes({number: one.maintenance for number, one in known.items()}),
        causes({number: one.exclusions for number, one in known.items()}),
        (),
        pl.DataFrame(schema=OUTAGES),
        pl.DataFrame([(number, 1440, 7) for number in known], COUNTS, orient="row"),
        pl.DataFrame(schema=HISTOGRAMS),
        pl.DataFrame(schema=HISTOGRAMS),
    )


def at(hours: float) -> datetime:
    return MONDAY + hours * HOUR


def up_but(*down: tuple[float, float], end: float = 24) -> list[Interval]:
    edges = [0.0, *(edge for span in down for edge in span), end]
    states = [State.UP, State.DOWN] * len(edges)
    return [
        Interval(at(start), at(stop), state)
        for start, stop, state in zip(edges, edges[1:], states, strict=False)
        if start < stop
    ]


ALWAYS = Span(MONDAY - timedelta(days=90), MONDAY + timedelta(days=90))


def test_a_monitor_by_hand() -> None:
    """Down 2-3, 8-10 and 20-20:30, of which 9-9:30 is planned work and 2-3 was excluded.

    Counted: 24 - 0.5 - 1 = 22.5 h. Down: 1.5 + 0.5 = 2 h. 20.5 / 22.5 = 91.11 %; with 2-3: 20.5 / 23.5 = 87.23 %.
    Two outages: 1.5 h (around the work) and 0.5 h; MTTR 1 h; MTBF from 8:00 to 20:00, 12 h.
    """
    known = Facts(
        up_but((2, 3), (8, 10), (20, 20.5)),
        ALWAYS,
        [Labelled(at(9), at(9.5), "1")],
        [Labelled(at(2), at(3), "2")],
    )
    [row] = build(inputs({1: known})).monitors.rows(named=True)

    assert row["availability"] == pytest.approx(20.5 / 22.5)
    assert row["availability_without_exclusions"] == pytest.approx(20.5 / 23.5)
    assert (row["counted_s"], row["good_s"], row["down_s"]) == (81_000, 73_800, 7200)
    assert (row["maintenance_s"], row["excluded_s"], row["no_data_s"]) == (1800, 3600, 0)
    assert (row["outages"], row["longest_outage_s"], row["mttr_s"], row["mtbf_s"]) == (2, 5400, 3600, 43_200)
    assert (row["checks"], row["failures"], row["p50_ms"]) == (1440, 7, None)


def test_totals_weigh_by_time_and_not_by_monitor() -> None:
    """One monitor for 24 hours without a fault, one that was there for two hours, one of them down: 25 / 26."""
    young = Facts(up_but((23, 24))[-2:], Span(at(22), at(48)))
    young = Facts([Interval(at(22), at(23), State.UP), Interval(at(23), at(24), State.DOWN)], young.exists)
    totals = build(inputs({1: Facts(up_but(), ALWAYS), 2: young})).totals

    assert totals["availability"] == pytest.approx(25 / 26)
    assert (totals["monitors"], totals["monitors_with_downtime"], totals["outages"]) == (2, 1, 1)


def test_days_are_those_of_the_zone() -> None:
    """In Kathmandu (UTC+5:45) the day changes at 18:15 UTC. Down from 18:00 to 19:00: 15 minutes and 45 minutes."""
    report = build(inputs({1: Facts(up_but((18, 19)), ALWAYS)}, zone="Asia/Kathmandu"))

    days = [(row["day"], row["counted_s"], row["counted_s"] - row["good_s"]) for row in report.days.rows(named=True)]
    assert days == [(date(2026, 10, 5), 65_700, 900), (date(2026, 10, 6), 20_700, 2700)]


def test_nothing_at_all() -> None:
    report = build(inputs({1: Facts([], ALWAYS)}))
    nobody = build(inputs({}))

    assert report.monitors["availability"].to_list() == [None]
    assert report.totals["availability"] is None
    assert nobody.totals["availability"] is None
    assert orjson.loads(to_json(nobody))["monitors"] == []


def computed_again(path: Path) -> list[tuple[Any, ...]]:
    """Run the lines of docs/numbers.md on a file: monitor_id, monitor, good_s, counted_s, availability; all at last."""
    page = (Path(__file__).parents[2] / "docs" / "numbers.md").read_text(encoding="utf-8")
    [query] = [sql for sql in re.findall(r"```sql\n(.*?)```", page, re.DOTALL) if "'intervals.parquet'" in sql]
    assert len(query.splitlines()) <= 10
    with duckdb.connect() as database:
        return database.execute(query.replace("intervals.parquet", str(path))).fetchall()


@settings(max_examples=25, deadline=None)
@given(known=st.lists(facts(), min_size=1, max_size=4), policy=policies)
def test_an_outsider_computes_the_same_figures(
    tmp_path_factory: pytest.TempPathFactory, known: list[Facts], policy: AccountingPolicy
) -> None:
    report = build(inputs(dict(enumerate(known, start=1)), policy=policy))
    path = tmp_path_factory.mktemp("sla") / "intervals.parquet"
    path.write_bytes(to_parquet(report.intervals))

    *rows, whole = computed_again(path)

    ours = report.monitors.select("monitor_id", "good_s", "counted_s", "availability").rows()
    assert [(one, good, counted or 0, ratio) for one, _, good, counted, ratio in rows] == ours
    assert whole == (
        None,
        None,
        report.totals["good_s"],
        report.totals["counted_s"] or None,
        report.totals["availability"],
    )


def test_two_monitors_of_one_name_stay_two(tmp_path: Path) -> None:
    report = build(inputs({1: Facts(up_but((2, 3)), ALWAYS), 2: Facts(up_but((4, 8)), ALWAYS)}))
    same = report.intervals.with_columns(monitor=pl.lit("Shop"))
    (tmp_path / "intervals.parquet").write_bytes(to_parquet(same))

    assert [row[4] for row in computed_again(tmp_path / "intervals.parquet")] == [23 / 24, 20 / 24, 43 / 48]


@settings(max_examples=100, deadline=None)
@given(st.lists(facts(), min_size=1, max_size=3), policies)
def test_the_report_says_what_the_ledger_says(known: list[Facts], policy: AccountingPolicy) -> None:
    """Each monitor's row against core.accounting, and its days add up to it."""
    report = build(inputs(dict(enumerate(known, start=1)), policy=policy, zone="America/St_Johns"))
    for number, one in enumerate(known, start=1):
        tally = account(DAY, one, policy).tally()
        [row] = report.monitors.filter(pl.col("monitor_id") == number).rows(named=True)
        days = report.days.filter(pl.col("monitor_id") == number)

        assert (row["good_s"], row["down_s"], row["availability"]) == (tally.good_s, tally.bad_s, tally.availability)
        assert {reason: row[f"{reason.value}_s"] for reason in tally.left_out_s} == tally.left_out_s
        assert (days["good_s"].sum(), days["counted_s"].sum()) == (tally.good_s, tally.counted_s)


@given(st.lists(st.lists(st.integers(1, 130_000_000), min_size=1, max_size=50), min_size=1, max_size=4))
def test_percentiles_are_merged_and_not_averaged(days: list[list[int]]) -> None:
    rows = [(1, bin_of(latency), 1) for latencies in days for latency in latencies]
    histogram = [0] * 826
    for _, index, _ in rows:
        histogram[index] += 1
    found = merged(pl.DataFrame(rows, HISTOGRAMS, orient="row")).row(0, named=True)

    for name, share in {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}.items():
        expected = percentile(histogram, share)
        assert expected is not None
        assert found[name] == pytest.approx(expected / 1000)


def report_of_everything() -> SlaReport:
    office = ServiceHours("Europe/Vienna", {0: (Opening(480, 1080),)}, {date(2026, 10, 6): "closed"})
    known = {1: Facts(up_but((8, 10)), ALWAYS), 2: Facts(up_but(), ALWAYS, [Labelled(at(9), at(10), "1")])}
    return build(inputs(known, policy=AccountingPolicy("office", 3, service_hours=office), name="=cmd()"))


def test_the_same_report_is_the_same_bytes() -> None:
    one, two = report_of_everything(), report_of_everything()

    assert to_json(one) == to_json(two)
    for name in one.tables:
        assert to_csv(one.tables[name]) == to_csv(two.tables[name])
        assert to_parquet(one.tables[name]) == to_parquet(two.tables[name])
    assert to_xlsx(one) == to_xlsx(two)
    assert one.data_hash == two.data_hash


def test_another_policy_is_another_hash() -> None:
    known = {1: Facts(up_but(), ALWAYS)}

    assert build(inputs(known)).data_hash != build(inputs(known, policy=AccountingPolicy("agreed", 2))).data_hash


def test_no_name_becomes_a_formula(tmp_path: Path) -> None:
    report = report_of_everything()
    with ZipFile(io.BytesIO(to_xlsx(report))) as book:
        sheets = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/" in name)

    assert b",'=cmd() 1," in to_csv(report.monitors)
    assert "<f>" not in sheets
