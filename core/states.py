"""The two closed sets everything speaks: the state of a monitor and the outcome of one try.

The numbers are stored in `checks` and `state_intervals`; they never change their meaning.
"""

from enum import IntEnum


class State(IntEnum):
    """Confirmed state of a monitor for one slot."""

    UP = 1
    DEGRADED = 2  # answers, but slower than its limit or close to a failure (certificate)
    DOWN = 3
    UNKNOWN = 4  # we could not measure: never counted as up or down
    MAINTENANCE = 5

    @property
    def word(self) -> str:
        """The word people and the API read: `up`, `degraded`, `down`, `unknown`, `maintenance`."""
        return self.name.lower()


class Outcome(IntEnum):
    """What one try saw."""

    UP = 1
    DEGRADED = 2
    DOWN = 3
    UNKNOWN = 4

    @property
    def word(self) -> str:
        """The word people and the API read."""
        return self.name.lower()
