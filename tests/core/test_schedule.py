"""The plan of one monitor, simulated over days with outages of everything around it."""

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.coverage import HOUR_MS, Piece
from core.grid import phase_ms
from core.schedule import (
    BACK_OFF_MS,
    FORGET_MS,
    LATE_MS,
    LOOKAHEAD_MS,
    NOTHING_STORED,
    SHORTEST_MS,
    Plan,
    Schedule,
    Slot,
    Stored,
    cut_at,
    expires_ms,
    plan,
    restart,
    stop,
)

START_MS = 1_900_000_000_000
WEEK_S = 604_800


def _fresh(period_s: int, monitor_id: int = 7) -> Schedule:
    timeout_ms = min(10_000, period_s * 250)
    budget_ms = timeout_ms * 2 + min(20_000, period_s * 1000 // 6)
    return Schedule(period_s, phase_ms(monitor_id, 0, period_s), budget_ms, timeout_ms, START_MS)


@dataclass
class World:
    """One monitor with its dispatcher, queue, worker and store, each of which can be away."""

    schedule: Schedule
    seed: int
    trouble: float  # share of the time in which each part is away
    now_ms: int = START_MS
    wake_ms: int = START_MS
    last_slot_ms: int | None = None
    covered_until_ms: int | None = None
    sends: dict[int, list[int]] = field(default_factory=dict)  # slot → when it was sent
    slots: list[Slot] = field(default_factory=list)  # sent, in order
    missed: list[Slot] = field(default_factory=list)
    verdicts: dict[int, Slot] = field(default_factory=dict)
    carried: list[Piece] = field(default_factory=list)
    plans: list[tuple[int, Plan]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._in_flight: list[tuple[int, Slot]] = []
        self._away_until = {"dispatcher": 0, "worker": 0, "store": 0}
        first = restart(self.schedule, NOTHING_STORED, self.now_ms)
        self.schedule, self.wake_ms = first.schedule, first.wake_ms

    @property
    def stored(self) -> Stored:
        return Stored(self.last_slot_ms, self.covered_until_ms)

    def run(self, until_ms: int) -> None:
        """Let time pass: jump from event to event."""
        while self.now_ms < until_ms:
            self.now_ms = max(self.now_ms + 1, min([self.wake_ms, until_ms, *(at for at, _ in self._in_flight)]))
            self._break_something()
            if self._away_until["store"] > self.now_ms:
                self.now_ms = self._away_until["store"]
            self._deliver()
            if self.wake_ms <= self.now_ms and self._away_until["dispatcher"] <= self.now_ms:
                self._dispatch()
            elif self.wake_ms <= self.now_ms:
                self.now_ms = self._away_until["dispatcher"]

    def _break_something(self) -> None:
        if self._random.random() < self.trouble:
            part = self._random.choice(sorted(self._away_until))
            span_ms = self._random.choice([2_000, 15_000, 120_000, 3 * HOUR_MS, 30 * HOUR_MS])
            self._away_until[part] = self.now_ms + self._random.randrange(span_ms)

    def _deliver(self) -> None:
        for at, slot in [(at, slot) for at, slot in self._in_flight if at <= self.now_ms]:
            self._in_flight.remove((at, slot))
            if self._away_until["worker"] > self.now_ms:
                if self._random.random() < 0.5:  # the other half is lost with the queue
                    self._in_flight.append((self._away_until["worker"], slot))
            elif self.now_ms + self.schedule.timeout_ms <= expires_ms(slot) + self.schedule.budget_ms:
                self._store(slot)

    def _store(self, slot: Slot) -> None:
        if slot.slot_ms in self.verdicts or any(m.slot_ms == slot.slot_ms for m in self.missed):
            return
        self.verdicts[slot.slot_ms] = slot
        if self.last_slot_ms is None or slot.slot_ms > self.last_slot_ms:
            self.last_slot_ms = slot.slot_ms
            self.covered_until_ms = min(slot.ends_ms, slot.slot_ms + HOUR_MS)

    def _dispatch(self) -> None:
        queue_age_ms = self._random.choice([0, 0, 0, self.schedule.period_s * 600]) if self.trouble else 0
        made = plan(self.schedule, self.stored, self.now_ms, queue_age_ms)
        if made.send is not None and self._random.random() < self.trouble:
            self._send(made.send)  # sent, but the dispatcher died before COMMIT: everything is planned again
            self.now_ms += 300
            return
        self.plans.append((self.now_ms, made))
        self.schedule, self.wake_ms = made.schedule, made.wake_ms
        self.missed.extend(made.missed)
        self.carried.extend(made.carry)
        if made.carry:
            self.covered_until_ms = made.carry[-1].end_ms
        if made.send is not None:
            self.sends.setdefault(made.send.slot_ms, []).append(self.now_ms)
            if made.send not in self.slots:
                self.slots.append(made.send)
            self._send(made.send)

    def _send(self, slot: Slot) -> None:
        if self._random.random() >= self.trouble:  # else the message is lost
            takes_ms = self._random.choice([20, 500, self.schedule.budget_ms])
            begins_ms = max(self.now_ms, slot.slot_ms)
            self._in_flight.append((min(begins_ms + takes_ms, max(begins_ms, slot.ends_ms - 600)), slot))


PERIODS_S = st.one_of(st.integers(10, 120), st.sampled_from([300, 900, 3600, 7200, 86_400, WEEK_S, 2 * WEEK_S]))


def _run(period_s: int, seed: int, trouble: float) -> World:
    world = World(_fresh(period_s, seed), seed, trouble)
    world.run(START_MS + max(600, min(period_s * 12, 5 * WEEK_S)) * 1000)
    return world


worlds = given(period_s=PERIODS_S, seed=st.integers(0, 10**6), trouble=st.sampled_from([0.0, 0.02, 0.1, 0.3]))


@worlds
@example(period_s=10, seed=24861, trouble=0.3)
@settings(max_examples=300, deadline=None)
def test_every_slot_is_sent_or_reported_missed_exactly_once(period_s: int, seed: int, trouble: float) -> None:
    world = _run(period_s, seed, trouble)

    reported = {slot.slot_ms: slot for slot in world.missed}
    assert len(reported) == len(world.missed)
    # of a slot that was sent and then given up, what is reported stands
    # a verdict of a plan that was never committed counts once the plan that took its place knows of it
    verdicts = [slot for slot in world.verdicts.values() if slot.slot_ms < world.schedule.next_ms]
    known = [*world.slots, *_remembered(world), *verdicts]
    spans = sorted({**{slot.slot_ms: slot for slot in known}, **reported}.values())
    pairs = list(pairwise(spans))
    assert all(before.ends_ms <= after.slot_ms for before, after in pairs)
    assert all(_was_forgotten(after, world) for before, after in pairs if before.ends_ms < after.slot_ms)
    assert all(slot.slot_ms in world.verdicts or slot.slot_ms in reported for slot in _retired(world))


def _was_forgotten(slot: Slot, world: World) -> bool:
    """Tell whether everything before the slot was too old when the slot was first looked at."""
    looks = (at_ms for at_ms, made in world.plans if slot in (made.send, made.schedule.sent, *made.missed))
    return any(slot.slot_ms <= at_ms - FORGET_MS for at_ms in looks)


def _remembered(world: World) -> list[Slot]:
    return [slot for slot in (world.schedule.unswept, world.schedule.sent) if slot is not None]


def _retired(world: World) -> list[Slot]:
    """Return the sent slots that the plan no longer remembers."""
    return [slot for slot in world.slots if slot not in _remembered(world)]


@worlds
@settings(max_examples=200, deadline=None)
def test_no_slot_is_sent_more_often_than_twice(period_s: int, seed: int, trouble: float) -> None:
    world = _run(period_s, seed, trouble)

    assert max(map(len, world.sends.values()), default=0) <= 2
    assert all(second - first >= world.schedule.budget_ms for first, second in _pairs(world.sends))


def _pairs(sends: dict[int, list[int]]) -> list[tuple[int, int]]:
    return [(times[0], times[1]) for times in sends.values() if len(times) == 2]


@worlds
@settings(max_examples=200, deadline=None)
def test_the_next_look_is_always_in_the_future(period_s: int, seed: int, trouble: float) -> None:
    world = _run(period_s, seed, trouble)

    assert all(made.wake_ms > at for at, made in world.plans)
    assert all(made.wake_ms <= made.schedule.next_ms - LOOKAHEAD_MS or made.wake_ms - at <= BACK_OFF_MS
               for at, made in world.plans)  # fmt: skip


@worlds
@settings(max_examples=200, deadline=None)
def test_a_missed_stretch_is_never_longer_than_a_point_may_stand(period_s: int, seed: int, trouble: float) -> None:
    world = _run(period_s, seed, trouble)

    assert all(0 < slot.ends_ms - slot.slot_ms <= HOUR_MS for slot in world.missed)


@worlds
@settings(max_examples=200, deadline=None)
def test_without_trouble_nothing_is_missed_nor_sent_twice(period_s: int, seed: int, trouble: float) -> None:
    world = _run(period_s, seed, 0.0)

    assert world.missed == []
    assert all(len(times) == 1 for times in world.sends.values())
    assert all(slot - LOOKAHEAD_MS <= at <= slot for slot, (at,) in world.sends.items())


@given(seed=st.integers(0, 10**6), trouble=st.sampled_from([0.0, 0.05, 0.2]))
@settings(max_examples=60, deadline=None)
def test_carry_pieces_tile_a_weekly_period(seed: int, trouble: float) -> None:
    world = _run(WEEK_S, seed, trouble)

    assert not any(a.end_ms > b.start_ms for a, b in pairwise(world.carried))
    retired = [slot for slot in world.verdicts.values() if slot.ends_ms < world.schedule.next_ms - WEEK_S * 1000]
    for slot in retired:
        if _was_overtaken(slot, world):
            continue
        first = Piece(slot.slot_ms, min(slot.ends_ms, slot.slot_ms + HOUR_MS))
        chain = [first, *(piece for piece in world.carried if slot.slot_ms < piece.start_ms < slot.ends_ms)]
        assert all(before.end_ms == after.start_ms for before, after in pairwise(chain))
        assert chain[-1].end_ms == slot.ends_ms


def _was_overtaken(slot: Slot, world: World) -> bool:
    """Tell whether the slot was given up before its verdict came after all."""
    return any(slot.slot_ms < other.slot_ms < slot.ends_ms for other in [*world.slots, *world.missed])


@pytest.mark.parametrize("away_ms", [5_000, 60_000, 40 * 60_000, 30 * HOUR_MS, 40 * 24 * HOUR_MS])
@pytest.mark.parametrize("period_s", [10, 60, 900, 86_400, WEEK_S])
def test_catching_up_sends_one_check_and_reports_at_most_an_hour(period_s: int, away_ms: int) -> None:
    schedule = restart(_fresh(period_s), NOTHING_STORED, START_MS).schedule
    before = plan(schedule, NOTHING_STORED, schedule.next_ms)
    assert before.send is not None
    stored = Stored(before.send.slot_ms, before.send.ends_ms)

    now_ms = before.schedule.next_ms + away_ms
    after = plan(before.schedule, stored, now_ms)

    assert after.wake_ms > now_ms
    assert sum(slot.ends_ms > now_ms - FORGET_MS - period_s * 1000 for slot in after.missed) == len(after.missed)
    assert after.send is None or now_ms - after.send.slot_ms <= max(LATE_MS, period_s * 1000)


def test_a_slow_queue_holds_the_slot_back_until_it_ends() -> None:
    schedule = restart(_fresh(60), NOTHING_STORED, START_MS).schedule
    stored = Stored(START_MS - 60_000, START_MS)

    held = plan(schedule, stored, schedule.next_ms, queue_age_ms=31_000)
    sent = plan(held.schedule, stored, held.wake_ms, queue_age_ms=0)

    assert held.send is None
    assert held.wake_ms == schedule.next_ms + BACK_OFF_MS
    assert sent.send is not None
    assert sent.send.slot_ms == schedule.next_ms


def test_a_queue_that_stays_slow_costs_slots_but_never_splits_them() -> None:
    schedule, stored = restart(_fresh(300), NOTHING_STORED, START_MS).schedule, NOTHING_STORED
    now_ms = schedule.next_ms
    missed: list[Slot] = []
    while now_ms < START_MS + 1_500_000:
        held = plan(schedule, stored, now_ms, queue_age_ms=151_000 if now_ms % 300_000 else 0)
        schedule, now_ms = held.schedule, held.wake_ms
        missed += held.missed

    assert all(slot.ends_ms - slot.slot_ms == 300_000 for slot in missed[1:])


def test_a_monitor_of_weeks_whose_message_was_lost_is_checked_again_within_two_hours() -> None:
    schedule = restart(_fresh(WEEK_S), NOTHING_STORED, START_MS).schedule
    first = plan(schedule, NOTHING_STORED, schedule.next_ms)
    assert first.send is not None

    again = plan(first.schedule, NOTHING_STORED, first.wake_ms)
    lost = plan(again.schedule, NOTHING_STORED, again.wake_ms)
    anew = plan(lost.schedule, NOTHING_STORED, lost.wake_ms)

    assert again.send == first.send
    assert lost.send is None
    assert [slot.slot_ms for slot in lost.missed] == [first.send.slot_ms, first.send.slot_ms + HOUR_MS]
    assert anew.send == Slot(lost.missed[-1].ends_ms, first.send.ends_ms)
    assert anew.send.slot_ms - first.send.slot_ms < 2 * HOUR_MS


@given(period_s=PERIODS_S, seed=st.integers(0, 10**6))
@example(period_s=10, seed=0)
def test_a_new_monitor_is_checked_within_a_second_or_at_its_next_slot(period_s: int, seed: int) -> None:
    schedule = _fresh(period_s, seed)

    first = restart(schedule, NOTHING_STORED, START_MS)

    wait_ms = first.schedule.next_ms - START_MS
    assert LOOKAHEAD_MS < wait_ms <= LOOKAHEAD_MS + 2001 + schedule.timeout_ms
    assert plan(first.schedule, NOTHING_STORED, first.wake_ms).send is not None


def test_a_changed_monitor_reports_the_slot_in_flight_up_to_the_cut() -> None:
    schedule = restart(_fresh(60), NOTHING_STORED, START_MS).schedule
    sent = plan(schedule, NOTHING_STORED, schedule.next_ms)
    assert sent.send is not None
    now_ms = sent.send.slot_ms + 4_000

    changed = restart(sent.schedule, NOTHING_STORED, cut_at(sent.schedule, NOTHING_STORED, now_ms))

    assert changed.missed == (Slot(sent.send.slot_ms, now_ms),)
    assert changed.schedule.sent is None
    assert changed.schedule.next_ms >= now_ms


def test_a_slot_sent_early_is_cut_off_after_its_first_second() -> None:
    schedule = restart(_fresh(60), NOTHING_STORED, START_MS).schedule
    now_ms = schedule.next_ms - LOOKAHEAD_MS
    sent = plan(schedule, NOTHING_STORED, now_ms).schedule

    cut_ms = cut_at(sent, NOTHING_STORED, now_ms)

    assert cut_ms == schedule.next_ms + SHORTEST_MS
    assert stop(sent, NOTHING_STORED, cut_ms) == ()
    assert restart(sent, NOTHING_STORED, cut_ms).schedule.next_ms >= cut_ms


def test_a_change_right_after_a_verdict_leaves_it_a_second() -> None:
    schedule = restart(_fresh(60), NOTHING_STORED, START_MS).schedule

    assert cut_at(schedule, Stored(START_MS - 300, START_MS + 59_700), START_MS) == START_MS + 700
