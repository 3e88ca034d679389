"""Ranges of time in queries: half-open, UTC, bounded."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Query

from api.errors import unprocessable

MAX_RANGE: Final = timedelta(days=3660)

From = Annotated[datetime | None, Query(alias="from", description="RFC 3339; without a zone it is UTC")]
To = Annotated[datetime | None, Query(description="RFC 3339; without a zone it is UTC; default now")]


@dataclass(frozen=True, slots=True)
class TimeRange:
    """From `start` up to before `end`."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class AskedRange:
    """What was asked for; None where nothing was said."""

    start: datetime | None
    end: datetime | None

    def settle(self, now: datetime, default: timedelta) -> TimeRange:
        """Return the range with its defaults; raise a 422 for one that is empty or too long."""
        end = min(self.end or now, now)
        start = self.start or end - default
        if start >= end:
            raise unprocessable("from", "The range is empty or lies in the future.", "Let `from` be before `to`.")
        if end - start > MAX_RANGE:
            raise unprocessable("from", "The range is longer than ten years.", "Ask for a shorter one.")
        return TimeRange(start, end)


def _asked(start: From = None, to: To = None) -> AskedRange:
    return AskedRange(_utc("from", start), _utc("to", to))


def _utc(field: str, at: datetime | None) -> datetime | None:
    if at is None:
        return None
    if not 1970 < at.year < 9999:  # beyond, arithmetic with times overflows
        raise unprocessable(field, "This time is too far away.", "Write a time of this millennium.")
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


Range = Annotated[AskedRange, Depends(_asked)]
