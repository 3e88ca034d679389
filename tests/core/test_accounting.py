"""The ledger of a period: it tiles it, its parts add up, and every second says why it counts or does not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.accounting import Account, Entry, Facts, LeftOut, Tally, account, forgive
from core.calendars import Opening, ServiceHours
from core.ledger import Interval
from core.policies import AGREED, OBSERVED, AccountingPolicy, Treatment
from core.spans import Labelled, Span
from core.states import State

DAY = datetime(2026, 10, 5, tzinfo=UTC)  # a Monday
WHOLE = Span(DAY, DAY + timedelta(days=1))
ALWAYS = Span(DAY - timedelta(days=400), DAY + timedelta(days=400))


def at(hours: float) -> datetime:
    return DAY + timedelta(hours=hours)


def interval(start: float, end: float, state: State) -> Interval:
    return Interval(at(start), at(end), state)


def window(start: float, end: float, cause: str = "w") -> Labelled[str]:
    return Labelled(at(start), at(end), cause)


hours = st.integers(-10, 60).map(lambda half: half / 2)
windows = st.lists(st.tuples(hours, hours).map(lambda pair: window(min(pair), max(pair))), max_size=4)


@st.composite
def recorded(draw: st.DrawFn) -> list[Interval]:
    """Intervals in order with gaps, around the day, at odd milliseconds."""
    edges = sorted(draw(st.sets(st.integers(-10_000_000, 100_000_000), max_size=12)))
    states = st.sampled_from(State)
    return [
        Interval(DAY + timedelta(milliseconds=start), DAY + timedelta(milliseconds=end), draw(states))
        for start, end in pairwise(edges)
        if draw(st.booleans())
    ]


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    first, last = sorted((draw(hours), draw(hours)))
    exists = draw(st.sampled_from([ALWAYS, Span(at(first), at(last))]))
    return Facts(draw(recorded()), exists, draw(windows), draw(windows))


policies = st.builds(
    AccountingPolicy,
    st.just("mine"),
    degraded=st.sampled_from([Treatment.GOOD, Treatment.BAD]),
    unknown=st.sampled_from([Treatment.LEFT_OUT, Treatment.BAD]),
    leaves_out_maintenance=st.booleans(),
    leaves_out_exclusions=st.booleans(),
    service_hours=st.sampled_from([None, ServiceHours("Asia/Kathmandu", {0: (Opening(480, 1080),)})]),
    min_outage_s=st.sampled_from([0, 60, 3600]),
)


@given(facts(), policies)
def test_entries_tile_the_period(known: Facts, policy: AccountingPolicy) -> None:
    entries = account(WHOLE, known, policy).entries
    tally = account(WHOLE, known, policy).tally()

    assert (entries[0].start, entries[-1].end) == WHOLE
    assert all(before.end == after.start and before[2:] != after[2:] for before, after in pairwise(entries))
    assert tally.counted_s + sum(tally.left_out_s.values()) == 86_400


@given(facts(), policies, st.integers(1, 86_399_999))
def test_the_parts_of_a_period_add_up_to_the_whole(known: Facts, policy: AccountingPolicy, ms: int) -> None:
    middle = DAY + timedelta(milliseconds=ms)
    parts = [account(Span(DAY, middle), known, policy), account(Span(middle, WHOLE.end), known, policy)]

    assert added(parts) == account(WHOLE, known, policy).tally()


def added(parts: list[Account]) -> Tally:
    tallies = [part.tally() for part in parts]
    return Tally(
        sum(tally.good_s for tally in tallies),
        sum(tally.bad_s for tally in tallies),
        {state: sum(tally.by_state_s[state] for tally in tallies) for state in State},
        {reason: sum(tally.left_out_s[reason] for tally in tallies) for reason in LeftOut},
    )


@given(facts(), policies)
def test_accounting_again_changes_nothing(known: Facts, policy: AccountingPolicy) -> None:
    """The entries, taken for what was recorded, give themselves."""
    once = account(WHOLE, known, policy)
    seen = [
        Interval(entry.start, entry.end, entry.state)
        for entry in once.entries
        if entry.left_out not in (LeftOut.NO_DATA, LeftOut.NOT_THERE)
    ]
    again = account(WHOLE, replace(known, recorded=seen), replace(policy, min_outage_s=0))

    assert again.tally() == once.tally()


def test_a_day_by_hand() -> None:
    """Up 0-10, down 10-12, degraded 12-13, nothing 13-14, unknown 14-15, up 15-24; work 11-11:30; 16-17 excluded.

    Good: 10 + 1 + 1 + 7 = 19 h. Bad: 10-11 and 11:30-12 = 1.5 h. Left out: work 0.5, no data 1, unknown 1, excluded 1.
    19 / 20.5 = 92.68 %. Without the exclusion 20 / 21.5 = 93.02 %.
    """
    known = Facts(
        [
            interval(0, 10, State.UP),
            interval(10, 12, State.DOWN),
            interval(12, 13, State.DEGRADED),
            interval(14, 15, State.UNKNOWN),
            interval(15, 24, State.UP),
        ],
        ALWAYS,
        [window(11, 11.5, "window 7")],
        [window(16, 17, "exclusion 3")],
    )
    ledger = account(WHOLE, known, AGREED)
    tally = ledger.tally()

    assert (tally.good_s / 3600, tally.bad_s / 3600) == (19, 1.5)
    assert tally.availability == pytest.approx(0.92683, abs=1e-5)
    assert {reason: seconds / 3600 for reason, seconds in tally.left_out_s.items() if seconds} == {
        LeftOut.MAINTENANCE: 0.5,
        LeftOut.NO_DATA: 1,
        LeftOut.UNKNOWN: 1,
        LeftOut.EXCLUDED: 1,
    }
    without = account(WHOLE, known, replace(AGREED, leaves_out_exclusions=False)).tally()
    assert without.availability == pytest.approx(20 / 21.5)
    assert ledger.entries[2] == Entry(at(11), at(11.5), State.MAINTENANCE, LeftOut.MAINTENANCE, "window 7")


def test_only_service_hours_count() -> None:
    """Monday 8 to 18 in Vienna (UTC+2) is 6 to 16 UTC. Down 15-17: one hour of the ten."""
    office = ServiceHours("Europe/Vienna", {0: (Opening(480, 1080),)})
    policy = replace(AGREED, service_hours=office)
    known = Facts([interval(0, 15, State.UP), interval(15, 17, State.DOWN), interval(17, 24, State.UP)], ALWAYS)
    holiday = replace(policy, service_hours=replace(office, holidays={date(2026, 10, 5): "closed"}))

    tally = account(WHOLE, known, policy).tally()

    assert (tally.good_s, tally.bad_s, tally.left_out_s[LeftOut.OUTSIDE_HOURS]) == (9 * 3600, 3600, 14 * 3600)
    assert account(WHOLE, known, holiday).tally().availability is None


def test_nothing_known_is_neither_0_nor_100() -> None:
    empty = Facts([], Span(at(6), at(12)))

    tally = account(WHOLE, empty, AGREED).tally()

    assert tally.availability is None
    assert (tally.left_out_s[LeftOut.NOT_THERE], tally.left_out_s[LeftOut.NO_DATA]) == (18 * 3600, 6 * 3600)


def test_history_from_before_the_monitor_was_made_counts() -> None:
    """It was imported: what is recorded is there."""
    known = Facts([interval(0, 8, State.UP)], Span(at(10), at(24)))

    assert account(WHOLE, known, OBSERVED).tally().good_s == 8 * 3600


def test_an_outage_is_forgiven_by_its_whole_length() -> None:
    """9:58 to 10:01 is 180 s, although only 60 s of it lie after ten; two parts that touch are one outage."""
    known = [interval(9.9666, 10, State.DOWN), interval(10, 10.0167, State.DOWN), interval(11, 11.01, State.DOWN)]

    assert [one.state for one in forgive(known, 150)] == [State.DOWN, State.DOWN, State.UP]


def test_observed_looks_at_nothing_but_the_record() -> None:
    known = Facts([interval(0, 24, State.DOWN)], ALWAYS, [window(0, 12)], [window(12, 24)])

    assert account(WHOLE, known, OBSERVED).tally().bad_s == 86_400
    assert account(WHOLE, known, AGREED).tally().availability is None


@pytest.mark.parametrize(
    ("policy", "good_h", "bad_h"),
    [
        (OBSERVED, 12, 4),
        (replace(OBSERVED, degraded=Treatment.BAD), 8, 8),
        (replace(OBSERVED, unknown=Treatment.BAD), 12, 8),
        (replace(OBSERVED, min_outage_s=4 * 3600 + 1), 16, 0),
    ],
)
def test_what_a_policy_makes_of_states(policy: AccountingPolicy, good_h: int, bad_h: int) -> None:
    """Up 0-8, degraded 8-12, down 12-16, unknown 16-20, maintenance 20-24."""
    states = [State.UP, State.UP, State.DEGRADED, State.DOWN, State.UNKNOWN, State.MAINTENANCE]
    known = Facts([interval(4 * number, 4 * number + 4, state) for number, state in enumerate(states)], ALWAYS)

    tally = account(WHOLE, known, policy).tally()

    assert (tally.good_s, tally.bad_s) == (good_h * 3600, bad_h * 3600)
