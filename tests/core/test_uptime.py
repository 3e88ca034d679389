"""Uptime and the colour of a day, at its golden thresholds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.uptime import DAY_S, DayState, Seconds, coverage, day_state, floored_percent, uptime

# 86,400 s: one second is 0.001157 %. 95 % is 82,080 s, 50 % is 43,200 s.


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (Seconds(up_s=DAY_S), DayState.FULL),
        (Seconds(up_s=DAY_S - 1, degraded_s=1), DayState.MINOR),
        (Seconds(up_s=999_999, down_s=1), DayState.MINOR),
        (Seconds(up_s=82_080, down_s=4_320), DayState.MINOR),
        (Seconds(up_s=82_079, down_s=4_321), DayState.MAJOR),
        (Seconds(up_s=949_999, down_s=50_001), DayState.MAJOR),
        (Seconds(up_s=43_200, down_s=43_200), DayState.MAJOR),
        (Seconds(up_s=43_199, down_s=43_201), DayState.DOWN),
        (Seconds(up_s=499_999, down_s=500_001), DayState.DOWN),
        (Seconds(down_s=DAY_S), DayState.DOWN),
        (Seconds(unknown_s=DAY_S), DayState.NONE),
        (Seconds(), DayState.NONE),
        (Seconds(maintenance_s=10, unknown_s=5), DayState.MAINTENANCE),
        (Seconds(maintenance_s=10, down_s=5), DayState.DOWN),
        (Seconds(maintenance_s=10, up_s=5), DayState.FULL),
        (Seconds(up_s=1, unknown_s=DAY_S - 1), DayState.FULL),
    ],
    ids=[
        "100 %",
        "100 % but degraded",
        "99.9999 %",
        "95 %",
        "a second under 95 %",
        "94.9999 %",
        "50 %",
        "a second under 50 %",
        "49.9999 %",
        "0 %",
        "nothing known",
        "nothing at all",
        "maintenance only",
        "maintenance and failure",
        "maintenance and up",
        "one known second",
    ],
)
def test_day_state(seconds: Seconds, expected: DayState) -> None:
    assert day_state(seconds) is expected


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (1.0, "100%"),
        (0.999999, "99.99%"),
        (86_399 / 86_400, "99.99%"),
        (0.95, "95.00%"),
        (0.949999, "94.99%"),
        (0.5, "50.00%"),
        (0.499999, "49.99%"),
        (0.29, "29.00%"),  # 0.29 · 100 · 100 is 2899.9999999999995 in binary
        (0.0, "0.00%"),
    ],
)
def test_percent_is_rounded_down(ratio: float, text: str) -> None:
    assert floored_percent(ratio) == text


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_only_a_perfect_window_reads_100_percent(good_s: int, bad_s: int, digits: int) -> None:
    assert floored_percent(good_s / (good_s + bad_s), digits) != "100%"


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.integers(0, 4))
def test_percent_is_never_more_than_the_ratio(good_s: int, bad_s: int, digits: int) -> None:
    text = floored_percent(good_s / (good_s + bad_s), digits)

    assert round(float(text.rstrip("%")) * 10**digits) * (good_s + bad_s) <= good_s * 100 * 10**digits


def test_uptime_of_a_window_without_knowledge_is_none() -> None:
    assert uptime(Seconds(unknown_s=5, maintenance_s=5)) is None


@given(st.builds(Seconds, *[st.integers(0, DAY_S)] * 5))
def test_ratios_stay_between_0_and_1(seconds: Seconds) -> None:
    ratio = uptime(seconds)

    assert ratio is None or 0 <= ratio <= 1
    assert 0 <= coverage(seconds, DAY_S) <= 1


def test_coverage_counts_maintenance_as_known() -> None:
    assert coverage(Seconds(up_s=30, maintenance_s=30, unknown_s=40), 100) == 0.6
