"""The answer to "check now", in the shape in which the API shows a check."""

from datetime import datetime
from typing import Any

from core.observation import Certificate, Observation, Phases
from core.reasons import sentence

LOCAL_REGION_NAME = "local"


def answer_of(seen: Observation, started_at: datetime, region: str = LOCAL_REGION_NAME) -> dict[str, Any]:
    """Return the check as JSON; a manual check stands for no time."""
    return {
        "slot": started_at.isoformat(),
        "attempt": 1,
        "state": seen.outcome.word,
        "outcome": seen.outcome.word,
        "covers_s": 0,
        "latency_ms": _ms(seen.latency_us),
        "phases": _phases(seen.phases),
        "http_status": seen.http_status,
        "reason": None if seen.reason is None else seen.reason.word,
        "message": None if seen.reason is None else sentence(seen.reason, seen.detail),
        "lateness_ms": 0,
        "region": region,
        "address": seen.address,
        "certificate": None if seen.certificate is None else _certificate(seen.certificate),
    }


def _phases(phases: Phases) -> dict[str, float | None]:
    return {
        "dns_ms": _ms(phases.dns_us),
        "connect_ms": _ms(phases.connect_us),
        "tls_ms": _ms(phases.tls_us),
        "wait_ms": _ms(phases.wait_us),
        "transfer_ms": _ms(phases.transfer_us),
    }


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": list(certificate.names),
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
    }


def _ms(value_us: int | None) -> float | None:
    return None if value_us is None else value_us / 1000
