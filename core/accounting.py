"""The ledger of a period: half-open entries that tile it, each with a state, and why it counts or is left out. Pure.

Recorded intervals are overlaid with service hours, maintenance and exclusions. Time that nothing stands for is
`unknown`, left out as `no_data` (or `not_there` while the monitor did not exist). Sums are whole seconds on the clock
of core.coverage, so the parts of a period add up to exactly the period.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from core.ledger import Interval
from core.policies import AccountingPolicy, Treatment
from core.spans import Labelled, Layer, Span
from core.states import State


class LeftOut(StrEnum):
    """Why a stretch does not count. Of several reasons the first in this order is named."""

    NOT_THERE = "not_there"  # the monitor did not exist yet, or no more, or the time is still to come
    OUTSIDE_HOURS = "outside_hours"
    MAINTENANCE = "maintenance"
    EXCLUDED = "excluded"  # agreed afterwards
    NO_DATA = "no_data"  # paused, or Healther was off
    UNKNOWN = "unknown"  # we could not measure


class Entry(NamedTuple):
    """A stretch of the period. `cause`: the window or exclusion that leaves it out."""

    start: datetime
    end: datetime
    state: State
    left_out: LeftOut | None = None
    cause: str | None = None

    @property
    def seconds(self) -> int:
        """Whole seconds."""
        return Span(self.start, self.end).seconds


Cause = Labelled[str]  # a span with the id of its window or exclusion


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one monitor around a period.

    `recorded`: intervals in order, not cut at the period's ends; `exists`: when the monitor was there.
    """

    recorded: Sequence[Interval]
    exists: Span
    maintenance: Sequence[Cause] = ()
    exclusions: Sequence[Cause] = ()


@dataclass(frozen=True, slots=True)
class Tally:
    """Seconds of a period: what is good, what counts, and what was left out and why. Tallies of parts add up."""

    good_s: int
    bad_s: int
    by_state_s: Mapping[State, int]  # of what counts; every state is there
    left_out_s: Mapping[LeftOut, int]  # every reason is there

    @property
    def counted_s(self) -> int:
        """The denominator of availability."""
        return self.good_s + self.bad_s

    @property
    def availability(self) -> float | None:
        """Return good / counted, 0.0 to 1.0; None when nothing counts."""
        return self.good_s / self.counted_s if self.counted_s else None


@dataclass(frozen=True, slots=True)
class Account:
    """A period accounted for under a policy: entries in order, without a gap."""

    period: Span
    policy: AccountingPolicy
    entries: tuple[Entry, ...]

    def tally(self) -> Tally:
        """Add up the entries."""
        by_state_s, left_out_s = dict.fromkeys(State, 0), dict.fromkeys(LeftOut, 0)
        for entry in self.entries:
            if entry.left_out is None:
                by_state_s[entry.state] += entry.seconds
            else:
                left_out_s[entry.left_out] += entry.seconds
        good_s = sum(seconds for state, seconds in by_state_s.items() if treated(state, self.policy) is Treatment.GOOD)
        return Tally(good_s, sum(by_state_s.values()) - good_s, by_state_s, left_out_s)


def treated(state: State, policy: AccountingPolicy) -> Treatment:
    """Return what becomes of time in a state that nothing else leaves out."""
    match state:
        case State.UP:
            return Treatment.GOOD
        case State.DEGRADED:
            return policy.degraded
        case State.DOWN:
            return Treatment.BAD
        case State.UNKNOWN:
            return policy.unknown
        case State.MAINTENANCE:
            return Treatment.LEFT_OUT


def is_good(entry: Entry, policy: AccountingPolicy) -> bool | None:
    """Tell whether an entry counts as up (True) or as down (False); None when it is left out."""
    return None if entry.left_out is not None else treated(entry.state, policy) is Treatment.GOOD


def account(period: Span, facts: Facts, policy: AccountingPolicy) -> Account:
    """Account for a period. Splitting it anywhere gives entries that add up to the same."""
    layers = _Layers.of(period, facts, policy)
    entries = (layers.entry(start, end) for start, end in pairwise(layers.edges(period)))
    return Account(period, policy, tuple(_joined(entries)))


