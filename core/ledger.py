"""What one verdict changes in the books of its monitor: check points, state intervals, events. Pure.

Verdicts are entered in slot order with `enter`; one that comes late only fills a gap (`fill`), and `cut` ends what a
monitor's points stand for when it is paused, edited or deleted. What is written is never changed: a point that turns
out to stand for too long is followed by a cut, a point with negative seconds. So for every monitor and UTC day the
seconds of its points by state equal the length of its state intervals, on the clock of whole seconds.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, NamedTuple

from core.coverage import HOUR_MS, Piece, piece, pieces, seconds_between
from core.grid import from_ms, to_ms
from core.machine import OBSERVED, PENDING, Event, Machine, Policy, recorded, step
from core.observation import Observation
from core.states import Outcome, State

CUT: Final = -1  # attempt of a cut
VERDICT: Final = 0  # attempt of a verdict, and of a carry point
SHORTEST: Final = timedelta(seconds=1)  # a verdict stands at least for the second it was taken in

STATE_OF: Final = {
    Outcome.UP: State.UP,
    Outcome.DEGRADED: State.DEGRADED,
    Outcome.DOWN: State.DOWN,
    Outcome.UNKNOWN: State.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Try:
    """A failed try behind a verdict. `lateness_ms`: its start minus the slot."""

    observation: Observation
    lateness_ms: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one slot: it stands from `slot` to `ends`."""

    monitor_id: int
    region: int
    slot: datetime
    ends: datetime
    observation: Observation
    tries: tuple[Try, ...] = ()  # the failed ones before the deciding try
    lateness_ms: int | None = None  # start of the deciding try minus the slot; None when nobody tried
    probe: int | None = None
    policy: Policy = OBSERVED
    revision: int | None = None  # of the monitor that was checked; None: whatever is current


class Point(NamedTuple):
    """A row of `checks` without its monitor."""

    slot: datetime
    region: int
    attempt: int
    state: State
    covers_s: int
    seen: Observation | None = None  # None: carry point or cut
    lateness_ms: int | None = None
    probe: int | None = None


class Interval(NamedTuple):
    """A stretch of one state, half-open; an open one (`ended_at` None) ends at `Standing.covered_until`."""

    started_at: datetime
    ended_at: datetime | None
    state: State


class Standing(NamedTuple):
    """What is remembered of a monitor between two verdicts. `recorded` is set exactly while an interval is open."""

    machine: Machine = PENDING
    last_slot: datetime | None = None  # latest slot with a verdict
    covered_until: datetime | None = None
    recorded: State | None = None  # state of the last point and of the open interval


class Entry(NamedTuple):
    """What to write: points, and for the intervals when the open one ends and which one begins."""

    standing: Standing
    points: tuple[Point, ...] = ()
    closes_at: datetime | None = None
    opens: Interval | None = None
    events: tuple[Event, ...] = ()


class Order(Enum):
    """How a verdict stands to those before it."""

    NEXT = "next"
    REPEATED = "repeated"  # of the latest slot: known already
    LATE = "late"  # of an earlier slot: perhaps known, perhaps a gap


def order(standing: Standing, slot: datetime) -> Order:
    """Tell whether the verdict of `slot` is the next one."""
    if standing.last_slot is None or slot > standing.last_slot:
        return Order.NEXT
    return Order.REPEATED if slot == standing.last_slot else Order.LATE


def enter(standing: Standing, verdict: Verdict, *, is_maintenance: bool = False) -> Entry:
    """Enter the next verdict: step the machine, write its points, move or change the open interval.

    A check made during maintenance is recorded as such for its slot and moves no machine: whatever it saw, no outage
    begins or ends by it.
    """
    outcome, slot = verdict.observation.outcome, verdict.slot
    machine, events, state = standing.machine, tuple[Event, ...](), State.MAINTENANCE
    if not is_maintenance:
        machine, events = step(standing.machine, outcome, verdict.policy, slot)
        state = recorded(machine, outcome)
    stretch = _stretch(to_ms(slot), to_ms(verdict.ends))
    points = _points(verdict, state, stretch)
    after = Standing(machine, slot, from_ms(stretch[-1].end_ms), state)
    if standing.recorded is state and standing.covered_until == slot:
        return Entry(after, tuple(points), None, None, events)
    points = [*_overlap(standing, slot, verdict.region), *points]
    closes_at = min(standing.covered_until or slot, slot) if standing.recorded is not None else None
    return Entry(after, tuple(points), closes_at, Interval(slot, None, state), events)


def carry(standing: Standing, region: int, stretch: Sequence[Piece], state: State | None = None) -> Entry | None:
    """Let the last verdict stand for longer; None when the pieces do not go on where its points end.

    `state` is for pieces that begin or end maintenance (see `carried`); None: as recorded so far.
    """
    if standing.recorded is None or standing.covered_until is None:
        return None
    if not stretch or from_ms(stretch[0].start_ms) != standing.covered_until:
        return None
    state = state or standing.recorded
    after = standing._replace(covered_until=from_ms(stretch[-1].end_ms), recorded=state)
    points = tuple(_carry_points(region, state, stretch))
    if state is standing.recorded:
        return Entry(after, points)
    return Entry(after, points, standing.covered_until, Interval(standing.covered_until, None, state))


