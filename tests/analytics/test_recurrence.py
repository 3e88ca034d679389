"""Recurring windows by the clock of a zone, against hand-written dates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.recurrence import MOST_IN_A_YEAR, RuleError, expand
from core.spans import Span

HOUR = timedelta(hours=1)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_every_sunday_at_two_in_vienna_over_the_autumn_change() -> None:
    """18 Oct 2:00 is 0:00 UTC; on 25 Oct 2:00 is shown at 0:00 and at 1:00 UTC, the first counts; 1 Nov is 1:00 UTC."""
    spans = expand(
        utc(2026, 10, 18), HOUR, "FREQ=WEEKLY;BYDAY=SU", "Europe/Vienna", Span(utc(2026, 10, 1), utc(2026, 11, 2))
    )

    starts = [utc(2026, 10, 18), utc(2026, 10, 25), utc(2026, 11, 1, 1)]
    assert spans == [Span(start, start + HOUR) for start in starts]


def test_a_time_that_the_clock_jumps_over_is_the_jump() -> None:
    """29 March 2026, 2:30 in Vienna is not shown: the clock goes from 2:00 to 3:00 at 1:00 UTC."""
    spans = expand(
        utc(2026, 3, 28, 1, 30), HOUR, "FREQ=DAILY;COUNT=3", "Europe/Vienna", Span(utc(2026, 3, 1), utc(2026, 5, 1))
    )

    assert [span.start for span in spans] == [utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1), utc(2026, 3, 30, 0, 30)]


def test_the_last_day_of_each_month() -> None:
    spans = expand(
        utc(2028, 1, 31, 22), HOUR, "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1", "UTC", Span(utc(2028, 1, 1), utc(2028, 5, 1))
    )

    assert [(span.start.month, span.start.day) for span in spans] == [(1, 31), (2, 29), (3, 31), (4, 30)]


@pytest.mark.parametrize(
    ("until", "count"), [("20260702T220000Z", 3), ("20260702T215959Z", 2), ("20260703T000000", 3), ("20260703", 3)]
)
def test_an_end_in_utc_and_one_by_the_clock(until: str, count: int) -> None:
    """Midnight in Vienna is 22:00 UTC in summer: 3 July opens at 22:00 UTC of the 2nd (RFC 5545, 3.3.10)."""
    spans = expand(
        utc(2026, 6, 30, 22), HOUR, f"FREQ=DAILY;UNTIL={until}", "Europe/Vienna", Span(utc(2026, 1, 1), utc(2027, 1, 1))
    )

    assert len(spans) == count


def test_openings_that_the_clock_jumps_over_together_are_one() -> None:
    """29 March 2026 in Vienna: 2:00 and 3:00 are both the moment of the jump, 1:00 UTC."""
    rule = "FREQ=DAILY;BYHOUR=2,3"
    spans = expand(utc(2026, 3, 28, 1), HOUR / 2, rule, "Europe/Vienna", Span(utc(2026, 3, 28), utc(2026, 3, 30)))

    assert [span.start for span in spans] == [utc(2026, 3, 28, 1), utc(2026, 3, 28, 2), utc(2026, 3, 29, 1)]


def test_a_day_that_never_comes_is_not_searched_for_ever() -> None:
    year = Span(utc(2026, 1, 1), utc(2027, 1, 1))

    assert expand(year.start, HOUR, "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "UTC", year) == []


def test_a_count_counts_from_the_first() -> None:
    """The fourth and fifth of five are in the second half."""
    later = Span(utc(2026, 1, 4), utc(2027, 1, 1))

    assert len(expand(utc(2026, 1, 1), HOUR, "FREQ=DAILY;COUNT=5", "UTC", later)) == 2


def test_once() -> None:
    at = utc(2026, 5, 6, 7)

    assert expand(at, HOUR, None, "UTC", Span(at, at + HOUR)) == [Span(at, at + HOUR)]
    assert expand(at, HOUR, None, "UTC", Span(at + HOUR, at + 2 * HOUR)) == []


@given(st.integers(0, 300), st.integers(1, 100))
def test_the_parts_of_a_range_give_the_same_windows(first: int, more: int) -> None:
    start = utc(2026, 1, 1, 3)
    middle, end = start + timedelta(days=first), start + timedelta(days=first + more)
    rule, zone = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA;BYHOUR=1", "America/New_York"

    parts = expand(start, HOUR, rule, zone, Span(start, middle)) + expand(start, HOUR, rule, zone, Span(middle, end))

    assert parts == expand(start, HOUR, rule, zone, Span(start, end))


@pytest.mark.parametrize(
    ("rule", "hours"),
    [
        ("FREQ=SECONDLY", 1),
        ("FREQ=HOURLY;BYMINUTE=0,30", 0.25),
        ("FREQ=DAILY", 24),
        ("weekly", 1),
        ("FREQ=SOMETIMES", 1),
        ("FREQ=DAILY\nEXDATE:20260101", 1),
        ("FREQ=DAILY;BYHOUR=99", 1),
        ("FREQ=DAILY;COUNT=x", 1),
    ],
)
def test_a_rule_that_cannot_be_used_is_refused(rule: str, hours: float) -> None:
    start = utc(2026, 1, 1)
    with pytest.raises(RuleError):
        expand(start, timedelta(hours=hours), rule, "UTC", Span(start, start + timedelta(days=365)))


def test_as_many_as_fit_into_a_year() -> None:
    start = utc(2026, 1, 1)
    year = Span(start, start + timedelta(days=365))

    assert len(expand(start, HOUR, "FREQ=HOURLY;INTERVAL=6", "UTC", year)) == 365 * 4 <= MOST_IN_A_YEAR


def test_an_hour_that_is_skipped_hides_no_limit() -> None:
    """1501 hours from 1 March in Vienna, two of them at one moment: more than are taken, not 1500 and silence."""
    start = utc(2026, 2, 28, 23)
    with pytest.raises(RuleError, match="more than 1500"):
        expand(start, HOUR / 2, "FREQ=HOURLY", "Europe/Vienna", Span(start, start + timedelta(days=365)))


def test_windows_of_nearly_a_day_do_not_overlap_on_a_short_one() -> None:
    """From 13:00 on 28 March 2026 to 13:00 on the 29th are 23 hours in Vienna: less than the window takes."""
    rule, long = "FREQ=DAILY", timedelta(hours=23, minutes=45)
    spans = expand(utc(2026, 3, 27, 12), long, rule, "Europe/Vienna", Span(utc(2026, 3, 27), utc(2026, 3, 31)))

    lengths = [span.end - span.start for span in spans]
    assert lengths == [long, timedelta(hours=23), long, long]
