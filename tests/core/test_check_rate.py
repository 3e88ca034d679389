"""A monitor that is checked twice as often, and always sees the same, has the same figures: time is counted."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.accounting import Account, Facts, account
from core.ledger import Interval, Standing, enter
from core.machine import Policy
from core.outages import figures_of, outages_of
from core.policies import AGREED, OBSERVED, AccountingPolicy, Treatment
from core.replay import Run, coverage_of, replay
from core.spans import Labelled, Span
from core.states import Outcome, State
from tests.core.test_ledger import verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PERIOD_S = 120
stories = st.lists(st.tuples(st.sampled_from(Outcome), st.integers(1, 8)), min_size=1, max_size=12)
policies = st.sampled_from([OBSERVED, AGREED, AccountingPolicy("strict", degraded=Treatment.BAD, min_outage_s=300)])


def seen(stories_told: list[tuple[Outcome, int]], period_s: int) -> list[Outcome]:
    """What the target was in each slot."""
    return [outcome for outcome, slots in stories_told for _ in range(slots * PERIOD_S // period_s)]


def recorded(outcomes: list[Outcome], period_s: int) -> list[Interval]:
    """Play checks through the very rules of live checks."""
    standing, intervals = Standing(), list[Interval]()
    for number, outcome in enumerate(outcomes):
        entry = enter(standing, verdict(NOON + timedelta(seconds=number * period_s), period_s, outcome))
        if entry.closes_at is not None:
            intervals[-1] = intervals[-1]._replace(ended_at=entry.closes_at)
        if entry.opens is not None:
            intervals.append(entry.opens)
        standing = entry.standing
    intervals[-1] = intervals[-1]._replace(ended_at=standing.covered_until)
    return intervals


def accounted(intervals: list[Interval], policy: AccountingPolicy) -> Account:
    period = Span(NOON - timedelta(minutes=7), NOON + timedelta(hours=4))
    work = [Labelled(NOON + timedelta(minutes=11), NOON + timedelta(minutes=17), "1")]
    return account(period, Facts(intervals, period, work, work[:1]), policy)


@settings(deadline=None)
@given(stories, policies, st.sampled_from([1, 20, 60]))
def test_twice_as_often_and_more(told: list[tuple[Outcome, int]], policy: AccountingPolicy, period_s: int) -> None:
    seldom, often = (accounted(recorded(seen(told, each), each), policy) for each in (PERIOD_S, period_s))

    assert often.entries == seldom.entries
    assert often.tally() == seldom.tally()
    assert figures_of(outages_of(often)) == figures_of(outages_of(seldom))


@settings(deadline=None)
@given(stories, st.integers(1, 3))
def test_twice_as_often_under_a_policy_that_recomputes(told: list[tuple[Outcome, int]], failures: int) -> None:
    """A confirmation counts checks, not time: with twice as many of them to confirm, the figure is the same."""
    policy = AccountingPolicy("calm")
    figures = []
    for times in (1, 2):
        outcomes = seen(told, PERIOD_S // times)
        covered = coverage_of(recorded(outcomes, PERIOD_S // times))
        again = replay(runs(outcomes, PERIOD_S // times), covered, Policy(failures * times, 1), backdates=True)
        figures.append(accounted([one for one in again if one.state is not State.UNKNOWN], policy).tally())

    assert Outcome.UNKNOWN in dict(told) or figures[0] == figures[1]


def runs(outcomes: list[Outcome], period_s: int) -> list[Run]:
    slots = [NOON + timedelta(seconds=number * period_s) for number in range(len(outcomes))]
    edges = [0, *(n for n, (a, b) in enumerate(pairwise(outcomes), 1) if a is not b), len(outcomes)]
    return [Run(outcomes[first], tuple(slots[first:last][:9]), last - first) for first, last in pairwise(edges)]
