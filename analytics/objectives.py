"""Where an objective stands: its window, availability, error budget, burn rates, forecast and credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from analytics.ledger import audit, find_policy
from core.accounting import Facts, account
from core.calendars import Cycle, cycle_at
from core.ledger import Interval
from core.policies import AccountingPolicy
from core.slo import (
    BURN_WINDOWS,
    Budget,
    BurnWindow,
    Loss,
    Tier,
    burn_rate,
    credit_percent,
    exhausted_at,
    exhausted_rolling,
    fires,
)
from core.spans import Span
from core.states import State
from core.trees import Share, Sum, Tree, add_up, combine, leaves, tree_from_json
from db.maintenance import select_maintenance
from db.objectives import MOST_OBJECTIVES, Objective, select_objectives
from db.pool import Connection
from db.watched import WatchedMonitor, select_watched

PACE: Final = timedelta(days=7)  # what the forecast goes on with
LONGEST_BURN: Final = max(window.long for window in BURN_WINDOWS)
ALWAYS: Final = timedelta(days=36_500)


class NoPolicyError(ValueError):
    """The policy that an objective names is not there."""


@dataclass(frozen=True, slots=True)
class Burning:
    """One rule of multi-window burn rates, and what holds now."""

    rule: BurnWindow
    rate: float
    long_rate: float | None
    short_rate: float | None
    fires: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an objective stands at a time. `outages`: the stretches that cost budget, oldest first."""

    window: Span
    at: datetime
    policy: AccountingPolicy
    monitor_ids: tuple[int, ...]
    budget: Budget
    burning: tuple[Burning, ...]
    exhausted_at: datetime | None
    credit_percent: float
    outages: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an objective came out over a window that is over."""

    objective: Objective
    policy: AccountingPolicy
    budget: Budget
    credit_percent: float


def window_of(objective: Objective, now: datetime, back: int = 0) -> Span:
    """Return the objective's window at a time, or the one `back` windows before it."""
    if objective.rolling_days is not None:
        days = timedelta(days=objective.rolling_days)
        return Span(now - days * (back + 1), now - days * back)
    return cycle_at(now, Cycle(objective.cycle), objective.time_zone, back=back)


async def stand(conn: Connection, workspace_id: UUID, objective: Objective, now: datetime, back: int = 0) -> Standing:
    """Return where an objective stands now, or stood at the end of an earlier window. Raises NoPolicyError."""
    policy = await _policy_of(conn, workspace_id, objective)
    window = window_of(objective, now, back)
    at = min(window.end, now)
    tree = tree_from_json(objective.tree)
    since = min(window.start, at - LONGEST_BURN, at - PACE)  # burn rates reach back before a month that is young
    books = _Books(tree, await select_watched(conn, workspace_id, since), policy)
    shares = await books.shares(conn, Span(since, at), now)
    so_far = add_up(_inside(shares, Span(window.start, at)))
    to_come = await books.expected(conn, Span(at, window.end)) if at < window.end else 0
    budget = Budget(objective.target, so_far.counted_s, float(so_far.bad_s), so_far.counted_s + to_come)
    outages = tuple(one for one in _inside(shares, Span(window.start, at)) if one.good is not None and one.good < 1)
    return Standing(
        window,
        at,
        policy,
        tuple(books.ids),
        budget,
        tuple(_burning(rule, shares, at, objective.target, window) for rule in BURN_WINDOWS),
        _forecast(objective, budget, shares, outages, window, at) if back == 0 else None,
        _credit(objective, budget),
        outages,
    )


