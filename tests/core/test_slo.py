"""Budgets, burn rates and credits, by hand and against the tables of the Google SRE workbook, chapter 5."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.slo import (
    BURN_WINDOWS,
    Budget,
    Loss,
    Tier,
    burn_rate,
    credit_percent,
    exhausted_at,
    exhausted_rolling,
    fires,
    time_to_exhaustion,
)

MONTH = timedelta(days=30)
NOW = datetime(2026, 10, 16, tzinfo=UTC)
TIERS = [Tier(0.999, 10), Tier(0.99, 25), Tier(0.95, 100)]


@pytest.mark.parametrize(
    ("number", "severity", "hours", "short_minutes", "share", "rate"),
    [(0, "page", 1, 5, 0.02, 14.4), (1, "page", 6, 30, 0.05, 6), (2, "ticket", 72, 360, 0.10, 1)],
)
def test_table_5_8_of_the_workbook(
    number: int, severity: str, hours: int, short_minutes: int, share: float, rate: float
) -> None:
    window = BURN_WINDOWS[number]

    assert (window.severity, window.long, window.short) == (
        severity,
        timedelta(hours=hours),
        timedelta(minutes=short_minutes),
    )
    assert window.budget_share == share
    assert window.rate(MONTH) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("rate", "error_rate", "lasts"),
    [
        (1, 0.001, timedelta(days=30)),
        (2, 0.002, timedelta(days=15)),
        (10, 0.01, timedelta(days=3)),
        (1000, 1.0, timedelta(minutes=43, seconds=12)),
    ],
)
def test_table_5_4_of_the_workbook(rate: float, error_rate: float, lasts: timedelta) -> None:
    """99.9 % over 30 days: burn rate, error rate, time to exhaustion (the table says 43 minutes)."""
    assert burn_rate(error_rate * 3600, 3600, 0.999) == pytest.approx(rate)
    assert time_to_exhaustion(rate, MONTH) == lasts


def test_a_budget_by_hand() -> None:
    """99.9 % of 30 days: 2592 s, that is 43 min 12 s. After half of it 1000 s are used: burn rate
    (1000 / 1296000) / 0.001 = 0.7716, and 1592 s are left."""
    budget = Budget(0.999, 15 * 86_400, 1000, 30 * 86_400)

    assert budget.budget_s == pytest.approx(2592)
    assert budget.remaining_s == pytest.approx(1592)
    assert budget.used_share == pytest.approx(1000 / 2592)
    assert budget.burn_rate == pytest.approx(0.77160, abs=1e-5)
    assert budget.availability == pytest.approx(1 - 1000 / 1_296_000)


def test_a_forecast_by_hand() -> None:
    """1592 s left at 200 s a day: 7.96 days. At 100 s a day the month ends before."""
    budget = Budget(0.999, 15 * 86_400, 1000, 30 * 86_400)
    end = NOW + timedelta(days=15)

    assert exhausted_at(budget, NOW, end, 200 / 86_400) == NOW + timedelta(days=7.96)
    assert exhausted_at(budget, NOW, end, 100 / 86_400) is None
    assert exhausted_at(budget, NOW, end, 0) is None
    assert exhausted_at(Budget(0.999, 1000, 500, 2000), NOW, end, 1) == NOW


@pytest.mark.parametrize(
    ("availability", "credit"), [(1, 0), (0.999, 0), (0.9989, 10), (0.98, 25), (0.5, 100), (None, 0)]
)
def test_credits(availability: float | None, credit: float) -> None:
    assert credit_percent(availability, TIERS) == credit


def test_an_alert_takes_both_windows() -> None:
    page = BURN_WINDOWS[0]

    assert fires(page, 15, 20, MONTH)
    assert not fires(page, 15, 3, MONTH)  # over by now
    assert not fires(page, 3, 20, MONTH)  # a blip
    assert not fires(page, None, None, MONTH)


@given(st.floats(0.5, 0.9999), st.integers(1, 10**7), st.floats(0, 1))
def test_at_burn_rate_one_the_budget_ends_with_the_window(target: float, counted_s: int, share: float) -> None:
    """The used share of the budget is the burn rate times the part of the window that has passed."""
    passed = round(counted_s * share)
    budget = Budget(target, passed, (1 - target) * passed / 2, counted_s)

    if budget.burn_rate is not None and budget.used_share is not None:
        assert budget.used_share == pytest.approx(budget.burn_rate * passed / counted_s)


def test_nothing_that_counts_is_no_figure() -> None:
    budget = Budget(0.99, 0, 0, 0)

    assert (budget.availability, budget.burn_rate, budget.used_share) == (None, None, None)


@pytest.mark.parametrize("days", [7, 28, 30, 90])
def test_rates_follow_the_window_of_the_objective(days: int) -> None:
    """The workbook's formula for other windows: share of the budget × window / long window."""
    window = timedelta(days=days)

    rates = [rule.rate(window) for rule in BURN_WINDOWS]
    assert rates == pytest.approx([0.02 * days * 24, 0.05 * days * 4, 0.10 * days / 3])


