"""The words of reports: the same in every language but for the language, and in English those of the policy itself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from pypdf import PdfReader

from analytics.objectives import Outcome
from analytics.reports.asked import Language
from analytics.reports.files import to_xlsx
from analytics.reports.pdf import breakable, content_of, to_pdf
from analytics.reports.sla import SlaReport, build
from analytics.reports.words import CATALOGUE, words_of
from core.accounting import Facts
from core.calendars import Cycle, cycle_at
from core.policies import AGREED, AccountingPolicy, in_words
from core.reasons import Reason
from core.slo import Budget
from core.spans import Span
from db.objectives import Objective
from tests.analytics.test_sla import ALWAYS, DAY, inputs, up_but
from tests.core.test_accounting import policies

ROOT = Path(__file__).parents[2]
ENGLISH, ITALIAN, GERMAN = (words_of(language) for language in Language)


def fields(said: Any) -> Any:
    """What of a catalogue must be the same in every language: keys, and the values that a sentence takes."""
    if isinstance(said, Mapping):
        return {key: fields(value) for key, value in said.items()}
    if isinstance(said, list):
        return len(said)
    return sorted(name for _, name, _, _ in Formatter().parse(said) if name)


@pytest.mark.parametrize("language", [Language.ITALIAN, Language.GERMAN])
def test_a_catalogue_is_whole(language: Language) -> None:
    assert fields(words_of(language).said) == fields(ENGLISH.said)


@pytest.mark.parametrize("language", list(Language))
def test_reasons_are_told_as_on_the_pages(language: Language) -> None:
    pages = json.loads((ROOT / f"frontend/messages/{language.value}/common.json").read_text())
    said = words_of(language).said["reasons"]

    assert set(said) >= {reason.word for reason in Reason}
    assert {f"reason_{name}": words for name, words in said.items()}.items() <= pages.items()


@given(policies)
def test_english_methods_are_those_of_the_policy(policy: AccountingPolicy) -> None:
    assert ENGLISH.method(policy) == in_words(policy)


@given(policies)
def test_every_language_says_as_much(policy: AccountingPolicy) -> None:
    assert len(GERMAN.method(policy)) == len(ITALIAN.method(policy)) == len(in_words(policy))


@pytest.mark.parametrize(
    ("ratio", "english", "german"),
    [(0.994771, "99.477%", "99,477\u00a0%"), (0.9999999, "99.999%", "99,999\u00a0%"), (1.0, "100%", "100\u00a0%")],
)
def test_percentages_are_rounded_down(ratio: float, english: str, german: str) -> None:
    assert (ENGLISH.percent(ratio), GERMAN.percent(ratio)) == (english, german)
    assert ITALIAN.percent(None) == "nessun dato"


def test_numbers_and_durations() -> None:
    assert [words.count(132_744) for words in (ENGLISH, ITALIAN, GERMAN)] == ["132,744", "132.744", "132.744"]
    assert ENGLISH.duration(2 * 86_400 + 4 * 3600 + 59) == "2 d 4 h"
    assert GERMAN.duration(725) == "12 Min. 5 Sek."
    assert (ENGLISH.duration(0), ENGLISH.duration(None)) == ("0 s", "–")


@pytest.mark.parametrize(
    ("cycle", "name"), [(Cycle.MONTH, "October 2026"), (Cycle.QUARTER, "Q4 2026"), (Cycle.YEAR, "2026")]
)
def test_a_whole_period_has_a_name_in_its_zone(cycle: Cycle, name: str) -> None:
    period = cycle_at(datetime(2026, 10, 5, tzinfo=UTC), cycle, "Europe/Vienna")
    assert ENGLISH.period(period, "Europe/Vienna") == name
    assert ENGLISH.period(period, "UTC") != name


def test_another_period_is_told_by_its_days() -> None:
    day = datetime(2026, 10, 5, tzinfo=UTC)
    assert GERMAN.period(Span(day, day + timedelta(days=3)), "UTC") == "5. Oktober 2026 bis 7. Oktober 2026"
    assert ITALIAN.period(Span(day, day + timedelta(days=1)), "UTC") == "5 ottobre 2026"
    assert ENGLISH.time(day, ZoneInfo("Asia/Kathmandu")) == "5 Oct 2026, 05:45"


def report(name: str = "Shop") -> SlaReport:
    return build(inputs({1: Facts(up_but((2, 3)), ALWAYS)}, name=name))


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        (Language.ENGLISH, "What was left out"),
        (Language.ITALIAN, "Cosa è stato escluso"),
        (Language.GERMAN, "Was nicht zählt"),
    ],
)
def test_a_pdf_speaks_its_language_and_is_the_same_twice(language: Language, heading: str) -> None:
    made = report()
    pdf = to_pdf(made, language)

    assert pdf == to_pdf(made, language)
    said = text_of(pdf)
    assert heading in said
    assert made.data_hash in said.replace("\n", "")


def test_a_workbook_speaks_its_language_and_is_the_same_twice() -> None:
    made = report()
    book = to_xlsx(made, Language.GERMAN)

    assert book == to_xlsx(made, Language.GERMAN)
    with ZipFile(BytesIO(book)) as parts:
        assert "Übersicht" in parts.read("xl/workbook.xml").decode()


def test_long_words_may_be_broken() -> None:
    assert breakable("Edge Frankfurt") == "Edge Frankfurt"
    assert breakable("x" * 17).replace("\u200b", "") == "x" * 17
    assert len(breakable("x" * 17)) == 33
    assert text_of(to_pdf(report("x" * 100)))


def test_the_words_above_the_table() -> None:
    assert content_of(report())["said"].startswith(
        "There was downtime at 1 of 1 monitors. The longest outage was 1 h, of "
    )
    assert content_of(build(inputs({1: Facts(up_but(), ALWAYS)})))["said"].startswith("All monitors were available")
    assert content_of(build(inputs({})), Language.GERMAN)["said"].startswith("In diesem Zeitraum zählt nichts")


def outcome(name: str, target: float, bad_s: float, credit_percent: float = 0) -> Outcome:
    wish: dict[str, Any] = {
        "tree": {},
        "cycle": "month",
        "rolling_days": None,
        "time_zone": "UTC",
        "policy": "agreed",
        "tiers": [],
    }
    objective = Objective(id=1, name=name, target=target, created_at=DAY.start, updated_at=DAY.start, **wish)
    return Outcome(
        objective, AGREED, Budget(target, 86_400 if bad_s >= 0 else 0, max(0, bad_s), 86_400), credit_percent
    )


def test_targets_and_how_they_came_out() -> None:
    """99.95 % of a day allows 43.2 s: 75 s are 174 % of it. Of what nothing is known, nothing is said."""
    known = [outcome("kept", 0.999, 8), outcome("missed", 0.9995, 75, 12.5), outcome("unknown", 0.9, -1)]
    made = build(replace(inputs({1: Facts(up_but(), ALWAYS)}), objectives=tuple(known)))
    content = content_of(made, Language.GERMAN)

    assert content["said"].startswith("Erreichte Ziele: 1 von 2. ")
    rows = [[row[key] for key in ("target", "actual", "budget", "result", "credit")] for row in content["objectives"]]
    assert rows == [
        ["99,9\u00a0%", "99,990\u00a0%", "9\u00a0%", "erreicht", ""],
        ["99,95\u00a0%", "99,913\u00a0%", "174\u00a0%", "verfehlt", "12,5\u00a0%"],
        ["90\u00a0%", "keine Daten", "–", "–", ""],
    ]
    said = text_of(to_pdf(made))
    assert "Targets met: 1 of 2." in said
    assert "Credit" in said
    assert "12.5%" in said
    assert "Targets" not in text_of(to_pdf(report()))


def test_no_other_catalogue_lies_about() -> None:
    assert {path.stem for path in CATALOGUE.iterdir()} == {language.value for language in Language}
