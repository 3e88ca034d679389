"""Invent the past of one monitor: pure, and the same for the same seed.

Verdicts run through the state machine that live checks use, and points through the same coverage, so the made-up ledger
obeys the same laws as a real one.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import cos, pi
from random import Random
from typing import Any, Final

from core.coverage import DAY_MS, pieces
from core.grid import check_period_s, from_ms, phase_ms, slot_after, to_ms
from core.machine import OBSERVED, PENDING, Event, EventKind, Machine, recorded, step
from core.states import Outcome, State
from healther.demo.catalogue import DAYS, PROBE_OUTAGE, DemoMonitor, Trouble

HEARTBEAT_PERIOD_S: Final = 3600
HEARTBEAT_GRACE_S: Final = 300
PHASE_SHARES: Final = (0.04, 0.14, 0.22, 0.52, 0.08)  # dns, connect, tls, wait, transfer


@dataclass(slots=True)
class Interval:
    """A stretch of one recorded state, half-open, in milliseconds since the epoch."""

    start_ms: int
    end_ms: int
    state: State


@dataclass(slots=True)
class Outage:
    """An incident and what opened it."""

    start_ms: int
    end_ms: int | None
    cause: Trouble


@dataclass(slots=True)
class Past:
    """Everything invented for one monitor, in the shapes that are loaded."""

    points: list[tuple[Any, ...]] = field(default_factory=list)  # in the order of db.bulk.POINT_COLUMNS
    intervals: list[Interval] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    machine: Machine = PENDING
    last_slot_ms: int = 0
    last_outcome: Outcome = Outcome.UP
    last_latency_us: int | None = None


@dataclass(frozen=True, slots=True)
class _Stretch:
    start_ms: int
    end_ms: int
    trouble: Trouble


def invent(monitor: DemoMonitor, monitor_id: int, now_ms: int, seed: int) -> Past:
    """Return the past of `monitor` up to `now_ms`."""
    past, random = Past(), Random(seed * 1000 + monitor_id)
    stretches = _stretches(monitor, now_ms)
    for slot_ms, ends_ms in _slots(monitor, monitor_id, now_ms):
        trouble = _trouble_at(stretches, slot_ms)
        outcome = trouble.outcome if trouble else Outcome.UP
        past.machine, events = step(past.machine, outcome, OBSERVED, from_ms(slot_ms))
        _note(past, events, trouble)
        _record(past, monitor, monitor_id, slot_ms, ends_ms, outcome, trouble, random)
    return past


def _slots(monitor: DemoMonitor, monitor_id: int, now_ms: int) -> Iterator[tuple[int, int]]:
    period_s = check_period_s(monitor.kind, monitor.period_s, HEARTBEAT_GRACE_S)
    phase = phase_ms(monitor_id, 0, period_s)
    slot_ms = slot_after(now_ms - int(min(DAYS, monitor.age_days) * DAY_MS), period_s, phase)
    while (ends_ms := slot_after(slot_ms, period_s, phase)) <= now_ms:
        yield slot_ms, ends_ms
        slot_ms = ends_ms


def _stretches(monitor: DemoMonitor, now_ms: int) -> list[_Stretch]:
    def place(trouble: Trouble) -> _Stretch:
        start_ms = now_ms - int(trouble.days_ago * DAY_MS)
        return _Stretch(start_ms, start_ms + int(trouble.minutes * 60_000), trouble)

    return sorted((place(trouble) for trouble in (*monitor.troubles, PROBE_OUTAGE)), key=lambda one: one.start_ms)


def _trouble_at(stretches: list[_Stretch], slot_ms: int) -> Trouble | None:
    index = bisect_right(stretches, slot_ms, key=lambda one: one.start_ms) - 1
    if index >= 0 and slot_ms < stretches[index].end_ms:
        return stretches[index].trouble
    return None


def _note(past: Past, events: tuple[Event, ...], trouble: Trouble | None) -> None:
    for event in events:
        if event.kind is EventKind.OPENED and trouble is not None:
            past.outages.append(Outage(to_ms(event.at), None, trouble))
        elif event.kind is EventKind.CLOSED:
            past.outages[-1].end_ms = to_ms(event.at)


def _record(
    past: Past,
    monitor: DemoMonitor,
    monitor_id: int,
    slot_ms: int,
    ends_ms: int,
    outcome: Outcome,
    trouble: Trouble | None,
    random: Random,
) -> None:
    """Add the points of one slot and let the interval of its state grow."""
    state = recorded(past.machine, outcome)
    latency_us = _latency_us(monitor, slot_ms, outcome, random)
    first, *rest = pieces(slot_ms, ends_ms, ends_ms)
    reason = trouble.reason if trouble else None
    status = trouble.http_status if trouble else (200 if monitor.kind == "http" else None)
    past.points.append(
        (from_ms(slot_ms), monitor_id, first.seconds, latency_us, *_phases_us(monitor, latency_us),
         random.randrange(2, 40), 0, 0, state, outcome, reason, status, trouble.detail if trouble else None)
    )  # fmt: skip
    for one in rest:
        past.points.append(
            (from_ms(one.start_ms), monitor_id, one.seconds, *(None,) * 7, 0, 0, state, None, None, None, None)
        )
    _extend(past.intervals, slot_ms, ends_ms, state)
    past.last_slot_ms, past.last_outcome, past.last_latency_us = slot_ms, outcome, latency_us


def _extend(intervals: list[Interval], slot_ms: int, ends_ms: int, state: State) -> None:
    if intervals and intervals[-1].state is state and intervals[-1].end_ms == slot_ms:
        intervals[-1].end_ms = ends_ms
    else:
        intervals.append(Interval(slot_ms, ends_ms, state))


def _latency_us(monitor: DemoMonitor, slot_ms: int, outcome: Outcome, random: Random) -> int | None:
    """Log-normal around the median, slower by day (UTC) than by night; slow stretches take four times as long."""
    if outcome not in (Outcome.UP, Outcome.DEGRADED):
        return None
    wave = 1 - 0.25 * cos(2 * pi * (slot_ms % DAY_MS) / DAY_MS)
    stretch = 4.0 if outcome is Outcome.DEGRADED and monitor.kind == "http" else 1.0
    return int(monitor.median_ms * 1000 * wave * stretch * random.lognormvariate(0, 0.22))


def _phases_us(monitor: DemoMonitor, latency_us: int | None) -> tuple[int | None, ...]:
    if latency_us is None or monitor.kind != "http":
        return (None,) * 5
    return tuple(int(latency_us * share) for share in PHASE_SHARES)
