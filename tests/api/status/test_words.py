"""Words and pictures of the public page: pure functions."""

from datetime import UTC, datetime, timedelta

import pytest

from api.status.strips import describe, svg
from api.status.words import clock, duration, percent

NOW = datetime(2026, 3, 5, 14, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *((0, "under a minute"), (59, "under a minute"), (60, "1 min"), (1080, "18 min"), (3600, "1 h")),
        *((7500, "2 h 5 min"), (86_400, "1 d"), (90_000, "1 d 1 h"), (86_460, "1 d")),
    ],
)
def test_duration_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


def test_clock_names_the_day_when_it_is_another() -> None:
    assert clock(NOW - timedelta(minutes=18), NOW) == "14:02 UTC"
    assert clock(NOW - timedelta(days=2), NOW) == "3 Mar, 14:20 UTC"


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (None, "No data yet"),
        (1.0, "100% uptime"),
        (0.9999999, "99.999% uptime"),
        (0.99998, "99.998% uptime"),
        (0.99989, "99.98% uptime"),
        (0.95, "95.00% uptime"),
        (0.949999, "94.99% uptime"),
        (0.0, "0.00% uptime"),
    ],
)
def test_percentages_are_rounded_down(ratio: float | None, words: str) -> None:
    assert percent(ratio) == words


def test_a_strip_has_one_path_for_each_state_and_tips_that_hang() -> None:
    found = svg("b" * 10 + "f" * 74 + "iadmnf")

    assert [found.count(f'class="p{state}"') for state in "umodwx"] == [1] * 6
    assert [found.count(f'class="tip t{state}"') for state in "mod"] == [1, 1, 1]
    assert "M672 34h5v3h-5z" in found  # day 84 is minor: at 84 * 8, 3 deep under the baseline at 34
    assert "M680 34h5v6h-5z" in found
    assert "M688 34h5v9h-5z" in found


def test_pipes_are_told_in_words() -> None:
    assert describe("f" * 88 + "in") == ("Last 90 days (UTC): 88 without trouble, 1 with minor trouble, 1 without data")
