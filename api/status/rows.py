"""The components of a page, ready to print: groups, rows, and their troubled days in words."""

from datetime import date
from typing import Final, NamedTuple

from api.status.data import PageData, Service
from api.status.strips import DAYS, PIPES, STATES, as_pipes, describe, svg
from api.status.words import WORDS, bare_percent, date_of, duration, percent, worst
from core.uptime import DayState

DAY_WORDS: Final[dict[DayState, str]] = {
    DayState.FULL: "Operational",
    DayState.MINOR: "Degraded day",
    DayState.MAJOR: "Partly down",
    DayState.DOWN: "Down",
    DayState.MAINTENANCE: "Maintenance",
    DayState.NONE: "No data",
    DayState.BEFORE: "Not monitored yet",
}
TOLD: Final = frozenset({DayState.MINOR, DayState.MAJOR, DayState.DOWN, DayState.MAINTENANCE})
CALM: Final = frozenset({"up", "paused", "pending"})


class DayLine(NamedTuple):
    """One day of one component in words. `letter` is that of pipes."""

    day: date
    label: str
    letter: str
    word: str
    uptime: str
    lasted: str


class Row(NamedTuple):
    """A component's row, ready to print; `svg` is ours and safe."""

    id: int
    name: str
    state: str
    word: str
    svg: str
    letters: str
    described: str
    uptime: str
    begins: str
    days: list[DayLine]


class Group(NamedTuple):
    """Rows under one heading; one group of a page may have none."""

    name: str | None
    state: str
    word: str
    rows: list[Row]
    is_open: bool


def groups_of(data: PageData, *, is_old: bool) -> list[Group]:
    """Return the components in the order of the page."""
    by_name: dict[str | None, list[Service]] = {}
    for service in data.services:
        by_name.setdefault(service.monitor.group_name, []).append(service)
    return [_group(data, name, services, is_old) for name, services in by_name.items()]


def day_line(data: PageData, service: Service, place: int, day: date) -> DayLine:
    """Return one day of a component in words; `place` is the day's among the ninety."""
    state = STATES[service.line.letters[place]]
    ratio = service.line.uptimes[place]
    down = data.down_on(service.monitor.id, day)
    return DayLine(
        day=day,
        label=date_of(day),
        letter=PIPES[state],
        word=DAY_WORDS[state],
        uptime="" if ratio is None else bare_percent(ratio),
        lasted=duration(down) if down else "",
    )


def shown(state: str, *, is_old: bool) -> tuple[str, str]:
    """Return how a state looks and its word. What was true some time ago has no colour."""
    return ("unknown", f"Was {WORDS[state].lower()}") if is_old else (state, WORDS[state])


def _group(data: PageData, name: str | None, services: list[Service], is_old: bool) -> Group:
    state = worst(services)
    rows = [_row(data, service, is_old) for service in services]
    return Group(name, *shown(state, is_old=is_old), rows, is_old or state not in CALM)


def _row(data: PageData, service: Service, is_old: bool) -> Row:
    monitor, line = service.monitor, service.line
    state, word = shown(monitor.shown_state, is_old=is_old)
    is_young = STATES[line.letters[0]] is DayState.BEFORE
    return Row(
        id=monitor.id,
        name=monitor.name,
        state=state,
        word=word,
        svg=svg(line.letters),
        letters=as_pipes(line.letters),
        described=describe(line.letters),
        uptime=percent(line.uptime),
        begins=f"Monitoring began on {date_of(_began(data, service))}" if is_young else f"{DAYS} days ago",
        days=[day_line(data, service, place, day) for place, day in data.days() if STATES[line.letters[place]] in TOLD],
    )


def _began(data: PageData, service: Service) -> date:
    """Return the first day with anything in it: imported history may be older than the monitor."""
    letters = service.line.letters
    unseen = len(letters) - len(letters.lstrip(letters[0]))
    return next((day for place, day in data.days() if place == unseen), service.monitor.created_at.date())
