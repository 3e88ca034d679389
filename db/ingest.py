"""Writes what was seen: check points, states, intervals, incidents and outbox rows of a batch in one transaction.

Called by workers (`store`), by the dispatcher (`store` for slots nobody ran, `carry`, `cut`) and by the demo.
Idempotent: a verdict that is stored already changes nothing. Locks are taken in one order everywhere, `schedule` before
rows of `monitor_state`, each by monitor: so call these functions each in its own transaction.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from core import ledger
from core.coverage import Piece
from core.grid import from_ms
from core.ledger import Entry, Interval, Order, Point, Standing, Verdict
from core.machine import Event, EventKind
from core.reasons import Reason
from core.states import State
from db import checks, incidents, monitor_state, schedule, state_intervals
from db.engine import Engine
from db.engines import make_room
from db.incidents import Closing, EndCause, Incident, Opening
from db.live import IncidentChange, LiveEvent, StateChange, append_live_events
from db.maintenance import Works
from db.monitor_state import Locked
from db.pool import Connection
from db.state_intervals import StateInterval


class Change(NamedTuple):
    """Something to publish once the transaction is committed."""

    monitor_id: int
    event: Event


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch. Counts are of verdicts."""

    entered: int = 0  # stepped the machine
    late: int = 0  # filled history only
    repeated: int = 0  # known already
    refused: int = 0  # too old, of a stopped monitor or of an earlier revision
    changes: tuple[Change, ...] = ()
    live: tuple[LiveEvent, ...] = field(default=(), compare=False)
    shown: Mapping[int, State] = field(default_factory=dict, compare=False)  # of monitors with a new verdict


class Carry(NamedTuple):
    """Let the last verdict of a monitor stand for these pieces too."""

    monitor_id: int
    region: int
    pieces: tuple[Piece, ...]


class Cut(NamedTuple):
    """A monitor was paused or deleted (`cause`), or edited (None), at a time."""

    monitor_id: int
    region: int
    at: datetime
    cause: EndCause | None = None


@dataclass(slots=True)
class _Batch:
    """What a batch is going to write."""

    points: list[tuple[int, Point]] = field(default_factory=list)
    ends: list[tuple[int, datetime]] = field(default_factory=list)
    intervals: list[tuple[int, Interval]] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    closings: list[Closing] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    moves: list[StateChange] = field(default_factory=list)
    entered: int = 0

    def add(self, verdict: Verdict, entry: Entry, before: State | None) -> None:
        """Take over what one verdict changes, in slot order for each monitor; `before` is the state recorded so far."""
        monitor_id = verdict.monitor_id
        self.entered += 1
        self.points.extend([(monitor_id, point) for point in entry.points])
        if entry.closes_at is not None:
            self._close(monitor_id, entry.closes_at)
        if entry.opens is not None:
            self.intervals.append((monitor_id, entry.opens))
            if entry.opens.state is not before:
                old = "pending" if before is None else before.word
                self.moves.append(StateChange(monitor_id, verdict.slot, old, entry.opens.state.word))
        for event in entry.events:
            self.changes.append(Change(monitor_id, event))
            self._take_news(verdict, event)

    def carry(self, one: Carry, standing: Standing, works: Works) -> Standing:
        """Take over what pieces without a check change, and return where the monitor stands then."""
        for part in one.pieces:
            start = from_ms(part.start_ms)
            state = ledger.carried(standing, partial(works.is_on, one.monitor_id), start)
            entry = ledger.carry(standing, one.region, [part], state)
            if entry is None:
                break
            self.points.extend([(one.monitor_id, point) for point in entry.points])
            if entry.closes_at is not None and entry.opens is not None and standing.recorded is not None:
                self._close(one.monitor_id, entry.closes_at)
                self.intervals.append((one.monitor_id, entry.opens))
                self.moves.append(StateChange(one.monitor_id, start, standing.recorded.word, entry.opens.state.word))
            standing = entry.standing
        return standing

    def cut(self, one: Cut, here: Locked, at: datetime) -> Standing:
        """Take over what a cut changes and return where the monitor stands then."""
        entry = ledger.cut(here.standing, at, one.region, ends_story=one.cause is not None)
        self.points.extend([(one.monitor_id, point) for point in entry.points])
        if entry.closes_at is not None:
            self.ends.append((one.monitor_id, entry.closes_at))
        if one.cause is not None:
            self.closings.append(Closing(one.monitor_id, at, one.cause))
        return entry.standing

    def _close(self, monitor_id: int, ended_at: datetime) -> None:
        """End the open interval: the one this batch began, or the stored one."""
        if self.intervals and self.intervals[-1][0] == monitor_id:
            self.intervals[-1] = (monitor_id, self.intervals[-1][1]._replace(ended_at=ended_at))
        else:
            self.ends.append((monitor_id, ended_at))

    def _take_news(self, verdict: Verdict, event: Event) -> None:
        seen, monitor_id = verdict.observation, verdict.monitor_id
        if event.kind is EventKind.OPENED and seen.reason is not None:
            self.openings.append(Opening(monitor_id, event.at, None, seen.reason, seen.detail, seen.http_status))
        elif event.kind is EventKind.CLOSED and self.openings and self.openings[-1].monitor_id == monitor_id:
            self.openings[-1] = self.openings[-1]._replace(ended_at=event.at)
        elif event.kind is EventKind.CLOSED:
            self.closings.append(Closing(monitor_id, event.at, EndCause.RECOVERED))


