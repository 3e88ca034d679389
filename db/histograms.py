"""Latency histograms (core.histogram) of many monitors and UTC days, added up while they are read.

Reads `checks_daily`. A histogram has 826 bins, of which a day fills some hundred: only those between the fastest and
the slowest answer leave the database, in the binary form of its arrays. There a bin takes 64 bits, of which the count
is the lower half; so the whole array is read as one large number, and adding such numbers adds up all bins at once,
many times as fast as bin by bin. No bin overflows its half below 4 billion answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from struct import unpack
from typing import Any, Final, NamedTuple

from core.histogram import BINS, LOWER, UPPER
from db.pool import Connection

HISTOGRAMS_DEADLINE_S: Final = 60.0
HEADER_BYTES: Final = 20  # dimensions, flags, type, length, lower bound
BIN_BYTES: Final = 8

Record = Any  # of the driver: monitor_id, day, last bin, counts


class Bins(NamedTuple):
    """Columns of equal length: counts by a key and a bin, empty bins left out."""

    key: list[int]
    bin: list[int]
    n: list[int]


# One bin more on each side: the logarithm of a latency on an edge may be rounded to either.
_BIN: Final = f"width_bucket(ln(greatest({{latency}}, 1)::float8) / ln(1.02::float8), {LOWER}, {UPPER}, {BINS})"
SELECT_HISTOGRAMS: Final = f"""
    SELECT monitor_id, day, last, array_send(histogram[first + 1:last + 1]) AS counts
      FROM (SELECT monitor_id, (bucket AT TIME ZONE 'UTC')::date - DATE '1970-01-01' AS day, histogram,
                   greatest({_BIN.format(latency="latency_min_us")} - 1, 0) AS first,
                   least({_BIN.format(latency="latency_max_us")} + 1, {BINS + 1}) AS last
              FROM checks_daily
             WHERE monitor_id = ANY($1::integer[])
               AND bucket >= $2
               AND bucket < $3
               AND histogram IS NOT NULL) AS filled
"""  # noqa: S608 - made of our own constants


async def select_histograms(
    conn: Connection, monitor_ids: Sequence[int], start: datetime, end: datetime
) -> Sequence[Record]:
    """Return the histograms of closed UTC days, for AddedUp; they are 1 kB each."""
    rows: Sequence[Record] = await conn.fetch(SELECT_HISTOGRAMS, monitor_ids, start, end, timeout=HISTOGRAMS_DEADLINE_S)
    return rows


class AddedUp:
    """Histograms, added up by monitor and by day (days since the epoch)."""

    def __init__(self) -> None:
        self._by_monitor: dict[int, int] = {}
        self._by_day: dict[int, int] = {}

    def add(self, rows: Iterable[Record]) -> None:
        """Add what `select_histograms` returned."""
        by_monitor, by_day = self._by_monitor, self._by_day
        for monitor_id, day, last, counts in rows:
            number = int.from_bytes(counts[HEADER_BYTES:], "big") << 8 * BIN_BYTES * (BINS + 1 - last)
            by_monitor[monitor_id] = by_monitor.get(monitor_id, 0) + number
            by_day[day] = by_day.get(day, 0) + number

    @property
    def by_monitor(self) -> Bins:
        """The histogram of each monitor."""
        return _taken_apart(self._by_monitor)

    @property
    def by_day(self) -> Bins:
        """The histogram of each day, over all monitors."""
        return _taken_apart(self._by_day)


def _taken_apart(numbers: Mapping[int, int]) -> Bins:
    """Return the counts inside of numbers that begin with bin 0."""
    found = Bins([], [], [])
    for key, number in sorted(numbers.items()):
        halves = unpack(f">{2 * (BINS + 2)}I", number.to_bytes(BIN_BYTES * (BINS + 2), "big"))
        filled = [(place, n) for place, n in enumerate(halves[1::2]) if n]
        found.key.extend([key] * len(filled))
        found.bin.extend(place for place, _ in filled)
        found.n.extend(n for _, n in filled)
    return found
