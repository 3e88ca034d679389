"""The books of one monitor, kept in memory: whatever arrives in whatever order, points and intervals agree."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.coverage import DAY_MS, piece, pieces
from core.grid import from_ms, to_ms
from core.ledger import (
    Entry,
    Interval,
    Order,
    Point,
    Standing,
    Verdict,
    carried,
    carry,
    clip,
    cut,
    cut_time,
    enter,
    fill,
    order,
)
from core.machine import EventKind, Policy
from core.observation import Observation, failed, unmeasured
from core.reasons import Reason
from core.states import Outcome, State

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SEEN = {
    Outcome.UP: Observation(Outcome.UP, latency_us=1000),
    Outcome.DEGRADED: Observation(Outcome.DEGRADED, Reason.TOO_SLOW, latency_us=9000),
    Outcome.DOWN: failed(Reason.TIMEOUT),
    Outcome.UNKNOWN: unmeasured(Reason.NOT_RUN),
}


def verdict(slot: datetime, seconds: float = 60, outcome: Outcome = Outcome.UP, recoveries: int = 1) -> Verdict:
    return Verdict(
        1,
        0,
        slot,
        slot + timedelta(seconds=seconds),
        SEEN[outcome],
        policy=Policy(recoveries=recoveries),
        lateness_ms=3,
    )


@dataclass
class Books:
    """What the database does with entries."""

    standing: Standing = field(default_factory=Standing)
    points: dict[tuple[datetime, int], Point] = field(default_factory=dict)
    intervals: list[Interval] = field(default_factory=list)
    cut_at: datetime | None = None
    work: Callable[[datetime], bool] = field(default=lambda at: False, compare=False)
    opened: int = 0
    closed: int = 0

    def store(self, arrived: Verdict) -> None:
        arrived = clip(arrived, self.cut_at)
        match order(self.standing, arrived.slot):
            case Order.NEXT:
                self._write(enter(self.standing, arrived, is_maintenance=self.work(arrived.slot)))
            case Order.LATE if (arrived.slot, 0) not in self.points:
                known = self.known()
                after, points = fill(known, arrived, is_maintenance=self.work(arrived.slot))
                self.points.update({(point.slot, point.attempt): point for point in points})
                is_open = bool(self.intervals) and self.intervals[-1].ended_at is None
                self.intervals = after
                if is_open:
                    self.intervals[-1] = self.intervals[-1]._replace(ended_at=None)

    def end(self, at: datetime, *, ends_story: bool) -> None:
        open_since = self.intervals[-1].started_at if self.standing.recorded is not None else None
        self.cut_at = cut_time(self.standing, at, self.cut_at, open_since)
        self._write(cut(self.standing, self.cut_at, 0, ends_story=ends_story))

    def known(self) -> list[Interval]:
        return [
            interval if interval.ended_at else interval._replace(ended_at=self.standing.covered_until)
            for interval in self.intervals
        ]

    def _write(self, entry: Entry) -> None:
        for point in entry.points:
            assert (point.slot, point.attempt) not in self.points
            self.points[point.slot, point.attempt] = point
        if entry.closes_at is not None:
            self.intervals[-1] = self.intervals[-1]._replace(ended_at=entry.closes_at)
        if entry.opens is not None:
            self.intervals.append(entry.opens)
        self.opened += sum(event.kind is EventKind.OPENED for event in entry.events)
        self.closed += sum(event.kind is EventKind.CLOSED for event in entry.events)
        self.standing = entry.standing


def seconds_of_points(books: Books) -> Counter[tuple[int, State]]:
    total: Counter[tuple[int, State]] = Counter()
    for point in books.points.values():
        total[to_ms(point.slot) // DAY_MS, point.state] += point.covers_s
    return Counter({key: seconds for key, seconds in total.items() if seconds})


def seconds_of_intervals(books: Books) -> Counter[tuple[int, State]]:
    total: Counter[tuple[int, State]] = Counter()
    for started_at, ended_at, state in books.known():
        assert ended_at is not None
        for part in pieces(to_ms(started_at), to_ms(ended_at), to_ms(ended_at)):
            total[part.start_ms // DAY_MS, state] += part.seconds
    return Counter({key: seconds for key, seconds in total.items() if seconds})


def assert_tiled(books: Books) -> None:
    known = books.known()
    for before, after in pairwise(known):
        assert before.ended_at is not None
        assert before.started_at < before.ended_at <= after.started_at


@dataclass(frozen=True)
class Pause:
    at: datetime
    ends_story: bool


@st.composite
def histories(draw: st.DrawFn) -> list[Verdict | Pause]:
    """Slots of one grid over a few hours around a midnight; some missing, late or repeated; a few cuts."""
    period_s = draw(st.sampled_from([10, 60, 900, 3600]))
    start = datetime(2026, 3, 1, 22, 30, tzinfo=UTC) + timedelta(milliseconds=draw(st.integers(0, 999)))
    recoveries = draw(st.integers(1, 3))
    outcomes = draw(st.lists(st.sampled_from(list(Outcome)), min_size=1, max_size=25))
    slots = [start + timedelta(seconds=period_s * index) for index in range(len(outcomes))]
    verdicts = [verdict(slot, period_s, seen, recoveries) for slot, seen in zip(slots, outcomes, strict=True)]
    delayed = draw(st.lists(st.integers(0, 4), min_size=len(verdicts), max_size=len(verdicts)))
    arrived = sorted(
        zip(verdicts, delayed, strict=True), key=lambda pair: to_ms(pair[0].slot) + pair[1] * period_s * 600
    )
    history: list[Verdict | Pause] = [one for one, delay in arrived for _ in range(2 if delay == 4 else 1)]
    for index in sorted(draw(st.lists(st.integers(0, len(history)), max_size=2)), reverse=True):
        before = [entry.slot for entry in history[:index] if isinstance(entry, Verdict)]
        at = max(before, default=start) + timedelta(milliseconds=draw(st.integers(0, period_s * 1000)))
        later = [
            entry for entry in history[index:] if isinstance(entry, Pause) or entry.slot >= at or entry.slot in before
        ]
        history = [*history[:index], Pause(at, draw(st.booleans())), *later]
    return history


def play(history: list[Verdict | Pause], work: Callable[[datetime], bool] = lambda at: False) -> Books:
    books = Books(work=work)
    for entry in history:
        if isinstance(entry, Pause):
            books.end(entry.at, ends_story=entry.ends_story)
        else:
            books.store(entry)
    return books


@settings(max_examples=400, deadline=None)
@given(histories())
def test_points_and_intervals_agree_for_every_day_and_state(history: list[Verdict | Pause]) -> None:
    books = play(history)

    assert_tiled(books)
    assert seconds_of_points(books) == seconds_of_intervals(books)


@settings(max_examples=200, deadline=None)
@given(histories(), st.integers(2, 200), st.integers(1, 100))
def test_points_and_intervals_agree_with_maintenance(history: list[Verdict | Pause], every: int, long: int) -> None:
    """Work again and again: of each `every` minutes the first `long`."""
    books = play(history, lambda at: to_ms(at) // 60_000 % every < long)

    assert_tiled(books)
    assert seconds_of_points(books) == seconds_of_intervals(books)


@settings(max_examples=200, deadline=None)
@given(histories())
def test_what_arrives_twice_changes_nothing(history: list[Verdict | Pause]) -> None:
    books = play(history)
    again = play(history)

    for entry in history:
        if isinstance(entry, Verdict):
            again.store(entry)

    assert again == books


@settings(max_examples=200, deadline=None)
@given(histories())
def test_every_outage_that_began_ended_or_is_going_on(history: list[Verdict | Pause]) -> None:
    books = play([entry for entry in history if isinstance(entry, Verdict)])

    is_down = books.standing.machine.state is State.DOWN
    assert books.opened - books.closed == int(is_down)


@given(st.lists(st.sampled_from(list(Outcome)), min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_any_order_of_arrival_covers_the_same_time(outcomes: list[Outcome], random: "object") -> None:
    verdicts = [verdict(NOON + timedelta(seconds=60 * index), 60, seen) for index, seen in enumerate(outcomes)]
    shuffled = list(verdicts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    books = play(list(shuffled))

    assert sum(seconds_of_points(books).values()) == 60 * len(verdicts)
    assert len(books.points) == len(verdicts)


def test_an_equal_verdict_at_the_end_moves_only_the_end() -> None:
    first = enter(Standing(), verdict(NOON))

    second = enter(first.standing, verdict(NOON + timedelta(seconds=60)))

    assert second.closes_at is None
    assert second.opens is None
    assert second.standing.covered_until == NOON + timedelta(seconds=120)


def test_a_slot_over_midnight_has_a_carry_point() -> None:
    slot = datetime(2026, 3, 1, 23, 59, 30, 250_000, tzinfo=UTC)

    entry = enter(Standing(), verdict(slot, 60))

    # whole seconds: 23:59:30 to 24:00:00, then 00:00:00 to 00:00:30
    assert [(point.covers_s, point.seen is None) for point in entry.points] == [(30, False), (30, True)]


def test_a_long_slot_is_written_piece_by_piece() -> None:
    entry = enter(Standing(), verdict(NOON, 86_400))
    first = piece(to_ms(NOON), to_ms(NOON) + DAY_MS)
    following = pieces(first.end_ms, to_ms(NOON) + DAY_MS, first.end_ms + 1)

    carried = carry(entry.standing, 0, following)

    assert entry.standing.covered_until == NOON + timedelta(hours=1)
    assert carried is not None
    assert [point.covers_s for point in carried.points] == [3600]
    assert carried.standing.covered_until == NOON + timedelta(hours=2)
    assert carry(carried.standing, 0, following) is None  # the other dispatcher came second


def test_a_verdict_that_overlaps_the_last_one_cuts_it() -> None:
    first = enter(Standing(), verdict(NOON))

    second = enter(first.standing, verdict(NOON + timedelta(seconds=20), 40, Outcome.DOWN))

    assert [(point.attempt, point.covers_s) for point in second.points] == [(-1, -40), (0, 40)]
    assert second.closes_at == NOON + timedelta(seconds=20)


def test_unknown_is_recorded_but_moves_no_machine() -> None:
    down = enter(Standing(), verdict(NOON, 60, Outcome.DOWN))

    unknown = enter(down.standing, verdict(NOON + timedelta(seconds=60), 60, Outcome.UNKNOWN))

    assert unknown.standing.machine == down.standing.machine
    assert unknown.points[0].state is State.UNKNOWN
    assert unknown.events == ()


def test_a_check_during_maintenance_moves_no_machine_and_begins_no_outage() -> None:
    up = enter(Standing(), verdict(NOON))

    work = enter(up.standing, verdict(NOON + timedelta(seconds=60), 60, Outcome.DOWN), is_maintenance=True)
    after = enter(work.standing, verdict(NOON + timedelta(seconds=120), 60, Outcome.DOWN))

    assert (work.points[0].state, work.events, work.standing.machine) == (State.MAINTENANCE, (), up.standing.machine)
    assert [event.at for event in after.events] == [NOON + timedelta(seconds=120)] * 2  # changed, opened


@pytest.mark.parametrize(
    ("work", "states"),
    [
        ([], ["up"] * 4),
        ([2], ["up", "up", "maintenance", "up"]),
        ([0, 1], ["maintenance", "maintenance", "unknown", "unknown"]),
    ],
    ids=["none", "between checks", "during the check"],
)
def test_a_daily_monitor_is_carried_through_maintenance(work: list[int], states: list[str]) -> None:
    """One check at noon; work in some of the hours from then on. Nobody looks again after work during the check."""

    def is_on(at: datetime) -> bool:
        return (at - NOON) // timedelta(hours=1) in work

    books = Books(work=is_on)
    books.store(verdict(NOON, 86_400))
    for hour in range(1, 4):
        start_ms = to_ms(NOON + timedelta(hours=hour))
        state = carried(books.standing, is_on, NOON + timedelta(hours=hour))
        entry = carry(books.standing, 0, [piece(start_ms, start_ms + DAY_MS)], state)
        assert entry is not None
        books._write(entry)

    found = [state.word for _, _, state in books.known()]
    assert found == [state for state, _ in groupby(states)]
    assert seconds_of_points(books) == seconds_of_intervals(books)


def test_a_late_verdict_joins_its_equal_neighbours() -> None:
    known = [
        Interval(NOON, NOON + timedelta(seconds=60), State.UP),
        Interval(NOON + timedelta(seconds=120), NOON + timedelta(seconds=180), State.UP),
    ]

    after, points = fill(known, verdict(NOON + timedelta(seconds=60), 60))

    assert after == [Interval(NOON, NOON + timedelta(seconds=180), State.UP)]
    assert [point.covers_s for point in points] == [60]


def test_a_late_verdict_for_covered_time_stands_for_nothing() -> None:
    known = [Interval(NOON, NOON + timedelta(seconds=60), State.UP)]

    after, points = fill(known, verdict(NOON + timedelta(seconds=30), 30, Outcome.DOWN))

    assert after == known
    assert [point.covers_s for point in points] == [0]


def test_a_pause_ends_the_story() -> None:
    down = enter(Standing(), verdict(NOON, 60, Outcome.DOWN))

    paused = cut(down.standing, NOON + timedelta(seconds=20), 0, ends_story=True)

    assert paused.points[0].covers_s == -40
    assert paused.closes_at == NOON + timedelta(seconds=20)
    assert paused.standing.machine.state is None
    assert paused.standing.recorded is None


def test_a_cut_never_comes_before_the_last_verdict() -> None:
    standing = enter(Standing(), verdict(NOON)).standing

    assert cut_time(standing, NOON - timedelta(seconds=5)) == NOON + timedelta(seconds=1)
    assert cut_time(standing, NOON + timedelta(seconds=5)) == NOON + timedelta(seconds=5)


def test_a_verdict_on_its_way_is_clipped_by_the_cut() -> None:
    on_its_way = verdict(NOON, 60)

    assert clip(on_its_way, NOON + timedelta(seconds=9)) == replace(on_its_way, ends=NOON + timedelta(seconds=9))
    assert clip(on_its_way, NOON + timedelta(seconds=60)) is on_its_way
    assert clip(on_its_way, NOON) is on_its_way
    assert from_ms(to_ms(NOON)) == NOON
