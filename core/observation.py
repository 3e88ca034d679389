"""What one try saw: the value every checker returns. A failed check is a value, never an exception."""

from dataclasses import dataclass, replace
from datetime import datetime

from core.reasons import DETAIL_LIMIT, Reason
from core.states import Outcome


@dataclass(frozen=True, slots=True)
class Phases:
    """Where the time went, in microseconds; None for a phase that did not happen. Summed over redirects."""

    dns_us: int | None = None
    connect_us: int | None = None
    tls_us: int | None = None
    wait_us: int | None = None  # request sent → first byte
    transfer_us: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate a server showed, in the parts that people ask for."""

    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Observation:
    """The result of one try."""

    outcome: Outcome
    reason: Reason | None = None  # None exactly when the outcome is up
    detail: str | None = None  # values behind the reason; no secrets, at most DETAIL_LIMIT characters
    latency_us: int | None = None  # the whole try; None when there was no answer
    phases: Phases = Phases()
    http_status: int | None = None
    address: str | None = None  # the IP address that was dialled
    certificate: Certificate | None = None

    def __post_init__(self) -> None:
        if (self.reason is None) != (self.outcome is Outcome.UP):
            raise ValueError(f"{self.outcome.word} with reason {self.reason!r}: only `up` comes without a reason")
        if self.detail is not None and len(self.detail) > DETAIL_LIMIT:
            object.__setattr__(self, "detail", self.detail[: DETAIL_LIMIT - 1] + "…")


def failed(reason: Reason, detail: str | None = None, *, seen: Observation | None = None) -> Observation:
    """Build a `down` observation, keeping what was `seen` before the failure."""
    if seen is None:
        return Observation(Outcome.DOWN, reason, detail)
    return replace(seen, outcome=Outcome.DOWN, reason=reason, detail=detail)


def unmeasured(reason: Reason, detail: str | None = None) -> Observation:
    """Build an `unknown` observation: our side could not measure."""
    return Observation(Outcome.UNKNOWN, reason, detail)
