"""Service hours and calendar periods, in every zone and over every change of its clock."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendars import Cycle, Opening, ServiceHours, cycle_at
from core.spans import Span, union

ALWAYS = dict.fromkeys(range(7), (Opening(0, 1440),))
ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("posix", "right")))
OFFICE = dict.fromkeys(range(5), (Opening(8 * 60, 18 * 60),))

zones = st.sampled_from(ZONES)
instants = st.integers(631_152_000, 2_114_380_800).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)  # 1990 to 2037


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def year(of: int) -> Span:
    return Span(utc(of, 1, 1), utc(of + 1, 1, 1))


@pytest.mark.parametrize("zone", ZONES)
def test_round_the_clock_is_all_of_the_time_in_every_zone(zone: str) -> None:
    """Through all changes of 2011 (Apia leaves out a day) and 2026."""
    for of in (2011, 2026):
        assert ServiceHours(zone, ALWAYS).spans(year(of)) == [year(of)]


@settings(max_examples=300)
@given(zones, instants, st.lists(st.integers(0, 1440), min_size=2, max_size=2, unique=True))
def test_service_is_open_exactly_when_the_clock_says_so(zone: str, start: datetime, minutes: list[int]) -> None:
    """Minute by minute over two days, except where the clock shows a time twice: then from the first to the last."""
    opening = Opening(min(minutes), max(minutes))
    period = Span(start, start + timedelta(days=2))
    spans = ServiceHours(zone, dict.fromkeys(range(7), (opening,))).spans(period)
    offsets = set()
    for minute in range(0, 2880, 7):
        instant = start + timedelta(minutes=minute)
        local = instant.astimezone(ZoneInfo(zone))
        offsets.add(local.utcoffset())
        shown = local.hour * 60 + local.minute + local.second / 60 + local.microsecond / 60e6
        is_open = any(span.start <= instant < span.end for span in spans)
        if len(offsets) == 1 and _is_steady(instant, zone):
            assert is_open == (opening.from_minute <= shown < opening.to_minute), instant


def _is_steady(instant: datetime, zone: str) -> bool:
    """Tell whether the clock is not changed within three hours."""
    around = [instant + timedelta(hours=hours) for hours in (-3, 3)]
    return len({at.astimezone(ZoneInfo(zone)).utcoffset() for at in around}) == 1


def test_hours_over_the_spring_change() -> None:
    """Vienna, 29 March 2026: the clock jumps from 2:00 to 3:00 at 1:00 UTC. 1:00 to 4:00 is two hours long, 2:15 to
    2:45 never is."""
    day = Span(utc(2026, 3, 28, 23), utc(2026, 3, 29, 22))
    early = ServiceHours("Europe/Vienna", {6: (Opening(60, 240),)}).spans(day)
    never = ServiceHours("Europe/Vienna", {6: (Opening(135, 165),)}).spans(day)

    assert early == [Span(utc(2026, 3, 29, 0), utc(2026, 3, 29, 2))]
    assert never == []


def test_hours_over_the_autumn_change() -> None:
    """25 October 2026: 2:00 to 3:00 is shown twice, from 0:00 to 2:00 UTC. 1:00 to 4:00 is four hours long."""
    day = Span(utc(2026, 10, 24, 22), utc(2026, 10, 25, 23))
    spans = ServiceHours("Europe/Vienna", {6: (Opening(60, 240),)}).spans(day)

    assert spans == [Span(utc(2026, 10, 24, 23), utc(2026, 10, 25, 3))]


def test_a_working_month_without_its_holiday() -> None:
    """October 2026 has 22 working days; the 26th is a holiday: 21 days of 10 hours, summer time and winter time."""
    hours = ServiceHours("Europe/Vienna", OFFICE, {date(2026, 10, 26): "Nationalfeiertag"})
    spans = hours.spans(cycle_at(utc(2026, 10, 5), Cycle.MONTH, "Europe/Vienna"))

    assert len(spans) == 21
    assert sum(span.seconds for span in spans) == 21 * 36_000
    assert spans[0] == Span(utc(2026, 10, 1, 6), utc(2026, 10, 1, 16))  # UTC+2
    assert spans[-1] == Span(utc(2026, 10, 30, 7), utc(2026, 10, 30, 17))  # UTC+1
    assert hours.holiday_at(utc(2026, 10, 25, 23)) == "Nationalfeiertag"  # midnight in Vienna


@given(zones, instants, instants, st.dictionaries(st.integers(0, 6), st.just((Opening(480, 1080),))))
def test_hours_of_the_parts_are_the_hours_of_the_whole(
    zone: str, one: datetime, other: datetime, weekly: dict[int, tuple[Opening, ...]]
) -> None:
    start = min(one, other)
    middle, end = start + timedelta(days=3, seconds=7), start + timedelta(days=9)
    hours = ServiceHours(zone, weekly)

    parts = hours.spans(Span(start, middle)) + hours.spans(Span(middle, end))

    assert union(parts) == hours.spans(Span(start, end))


@pytest.mark.parametrize("cycle", Cycle)
@pytest.mark.parametrize("zone", ["UTC", "America/Havana", "Pacific/Apia", "Asia/Kathmandu", "America/New_York"])
def test_calendar_periods_follow_each_other_without_a_gap(zone: str, cycle: Cycle) -> None:
    now = utc(2012, 3, 31, 12)
    periods = [cycle_at(now, cycle, zone, back=back) for back in range(14, -1, -1)]

    assert all(before.end == after.start for before, after in pairwise(periods))
    assert periods[-1].start <= now < periods[-1].end


@pytest.mark.parametrize(
    ("at", "cycle", "start", "end"),
    [
        (utc(2026, 2, 14), Cycle.MONTH, utc(2026, 2, 1), utc(2026, 3, 1)),
        (utc(2028, 2, 29, 23), Cycle.MONTH, utc(2028, 2, 1), utc(2028, 3, 1)),
        (utc(2026, 12, 31), Cycle.QUARTER, utc(2026, 10, 1), utc(2027, 1, 1)),
        (utc(2026, 5, 6), Cycle.YEAR, utc(2026, 1, 1), utc(2027, 1, 1)),
        (utc(2026, 3, 1), Cycle.WEEK, utc(2026, 2, 23), utc(2026, 3, 2)),
    ],
)
def test_calendar_periods_in_utc(at: datetime, cycle: Cycle, start: datetime, end: datetime) -> None:
    assert cycle_at(at, cycle, "UTC") == Span(start, end)


def test_a_month_in_a_zone() -> None:
    """October 2026 in Vienna begins at 22:00 UTC in summer time and ends at 23:00 UTC in winter time: 745 hours."""
    month = cycle_at(utc(2026, 10, 31, 22, 30), Cycle.MONTH, "Europe/Vienna")

    assert month == Span(utc(2026, 9, 30, 22), utc(2026, 10, 31, 23))
    assert month.seconds == 745 * 3600
