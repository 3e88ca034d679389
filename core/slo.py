"""Objectives: error budget as a duration, burn rates, forecast, and credits of an agreement. Pure.

Definitions after the Google SRE workbook, chapter 5 ("Alerting on SLOs"): the burn rate is how fast the budget is used
relative to the objective; at 1 it is used up exactly at the end of the window.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple


class BurnWindow(NamedTuple):
    """An alert rule: fire when the burn rate is at least that high over the long and over the short window."""

    severity: str
    long: timedelta
    short: timedelta
    budget_share: float  # of the budget, used up within the long window

    def rate(self, slo_window: timedelta) -> float:
        """Return the burn rate at which that share is used up within the long window."""
        return self.budget_share * (slo_window / self.long)


# Table 5-8 of the workbook: for a window of 30 days the rates are 14.4, 6 and 1.
BURN_WINDOWS: Final = (
    BurnWindow("page", timedelta(hours=1), timedelta(minutes=5), 0.02),
    BurnWindow("page", timedelta(hours=6), timedelta(minutes=30), 0.05),
    BurnWindow("ticket", timedelta(days=3), timedelta(hours=6), 0.10),
)


class Tier(NamedTuple):
    """What the provider gives back when availability is under a limit."""

    below: float  # availability, 0 to 1
    credit_percent: float


@dataclass(frozen=True, slots=True)
class Budget:
    """Where an objective stands. Seconds; `expected_s`: what will count in the whole window, if nothing else is agreed.

    `remaining_s` is negative when the budget is overdrawn.
    """

    target: float
    counted_s: int
    bad_s: float
    expected_s: int

    @property
    def availability(self) -> float | None:
        """Return the good share so far; None when nothing counts."""
        return 1 - self.bad_s / self.counted_s if self.counted_s else None

    @property
    def budget_s(self) -> float:
        """Downtime that the objective allows for the whole window."""
        return (1 - self.target) * self.expected_s

    @property
    def remaining_s(self) -> float:
        """What is left of it."""
        return self.budget_s - self.bad_s

    @property
    def used_share(self) -> float | None:
        """Return the part of the budget that is used, 1.0 = all; None without a budget."""
        return self.bad_s / self.budget_s if self.budget_s else None

    @property
    def burn_rate(self) -> float | None:
        """Return how fast the budget was used so far; None when nothing counts."""
        return burn_rate(self.bad_s, self.counted_s, self.target)


def burn_rate(bad_s: float, counted_s: float, target: float) -> float | None:
    """Return (bad / counted) / (1 - target); None when nothing counts."""
    return bad_s / counted_s / (1 - target) if counted_s else None


def fires(window: BurnWindow, long_rate: float | None, short_rate: float | None, slo_window: timedelta) -> bool:
    """Tell whether both burn rates are high enough: it burns, and it burns still."""
    limit = window.rate(slo_window)
    return long_rate is not None and short_rate is not None and min(long_rate, short_rate) >= limit


def time_to_exhaustion(rate: float, slo_window: timedelta) -> timedelta | None:
    """Return how long a full budget lasts at a burn rate; None when it lasts for ever."""
    return slo_window / rate if rate > 0 else None


def exhausted_at(budget: Budget, now: datetime, end: datetime, bad_per_s: float) -> datetime | None:
    """Return when the budget is used up at a pace (seconds down per second of time); None: not within the window."""
    if budget.remaining_s <= 0:
        return now
    if bad_per_s <= 0 or budget.remaining_s / bad_per_s >= (end - now).total_seconds():
        return None
    return now + timedelta(seconds=budget.remaining_s / bad_per_s)


class Loss(NamedTuple):
    """A stretch that cost budget: `bad_per_s` seconds down per second of time, 0 to 1."""

    start: datetime
    end: datetime
    bad_per_s: float

    @property
    def bad_s(self) -> float:
        """What it cost."""
        return (self.end - self.start).total_seconds() * self.bad_per_s


def exhausted_rolling(
    budget_s: float, losses: Sequence[Loss], now: datetime, window: timedelta, bad_per_s: float
) -> datetime | None:
    """Return when the budget of rolling days is used up at a pace, while older losses leave; None: not within one.

    `losses`: those of the window that ends now, in order. What the window that ends at a later time has lost is their
    rest and the pace since now; it changes evenly between the times at which a loss begins and ceases to leave.
    """
    total_s, left_s = sum(loss.bad_s for loss in losses), 0.0
    if total_s >= budget_s and total_s > 0:
        return now
    moments = []
    for loss in losses:
        moments.append((loss.start + window, left_s))
        left_s += loss.bad_s
        moments.append((loss.end + window, left_s))
    before, before_s = now, total_s
    for at, gone_s in [*moments, (now + window, left_s)]:
        at_s = total_s - gone_s + bad_per_s * (at - now).total_seconds()
        if at_s > before_s and at_s >= budget_s:
            return before + (at - before) * ((budget_s - before_s) / (at_s - before_s))
        before, before_s = at, at_s
    return None


def credit_percent(availability: float | None, tiers: Sequence[Tier]) -> float:
    """Return what is given back: that of the lowest limit that availability is under; 0 when nothing is known."""
    missed = [tier for tier in tiers if availability is not None and availability < tier.below]
    return min(missed, key=lambda tier: tier.below).credit_percent if missed else 0.0
