"""States under another confirmation than the recorded one, recomputed from the checks by `core.machine.step`. Pure.

The checks come as runs of equal verdicts. The recorded intervals say which time is covered at all; a gap in them ends
the story: what follows starts afresh. A check made during maintenance moves nothing, as when it was recorded.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final, NamedTuple

from core.ledger import Interval
from core.machine import PENDING, EventKind, Machine, Policy, step
from core.spans import Labelled, Layer, Span, union
from core.states import Outcome, State


class Run(NamedTuple):
    """Equal verdicts in a row inside one covered stretch.

    `slots`: of the first ones, at least as many as the policy asks for if there are that many. `outcome` None: checks
    made during maintenance.
    """

    outcome: Outcome | None
    slots: tuple[datetime, ...]
    length: int

    @property
    def first(self) -> datetime:
        """The slot of the first verdict."""
        return self.slots[0]


class _Change(NamedTuple):
    at: datetime
    state: State


_BY_ITSELF: Final = {None: State.MAINTENANCE, Outcome.UNKNOWN: State.UNKNOWN}


def coverage_of(recorded: Iterable[Interval], *, also_until: datetime | None = None) -> list[Span]:
    """Return the time that recorded intervals stand for, as spans that do not touch."""
    return union(Span(one.started_at, one.ended_at or also_until or one.started_at) for one in recorded)


def replay(runs: Sequence[Run], covered: Sequence[Span], policy: Policy, *, backdates: bool) -> list[Interval]:
    """Return the states of the covered time under a policy; nothing for covered time before the first run."""
    intervals: list[Interval] = []
    for stretch in covered:
        inside = [run for run in runs if stretch.start <= run.first < stretch.end]
        if inside:
            intervals += _story(inside, Span(inside[0].first, stretch.end), policy, backdates=backdates)
    return intervals


def is_settled(runs: Sequence[Run], before: datetime, policy: Policy) -> bool:
    """Tell whether the state at `before` follows from these runs, whatever came earlier."""
    needed = max(policy.failures, policy.recoveries)
    return any(
        run.outcome not in _BY_ITSELF and run.length >= needed and run.slots[:needed][-1] < before for run in runs
    )


def _story(runs: Sequence[Run], stretch: Span, policy: Policy, *, backdates: bool) -> list[Interval]:
    """Return the states of one covered stretch, from its first verdict on."""
    confirmed = _timeline(_changes(runs, policy, backdates=backdates), stretch)
    ends = [run.first for run in runs[1:]] + [stretch.end]
    own = Layer(
        [
            Labelled(run.first, end, _BY_ITSELF[run.outcome])
            for run, end in zip(runs, ends, strict=True)
            if run.outcome in _BY_ITSELF
        ]
    )
    edges = sorted({*stretch, *own.edges(stretch), *confirmed.edges(stretch)})
    intervals: list[Interval] = []
    for start, end in pairwise(edges):
        state = own.at(start) or confirmed.at(start) or State.UNKNOWN
        if intervals and intervals[-1].state is state:
            intervals[-1] = intervals[-1]._replace(ended_at=end)
        else:
            intervals.append(Interval(start, end, state))
    return intervals


def _timeline(changes: Sequence[_Change], stretch: Span) -> Layer[State]:
    ends = [*(change.at for change in changes[1:]), stretch.end][: len(changes)]
    return Layer([Labelled(change.at, end, change.state) for change, end in zip(changes, ends, strict=True)])


def _changes(runs: Sequence[Run], policy: Policy, *, backdates: bool) -> list[_Change]:
    """Step the machine through the runs; after as many verdicts as the policy asks for a run changes nothing."""
    machine: Machine = PENDING
    changes: list[_Change] = []
    for run in runs:
        if run.outcome is None:
            continue
        for slot in run.slots[: max(policy.failures, policy.recoveries) + 1]:
            machine, events = step(machine, run.outcome, policy, slot)
            changes += [
                _Change(event.at if backdates else slot, event.new)
                for event in events
                if event.kind is EventKind.CHANGED
            ]
    return changes
