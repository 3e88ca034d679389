"""What a public page says: the banner's sentence, words for states, times and durations. Times are UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from api.status.data import PageData, Service
from api.status.works import Work
from core.uptime import floored_percent

WORDS: Final = {
    "up": "Operational",
    "degraded": "Degraded",
    "down": "Down",
    "unknown": "No data",
    "maintenance": "Maintenance",
    "paused": "Paused",
    "pending": "Not checked yet",
}
SEVERITY: Final = ("down", "degraded", "unknown", "maintenance", "up", "pending", "paused")
STALE_AFTER: Final = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Banner:
    """The page in a sentence. `state` gives colour and glyph."""

    state: str
    title: str
    detail: str


def is_stale(data: PageData, now: datetime) -> bool:
    """Tell whether the data is too old to say how things are now."""
    return now - data.at > STALE_AFTER


def worst(services: Sequence[Service]) -> str:
    """Return the state that matters most among some services; `paused` for none."""
    states = {service.monitor.shown_state for service in services}
    return next((state for state in SEVERITY if state in states), "paused")


def banner(data: PageData, now: datetime) -> Banner:
    """Say how things are. Old data never says that all is well."""
    if is_stale(data, now):
        return Banner("unknown", f"Last update {clock(data.at, now)}", "Our monitoring may be affected at the moment.")
    state = worst(data.services)
    concerned = [service for service in data.services if service.monitor.shown_state == state]
    match state:
        case "maintenance":
            return Banner(state, _subject(concerned, _PREDICATES[state]), _until(data) or _since(concerned, data.at))
        case "down" | "degraded":
            return Banner(state, _subject(concerned, _PREDICATES[state]), _since(concerned, data.at))
        case "unknown":
            detail = "We have no trustworthy measurement right now; this says nothing about the service."
            return Banner(state, f"No current data for {_names(concerned)}", detail)
        case "up":
            return Banner(state, "All systems are up", _checked(data))
    return _nothing_measured(data)


def _nothing_measured(data: PageData) -> Banner:
    if not data.services:
        return Banner("pending", "Nothing is shown here yet", "The services of this page will appear here.")
    if worst(data.services) == "paused":
        return Banner("paused", "Monitoring is paused", "Nothing is being measured at the moment.")
    return Banner("pending", "Monitoring has just begun", "The first results will be here within moments.")


_PREDICATES: Final = {"down": "down", "degraded": "degraded", "maintenance": "in maintenance"}


def _subject(concerned: Sequence[Service], predicate: str) -> str:
    return f"{_names(concerned)} {'is' if len(concerned) == 1 else 'are'} {predicate}"


def _names(concerned: Sequence[Service]) -> str:
    return _enumerated([service.monitor.name for service in concerned])


def _enumerated(names: Sequence[str]) -> str:
    if len(names) > 2:
        return f"{_NUMBERS.get(len(names), str(len(names)))} services"
    return " and ".join(names)


def work_name(work: Work) -> str:
    """Name planned work after what it concerns: `Maintenance of API and Website`."""
    subject = _enumerated(work.names)
    return f"Maintenance of {subject.lower() if len(work.names) > 2 else subject}"


def work_times(work: Work, now: datetime) -> str:
    """Write when it is worked: `22 Nov, 02:00 to 04:00 UTC`."""
    begin, end = work.starts_at.astimezone(UTC), work.ends_at.astimezone(UTC)
    day = "Today" if begin.date() == now.date() else date_of(begin)
    ends = f"{end:%H:%M}" if end.date() == begin.date() else f"{date_of(end)}, {end:%H:%M}"
    return f"{day}, {begin:%H:%M} to {ends} UTC"


def _until(data: PageData) -> str | None:
    """Say how long it takes, when it was planned."""
    running = [work for work in data.works if work.is_running(data.at)]
    if not running:
        return None
    first, last = min(work.starts_at for work in running), max(work.ends_at for work in running)
    return f"Since {clock(first, data.at)}, until {clock(last, data.at)}. Planned."


_NUMBERS: Final = {3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine", 10: "Ten"}


def _since(concerned: Sequence[Service], now: datetime) -> str:
    starts = [service.monitor.shown_since for service in concerned if service.monitor.shown_since]
    if not starts:
        return "Detected automatically."
    first = min(starts)
    return f"Since {clock(first, now)} ({duration(now - first)}). Detected automatically."


def _checked(data: PageData) -> str:
    count = len(data.services)
    quiet = sum(service.monitor.shown_state in ("paused", "pending") for service in data.services)
    told = f"{count - quiet} of {count} services are being checked." if quiet else ""
    return told or ("The service is" if count == 1 else f"All {count} services are") + " being checked automatically."


def clock(at: datetime, now: datetime) -> str:
    """Write a time: the clock today, with the date otherwise."""
    return f"{at:%H:%M} UTC" if at.date() == now.date() else f"{at.day} {at:%b}, {at:%H:%M} UTC"


def duration(span: timedelta) -> str:
    """Write a duration in its two largest units: `18 min`, `2 h 5 min`, `3 d 4 h`."""
    minutes = int(span.total_seconds()) // 60
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {rest} min" if rest else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"


def date_of(at: date) -> str:
    """Write a date without its year: `15 Oct`."""
    return f"{at.day} {at:%b}"


def long_date(at: date) -> str:
    """Write a date in full: `Thursday, 15 October 2026`."""
    return f"{at:%A}, {at.day} {at:%B %Y}"


def percent(ratio: float | None) -> str:
    """Write uptime, rounded down: two digits, three when it is above 99.99 %."""
    return "No data yet" if ratio is None else f"{bare_percent(ratio)} uptime"


def bare_percent(ratio: float) -> str:
    """Write a ratio as a percentage, rounded down: two digits, three when it is above 99.99 %."""
    return floored_percent(ratio, 3 if ratio >= 0.9999 else 2)
