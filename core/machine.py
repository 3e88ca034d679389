"""The state machine: one definition of "down" for live alerts, the ledger and backtests.

Verdicts are applied in slot order. A verdict of `unknown` changes nothing but is recorded as unknown for its own slot.
An outage starts at the first slot of the failures that confirmed it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.states import Outcome, State

GOOD: dict[Outcome, State] = {Outcome.UP: State.UP, Outcome.DEGRADED: State.DEGRADED}


@dataclass(frozen=True, slots=True)
class Policy:
    """How many verdicts in a row change the state.

    Live checks confirm failures inside the slot, so their policy has `failures=1`; the ledger may ask for more.
    """

    failures: int = 1
    recoveries: int = 1


OBSERVED = Policy()


@dataclass(frozen=True, slots=True)
class Machine:
    """What must be remembered of a monitor between two verdicts."""

    state: State | None = None  # None: nothing known yet
    since: datetime | None = None  # slot from which `state` holds
    streak: int = 0  # verdicts in a row that contradict `state`, not yet enough to change it
    streak_since: datetime | None = None  # slot of the first of them


class EventKind(StrEnum):
    """What a verdict can bring about."""

    CHANGED = "changed"  # the confirmed state changed
    OPENED = "opened"  # an outage began: open an incident
    CLOSED = "closed"  # it ended


@dataclass(frozen=True, slots=True)
class Event:
    """Something others must hear of; `at` is the slot from which it holds (backdated for confirmed failures)."""

    kind: EventKind
    at: datetime
    old: State | None
    new: State


PENDING = Machine()


def step(machine: Machine, outcome: Outcome, policy: Policy, at: datetime) -> tuple[Machine, tuple[Event, ...]]:
    """Apply the verdict of the slot `at` and return the machine after it and what it brought about."""
    if outcome is Outcome.UNKNOWN:
        return machine, ()
    if _agrees(machine.state, outcome):
        return _settle(machine, _state_of(outcome), at)
    streak, since = machine.streak + 1, machine.streak_since or at
    if streak < _needed(machine.state, outcome, policy):
        return Machine(machine.state, machine.since, streak, since), ()
    # a failure is backdated to the first that led to it; a recovery counts from the slot that confirmed it
    return _change(machine, _state_of(outcome), since if outcome is Outcome.DOWN else at)


def recorded(machine: Machine, outcome: Outcome) -> State:
    """Return the state that the slot just stepped is stored with."""
    if outcome is Outcome.UNKNOWN or machine.state is None:
        return State.UNKNOWN
    return machine.state


def step_run(
    machine: Machine, outcome: Outcome, count: int, policy: Policy, slot_at: Callable[[int], datetime]
) -> tuple[Machine, tuple[Event, ...]]:
    """Apply `count` equal verdicts at once; `slot_at(i)` is the slot of the i-th. Equal to `count` calls of `step`.

    After as many verdicts as the policy asks for the machine no longer changes, so the work does not grow with `count`.
    """
    events: list[Event] = []
    for index in range(min(count, max(policy.failures, policy.recoveries) + 1)):
        machine, happened = step(machine, outcome, policy, slot_at(index))
        events.extend(happened)
    return machine, tuple(events)


def _agrees(state: State | None, outcome: Outcome) -> bool:
    """Tell whether the verdict lies on the side (down or not down) on which the machine already is."""
    return state is not None and (state is State.DOWN) == (outcome is Outcome.DOWN)


def _needed(state: State | None, outcome: Outcome, policy: Policy) -> int:
    if outcome is Outcome.DOWN:
        return policy.failures
    return policy.recoveries if state is State.DOWN else 1


def _state_of(outcome: Outcome) -> State:
    return GOOD.get(outcome, State.DOWN)


def _settle(machine: Machine, state: State, at: datetime) -> tuple[Machine, tuple[Event, ...]]:
    """Forget a streak that was interrupted; move between up and degraded without confirmation."""
    if machine.state is state:
        return Machine(state, machine.since) if machine.streak else machine, ()
    return _change(machine, state, at)


def _change(machine: Machine, state: State, at: datetime) -> tuple[Machine, tuple[Event, ...]]:
    events = [Event(EventKind.CHANGED, at, machine.state, state)]
    if state is State.DOWN:
        events.append(Event(EventKind.OPENED, at, machine.state, state))
    elif machine.state is State.DOWN:
        events.append(Event(EventKind.CLOSED, at, machine.state, state))
    return Machine(state, at), tuple(events)
