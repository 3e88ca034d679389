"""TLS: does the handshake succeed, does the certificate fit the name and its issuers, and for how long?"""

import asyncio
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from core.observation import Certificate, Observation, Phases, failed
from core.reasons import Reason
from core.specs import MonitorSpec
from core.states import Outcome
from core.validation import InvalidError, parse_host_port
from probes.certificates import certificate_of
from probes.context import CheckContext
from probes.dialer import Connection
from probes.errors import DialError
from probes.handshake import handshake

TLS_PORT: Final = 443

# The server showed a certificate, but it was refused before Python lets us see it.
_REFUSED_CERTIFICATE: Final = frozenset(
    {
        Reason.TLS_EXPIRED,
        Reason.TLS_NOT_YET_VALID,
        Reason.TLS_WRONG_NAME,
        Reason.TLS_SELF_SIGNED,
        Reason.TLS_UNTRUSTED,
    }
)


async def check_tls(spec: MonitorSpec, context: CheckContext) -> Observation:
    """Shake hands with `spec.target` (`host:port`, port 443 when missing) once and judge the certificate.

    With `verify_tls` off, name and issuers are not judged, the dates are. The certificate is reported in failure too,
    where it can be had. The latency is look-up, connection and handshake.
    """
    started = asyncio.get_running_loop().time()
    try:
        host, port = parse_host_port(spec.target, TLS_PORT)
        connection = await context.dialer.connect_tcp(host, port, context.deadline)
    except DialError as failure:
        return failure.observation()
    except InvalidError as problem:
        return failed(Reason.TARGET_INVALID, str(problem))
    seen = _connected(connection)
    try:
        certificate, tls_us = await _shake(connection, context.tls.choose(spec.verify_tls), host, context.deadline)
    except DialError as failure:
        shown = await _refused_certificate(failure, connection.address, host, port, context, started)
        return failure.observation(replace(seen, certificate=shown))
    return _judged(_secured(seen, certificate, tls_us), spec.expect.certificate_days, datetime.now(UTC))


def _connected(connection: Connection) -> Observation:
    phases = Phases(dns_us=connection.dns_us, connect_us=connection.connect_us)
    return Observation(Outcome.UP, phases=phases, address=connection.address)


def _secured(seen: Observation, certificate: Certificate | None, tls_us: int) -> Observation:
    latency_us = (seen.phases.dns_us or 0) + (seen.phases.connect_us or 0) + tls_us
    return replace(seen, latency_us=latency_us, phases=replace(seen.phases, tls_us=tls_us), certificate=certificate)


async def _shake(
    connection: Connection, tls: ssl.SSLContext, host: str, deadline: float
) -> tuple[Certificate | None, int]:
    """Return what the server showed and how long the handshake took, in microseconds; raise DialError."""
    secured = await handshake(connection.socket, tls, host, deadline)
    with secured.socket:
        return certificate_of(secured.socket), secured.tls_us


async def _refused_certificate(
    failure: DialError, address: str, host: str, port: int, context: CheckContext, started: float
) -> Certificate | None:
    """Shake hands again without verifying, to see the certificate that was refused.

    Only when the time left is more than the first try took; the verdict does not wait for a slow server.
    """
    now = asyncio.get_running_loop().time()
    if failure.reason not in _REFUSED_CERTIFICATE or context.deadline - now < now - started:
        return None
    try:
        connection = await context.dialer.connect_tcp(address, port, context.deadline)
        certificate, _ = await _shake(connection, context.tls.trusting, host, context.deadline)
    except DialError:
        return None
    return certificate


def _judged(seen: Observation, least_days: int, now: datetime) -> Observation:
    """Judge the dates of the certificate: expired and not yet valid are down, close to its end is degraded."""
    certificate = seen.certificate
    if certificate is None:
        return failed(Reason.TLS_HANDSHAKE_FAILED, "the server showed no certificate that can be read", seen=seen)
    if certificate.not_after <= now:
        return failed(Reason.TLS_EXPIRED, f"on {certificate.not_after:%Y-%m-%d}", seen=seen)
    if certificate.not_before > now:
        return failed(Reason.TLS_NOT_YET_VALID, f"valid from {certificate.not_before:%Y-%m-%d}", seen=seen)
    if certificate.not_after - now < timedelta(days=least_days):
        detail = f"{_days((certificate.not_after - now).days)}, on {certificate.not_after:%Y-%m-%d}"
        return replace(seen, outcome=Outcome.DEGRADED, reason=Reason.TLS_EXPIRES_SOON, detail=detail)
    return seen


def _days(days: int) -> str:
    return "within a day" if days == 0 else f"in {days} day{'s' if days > 1 else ''}"
