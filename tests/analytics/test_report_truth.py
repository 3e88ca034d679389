"""What a report must never say, in any of its formats; who can check it; and what it says of missing data."""

import io
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from analytics.reports.asked import Language
from analytics.reports.files import to_csv, to_json, to_parquet, to_xlsx
from analytics.reports.pdf import to_pdf
from analytics.reports.sla import SlaReport, build
from core.accounting import Facts
from core.calendars import Cycle, cycle_at
from core.ledger import Interval
from core.machine import Policy
from core.policies import AGREED
from core.spans import Labelled, Span
from core.states import State
from core.uptime import floored, floored_percent
from tests.analytics.test_sla import ALWAYS, MONDAY, inputs, report_of_everything, up_but

PAGE = Path(__file__).parents[2] / "docs" / "numbers.md"


def text_of(pdf: bytes) -> str:
    """Return what a person reads, without the places at which lines may break."""
    pages = (page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return re.sub(r"\s+", " ", " ".join(pages).replace("\u200b", ""))


def figures_of(pdf: bytes) -> str:
    """Return the same without the explanation of the bars, which names shares of its own."""
    return re.sub(r"One bar a day.*?Monitor By day|100% 95% and more|100%(?= Incidents)", "", text_of(pdf))


def cells_of(xlsx: bytes) -> list[str]:
    """Return the values of the cells that hold shares, as they are stored."""
    with ZipFile(io.BytesIO(xlsx)) as book:
        sheets = "".join(book.read(name).decode() for name in sorted(book.namelist()) if "worksheets/" in name)
    return re.findall(r"<v>([^<]+)</v>", sheets)


def one_second_in_ten_years() -> SlaReport:
    period = Span(MONDAY - timedelta(days=3650), MONDAY)
    known = [
        Interval(period.start, period.end - timedelta(seconds=1), State.UP),
        Interval(period.end - timedelta(seconds=1), period.end, State.DOWN),
    ]
    return build(inputs({1: Facts(known, period)}, period))


def test_a_second_in_ten_years_is_not_100_percent_anywhere() -> None:
    """315,359,999 / 315,360,000 is 99.9999997 %."""
    report = one_second_in_ten_years()
    exact = 315_359_999 / 315_360_000
    said = orjson.loads(to_json(report))
    paper = figures_of(to_pdf(report))

    assert said["totals"]["availability"] == said["monitors"][0]["availability"] == exact
    assert repr(exact).encode() in to_csv(report.monitors)
    for language in Language:
        cells = cells_of(to_xlsx(report, language))
        assert "0.99999" in cells
        assert not [cell for cell in cells if cell.startswith("0.999999")]
    assert "99.999" in paper
    assert not re.search(r"100(\.0+)? ?%", paper)


def test_a_perfect_period_is_100_percent() -> None:
    report = build(inputs({1: Facts(up_but(), ALWAYS)}))

    assert report.totals["availability"] == 1
    assert re.search(r"Availability 100 ?%", text_of(to_pdf(report)))


def test_no_data_is_null_empty_and_said_in_words() -> None:
    """Never 0 and never 100 %: a monitor that was paused all day, and a workspace without any."""
    for report in (build(inputs({1: Facts([], ALWAYS)})), build(inputs({}))):
        said, paper = orjson.loads(to_json(report)), figures_of(to_pdf(report))
        assert said["totals"]["availability"] is None
        assert "no data" in paper.lower()
        assert not re.search(r"\b(0|100)(\.0+)? ?%", paper)
        for row in said["monitors"]:
            unknown = ("availability", "availability_without_exclusions", "mttr_s", "mtbf_s", "longest_outage_s")
            assert [row[name] for name in (*unknown, "p50_ms", "p95_ms", "p99_ms")] == [None] * 8
        head, *rows = to_csv(report.monitors).decode().splitlines()
        for line in rows:
            assert line.split(",")[head.split(",").index("availability")] == ""
        assert "NaN" not in to_json(report).decode() + to_csv(report.days).decode()


def test_a_monitor_that_came_and_went_in_the_period() -> None:
    """There from 6:00 to 18:00, down from 8 to 9: 11 / 12, and twelve hours not there."""
    known = Facts(up_but((8, 9), end=18)[:], Span(MONDAY + timedelta(hours=6), MONDAY + timedelta(hours=18)))
    known = Facts(
        [one._replace(started_at=max(one.started_at, known.exists.start)) for one in known.recorded], known.exists
    )
    [row] = build(inputs({1: known})).monitors.rows(named=True)

    assert row["availability"] == 11 / 12
    assert (row["not_there_s"], row["no_data_s"], row["counted_s"]) == (12 * 3600, 0, 12 * 3600)


@pytest.mark.parametrize(
    ("month", "days"), [("2026-02", 28), ("2028-02", 29), ("2026-04", 30), ("2026-10", 31), ("2024-02", 29)]
)
def test_a_month_has_as_many_days_as_it_has(month: str, days: int) -> None:
    """One hour down in a month of 28 to 31 days."""
    period = cycle_at(datetime.fromisoformat(f"{month}-15T00:00Z"), Cycle.MONTH, "UTC")
    down = Span(period.start + timedelta(days=27), period.start + timedelta(days=27, hours=1))
    known = [
        Interval(period.start, down.start, State.UP),
        Interval(*down, State.DOWN),
        Interval(down.end, period.end, State.UP),
    ]
    report = build(inputs({1: Facts(known, period)}, period))

    assert report.totals["availability"] == (days * 24 - 1) / (days * 24)
    assert report.days.height == days
    assert sum(one["counted_s"] - one["good_s"] for one in report.days.rows(named=True)) == 3600


def test_the_hash_is_computed_again_by_the_recipe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The very lines of docs/numbers.md, on the files as they are served; then with one second changed."""
    [recipe] = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    report = report_of_everything()
    monkeypatch.chdir(tmp_path)
    Path("sla.json").write_bytes(to_json(report))
    for name, table in report.tables.items():
        Path(f"{name}.parquet").write_bytes(to_parquet(table))
    exec(compile(recipe, "docs/numbers.md", "exec"), {})
    assert capsys.readouterr().out == f"{report.data_hash} True\n"

    changed = report.intervals.with_columns(seconds=report.intervals["seconds"] + 1)
    Path("intervals.parquet").write_bytes(to_parquet(changed))
    exec(compile(recipe, "docs/numbers.md", "exec"), {})
    assert capsys.readouterr().out.endswith("False\n")


def test_the_same_report_is_the_same_paper() -> None:
    assert to_pdf(report_of_everything()) == to_pdf(report_of_everything())


def test_where_it_comes_from_is_said() -> None:
    """In JSON, XLSX and on paper; also until when states are as recorded, by a policy that recomputes them."""
    plain = build(inputs({1: Facts(up_but(), ALWAYS)}))
    gone = datetime(2026, 10, 5, 12, tzinfo=UTC)
    asked: Any = inputs({1: Facts(up_but(), ALWAYS)})
    calm = replace(AGREED, name="calm", confirmation=Policy(3, 1))
    partly = build(replace(asked, asked=replace(asked.asked, policy=calm), as_recorded=(gone,)))

    assert "single checks are not needed, and may be gone" in " ".join(orjson.loads(to_json(plain))["sources"])
    assert "single checks are not needed, and may be gone" in text_of(to_pdf(plain))
    words = "Before 2026-10-05 12:00 UTC the states of 1 of 1 monitors are as they were recorded"
    assert words in " ".join(orjson.loads(to_json(partly))["sources"])
    assert words in text_of(to_pdf(partly))


def test_an_exclusion_leaves_both_figures() -> None:
    """Down 2 to 4, agreed not to count from 2 to 3: 22 / 23 with, 22 / 24 without."""
    agreed = [Labelled(MONDAY + timedelta(hours=2), MONDAY + timedelta(hours=3), "9")]
    [row] = build(inputs({1: Facts(up_but((2, 4)), ALWAYS, (), agreed)})).monitors.rows(named=True)

    assert (row["availability"], row["availability_without_exclusions"]) == (22 / 23, 22 / 24)
    assert row["excluded_s"] == 3600


@settings(max_examples=200)
@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_every_way_of_rounding_is_the_same(good_s: int, bad_s: int, digits: int) -> None:
    """The number in a spreadsheet, formatted by it, is the text on paper and on pages."""
    ratio = good_s / (good_s + bad_s)

    assert f"{floored(ratio, digits) * 100:.{digits}f}%" == floored_percent(ratio, digits)
    assert floored(ratio, digits) < 1
    assert ratio - 10.0 ** -(digits + 2) - 1e-9 <= floored(ratio, digits) <= ratio + 1e-9
