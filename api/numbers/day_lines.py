"""Lines of days: for each monitor one letter and one uptime a day. Closed days are kept in this process.

A closed day can still change when a late verdict arrives, so it is asked for again after a while; yesterday and today
are asked for each time.
"""

import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import floor
from typing import Final, NamedTuple, Protocol

from core.uptime import DayState, Seconds, day_state, uptime
from db.clock import select_now
from db.days import DayColumns, select_day_columns
from db.pool import Connection

WINDOW_DAYS: Final = 90
OPEN_DAYS: Final = 2  # yesterday and today
KEPT_S: Final = 600.0
MAX_KEPT: Final = 20_000

LETTERS: Final[dict[DayState, str]] = {
    DayState.FULL: "f",
    DayState.MINOR: "i",
    DayState.MAJOR: "a",
    DayState.DOWN: "d",
    DayState.NONE: "n",
    DayState.MAINTENANCE: "m",
    DayState.BEFORE: "b",
}


class Aged(Protocol):
    """A monitor, as far as its days are concerned."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def created_at(self) -> datetime:
        """When it was made."""


class Day(NamedTuple):
    """One day in short; `good_s / counted_s` is its uptime."""

    letter: str
    uptime: float | None  # rounded down to five places, so that only a perfect day reads 1
    good_s: int
    counted_s: int


@dataclass(frozen=True, slots=True)
class Line:
    """Consecutive days of one monitor, oldest first."""

    letters: str
    uptimes: list[float | None]
    good_s: int
    counted_s: int

    @property
    def uptime(self) -> float | None:
        """Uptime over all its days; None when nothing is known."""
        return uptime(Seconds(up_s=self.good_s, down_s=self.counted_s - self.good_s))

    def joined(self, later: "Line") -> "Line":
        """Return this line with later days behind it."""
        return Line(
            self.letters + later.letters,
            self.uptimes + later.uptimes,
            self.good_s + later.good_s,
            self.counted_s + later.counted_s,
        )


class _Kept(NamedTuple):
    line: Line
    today: date
    until: float  # on the monotonic clock
    has_data: bool


class DayLines:
    """Reads lines of days and keeps their closed part."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int], _Kept] = OrderedDict()

    async def uptimes(self, conn: Connection, monitors: Sequence[Aged]) -> dict[int, float | None]:
        """Return the uptime of the last 90 days by monitor id."""
        lines = await self.lines(conn, monitors, (await select_now(conn)).date())
        return {monitor_id: line.uptime for monitor_id, line in lines.items()}

    async def lines(
        self, conn: Connection, monitors: Sequence[Aged], today: date, days: int = WINDOW_DAYS
    ) -> dict[int, Line]:
        """Return the `days` days that end with `today`, by monitor id. At most two statements."""
        if not monitors:
            return {}
        first = today - timedelta(days=days - 1)
        opened = max(first, today - timedelta(days=OPEN_DAYS - 1))
        await self._fetch_closed(conn, monitors, first, opened, today, days)
        closed = {m.id: self._kept[m.id, days] for m in monitors}  # another request may push them out meanwhile
        recent = {found.monitor_id: found for found in await select_day_columns(conn, list(closed), opened, today)}
        count = (today - opened).days + 1
        lines = {}
        for monitor in monitors:
            line, has_data = closed[monitor.id].line, closed[monitor.id].has_data
            created = monitor.created_at.date()
            lines[monitor.id] = line.joined(line_of(recent.get(monitor.id), opened, count, created, has_data))
        return lines

    async def _fetch_closed(
        self, conn: Connection, monitors: Iterable[Aged], first: date, opened: date, today: date, days: int
    ) -> None:
        now = time.monotonic()
        stale = [m for m in monitors if not self._is_kept(m.id, days, today, now)]
        if not stale:
            return
        ids, last = [m.id for m in stale], opened - timedelta(days=1)
        columns = await select_day_columns(conn, ids, first, last) if first <= last else []
        found = {column.monitor_id: column for column in columns}
        for monitor in stale:
            found_days = found.get(monitor.id)
            line = line_of(found_days, first, (opened - first).days, monitor.created_at.date())
            self._kept[monitor.id, days] = _Kept(line, today, now + KEPT_S, found_days is not None)
        self._shrink(len(stale))

    def _is_kept(self, monitor_id: int, days: int, today: date, now: float) -> bool:
        kept = self._kept.get((monitor_id, days))
        return kept is not None and kept.today == today and kept.until > now

    def _shrink(self, just_added: int) -> None:
        while len(self._kept) > max(MAX_KEPT, just_added):
            self._kept.popitem(last=False)


def line_of(columns: DayColumns | None, first: date, count: int, created: date, has_earlier: bool = False) -> Line:
    """Return `count` days from `first`. A day without data is `before` until the monitor was made or has data."""
    days: list[Day | None] = [None] * count
    begins = 0 if has_earlier else (created - first).days
    if columns is not None:
        begins = min(begins, *columns.offsets)
        seconds = zip(columns.up_s, columns.degraded_s, columns.down_s, columns.maintenance_s, strict=True)
        for offset, of_day in zip(columns.offsets, seconds, strict=True):
            days[offset] = classify(*of_day)
    filled = [day or (_BEFORE if offset < begins else _NONE) for offset, day in enumerate(days)]
    return Line(
        "".join(day.letter for day in filled),
        [day.uptime for day in filled],
        sum(day.good_s for day in filled),
        sum(day.counted_s for day in filled),
    )


@lru_cache(16_384)
def classify(up_s: int, degraded_s: int, down_s: int, maintenance_s: int) -> Day:
    """Return a day in short. Most days are alike, so they are classified once."""
    seconds = Seconds(up_s, degraded_s, down_s, 0, maintenance_s)
    ratio = uptime(seconds)
    floored = None if ratio is None else floor(ratio * 100_000) / 100_000
    return Day(LETTERS[day_state(seconds)], floored, up_s + degraded_s, seconds.counted_s)


_BEFORE: Final = Day(LETTERS[DayState.BEFORE], None, 0, 0)
_NONE: Final = Day(LETTERS[DayState.NONE], None, 0, 0)