# The workbook's formula under "Alert on Burn Rate".
@pytest.mark.parametrize(
    ("rule", "error_rate", "detected"),
    [(0, 1.0, timedelta(seconds=51.84)), (1, 1.0, timedelta(seconds=129.6)), (2, 0.01, timedelta(hours=7.2))],
)
def test_how_soon_a_rule_fires(rule: int, error_rate: float, detected: timedelta) -> None:
    """Detection time is (1 - target) / error rate × long window × rate: the errors that the long window must hold.

    All fails at 99.9 %: 14.4 × 0.001 of an hour are 51.84 s; 6 × 0.001 of six hours 129.6 s. At 1 % the ticket needs
    0.001 / 0.01 of three days, 7.2 h.
    """
    window = BURN_WINDOWS[rule]
    bad_s = detected.total_seconds() * error_rate

    assert burn_rate(bad_s, window.long.total_seconds(), 0.999) == pytest.approx(window.rate(MONTH))


WEEK = timedelta(days=7)


def test_a_rolling_budget_is_used_up_by_hand() -> None:
    """100 s in 7 days; 60 s were lost six days ago. At 20 s a day: 80 s after a day, when the 60 leave; 20 s remain,
    and 80 more take four days: five in all. At 50 s a day 100 s are reached after 0.8 days, before anything leaves."""
    began = NOW - timedelta(days=6)
    losses = [Loss(began, began + timedelta(seconds=60), 1.0)]

    later = exhausted_rolling(100, losses, NOW, WEEK, 20 / 86_400)
    assert later is not None
    assert abs(later - (NOW + timedelta(days=5))) < timedelta(seconds=1)
    assert exhausted_rolling(100, losses, NOW, WEEK, 50 / 86_400) == NOW + timedelta(days=0.8)
    assert exhausted_rolling(100, losses, NOW, WEEK, 10 / 86_400) is None  # 70 s are the most that a week holds
    assert exhausted_rolling(60, losses, NOW, WEEK, 0) == NOW
    assert exhausted_rolling(100, [], NOW, WEEK, 0) is None


@given(
    st.lists(st.tuples(st.integers(0, 600_000), st.integers(1, 600)), max_size=6),
    st.floats(0, 0.01),
    st.integers(50, 5000),
)
def test_a_rolling_forecast_is_the_first_moment_of_a_slow_search(
    past: list[tuple[int, int]], pace: float, budget_s: int
) -> None:
    losses, free = [], NOW - WEEK
    for ago, length in sorted(past, reverse=True):
        start = max(free, NOW - timedelta(seconds=ago + 601))
        losses.append(Loss(start, start + timedelta(seconds=length), 1.0))
        free = losses[-1].end
    losses = [loss for loss in losses if loss.end <= NOW]
    found = exhausted_rolling(budget_s, losses, NOW, WEEK, pace)

    def lost_s(at: datetime) -> float:
        kept = sum(max(0.0, (loss.end - max(loss.start, at - WEEK)).total_seconds()) for loss in losses)
        return kept + pace * (at - NOW).total_seconds()

    moments = [NOW + WEEK * number / 200 for number in range(201)]
    assert all(lost_s(at) < budget_s + 1e-6 for at in moments if found is None or at < found)
    assert found is None or lost_s(found) == pytest.approx(max(budget_s, lost_s(NOW)), rel=1e-6)
