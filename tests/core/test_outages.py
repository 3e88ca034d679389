"""Outages of accounts, by hand."""

from datetime import UTC, datetime, timedelta

from core.accounting import Account, Entry, LeftOut
from core.outages import Outage, OutageFigures, figures_of, outages_of
from core.policies import OBSERVED
from core.spans import Span
from core.states import State

START = datetime(2026, 2, 1, tzinfo=UTC)
UP_AND_DOWN = [State.UP, State.DOWN, State.UP, State.DOWN, State.UP]


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def account(*stretches: tuple[float, State, LeftOut | None]) -> Account:
    """Make an account of stretches, each with the minutes it lasts."""
    entries, minute = [], 0.0
    for lasts, state, left_out in stretches:
        entries.append(Entry(at(minute), at(minute + lasts), state, left_out))
        minute += lasts
    return Account(Span(START, at(minute)), OBSERVED, tuple(entries))


def test_outages_by_hand() -> None:
    """Up 10, down 2, up 18, down 4, up 26: starts at 10 and 30, so 20 min apart; mean length 3 min."""
    found = outages_of(
        account(*((lasts, state, None) for lasts, state in zip((10, 2, 18, 4, 26), UP_AND_DOWN, strict=True)))
    )

    assert found == [Outage(at(10), at(12), 120), Outage(at(30), at(34), 240)]
    assert figures_of(found) == OutageFigures(count=2, longest_s=240, mttr_s=180, mtbf_s=1200)


def test_what_does_not_count_does_not_end_an_outage() -> None:
    """Down 5, planned work 10, down 5: one outage of ten minutes that count."""
    found = outages_of(
        account((5, State.DOWN, None), (10, State.MAINTENANCE, LeftOut.MAINTENANCE), (5, State.DOWN, None))
    )

    assert found == [Outage(at(0), at(20), 600)]
    assert figures_of(found) == OutageFigures(1, 600, 600, None)


def test_nothing_known_is_nothing() -> None:
    assert figures_of(outages_of(account((60, State.UNKNOWN, LeftOut.NO_DATA)))) == OutageFigures(0, None, None, None)
