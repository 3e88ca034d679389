"""The state machine: order, repetition, and that what is not known changes nothing."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.machine import OBSERVED, PENDING, Event, EventKind, Machine, Policy, recorded, step, step_run
from core.states import Outcome, State

START = datetime(2026, 3, 1, tzinfo=UTC)
OUTCOMES = st.lists(st.sampled_from(Outcome), max_size=40)
KNOWN = st.sampled_from([Outcome.UP, Outcome.DEGRADED, Outcome.DOWN])
POLICIES = st.builds(Policy, failures=st.integers(1, 4), recoveries=st.integers(1, 4))


def _at(index: int) -> datetime:
    return START + timedelta(minutes=index)


def _run(outcomes: list[Outcome], policy: Policy, machine: Machine = PENDING) -> tuple[Machine, list[Event]]:
    events: list[Event] = []
    for index, outcome in enumerate(outcomes):
        machine, happened = step(machine, outcome, policy, _at(index))
        events.extend(happened)
    return machine, events


@given(OUTCOMES, POLICIES)
def test_unknown_changes_nothing(outcomes: list[Outcome], policy: Policy) -> None:
    machine, _ = _run(outcomes, policy)

    assert step(machine, Outcome.UNKNOWN, policy, _at(99)) == (machine, ())
    assert recorded(machine, Outcome.UNKNOWN) is State.UNKNOWN


@given(OUTCOMES, POLICIES)
def test_unknown_verdicts_can_be_left_out(outcomes: list[Outcome], policy: Policy) -> None:
    known = [(i, o) for i, o in enumerate(outcomes) if o is not Outcome.UNKNOWN]

    machine = PENDING
    for index, outcome in known:
        machine, _ = step(machine, outcome, policy, _at(index))

    assert machine == _run(outcomes, policy)[0]


@given(OUTCOMES, POLICIES)
def test_events_are_in_order_and_each_starts_where_the_last_ended(outcomes: list[Outcome], policy: Policy) -> None:
    _, events = _run(outcomes, policy)

    changes = [event for event in events if event.kind is EventKind.CHANGED]
    assert all(a.new is b.old and a.at < b.at for a, b in pairwise(changes))
    assert all(event.old is not event.new for event in changes)


@given(OUTCOMES, POLICIES)
def test_outages_open_and_close_in_turn(outcomes: list[Outcome], policy: Policy) -> None:
    machine, events = _run(outcomes, policy)

    kinds = [event.kind for event in events if event.kind is not EventKind.CHANGED]
    assert kinds == [EventKind.OPENED, EventKind.CLOSED] * (len(kinds) // 2) + [EventKind.OPENED] * (len(kinds) % 2)
    assert (machine.state is State.DOWN) == (len(kinds) % 2 == 1)


@given(OUTCOMES, POLICIES)
def test_down_needs_as_many_failures_in_a_row_as_the_policy_says(outcomes: list[Outcome], policy: Policy) -> None:
    machine, _ = _run([Outcome.UP, *outcomes], policy)

    known = "".join("d" if o is Outcome.DOWN else "u" for o in outcomes if o is not Outcome.UNKNOWN)
    if "d" * policy.failures not in known:
        assert machine.state is not State.DOWN


@given(OUTCOMES, KNOWN, st.integers(0, 30), POLICIES)
def test_a_run_equals_its_verdicts_one_by_one(
    before: list[Outcome], outcome: Outcome, count: int, policy: Policy
) -> None:
    machine, _ = _run(before, policy)

    assert step_run(machine, outcome, count, policy, _at) == _as_tuple(_run([outcome] * count, policy, machine))


def _as_tuple(result: tuple[Machine, list[Event]]) -> tuple[Machine, tuple[Event, ...]]:
    return result[0], tuple(result[1])


def test_an_outage_starts_at_the_first_failure_that_confirmed_it() -> None:
    outcomes = [Outcome.UP, Outcome.DOWN, Outcome.UNKNOWN, Outcome.DOWN]

    _, events = _run(outcomes, Policy(failures=2))

    assert events[-1] == Event(EventKind.OPENED, _at(1), State.UP, State.DOWN)


def test_a_recovery_counts_from_the_slot_that_confirmed_it() -> None:
    outcomes = [Outcome.DOWN, Outcome.UP, Outcome.DEGRADED, Outcome.UP]

    machine, events = _run(outcomes, Policy(recoveries=3))

    assert events[-1] == Event(EventKind.CLOSED, _at(3), State.DOWN, State.UP)
    assert machine == Machine(State.UP, _at(3))


@pytest.mark.parametrize(
    ("outcomes", "state"),
    [
        ([], State.UNKNOWN),
        ([Outcome.UP], State.UP),
        ([Outcome.UP, Outcome.DEGRADED], State.DEGRADED),
        ([Outcome.UP, Outcome.DOWN], State.DOWN),
        ([Outcome.DOWN, Outcome.DEGRADED], State.DEGRADED),
    ],
    ids=["nothing yet", "up", "degraded at once", "down at once when confirmed inside the slot", "back, but degraded"],
)
def test_the_recorded_state_under_the_policy_of_live_checks(outcomes: list[Outcome], state: State) -> None:
    machine, _ = _run(outcomes, OBSERVED)

    assert recorded(machine, Outcome.UP) is state
