"""What may be asked of explore: a closed list of words. Free of Polars: the API reads questions before it needs any."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.spans import Span


class Measure(StrEnum):
    """What can be asked for; the unit is in the name, shares are 0 to 1."""

    AVAILABILITY = "availability"
    UP_S = "up_s"
    DEGRADED_S = "degraded_s"
    DOWN_S = "down_s"
    CHECKS = "checks"
    FAILURES = "failures"
    FAILURE_SHARE = "failure_share"
    MEAN_MS = "mean_ms"
    MAX_MS = "max_ms"
    P50_MS = "p50_ms"
    P95_MS = "p95_ms"
    P99_MS = "p99_ms"


class Dimension(StrEnum):
    """What it can be split by."""

    MONITOR = "monitor"
    TAG = "tag"
    REGION = "region"
    DAY = "day"
    WEEKDAY = "weekday"
    HOUR = "hour"
    REASON = "reason"
    STATUS = "status"


OF_TIME: Final = frozenset({"availability", "up_s", "degraded_s", "down_s"})


class CannotAnswerError(Exception):
    """A question that makes no sense or asks for too much; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question. Sieves are None for everything; those on checks (regions, reasons, statuses) need single checks."""

    measures: Sequence[Measure]
    dimensions: Sequence[Dimension]
    period: Span
    time_zone: str
    tags: frozenset[str] | None = None
    regions: Sequence[int] | None = None
    reasons: Sequence[int] | None = None
    statuses: Sequence[int] | None = None
    limit: int = 10_000
