"""Uptime from seconds by state, and the colour class of a day. Constants shared by server, pages and reports."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY_S: Final = 86_400
MINOR_FROM: Final = 0.95
MAJOR_FROM: Final = 0.50


class DayState(StrEnum):
    """How a day looks on the 90-day pipes."""

    FULL = "full"  # exactly 100 %
    MINOR = "minor"  # 95 % ≤ uptime < 100 %, or any degraded time
    MAJOR = "major"  # 50 % ≤ uptime < 95 %
    DOWN = "down"  # under 50 %
    NONE = "none"  # nothing known
    MAINTENANCE = "maintenance"
    BEFORE = "before"  # the monitor did not exist yet


@dataclass(frozen=True, slots=True)
class Seconds:
    """Covered time by state, in whole seconds."""

    up_s: int = 0
    degraded_s: int = 0
    down_s: int = 0
    unknown_s: int = 0
    maintenance_s: int = 0

    def __add__(self, other: "Seconds") -> "Seconds":
        return Seconds(
            self.up_s + other.up_s,
            self.degraded_s + other.degraded_s,
            self.down_s + other.down_s,
            self.unknown_s + other.unknown_s,
            self.maintenance_s + other.maintenance_s,
        )

    @property
    def counted_s(self) -> int:
        """The denominator of uptime: seconds in which the monitor was known to be up, degraded or down."""
        return self.up_s + self.degraded_s + self.down_s

    @property
    def known_s(self) -> int:
        """Seconds whose state is known, maintenance included."""
        return self.counted_s + self.maintenance_s


def uptime(seconds: Seconds) -> float | None:
    """Return (up + degraded) / (up + degraded + down), 0.0 to 1.0; None when nothing is known."""
    if seconds.counted_s == 0:
        return None
    return (seconds.up_s + seconds.degraded_s) / seconds.counted_s


def coverage(seconds: Seconds, passed_s: int) -> float:
    """Return the share of the `passed_s` seconds whose state is known, 0.0 to 1.0."""
    return min(1.0, seconds.known_s / passed_s) if passed_s > 0 else 0.0


def day_state(seconds: Seconds) -> DayState:
    """Classify a day. A day that mixes maintenance and failure shows the failure."""
    ratio = uptime(seconds)
    if ratio is None:
        return DayState.MAINTENANCE if seconds.maintenance_s else DayState.NONE
    if seconds.down_s == 0:
        return DayState.MINOR if seconds.degraded_s else DayState.FULL
    if ratio >= MINOR_FROM:
        return DayState.MINOR
    return DayState.MAJOR if ratio >= MAJOR_FROM else DayState.DOWN


def floored_percent(ratio: float, digits: int = 2) -> str:
    """Write a ratio as a percentage, rounded down, so that only a perfect window reads 100%."""
    return f"{floored(ratio, digits) * 100:.{digits}f}%" if ratio < 1 else "100%"


def floored(ratio: float, digits: int = 2) -> float:
    """Return a ratio rounded down to so many digits of its percentage; only a perfect window is 1."""
    if ratio >= 1:
        return 1.0
    scale: int = 100 * 10**digits
    return min(int(ratio * scale + 1e-9), scale - 1) / scale
