"""The grid of slots: when a monitor is due.

A grid is pinned to the epoch, so a restart never bunches checks: slot n is `phase + n * period` after 1970-01-01 UTC.
The phase is a hash of monitor and region, so monitors spread evenly over their period, to the millisecond.
All times here are integer milliseconds since the epoch; `to_ms` and `from_ms` are the border to datetimes.
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

from core.specs import Kind

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND: Final = timedelta(milliseconds=1)
MIN_PERIOD_S: Final = 10
HEARTBEAT_LOOK_S: Final = 60  # a heartbeat is judged at least this often, whatever its period


def to_ms(at: datetime) -> int:
    """Return milliseconds since the epoch, rounded down."""
    return (at - EPOCH) // MILLISECOND


def from_ms(ms: int) -> datetime:
    """Return the UTC datetime of `ms` milliseconds since the epoch."""
    return EPOCH + timedelta(milliseconds=ms)


def phase_ms(monitor_id: int, region: int, period_s: int) -> int:
    """Return the offset of the monitor's grid, 0 ≤ phase < period."""
    digest = blake2b(b"%d:%d" % (monitor_id, region), digest_size=8).digest()
    return int.from_bytes(digest, "big") % (period_s * 1000)


def slot_after(ms: int, period_s: int, phase: int) -> int:
    """Return the first slot of the grid later than `ms`."""
    period = period_s * 1000
    return ms - (ms - phase) % period + period


def first_slot(now_ms: int, phase: int) -> int:
    """Return a slot within the next second that is a whole number of seconds before the next slot of the grid.

    A new, resumed or changed monitor is checked at once; its first point stands for the time up to the grid.
    """
    return slot_after(now_ms - 1, 1, phase % 1000)


def check_period_s(kind: Kind, period_s: int, grace_s: int) -> int:
    """Return how often the monitor is looked at: its period, but a heartbeat is judged often enough to be told late."""
    if kind is not Kind.HEARTBEAT:
        return period_s
    return max(MIN_PERIOD_S, min(period_s, grace_s or period_s, HEARTBEAT_LOOK_S))
