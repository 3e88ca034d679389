"""Incidents in words: what goes on, what was, day by day, and one day by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Final, NamedTuple

from api.numbers.day_lines import WINDOW_DAYS
from api.status.data import DAY, MAX_INCIDENTS, Outage, PageData, Service
from api.status.rows import DayLine, day_line
from api.status.words import date_of, duration, long_date

RECENT_DAYS: Final = 14


class Past(NamedTuple):
    """An outage in words."""

    id: int
    name: str
    is_open: bool
    times: str
    lasted: str


class DayPast(NamedTuple):
    """The outages that began on one day."""

    day: date
    label: str
    outages: list[Past]


class Month(NamedTuple):
    """The days of a month with outages, the newest first."""

    label: str
    days: list[DayPast]


class Span(NamedTuple):
    """A part of a day in which a component was down: in 720 units a day, and in words."""

    left: float
    width: float
    words: str


class DayService(NamedTuple):
    """One component on one day."""

    name: str
    line: DayLine
    spans: list[Span]


@dataclass(frozen=True, slots=True)
class DayPage:
    """Everything a day's page shows."""

    day: date
    label: str
    title: str
    state: str
    sentence: str
    services: list[DayService]
    before: date | None
    after: date | None


def open_outages(data: PageData) -> list[Past]:
    """Return the outages that go on."""
    return [past(outage, data.at) for outage in data.outages if outage.ended_at is None]


def recent_days(data: PageData) -> list[DayPast]:
    """Return the days of the last two weeks on which outages began that are over, the newest first."""
    since = data.today - timedelta(days=RECENT_DAYS - 1)
    over = [o for o in data.outages if o.ended_at is not None and o.started_at.date() >= since]
    return _by_day(over, data.at)


def months(data: PageData) -> list[Month]:
    """Return all outages by month, the newest first."""
    days = _by_day(data.outages, data.at)
    return [Month(label, list(found)) for label, found in groupby(days, lambda one: f"{one.day:%B %Y}")]


def is_cut(data: PageData) -> bool:
    """Tell whether there are more outages than a page shows."""
    return len(data.outages) >= MAX_INCIDENTS


def past(outage: Outage, at: datetime) -> Past:
    """Say an outage in words, as it was known at `at`."""
    start = f"{date_of(outage.started_at)}, {outage.started_at:%H:%M}"
    if outage.ended_at is None:
        return Past(outage.id, outage.name, True, f"Since {start} UTC", duration(at - outage.started_at))
    is_same_day = outage.ended_at.date() == outage.started_at.date()
    end = f"{outage.ended_at:%H:%M}" if is_same_day else f"{date_of(outage.ended_at)}, {outage.ended_at:%H:%M}"
    return Past(outage.id, outage.name, False, f"{start} to {end} UTC", duration(outage.ended_at - outage.started_at))


def day_page(data: PageData, day: date) -> DayPage | None:
    """Return one of the ninety days; None for another one."""
    place = (day - data.first_day).days
    if not 0 <= place < WINDOW_DAYS:
        return None
    services = [_on_day(data, service, place, day) for service in data.services]
    state, title = _verdict(services, is_today=day == data.today)
    return DayPage(
        day=day,
        label=long_date(day),
        title=title,
        state=state,
        sentence="This day is not over yet." if day == data.today else "From 00:00 to 24:00 UTC.",
        services=services,
        before=day - DAY if place else None,
        after=day + DAY if day < data.today else None,
    )


def _by_day(outages: Iterable[Outage], at: datetime) -> list[DayPast]:
    days = groupby(outages, lambda outage: outage.started_at.date())
    return [DayPast(day, long_date(day), [past(outage, at) for outage in found]) for day, found in days]


def _on_day(data: PageData, service: Service, place: int, day: date) -> DayService:
    start = datetime.combine(day, time(), UTC)
    parts = (o.within(start, start + DAY, data.at) for o in data.outages if o.monitor_id == service.monitor.id)
    spans = [_span(start, *part) for part in parts if part is not None]
    return DayService(service.monitor.name, day_line(data, service, place, day), spans[::-1])


def _span(start: datetime, begin: datetime, end: datetime) -> Span:
    left, width = (begin - start) / DAY, (end - begin) / DAY
    until = "24:00" if end == start + DAY else f"{end:%H:%M}"
    words = f"{begin:%H:%M} to {until} UTC, {duration(end - begin)}"
    return Span(round(left * 720, 1), max(2.0, round(width * 720, 1)), words)


def _verdict(services: list[DayService], *, is_today: bool) -> tuple[str, str]:
    """Return how a day went: a state for colour and glyph, and a sentence."""
    letters = {service.line.letter for service in services}
    down = [service for service in services if service.spans]
    ending = "today" if is_today else "on this day"
    if len(down) == 1:
        return "down", f"{down[0].name} was down for {down[0].line.lasted} {ending}"
    if down:
        return "down", f"{_names([service.name for service in down])} were down for a while {ending}"
    if letters & {"m", "o", "d"}:
        troubled = [service.name for service in services if service.line.letter in "mod"]
        return "degraded", f"{_names(troubled)} had trouble {ending}"
    if "w" in letters:
        return "maintenance", f"There was maintenance {ending}"
    if "u" in letters and "x" not in letters:
        return "up", "All systems were up" if not is_today else "All systems have been up today"
    if "u" in letters:
        return "unknown", f"No data for some of the services {ending}"
    return "unknown", f"Nothing was measured {ending}"


def _names(names: list[str]) -> str:
    return " and ".join(names) if len(names) <= 2 else f"{len(names)} services"
