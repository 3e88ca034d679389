"""What one try of an HTTP check has seen so far: filled hop by hop, kept when a hop fails."""

import time
from dataclasses import dataclass, field

from core.observation import Certificate, Observation, Phases
from core.states import Outcome


def _add(before: int | None, more: int | None) -> int | None:
    return before if more is None else (before or 0) + more


@dataclass(slots=True)
class Trace:
    """Times in microseconds, summed over redirects; the rest is that of the last hop."""

    started: float = field(default_factory=time.perf_counter)
    dns_us: int | None = None
    connect_us: int | None = None
    tls_us: int | None = None
    wait_us: int | None = None
    transfer_us: int | None = None
    http_status: int | None = None
    address: str | None = None
    certificate: Certificate | None = None
    redirects: int = 0
    left_origin: bool = False  # a redirect led away: nothing of the user's is sent any more

    def dialled(self, address: str, dns_us: int | None, connect_us: int) -> None:
        """A hop was connected; what the hop before it showed no longer counts."""
        self.address, self.certificate, self.http_status = address, None, None
        self.dns_us = _add(self.dns_us, dns_us)
        self.connect_us = _add(self.connect_us, connect_us)

    def secured(self, certificate: Certificate | None, tls_us: int) -> None:
        """The hop's TLS handshake is done."""
        self.certificate = certificate
        self.tls_us = _add(self.tls_us, tls_us)

    def answered(self, wait_us: int | None, transfer_us: int | None) -> None:
        """The hop's answer has come, or what there was of it."""
        self.wait_us = _add(self.wait_us, wait_us)
        self.transfer_us = _add(self.transfer_us, transfer_us)

    def observation(self, latency_us: int | None = None) -> Observation:
        """Return what was seen, as if it were good; `latency_us` only when there was a whole answer."""
        phases = Phases(self.dns_us, self.connect_us, self.tls_us, self.wait_us, self.transfer_us)
        return Observation(
            Outcome.UP,
            latency_us=latency_us,
            phases=phases,
            http_status=self.http_status,
            address=self.address,
            certificate=self.certificate,
        )

    def elapsed_us(self) -> int:
        """Return the microseconds since the try began."""
        return round((time.perf_counter() - self.started) * 1e6)
