"""How much time a check point stands for.

A point reaches from its slot to the next one, but never over a UTC midnight and never over more than an hour.
What is left is stood for by carry points: the state of the last check, without a try. So the points of a UTC day
add up to exactly the time that the monitor was covered on that day. Times are integer milliseconds since the epoch.
"""

from typing import Final, NamedTuple

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 86_400_000


class Piece(NamedTuple):
    """A stretch of covered time, half-open, inside one UTC day and at most an hour long."""

    start_ms: int
    end_ms: int

    @property
    def seconds(self) -> int:
        """Whole seconds: slots of one grid are whole seconds apart, and so is midnight for grids that reach it."""
        return seconds_between(self.start_ms, self.end_ms)


def seconds_between(start_ms: int, end_ms: int) -> int:
    """Return the seconds from one time to another on the clock of whole seconds.

    Both ends are rounded down, so pieces that touch add up without a remainder although slots carry milliseconds.
    """
    return end_ms // 1000 - start_ms // 1000


def piece(start_ms: int, end_ms: int) -> Piece:
    """Return the first piece of the time from `start_ms` to `end_ms`."""
    midnight = start_ms - start_ms % DAY_MS + DAY_MS
    return Piece(start_ms, min(end_ms, midnight, start_ms + HOUR_MS))


def pieces(start_ms: int, end_ms: int, until_ms: int) -> list[Piece]:
    """Cut the time from `start_ms` to `end_ms` into pieces that begin before `until_ms`; always the first."""
    cut = [piece(start_ms, end_ms)]
    while cut[-1].end_ms < min(end_ms, until_ms):
        cut.append(piece(cut[-1].end_ms, end_ms))
    return cut
