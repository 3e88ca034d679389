"""Which outages are told: simulated lives of one monitor, looked at once a second as the sender does."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from core.alerts import Telling, Told, closed, opened, unfolded

START = datetime(2026, 3, 1, tzinfo=UTC)
COOL_DOWN = timedelta(minutes=60)
SECOND = timedelta(seconds=1)


class Outage(NamedTuple):
    """Times in seconds."""

    starts: int
    ends: int


class Sent(NamedTuple):
    """One mail: when, what, about which outage, how many were folded into it."""

    at: int
    telling: Telling
    incident: int
    folded: int


def life(outages: Sequence[Outage], until: int) -> list[Sent]:
    """Return the mails of a monitor with these outages; outage `n` is incident `n + 1`."""
    sent: list[Sent] = []
    told: Told | None = None
    events = sorted(
        [(outage.starts, 1, number) for number, outage in enumerate(outages, 1)]
        + [(outage.ends, 0, number) for number, outage in enumerate(outages, 1)]
    )
    seconds = sorted({second for second, _, _ in events} | set(range(0, until, 60)))
    for second in seconds:
        now = START + second * SECOND
        open_now = next((n for n, outage in enumerate(outages, 1) if outage.starts <= second < outage.ends), None)
        for at, is_start, number in events:
            if at != second:
                continue
            if is_start:
                telling, told = opened(told, number, now, COOL_DOWN)
            else:
                telling = closed(told, number)
            sent += [Sent(second, telling, number, 0)] * (telling is not Telling.NOTHING)
        if told is not None:
            folded = told.folded
            telling, told = unfolded(told, open_now, now, COOL_DOWN)
            sent += [Sent(second, telling, told.incident_id, folded)] * (telling is not Telling.NOTHING)
    return sent


@st.composite
def lives(draw: st.DrawFn) -> list[Outage]:
    """Draw outages one after the other, over some hours, of very different lengths."""
    lengths = st.one_of(st.integers(1, 90), st.integers(60, 9000))
    second, outages = 0, []
    for gap, length in draw(st.lists(st.tuples(lengths, lengths), max_size=60)):
        outages.append(Outage(second + gap, second + gap + length))
        second += gap + length
    return outages


def test_one_outage_is_told_and_so_is_its_end() -> None:
    assert life([Outage(30, 90)], 8000) == [Sent(30, Telling.DOWN, 1, 0), Sent(90, Telling.RECOVERED, 1, 0)]


def test_outages_within_the_cool_down_become_one_mail() -> None:
    sent = life([Outage(30, 90), Outage(200, 260), Outage(400, 460)], 8000)

    assert [(mail.telling, mail.folded) for mail in sent] == [
        (Telling.DOWN, 0),
        (Telling.RECOVERED, 0),
        (Telling.RECOVERED, 2),
    ]
    assert 3630 <= sent[-1].at < 3630 + 60


def test_an_outage_at_the_end_of_the_cool_down_is_told_and_so_is_its_end() -> None:
    sent = life([Outage(0, 60), Outage(120, 180), Outage(3500, 4000)], 9000)

    assert sent[2:] == [Sent(3600, Telling.DOWN, 3, 2), Sent(4000, Telling.RECOVERED, 3, 0)]


def test_a_hundred_flaps_in_an_hour_are_six_mails_at_most() -> None:
    flaps = [Outage(36 * number, 36 * number + 18) for number in range(100)]

    sent = life(flaps, 12_000)

    assert len(sent) == 3
    assert sent[-1].folded == 99


def test_flapping_for_a_day_is_three_mails_an_hour_at_most() -> None:
    flaps = [Outage(36 * number, 36 * number + 18) for number in range(2400)]

    assert len(life(flaps, 100_000)) <= 3 * 25


def test_news_that_comes_after_the_end_of_the_cool_down_told_it_is_not_told_twice() -> None:
    told = Told(START, 1, folded=1)
    telling, told = unfolded(told, 2, START + COOL_DOWN, COOL_DOWN)

    assert telling is Telling.DOWN
    assert opened(told, 2, START + COOL_DOWN, COOL_DOWN) == (Telling.NOTHING, told)


@given(lives())
def test_an_outage_longer_than_the_cool_down_is_always_told(outages: list[Outage]) -> None:
    sent = life(outages, 40_000)

    for number, outage in enumerate(outages, 1):
        if outage.ends - outage.starts > COOL_DOWN.total_seconds() + 60 and outage.ends < 40_000:
            told = [mail.at for mail in sent if (mail.telling, mail.incident) == (Telling.DOWN, number)]
            assert len(told) == 1
            assert told[0] <= outage.starts + COOL_DOWN.total_seconds() + 60


@given(lives())
def test_every_down_is_followed_by_its_recovery_and_none_comes_alone(outages: list[Outage]) -> None:
    sent = life(outages, 40_000)

    down = [mail.incident for mail in sent if mail.telling is Telling.DOWN]
    recovered = [mail.incident for mail in sent if mail.telling is Telling.RECOVERED and not mail.folded]
    assert down == recovered
    assert len(set(down)) == len(down)


@given(lives())
def test_no_outage_is_lost_every_one_is_told_or_counted_once(outages: list[Outage]) -> None:
    sent = life(outages, max([outage.ends for outage in outages], default=0) + 8000)

    told = sum(1 for mail in sent if mail.telling is Telling.DOWN and not mail.folded)
    assert told + sum(mail.folded for mail in sent) == len(outages)


def test_an_outage_that_opens_as_the_cool_down_ends_is_told_with_those_before() -> None:
    outages = [Outage(1, 2), Outage(3, 4), Outage(3601, 3602)]

    sent = [(mail.at, mail.telling, mail.folded) for mail in life(outages, 11_000)]

    assert (3601, Telling.DOWN, 2) in sent


@given(lives())
def test_any_hour_has_six_mails_at_most(outages: list[Outage]) -> None:
    at = [mail.at for mail in life(outages, 40_000)]

    assert all(sum(1 for other in at if first <= other < first + 3600) <= 6 for first in at)
