"""The body of one check, as stored and as answered to a manual request."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from api.schemas import Out, UtcTime
from core.reasons import Reason, sentence
from core.states import Outcome, State
from db.checks import Check


class PhasesOut(Out):
    """Where the time went, in milliseconds; null for a phase that did not happen."""

    dns_ms: float | None
    connect_ms: float | None
    tls_ms: float | None
    wait_ms: float | None
    transfer_ms: float | None


class CheckOut(Out):
    """One try. `attempt` 0 is the verdict of its slot and stands for `covers_s` seconds; others stand for none."""

    slot: UtcTime
    attempt: int
    state: str
    outcome: str | None
    covers_s: int
    latency_ms: float | None
    phases: PhasesOut
    http_status: int | None
    reason: str | None
    message: str | None
    lateness_ms: int | None
    region: str
    address: str | None


class CertificateOut(Out):
    """The certificate that a server showed."""

    subject: str
    issuer: str
    names: list[str]
    not_before: UtcTime
    not_after: UtcTime


def _or_empty(phases: Any) -> Any:
    return phases or dict.fromkeys(PhasesOut.model_fields)


class ManualCheckOut(CheckOut):
    """One check made at once, with the certificate that was shown."""

    phases: Annotated[PhasesOut, BeforeValidator(_or_empty)]
    certificate: CertificateOut | None = None


def show_check(row: Check) -> CheckOut:
    """Return a stored check as people read it."""
    reason = None if row.reason is None else Reason(row.reason)
    return CheckOut(
        slot=row.slot,
        attempt=row.attempt,
        state=State(row.state).word,
        outcome=None if row.outcome is None else Outcome(row.outcome).word,
        covers_s=row.covers_s,
        latency_ms=_ms(row.latency_us),
        phases=PhasesOut(
            dns_ms=_ms(row.dns_us),
            connect_ms=_ms(row.connect_us),
            tls_ms=_ms(row.tls_us),
            wait_ms=_ms(row.wait_us),
            transfer_ms=_ms(row.transfer_us),
        ),
        http_status=row.http_status,
        reason=reason.word if reason else None,
        message=sentence(reason, row.detail) if reason else None,
        lateness_ms=row.lateness_ms,
        region=row.region,
        address=None if row.address is None else str(row.address),
    )


def _ms(us: int | None) -> float | None:
    return None if us is None else us / 1000
