"""Time zones as spans of constant offset, so that the database need not know any zone. Pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from core.spans import Span

STEP: Final = timedelta(hours=6)  # no zone has changed its clock twice in so short a time
SECOND: Final = timedelta(seconds=1)


class Shift(NamedTuple):
    """A stretch during which the clock of a zone is `offset_s` seconds ahead of UTC."""

    start: datetime
    end: datetime
    offset_s: int


def shifts(period: Span, time_zone: str) -> list[Shift]:
    """Return the stretches of constant offset that tile a period; none for an empty one."""
    zone = ZoneInfo(time_zone)
    edges = [period.start, *_changes(period, zone), period.end]
    return [Shift(start, end, _offset_s(start, zone)) for start, end in pairwise(edges) if start < end]


def _changes(period: Span, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the instants inside the period at which the offset changes."""
    at = period.start
    while at < period.end:
        following = min(at + STEP, period.end)
        if _offset_s(at, zone) != _offset_s(following, zone):
            yield _change(at, following, zone)
        at = following


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant with the later offset, to the second."""
    while after - before > SECOND:
        middle = before + ((after - before) / 2 // SECOND) * SECOND
        if _offset_s(middle, zone) == _offset_s(before, zone):
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _offset_s(at: datetime, zone: ZoneInfo) -> int:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None, "a zone says how far it is from UTC"
    return int(offset.total_seconds())
