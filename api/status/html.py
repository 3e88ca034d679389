"""The HTML of a public page: a template filled with strings. No JavaScript; user's text is escaped by the template."""

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from api.numbers.day_lines import LETTERS
from api.static import address_of
from api.status.data import Outage, PageData, Service
from api.status.strips import DAYS, STATES, svg
from api.status.words import WORDS, Banner, banner, clock, duration, is_stale, percent, worst
from core.uptime import DayState, floored_percent

TROUBLE: Final = frozenset(LETTERS[state] for state in (DayState.MINOR, DayState.MAJOR, DayState.DOWN))
DAY_WORDS: Final = {DayState.MINOR: "Degraded day", DayState.MAJOR: "Partly down", DayState.DOWN: "Down"}
MAX_TROUBLE_DAYS: Final = 200


class Row(NamedTuple):
    """A monitor's row, ready to print; `svg` is ours and safe."""

    name: str
    state: str
    word: str
    svg: str
    uptime: str
    begins: str


class Group(NamedTuple):
    """Rows under one heading; the first group of a page may have none."""

    name: str | None
    state: str
    word: str
    rows: list[Row]
    is_open: bool


class Past(NamedTuple):
    """An outage in words."""

    name: str
    is_open: bool
    times: str
    lasted: str


class TroubleDay(NamedTuple):
    """A day under 100 % in words."""

    day: str
    name: str
    word: str
    uptime: str
    state: str


def render(data: PageData, now: datetime, page_url: str) -> str:
    """Return the page. `now` may be later than the data: then the page says how old it is."""
    values: dict[str, Any] = {
        "name": data.workspace.name,
        "title": _title(data.workspace.name),
        "banner": banner(data, now),
        "groups": _groups(data, is_old=is_stale(data, now)),
        "outages": [_past(data, outage, now) for outage in data.outages],
        "trouble": _trouble(data),
        "days": DAYS,
        "updated": clock(data.at, now),
        "page_url": page_url,
    }
    return _template("page.html").render(values)


def render_notice(title: str, detail: str) -> str:
    """Return a page that only says something: that there is none, or that we are away."""
    return _template("notice.html").render(banner=Banner("unknown", title, detail))


@cache
def _template(name: str) -> Template:
    loader = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        stylesheet=address_of("status.css"),
        icon=address_of("icon.svg"),
    )
    return environment.get_template(name)


def _title(name: str) -> str:
    return name if name.lower().endswith("status") else f"{name} status"


def _groups(data: PageData, *, is_old: bool) -> list[Group]:
    by_name: dict[str | None, list[Service]] = {}
    for service in data.services:
        by_name.setdefault(service.monitor.group_name, []).append(service)
    return [_group(name, services, is_old) for name, services in by_name.items()]


def _group(name: str | None, services: list[Service], is_old: bool) -> Group:
    state = worst(services)
    rows = [_row(service, is_old) for service in services]
    return Group(name, *_shown(state, is_old), rows, state != "up")


def _shown(state: str, is_old: bool) -> tuple[str, str]:
    """Return how a state looks and its word. What was true some time ago has no colour."""
    return ("unknown", f"Was {WORDS[state].lower()}") if is_old else (state, WORDS[state])


def _row(service: Service, is_old: bool) -> Row:
    monitor, line = service.monitor, service.line
    unseen = len(line.letters) - len(line.letters.lstrip(LETTERS[DayState.BEFORE]))
    begins = f"Monitoring began on {monitor.created_at.day} {monitor.created_at:%b}" if unseen else f"{DAYS} days ago"
    return Row(monitor.name, *_shown(monitor.shown_state, is_old), svg(line.letters), percent(line.uptime), begins)


def _past(data: PageData, incident: Outage, now: datetime) -> Past:
    name = next(s.monitor.name for s in data.services if s.monitor.id == incident.monitor_id)
    start = f"{incident.started_at.day} {incident.started_at:%b}, {incident.started_at:%H:%M}"
    if incident.ended_at is None:
        return Past(name, True, f"Since {start} UTC", duration(now - incident.started_at))
    is_same_day = incident.ended_at.date() == incident.started_at.date()
    end = f"{incident.ended_at:%H:%M}" if is_same_day else clock(incident.ended_at, now).removesuffix(" UTC")
    return Past(name, False, f"{start} to {end} UTC", duration(incident.ended_at - incident.started_at))


def _trouble(data: PageData) -> list[TroubleDay]:
    """Return the days under 100 % in words, newest first: what the pipes show, for those who cannot see them."""
    first = data.at.date() - timedelta(days=DAYS - 1)
    found: list[tuple[date, TroubleDay]] = []
    for service in data.services:
        for place, letter in enumerate(service.line.letters):
            if letter in TROUBLE:
                day = first + timedelta(days=place)
                found.append((day, _trouble_day(day, service, place, STATES[letter])))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [trouble for _, trouble in found[:MAX_TROUBLE_DAYS]]


def _trouble_day(day: date, service: Service, place: int, state: DayState) -> TroubleDay:
    ratio = service.line.uptimes[place]
    told = "" if ratio is None else floored_percent(ratio)
    return TroubleDay(f"{day.day} {day:%b %Y}", service.monitor.name, DAY_WORDS[state], told, state.value)