async def store(conn: Connection, verdicts: Sequence[Verdict], *, engine: Engine) -> Stored:
    """Write a batch of verdicts, all or nothing; their order and repetition do not matter.

    Verdicts older than the raw horizon are refused, and so are those of a monitor that was stopped or changed before
    their slot. Publish `Stored.changes` and `Stored.live` after the commit.
    """
    if not verdicts:
        return Stored()
    ordered = sorted(verdicts, key=attrgetter("monitor_id", "slot"))
    slots = [verdict.slot for verdict in ordered]
    async with conn.transaction():
        await make_room(conn, engine, min(slots), max(slots))
        locked = await monitor_state.lock_standings(conn, sorted({verdict.monitor_id for verdict in ordered}))
        welcome = list(_welcome(ordered, locked))
        works = await Works.of(conn, [(one.monitor_id, one.slot) for one in welcome])
        batch, states, late = _enter(welcome, locked, works)
        turns = await _write(conn, engine, batch)
        await monitor_state.update_states(conn, states)
        filled = await _fill(conn, engine, late, works) if late else 0
        live = await append_live_events(conn, [*batch.moves, *turns], is_of_checks=True)
    repeated = len(welcome) - batch.entered - filled
    shown = {one.monitor_id: after.recorded for after, one in states if after.recorded is not None}
    return Stored(batch.entered, filled, repeated, len(ordered) - len(welcome), tuple(batch.changes), live, shown)


async def carry(conn: Connection, carries: Sequence[Carry], *, engine: Engine) -> int:
    """Write carry points and return how many; those that do not go on where the points end are left out."""
    if not carries:
        return 0
    batch = _Batch()
    standings = []
    async with conn.transaction():
        locked = await monitor_state.lock_standings(conn, sorted({one.monitor_id for one in carries}))
        works = await Works.of(conn, _times(carries, locked))
        for one in carries:
            here = locked.get(one.monitor_id)
            if here is not None and not here.is_stopped:
                after = batch.carry(one, here.standing, works)
                if after is not here.standing:
                    standings.append((one.monitor_id, after))
        written = await checks.insert_points(conn, engine, batch.points)
        await state_intervals.close_intervals(conn, batch.ends)
        await state_intervals.insert_intervals(conn, batch.intervals)
        await monitor_state.update_standings(conn, standings)
        await append_live_events(conn, batch.moves)
    return written


def _times(carries: Sequence[Carry], locked: Mapping[int, Locked]) -> list[tuple[int, datetime]]:
    """Return when maintenance matters to pieces: where they begin, and at the last check behind them."""
    found = [(one.monitor_id, from_ms(part.start_ms)) for one in carries for part in one.pieces]
    checked = ((monitor_id, here.standing.last_slot) for monitor_id, here in locked.items())
    return found + [(monitor_id, slot) for monitor_id, slot in checked if slot is not None]


async def cut(conn: Connection, cuts: Sequence[Cut], *, engine: Engine) -> tuple[LiveEvent, ...]:
    """End what points stand for at these times and write `schedule.cut_at`; publish what is returned after the commit.

    With a cause the monitor is stopped as well: not due any more, its incident closed, its state forgotten.
    """
    if not cuts:
        return ()
    batch = _Batch()
    rows, standings = [], []
    async with conn.transaction():
        ids = sorted({one.monitor_id for one in cuts})
        await schedule.lock_schedules(conn, ids)
        locked = await monitor_state.lock_standings(conn, ids)
        opened = await state_intervals.select_open_starts(conn, ids)
        for one in cuts:
            here = locked.get(one.monitor_id)
            if here is not None:
                at = ledger.cut_time(here.standing, one.at, here.cut_at, opened.get(one.monitor_id))
                standings.append((one.monitor_id, batch.cut(one, here, at)))
                rows.append((one.monitor_id, one.region, at, one.cause is not None))
        turns = await _write(conn, engine, batch)
        await schedule.update_cuts(conn, rows)
        await monitor_state.update_standings(conn, standings)
        return await append_live_events(conn, turns)


def _welcome(verdicts: Iterable[Verdict], locked: Mapping[int, Locked]) -> Iterator[Verdict]:
    for verdict in verdicts:
        here = locked.get(verdict.monitor_id)
        if here is not None and verdict.slot >= here.accepts_from and not _is_overtaken(verdict, here):
            yield ledger.clip(verdict, here.cut_at)