@dataclass(frozen=True, slots=True)
class _Layers:
    """Everything that is known about a period, to be asked at an instant."""

    policy: AccountingPolicy
    exists: Span
    recorded: Layer[State]
    maintenance: Layer[str]
    exclusions: Layer[str]
    hours: Layer[bool] | None  # None: round the clock

    @classmethod
    def of(cls, period: Span, facts: Facts, policy: AccountingPolicy) -> "_Layers":
        hours = policy.service_hours
        return cls(
            policy,
            facts.exists,
            Layer([Labelled(*_ends(one), one.state) for one in forgive(facts.recorded, policy.min_outage_s)]),
            Layer(facts.maintenance if policy.leaves_out_maintenance else ()),
            Layer(facts.exclusions if policy.leaves_out_exclusions else ()),
            Layer([Labelled(*span, True) for span in hours.spans(period)]) if hours is not None else None,
        )

    def edges(self, period: Span) -> list[datetime]:
        """Return the instants between which nothing changes."""
        edges = {*period, *(edge for edge in self.exists if period.start < edge < period.end)}
        edges.update(self.recorded.edges(period), self.maintenance.edges(period), self.exclusions.edges(period))
        if self.hours is not None:
            edges.update(self.hours.edges(period))
        return sorted(edges)

    def entry(self, start: datetime, end: datetime) -> Entry:
        """Return the entry of a stretch in which nothing changes."""
        seen = self.recorded.at(start)
        is_there = self.exists.start <= start < self.exists.end
        if seen is None and not is_there:
            return Entry(start, end, State.UNKNOWN, LeftOut.NOT_THERE)
        window = self.maintenance.at(start)
        state = State.MAINTENANCE if window is not None else seen or State.UNKNOWN
        if self.hours is not None and self.hours.at(start) is None:
            return Entry(start, end, state, LeftOut.OUTSIDE_HOURS)
        if state is State.MAINTENANCE:
            return Entry(start, end, state, LeftOut.MAINTENANCE, window)
        exclusion = self.exclusions.at(start)
        if exclusion is not None:
            return Entry(start, end, state, LeftOut.EXCLUDED, exclusion)
        if seen is None:
            return Entry(start, end, state, LeftOut.NO_DATA)
        is_unknown = treated(state, self.policy) is Treatment.LEFT_OUT
        return Entry(start, end, state, LeftOut.UNKNOWN if is_unknown else None)


def forgive(recorded: Sequence[Interval], min_outage_s: int) -> list[Interval]:
    """Return the intervals with outages shorter than `min_outage_s` as up. An outage may be several that touch."""
    forgiven: list[Interval] = []
    outage: list[Interval] = []
    for interval in [*recorded, None]:
        if interval is not None and interval.state is State.DOWN and _touches(outage, interval):
            outage.append(interval)
            continue
        forgiven += _judged(outage, min_outage_s)
        outage = []
        if interval is None:
            break
        if interval.state is State.DOWN:
            outage = [interval]
        else:
            forgiven.append(interval)
    return forgiven


def _touches(outage: Sequence[Interval], interval: Interval) -> bool:
    return bool(outage) and outage[-1].ended_at == interval.started_at


def _judged(outage: Sequence[Interval], min_outage_s: int) -> list[Interval]:
    if not outage or min_outage_s <= 0:
        return list(outage)
    length_s = sum(Span(*_ends(interval)).seconds for interval in outage)
    state = State.UP if length_s < min_outage_s else State.DOWN
    return [interval._replace(state=state) for interval in outage]


def _ends(interval: Interval) -> tuple[datetime, datetime]:
    assert interval.ended_at is not None, "the open interval comes with the end it has for now"
    return interval.started_at, interval.ended_at


def _joined(entries: Iterable[Entry]) -> list[Entry]:
    joined: list[Entry] = []
    for entry in entries:
        if joined and joined[-1].end == entry.start and joined[-1][2:] == entry[2:]:
            joined[-1] = joined[-1]._replace(end=entry.end)
        else:
            joined.append(entry)
    return joined