def carried(standing: Standing, is_maintenance: Callable[[datetime], bool], at: datetime) -> State | None:
    """Return the state of a piece that begins at a time and that no check was made for; None while nothing stands.

    After maintenance the confirmed state from before stands again; but when the last check was made during it, nobody
    has looked since, so the state is unknown.
    """
    if standing.recorded is None or standing.last_slot is None:
        return None
    if is_maintenance(at):
        return State.MAINTENANCE
    if is_maintenance(standing.last_slot):
        return State.UNKNOWN
    if standing.recorded is State.MAINTENANCE:
        return standing.machine.state or State.UNKNOWN
    return standing.recorded


def cut_time(
    standing: Standing, at: datetime, last_cut_at: datetime | None = None, open_since: datetime | None = None
) -> datetime:
    """Return when a pause, edit or deletion at `at` takes effect.

    Never before the last verdict, an earlier cut, or the beginning of the open interval (`open_since`): a carry point
    may have begun one meanwhile.
    """
    if standing.last_slot is not None:
        at = max(at, standing.last_slot + SHORTEST)
    if open_since is not None:
        at = max(at, open_since + SHORTEST)
    return at if last_cut_at is None else max(at, last_cut_at)


def cut(standing: Standing, at: datetime, region: int, *, ends_story: bool) -> Entry:
    """Let no point stand beyond `at` (see `cut_time`).

    `ends_story` (paused, deleted): the open interval ends and the machine forgets; a resumed monitor starts afresh.
    """
    points = tuple(_overlap(standing, at, region))
    covered_until = min(standing.covered_until, at) if standing.covered_until is not None else None
    after = standing._replace(covered_until=covered_until)
    if not ends_story:
        return Entry(after, points)
    closes_at = covered_until if standing.recorded is not None else None
    return Entry(after._replace(machine=PENDING, recorded=None), points, closes_at)


def fill(
    known: Sequence[Interval], verdict: Verdict, *, is_maintenance: bool = False
) -> tuple[list[Interval], tuple[Point, ...]]:
    """Enter a late verdict: it stands only for what nothing else stands for, and changes no state.

    `known`: the closed intervals around it in order, the open one with the end it has for now. Returns the intervals
    afterwards (equal neighbours that touch are one) and the points. Its state is that of its own outcome, or
    maintenance.
    """
    state = State.MAINTENANCE if is_maintenance else STATE_OF[verdict.observation.outcome]
    ends = _free_until(known, verdict.slot, verdict.ends)
    if ends <= verdict.slot:
        return list(known), tuple(_points(verdict, state, [_nothing(verdict.slot)]))
    slot_ms, ends_ms = to_ms(verdict.slot), to_ms(ends)
    points = tuple(_points(verdict, state, pieces(slot_ms, ends_ms, ends_ms)))
    return _merged([*known, Interval(verdict.slot, ends, state)]), points


def clip(verdict: Verdict, cut_at: datetime | None) -> Verdict:
    """Shorten the verdict of a slot that was cut while it was on its way."""
    if cut_at is None or not verdict.slot < cut_at < verdict.ends:
        return verdict
    return replace(verdict, ends=cut_at)


def _stretch(slot_ms: int, ends_ms: int) -> list[Piece]:
    """Return the pieces to write at once: all of a slot of up to an hour, the first of a longer one."""
    first = piece(slot_ms, ends_ms)
    if first.end_ms == ends_ms or ends_ms - slot_ms > HOUR_MS:
        return [first]
    return pieces(slot_ms, ends_ms, ends_ms)


def _points(verdict: Verdict, state: State, stretch: Sequence[Piece]) -> list[Point]:
    slot, region, probe = verdict.slot, verdict.region, verdict.probe
    seconds = stretch[0].seconds
    points = [Point(slot, region, VERDICT, state, seconds, verdict.observation, verdict.lateness_ms, probe)]
    if len(stretch) > 1:
        points += _carry_points(region, state, stretch[1:])
    for attempt, tried in enumerate(verdict.tries, start=1):
        points.append(Point(slot, region, attempt, state, 0, tried.observation, tried.lateness_ms, probe))
    return points


def _carry_points(region: int, state: State, stretch: Iterable[Piece]) -> list[Point]:
    return [Point(from_ms(part.start_ms), region, VERDICT, state, part.seconds) for part in stretch]


def _overlap(standing: Standing, at: datetime, region: int) -> list[Point]:
    """Return the cuts for the points of the last verdict that stand for time after `at`."""
    if standing.covered_until is None or standing.covered_until <= at:
        return []
    if standing.last_slot is None or standing.recorded is None:
        return []
    at_ms, until_ms = to_ms(at), to_ms(standing.covered_until)
    stretch = pieces(to_ms(standing.last_slot), until_ms, until_ms)
    return [
        Point(from_ms(part.start_ms), region, CUT, standing.recorded, -seconds)
        for part in stretch
        if (seconds := seconds_between(max(part.start_ms, at_ms), part.end_ms)) > 0
    ]


def _free_until(known: Sequence[Interval], slot: datetime, ends: datetime) -> datetime:
    """Return the end of the time from `slot` that nothing stands for; `slot` itself when something does."""
    for interval in known:
        if interval.started_at <= slot and (interval.ended_at is None or slot < interval.ended_at):
            return slot
        if slot < interval.started_at < ends:
            ends = interval.started_at
    return ends


def _merged(intervals: Iterable[Interval]) -> list[Interval]:
    merged: list[Interval] = []
    for interval in sorted(intervals):
        last = merged[-1] if merged else None
        if last is not None and last.ended_at == interval.started_at and last.state is interval.state:
            merged[-1] = last._replace(ended_at=interval.ended_at)
        else:
            merged.append(interval)
    return merged


def _nothing(slot: datetime) -> Piece:
    slot_ms = to_ms(slot)
    return Piece(slot_ms, slot_ms)
