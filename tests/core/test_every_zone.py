"""Calendars, service hours and recurring work in every zone of zoneinfo, over every change of a clock in 2024 to 2027.

What a clock shows comes from zoneinfo alone. A day begins when the clock first shows its date; between two instants
the clock moves by the seconds that pass plus the change of its offset. From these two everything here is computed.
"""

import calendar
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from analytics.recurrence import expand
from core.calendars import Cycle, Opening, ServiceHours, cycle_at
from core.spans import Span
from core.zones import shifts

ZONES = sorted(available_timezones() - {"localtime"})
FOUR_YEARS = Span(datetime(2024, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
OFFICE = (Opening(8 * 60, 18 * 60),)
NIGHT = (Opening(60, 240),)


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    found = at.astimezone(zone).utcoffset()
    assert found is not None
    return found


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """Return what the clock shows."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def is_first_showing(start: datetime, wall: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the clock passes a time for the first time at an instant, by showing it or jumping over it."""
    return shown(start - SECOND, zone) < wall <= shown(start, zone)


def midnight(year: int, month: int) -> datetime:
    """Return what the clock shows, or jumps over, when a month begins."""
    return datetime.combine(date(year, month, 1), time())


@pytest.mark.parametrize("zone", ZONES)
def test_months_quarters_and_years_tile_and_are_as_long_as_the_clock_says(zone: str) -> None:
    clock = ZoneInfo(zone)
    for cycle, count in ((Cycle.MONTH, 48), (Cycle.QUARTER, 16), (Cycle.YEAR, 4)):
        last = datetime(2027, 12, 15, tzinfo=UTC)
        periods = [cycle_at(last, cycle, zone, back=back) for back in range(count - 1, -1, -1)]
        months = 48 // count
        for number, period in enumerate(periods):
            year, month = divmod(number * months, 12)
            assert is_first_showing(period.start, midnight(2024 + year, month + 1), clock), (cycle, period)
            moved = shown(period.end, clock) - shown(period.start, clock)
            assert period.end - period.start == moved - (offset(period.end, clock) - offset(period.start, clock))
            inside = period.start + (period.end - period.start) / 3
            assert cycle_at(inside, cycle, zone) == period == cycle_at(period.end - SECOND, cycle, zone)
        assert all(one.end == other.start for one, other in pairwise(periods))
        assert is_first_showing(periods[-1].end, midnight(2028, 1), clock)


@pytest.mark.parametrize("zone", ZONES)
def test_days_around_every_change_of_the_clock_tile(zone: str) -> None:
    clock = ZoneInfo(zone)
    for change in changes(zone):
        days = [cycle_at(change + number * DAY, Cycle.DAY, zone) for number in (-1, -0.5, 0, 0.5, 1)]
        assert all(one.end == other.start for one, other in pairwise(sorted(set(days))))
        for day in days:
            assert is_first_showing(day.start, datetime.combine(dated(day, clock), time()), clock), day


def changes(zone: str) -> list[datetime]:
    """Return the instants at which a clock is changed."""
    return [one.start for one in shifts(FOUR_YEARS, zone)[1:]]


def dated(day: Span, clock: ZoneInfo) -> date:
    return shown(day.start + (day.end - day.start) / 2, clock).date()


@pytest.mark.parametrize("zone", ZONES)
def test_service_hours_of_a_year_add_up(zone: str) -> None:
    """Ten hours on each of the 261 weekdays of 2026, and three of each night, as long as the clock says they are."""
    clock = ZoneInfo(zone)
    year = cycle_at(datetime(2026, 6, 1, tzinfo=UTC), Cycle.YEAR, zone)
    office = ServiceHours(zone, dict.fromkeys(range(5), OFFICE)).spans(year)
    nights = ServiceHours(zone, dict.fromkeys(range(7), NIGHT)).spans(year)

    assert (len(office), len(nights)) == (261, 365)
    for spans, length in ((office, 10 * HOUR), (nights, 3 * HOUR)):
        opens = shown(spans[0].start, clock).time()
        before = (one.start if shown(one.start, clock).time() == opens else one.start - SECOND for one in spans)
        moved = sum(
            (offset(a, clock) - offset(one.end, clock) for a, one in zip(before, spans, strict=True)), timedelta()
        )
        assert sum((one.end - one.start for one in spans), timedelta()) == len(spans) * length + moved
        assert abs(moved) <= 2 * HOUR
    assert all(shown(one.start, clock).time() == time(8) and shown(one.end, clock).time() == time(18) for one in office)


@pytest.mark.parametrize("zone", ZONES)
def test_work_at_half_past_two_on_sundays(zone: str) -> None:
    """Once each Sunday, when the clock first shows 2:30 or jumps over it, for an hour of elapsed time."""
    clock = ZoneInfo(zone)
    first = next(day for day in sundays() if (FOUR_YEARS.start - DAY).date() < day)
    start = datetime.combine(first, time(2, 30), clock).astimezone(UTC)
    found = expand(start, HOUR, "FREQ=WEEKLY;BYDAY=SU", zone, FOUR_YEARS)

    assert len(found) in (208, 209)
    assert all(span.end - span.start == HOUR for span in found)
    for span, sunday in zip(found, sundays(), strict=False):
        assert is_first_showing(span.start, datetime.combine(sunday, time(2, 30)), clock), span


def sundays() -> Iterator[date]:
    """Yield the Sundays from 7 January 2024 on."""
    day = date(2024, 1, 7)
    while True:
        yield day
        day += timedelta(days=7)


@pytest.mark.parametrize("zone", ["America/Havana", "Africa/Casablanca", "Antarctica/Troll", "Australia/Lord_Howe"])
def test_work_of_every_hour_goes_on_through_changes(zone: str) -> None:
    """An hour that the clock jumps over brings no window of its own, one that it shows twice brings one."""
    for change in changes(zone):
        around = Span(change - 2 * DAY, change + 2 * DAY)
        found = expand(FOUR_YEARS.start, timedelta(minutes=10), "FREQ=HOURLY", zone, around)
        gaps = {after.start - before.start for before, after in pairwise(found)}
        jump = offset(change, ZoneInfo(zone)) - offset(change - SECOND, ZoneInfo(zone))
        assert gaps <= ({HOUR, HOUR - jump} if jump < timedelta() else {HOUR, HOUR / 2}), change


def test_months_of_28_to_31_days_and_leap_years() -> None:
    """Every month of eight years by the calendar of the standard library; 2024 and 2028 are leap years."""
    for year in range(2024, 2032):
        for month in range(1, 13):
            found = cycle_at(datetime(year, month, 15, tzinfo=UTC), Cycle.MONTH, "UTC")
            assert found.seconds == calendar.monthrange(year, month)[1] * 86_400
        whole = cycle_at(datetime(year, 2, 28, tzinfo=UTC), Cycle.YEAR, "UTC")
        assert whole.seconds == (366 if calendar.isleap(year) else 365) * 86_400
    leap_day = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert cycle_at(leap_day, Cycle.DAY, "UTC") == Span(leap_day - 12 * HOUR, leap_day + 12 * HOUR)
    assert cycle_at(leap_day, Cycle.YEAR, "UTC", back=1).start == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.long
@pytest.mark.parametrize("zone", ZONES)
def test_hour_by_hour_through_four_years(zone: str) -> None:
    """Openings, months and days at each hour and each quarter around changes: open exactly when the clock says so.

    Where the clock shows a time twice, service is open from the first to the last of it: never less than it says.
    """
    clock = ZoneInfo(zone)
    openings = (*OFFICE, *NIGHT)
    spans = [ServiceHours(zone, dict.fromkeys(range(7), (one,))).spans(FOUR_YEARS) for one in openings]
    starts = [[one.start for one in some] for some in spans]
    for at in instants(changes(zone)):
        wall, minute = shown(at, clock), None
        minute = wall.hour * 60 + wall.minute + wall.second / 60
        for opening, some, begins in zip(openings, spans, starts, strict=True):
            place = bisect_right(begins, at) - 1
            is_open = place >= 0 and at < some[place].end
            says = opening.from_minute <= minute < opening.to_minute
            assert is_open == says or (is_open and is_shown_twice(wall, clock)), at


def instants(around: list[datetime]) -> Iterator[datetime]:
    at = FOUR_YEARS.start
    while at < FOUR_YEARS.end:
        yield at
        at += HOUR
    for change in around:
        yield from (change + number * timedelta(minutes=15) for number in range(-100, 100))


def is_shown_twice(wall: datetime, clock: ZoneInfo) -> bool:
    first, second = (wall.replace(tzinfo=clock, fold=fold).utcoffset() for fold in (0, 1))
    assert first is not None
    assert second is not None
    return first > second