def _is_overtaken(verdict: Verdict, here: Locked) -> bool:
    """Tell whether the monitor was stopped, or became another one, before the verdict's slot."""
    if here.cut_at is not None and verdict.slot < here.cut_at:
        return False
    if here.is_stopped:
        return True
    return verdict.revision is not None and here.revision is not None and verdict.revision < here.revision


def _enter(
    verdicts: Iterable[Verdict], locked: Mapping[int, Locked], works: Works
) -> tuple[_Batch, list[tuple[Standing, Verdict]], list[Verdict]]:
    """Enter verdicts, sorted by monitor and slot; return what to write, the new states, and those that come late."""
    batch, states, late = _Batch(), [], []
    for monitor_id, group in groupby(verdicts, key=attrgetter("monitor_id")):
        standing, newest = locked[monitor_id].standing, None
        for verdict in group:
            match ledger.order(standing, verdict.slot):
                case Order.NEXT:
                    is_maintenance = works.is_on(monitor_id, verdict.slot)
                    entry = ledger.enter(standing, verdict, is_maintenance=is_maintenance)
                    batch.add(verdict, entry, standing.recorded)
                    standing, newest = entry.standing, verdict
                case Order.LATE:
                    late.append(verdict)
        if newest is not None:
            states.append((standing, newest))
    return batch, states, late


async def _write(conn: Connection, engine: Engine, batch: _Batch) -> list[IncidentChange]:
    """Write a batch and return what became of incidents."""
    await checks.insert_points(conn, engine, batch.points)
    await state_intervals.close_intervals(conn, batch.ends)
    await state_intervals.insert_intervals(conn, batch.intervals)
    closed = await incidents.update_incidents_end(conn, batch.closings)
    opened = await incidents.insert_incidents(conn, batch.openings)
    turns = [_end(one) for one in closed]
    for one in opened:
        turns.append(_beginning(one))
        if one.ended_at is not None:
            turns.append(_end(one))
    return turns


def _beginning(incident: Incident) -> IncidentChange:
    reason = Reason(incident.reason).word
    return IncidentChange(incident.monitor_id, incident.started_at, incident.id, "opened", reason)


def _end(incident: Incident) -> IncidentChange:
    assert incident.ended_at is not None, "a closed incident"
    assert incident.end_cause is not None, "ended_at and end_cause are set together"
    reason, cause = Reason(incident.reason).word, incident.end_cause.value
    return IncidentChange(incident.monitor_id, incident.ended_at, incident.id, "closed", reason, cause)


async def _fill(conn: Connection, engine: Engine, late: Sequence[Verdict], works: Works) -> int:
    """Fill history with verdicts of earlier slots and return how many were not known yet."""
    stored = await checks.select_stored_slots(conn, late)
    fresh = {key: one for one in late if (key := (one.monitor_id, one.slot)) not in stored}
    if not fresh:
        return 0
    ids = sorted({monitor_id for monitor_id, _ in fresh})
    first, last = min(slot for _, slot in fresh), max(verdict.ends for verdict in fresh.values())
    around: dict[int, list[StateInterval]] = defaultdict(list)
    for interval in await state_intervals.select_around(conn, ids, first, last):
        around[interval.monitor_id].append(interval)
    points: list[tuple[int, Point]] = []
    removed: list[tuple[int, datetime]] = []
    added: list[tuple[int, Interval]] = []
    for monitor_id, group in groupby(fresh.values(), key=attrgetter("monitor_id")):
        filling = _Filling(around[monitor_id], works)
        points.extend([(monitor_id, point) for verdict in group for point in filling.add(verdict)])
        removed.extend([(monitor_id, interval.started_at) for interval in filling.removed()])
        added.extend([(monitor_id, interval) for interval in filling.added()])
    await checks.insert_points(conn, engine, points)
    await state_intervals.delete_intervals(conn, removed)
    await state_intervals.insert_intervals(conn, added)
    return len(fresh)


class _Filling:
    """The stored intervals around late verdicts of one monitor, and what becomes of them."""

    def __init__(self, stored: Sequence[StateInterval], works: Works) -> None:
        self._works = works
        self._known = [Interval(one.started_at, one.ended_at, State(one.state)) for one in stored]
        self._has_open = bool(stored) and stored[-1].is_open  # nothing is later than the open one
        self._before = self._rows()

    def add(self, verdict: Verdict) -> tuple[Point, ...]:
        is_maintenance = self._works.is_on(verdict.monitor_id, verdict.slot)
        self._known, points = ledger.fill(self._known, verdict, is_maintenance=is_maintenance)
        return points

    def removed(self) -> list[Interval]:
        return [interval for interval in self._before if interval not in self._rows()]

    def added(self) -> list[Interval]:
        return [interval for interval in self._rows() if interval not in self._before]

    def _rows(self) -> list[Interval]:
        if not self._has_open:
            return list(self._known)
        return [*self._known[:-1], self._known[-1]._replace(ended_at=None)]