async def outcomes(conn: Connection, workspace_id: UUID, window: Span, now: datetime) -> list[Outcome]:
    """Return how the objectives came out whose window this is; none before it is over. Raises NoPolicyError."""
    if window.end > now:
        return []
    found = await select_objectives(conn, workspace_id, MOST_OBJECTIVES)
    whole = [one for one in found if one.rolling_days is None and window_of(one, window.start) == window]
    monitors = await select_watched(conn, workspace_id, window.start) if whole else []
    results = []
    for objective in whole:
        policy = await _policy_of(conn, workspace_id, objective)
        books = _Books(tree_from_json(objective.tree), monitors, policy)
        counted = add_up(await books.shares(conn, window, now))
        budget = Budget(objective.target, counted.counted_s, float(counted.bad_s), counted.counted_s)
        results.append(Outcome(objective, policy, budget, _credit(objective, budget)))
    return results


async def _policy_of(conn: Connection, workspace_id: UUID, objective: Objective) -> AccountingPolicy:
    policy = await find_policy(conn, workspace_id, objective.policy)
    if policy is None:
        raise NoPolicyError(objective.policy)
    return policy


def _credit(objective: Objective, budget: Budget) -> float:
    return credit_percent(budget.availability, [Tier(*tier) for tier in objective.tiers])


class _Books:
    """The accounts of the monitors of a tree."""

    def __init__(self, tree: Tree, monitors: Sequence[WatchedMonitor], policy: AccountingPolicy) -> None:
        self._tree, self._policy = tree, policy
        self._everybody = monitors
        self.ids = [one for one in leaves(tree, self._members) if any(one == monitor.id for monitor in monitors)]
        self._monitors = [monitor for monitor in monitors if monitor.id in set(self.ids)]

    async def shares(self, conn: Connection, period: Span, now: datetime) -> list[Share]:
        """Return how good the whole was."""
        found = await audit(conn, self._monitors, period, now, self._policy)
        accounts = {monitor_id: one.account for monitor_id, one in found.items()}
        return combine(self._tree, accounts, self._members, period)

    async def expected(self, conn: Connection, period: Span) -> int:
        """Return the seconds to come that will count: service hours without what is planned."""
        planned = await select_maintenance(conn, self.ids, *period)
        up = [Interval(*period, State.UP)]
        always = Span(period.start - ALWAYS, period.end + ALWAYS)
        accounts = {one: account(period, Facts(up, always, planned.get(one, ())), self._policy) for one in self.ids}
        return add_up(combine(self._tree, accounts, self._members, period)).counted_s

    def _members(self, tag: str | None) -> list[int]:
        return [one.id for one in self._everybody if tag is None or tag in one.tags]


def _forecast(
    objective: Objective, budget: Budget, shares: Sequence[Share], outages: Sequence[Share], window: Span, at: datetime
) -> datetime | None:
    """Return when the budget is used up at the pace of the last days; of rolling days, while older losses leave."""
    if not budget.counted_s:
        return None
    recent = Span(max(window.start, at - PACE), at)
    pace = float(add_up(_inside(shares, recent)).bad_s) / max(1.0, (recent.end - recent.start).total_seconds())
    if objective.rolling_days is None:
        return exhausted_at(budget, at, window.end, pace)
    losses = [Loss(one.start, one.end, float(1 - one.good)) for one in outages if one.good is not None]
    return exhausted_rolling(budget.budget_s, losses, at, window.end - window.start, pace)


def _burning(rule: BurnWindow, shares: Sequence[Share], at: datetime, target: float, window: Span) -> Burning:
    long_rate, short_rate = (_rate(shares, Span(at - length, at), target) for length in (rule.long, rule.short))
    slo_window = window.end - window.start
    is_firing = fires(rule, long_rate, short_rate, slo_window)
    return Burning(rule, rule.rate(slo_window), long_rate, short_rate, is_firing)


def _rate(shares: Sequence[Share], period: Span, target: float) -> float | None:
    found: Sum = add_up(_inside(shares, period))
    return burn_rate(float(found.bad_s), found.counted_s, target)


def _inside(shares: Sequence[Share], period: Span) -> list[Share]:
    cut = (Share(max(one.start, period.start), min(one.end, period.end), one.good) for one in shares)
    return [one for one in cut if one.start < one.end]
