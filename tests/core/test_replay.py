"""States under another confirmation: the same machine on runs as on every check, and as what was recorded live."""

from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import Interval, Standing, enter
from core.machine import PENDING, Policy, recorded, step
from core.replay import Run, coverage_of, is_settled, replay
from core.spans import Span
from core.states import Outcome, State
from tests.core.test_ledger import verdict

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
U, G, D, N = Outcome.UP, Outcome.DEGRADED, Outcome.DOWN, Outcome.UNKNOWN

outcomes = st.lists(st.sampled_from(Outcome), min_size=1, max_size=40)
policies = st.builds(Policy, st.integers(1, 4), st.integers(1, 4))


def runs_of(seen: list[Outcome | None], start: datetime = NOON, most: int = 5) -> list[Run]:
    """Checks a minute apart as runs that know their first slots only."""
    found, at = [], start
    for outcome, group in groupby(seen):
        length = len(list(group))
        found.append(Run(outcome, tuple(at + MINUTE * number for number in range(min(length, most))), length))
        at += MINUTE * length
    return found


def span(minutes: int, start: datetime = NOON) -> Span:
    return Span(start, start + MINUTE * minutes)


def states(intervals: list[Interval]) -> list[State]:
    """The state of each minute."""
    return [one.state for one in intervals for _ in range((one.ended_at - one.started_at) // MINUTE)]  # type: ignore[operator]


@given(outcomes, policies)
def test_runs_give_the_same_as_every_check(seen: list[Outcome], policy: Policy) -> None:
    """Without backdating, the state of each slot is what the machine records there."""
    machine, expected = PENDING, []
    for number, outcome in enumerate(seen):
        machine, _ = step(machine, outcome, policy, NOON + MINUTE * number)
        expected.append(recorded(machine, outcome))

    assert states(replay(runs_of(list(seen)), [span(len(seen))], policy, backdates=False)) == expected


@given(outcomes, st.integers(1, 4))
def test_the_policy_of_live_checks_gives_what_was_recorded_live(seen: list[Outcome], recoveries: int) -> None:
    standing, live = Standing(), list[Interval]()
    for number, outcome in enumerate(seen):
        entry = enter(standing, verdict(NOON + MINUTE * number, 60, outcome, recoveries))
        if entry.closes_at is not None:
            live[-1] = live[-1]._replace(ended_at=entry.closes_at)
        if entry.opens is not None:
            live.append(entry.opens)
        standing = entry.standing
    live[-1] = live[-1]._replace(ended_at=standing.covered_until)

    again = replay(runs_of(list(seen)), coverage_of(live), Policy(1, recoveries), backdates=True)

    assert again == live


@given(outcomes)
def test_checking_twice_as_often_changes_no_figure(seen: list[Outcome]) -> None:
    often = [
        Run(run.outcome, tuple(NOON + (slot - NOON) / 2 for slot in run.slots), run.length)
        for run in runs_of([outcome for outcome in seen for _ in range(2)])
    ]
    covered = [span(len(seen))]

    assert replay(often, covered, Policy(), backdates=True) == replay(
        runs_of(list(seen)), covered, Policy(), backdates=True
    )


@pytest.mark.parametrize(
    ("policy", "backdates", "expected"),
    [
        (Policy(1, 1), True, "UDUDDDUU"),
        (Policy(2, 1), True, "UUUDDDUU"),
        (Policy(2, 1), False, "UUUUDDUU"),
        (Policy(3, 2), True, "UUUDDDDU"),
        (Policy(4, 1), True, "UUUUUUUU"),
    ],
)
def test_an_outage_by_hand(policy: Policy, backdates: bool, expected: str) -> None:
    """Up, one failure, up, three failures, up, up."""
    seen: list[Outcome | None] = [U, D, U, D, D, D, U, U]
    found = states(replay(runs_of(seen), [span(8)], policy, backdates=backdates))

    assert "".join(state.name[0] for state in found) == expected


def test_an_unknown_check_between_failures_stays_unknown() -> None:
    """Two failures in a row, with a check between them that could not measure: backdated around it."""
    found = states(replay(runs_of([U, D, N, D, U]), [span(5)], Policy(2, 1), backdates=True))

    assert found == [State.UP, State.DOWN, State.UNKNOWN, State.DOWN, State.UP]


def test_checks_during_maintenance_move_nothing() -> None:
    found = states(replay(runs_of([U, None, None, D, U]), [span(5)], Policy(1, 1), backdates=True))

    assert found == [State.UP, State.MAINTENANCE, State.MAINTENANCE, State.DOWN, State.UP]


def test_a_gap_ends_the_story() -> None:
    """A failure before and one after an hour without data are not two in a row."""
    later = NOON + timedelta(hours=1)
    runs = [*runs_of([U, D]), *runs_of([D, U], later)]

    found = replay(runs, [span(2), span(2, later)], Policy(2, 1), backdates=True)

    assert [(one.started_at, one.state) for one in found] == [
        (NOON, State.UP),
        (later, State.UNKNOWN),
        (later + MINUTE, State.UP),
    ]


@given(outcomes, outcomes, policies, st.booleans())
def test_what_came_before_a_settled_run_does_not_matter(
    earlier: list[Outcome], seen: list[Outcome], policy: Policy, backdates: bool
) -> None:
    """If the later checks settle the state at a time, then everything from there on is the same without the earlier."""
    start = NOON + MINUTE * len(earlier)
    later = runs_of(list(seen), start)
    end = start + MINUTE * len(seen)
    alone = replay(later, [Span(start, end)], policy, backdates=backdates)
    both = replay(runs_of([*earlier, *seen]), [Span(NOON, end)], policy, backdates=backdates)
    for number in range(len(seen)):
        at = start + MINUTE * number
        if is_settled(later, at, policy):
            assert state_at(alone, at) == state_at(both, at)


def state_at(intervals: list[Interval], at: datetime) -> State:
    return next(one.state for one in intervals if one.started_at <= at and (one.ended_at is None or at < one.ended_at))
