"""When maintenance windows are open: recurrence rules (RFC 5545) by the clock of a zone, as instants.

A time that the clock jumps over is the instant of the jump; one that it shows twice is the first (core.calendars).
A window lasts its duration in elapsed time, whatever the clock does meanwhile. `UNTIL` with a Z is UTC, without one it
is the wall clock's.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr

from core.calendars import first_shown
from core.spans import Span

MOST_IN_A_YEAR: Final = 1500  # four a day
AHEAD: Final = timedelta(days=400)
SHORTEST_GAP: Final = timedelta(minutes=1)
NEVER: Final = datetime.max.replace(tzinfo=UTC)


class RuleError(ValueError):
    """A recurrence rule that cannot be used; the text says why, for people."""


class _Opening(NamedTuple):
    """What the clock shows, and the instant."""

    wall: datetime
    at: datetime


def expand(starts_at: datetime, duration: timedelta, rule: str | None, time_zone: str, within: Span) -> list[Span]:
    """Return the spans that begin within a range, in order; raise RuleError for a rule that cannot be used."""
    openings = list(islice(_starts(starts_at, rule, time_zone, within), MOST_IN_A_YEAR + 1))
    if any(later.wall - earlier.wall < duration + SHORTEST_GAP for earlier, later in pairwise(openings)):
        raise RuleError("the window would still be open when it opens again: make it shorter or more seldom")
    if len(openings) > MOST_IN_A_YEAR:
        raise RuleError(f"the window would open more than {MOST_IN_A_YEAR} times a year")
    starts = list(dict.fromkeys(one.at for one in openings))  # times that the clock jumps over together are one opening
    following = [*starts, NEVER][1:]  # on a day that the clock makes shorter, a window ends where the next one begins
    return [Span(start, min(start + duration, later)) for start, later in zip(starts, following, strict=True)]


def _starts(starts_at: datetime, rule: str | None, time_zone: str, within: Span) -> Iterator[_Opening]:
    zone = ZoneInfo(time_zone)
    local = starts_at.astimezone(zone).replace(tzinfo=None)
    if rule is None:
        yield from [_Opening(local, starts_at)] if within.start <= starts_at < within.end else []
        return
    # An end for rules that never match, like 30 February: they would be searched up to the year 9999.
    last = within.end.astimezone(zone).replace(tzinfo=None) + timedelta(days=2)
    try:
        text, count, until = _read(rule, zone)
        parsed = rrulestr(text, dtstart=local)
        if isinstance(parsed, rruleset):
            raise ValueError("one rule only")
        for wall in islice(parsed.replace(until=min(last, until or last)), count):
            start = first_shown(wall, zone)
            if within.start <= start < within.end:
                yield _Opening(wall, start)
    except (ValueError, OverflowError, TypeError) as error:
        raise RuleError(f"this rule cannot be read: {error}") from error


def _read(rule: str, zone: ZoneInfo) -> tuple[str, int | None, datetime | None]:
    """Return a rule without its limits, and these: how often, and until when by the wall clock."""
    text = rule.strip().upper().removeprefix("RRULE:")
    if any(character in text for character in "\n\r:") or "FREQ=" not in text:
        raise ValueError("write one rule like FREQ=WEEKLY;BYDAY=SU")
    if "SECONDLY" in text or "MINUTELY" in text:
        raise ValueError("windows cannot open every second or minute")
    parts = dict(part.partition("=")[::2] for part in text.split(";") if part)
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    if count is not None and until is not None:
        raise ValueError("either COUNT or UNTIL, not both")
    rest = ";".join(f"{name}={value}" for name, value in parts.items())
    return rest, None if count is None else int(count), None if until is None else _until(until, zone)


def _until(text: str, zone: ZoneInfo) -> datetime:
    """Read an end as the wall clock shows it; a day counts to its last second."""
    if text.endswith("Z"):
        at = datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return at.astimezone(zone).replace(tzinfo=None)
    if "T" in text:
        return datetime.strptime(text, "%Y%m%dT%H%M%S")  # noqa: DTZ007 - the wall clock's
    day = datetime.strptime(text, "%Y%m%d")  # noqa: DTZ007 - the wall clock's
    return day + timedelta(hours=23, minutes=59, seconds=59)


def horizon(now: datetime) -> datetime:
    """Return up to when occurrences are written ahead."""
    return (now + AHEAD).astimezone(UTC)
