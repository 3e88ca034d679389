"""Defaults that follow the period, and the rule that a slot's verdict is known within its own period."""

from dataclasses import dataclass
from typing import Final

from core.specs import Confirm

MAX_TIMEOUT_S: Final = 60.0
MAX_TRIES: Final = 10
SLACK: Final = 0.9  # the share of the period that tries may use; the rest is for queue and storage


@dataclass(frozen=True, slots=True)
class MisfitError(Exception):
    """A value that does not fit into the period; `largest` is the largest that would."""

    field: str
    largest: float
    unit: str


def budget_s(timeout_s: float, confirm: Confirm) -> float:
    """Return how long a slot takes at most: all tries at their time limit and the waits between them, in seconds."""
    return confirm.failures * timeout_s + (confirm.failures - 1) * confirm.retry_s


def default_timeout_s(period_s: int) -> float:
    """Return the time limit of one try for a monitor that names none, in seconds."""
    return min(10.0, period_s / 4)


def default_retry_s(period_s: int) -> float:
    """Return the wait before a failed try is repeated for a monitor that names none, in seconds."""
    return min(20.0, period_s / 6)


def fit(
    period_s: int, timeout_s: float | None, failures: int | None, recoveries: int | None, retry_s: float | None
) -> tuple[float, Confirm]:
    """Fill in what was not given so that it fits the period; raise `MisfitError` for a given value that does not."""
    room_s = period_s * SLACK
    tries = 2 if failures is None else failures
    if timeout_s is None:
        timeout_s = min(default_timeout_s(period_s), _rounded(room_s / tries * 0.75))
    _require_fit("timeout_s", timeout_s, _rounded(room_s / tries), "s")
    if retry_s is None:
        retry_s = min(default_retry_s(period_s), _longest_retry_s(room_s, timeout_s, tries))
    if tries > 1:
        _require_fit("confirm.retry_s", retry_s, _longest_retry_s(room_s, timeout_s, tries), "s")
    return timeout_s, Confirm(tries, 1 if recoveries is None else recoveries, retry_s)


def _longest_retry_s(room_s: float, timeout_s: float, tries: int) -> float:
    return _rounded((room_s - tries * timeout_s) / (tries - 1)) if tries > 1 else room_s


def _rounded(seconds: float) -> float:
    """Round down to a millisecond, so that the largest value that is named really fits."""
    return int(seconds * 1000) / 1000


def _require_fit(field: str, given: float, largest: float, unit: str) -> None:
    if given > largest:
        raise MisfitError(field, largest, unit)
