"""Calendars: agreed service hours in a time zone, and the months, quarters and years that agreements run over. Pure.

Wall-clock times become instants by one rule: service opens when the clock first shows `from` and closes when it last
shows `to`; a time that the clock jumps over counts as the instant of the jump; a day runs from the first showing of its
midnight to the first showing of the next one. So round-the-clock hours cover every instant in every zone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from core.spans import Span, clip, union

DAY: Final = timedelta(days=1)
MINUTES_A_DAY: Final = 1440
MAX_OFFSET: Final = timedelta(days=2)  # no zone is further from UTC, jumps over the date line included


class Opening(NamedTuple):
    """Minutes after midnight, half-open; 1440 is the end of the day."""

    from_minute: int
    to_minute: int


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """When service was agreed: openings by weekday (0 Monday … 6 Sunday); holidays are closed all day."""

    time_zone: str
    weekly: Mapping[int, tuple[Opening, ...]]
    holidays: Mapping[date, str] = field(default_factory=lambda: MappingProxyType({}))  # day → its name

    def spans(self, period: Span) -> list[Span]:
        """Return the agreed time inside the period, in order; neighbours that touch are one."""
        zone = ZoneInfo(self.time_zone)
        opened: list[Span] = []
        for day in _days(period):
            if day not in self.holidays:
                opened += [_opened(day, one, zone) for one in self.weekly.get(day.weekday(), ())]
        inside = (clip(span, period) for span in union(opened))
        return [span for span in inside if span is not None]

    def holiday_at(self, instant: datetime) -> str | None:
        """Return the name of the holiday that an instant lies in."""
        return self.holidays.get(instant.astimezone(ZoneInfo(self.time_zone)).date())


class Cycle(StrEnum):
    """The calendar periods of agreements."""

    DAY = "day"
    WEEK = "week"  # from Monday
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


MONTHS: Final = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.YEAR: 12}


def cycle_at(instant: datetime, cycle: Cycle, time_zone: str, *, back: int = 0) -> Span:
    """Return the calendar period that an instant lies in, in UTC; `back=1`: the one before it, and so on."""
    zone = ZoneInfo(time_zone)
    first = _first_day(instant.astimezone(zone).date(), cycle)
    first = _moved(first, cycle, -back)
    return Span(midnight(first, zone), midnight(_moved(first, cycle, 1), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a day begins in a zone, in UTC."""
    return first_shown(datetime.combine(day, time()), zone)


def first_shown(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clock of a zone first shows a naive time, in UTC; the jump if it never does."""
    return _shown(wall, zone, fold=0)


def last_shown(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return when the clock of a zone last shows a naive time, in UTC; the jump if it never does."""
    return _shown(wall, zone, fold=1)


def _shown(wall: datetime, zone: ZoneInfo, *, fold: int) -> datetime:
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return instant
    return _jump(wall, zone)


def _jump(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clock jumps over a time: the first one that shows a later time."""
    sides = [wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    before, after = min(sides) - timedelta(seconds=1), max(sides)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        if middle.astimezone(zone).replace(tzinfo=None, fold=0) > wall:
            after = middle
        else:
            before = middle
    return after


def _opened(day: date, opening: Opening, zone: ZoneInfo) -> Span:
    start = datetime.combine(day, time()) + timedelta(minutes=opening.from_minute)
    if opening.to_minute >= MINUTES_A_DAY:
        return Span(first_shown(start, zone), midnight(day + DAY, zone))
    end = datetime.combine(day, time()) + timedelta(minutes=opening.to_minute)
    return Span(first_shown(start, zone), last_shown(end, zone))


def _days(period: Span) -> Iterable[date]:
    """Return every date that any clock shows during the period."""
    first = (period.start.astimezone(UTC) - MAX_OFFSET).date()
    last = (period.end.astimezone(UTC) + MAX_OFFSET).date()
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _first_day(day: date, cycle: Cycle) -> date:
    match cycle:
        case Cycle.DAY:
            return day
        case Cycle.WEEK:
            return day - timedelta(days=day.weekday())
        case _:
            months = MONTHS[cycle]
            return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _moved(first: date, cycle: Cycle, count: int) -> date:
    match cycle:
        case Cycle.DAY:
            return first + timedelta(days=count)
        case Cycle.WEEK:
            return first + timedelta(weeks=count)
        case _:
            month = first.year * 12 + first.month - 1 + MONTHS[cycle] * count
            return date(month // 12, month % 12 + 1, 1)
