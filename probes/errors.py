"""How reaching a target fails: one small exception below the checkers, which turn it into an observation.

DialError    the socket, the name or the handshake failed; it says with which reason
"""

import errno
from dataclasses import replace
from typing import Final

from core.observation import Observation, failed, unmeasured
from core.reasons import Reason

_REASONS: Final[dict[int, Reason]] = {
    errno.ECONNREFUSED: Reason.CONNECTION_REFUSED,
    errno.ECONNRESET: Reason.CONNECTION_RESET,
    errno.ECONNABORTED: Reason.CONNECTION_RESET,
    errno.EPIPE: Reason.CONNECTION_RESET,
    errno.ETIMEDOUT: Reason.TIMEOUT,
    errno.EHOSTUNREACH: Reason.UNREACHABLE,
    errno.ENETUNREACH: Reason.UNREACHABLE,
    errno.ENETDOWN: Reason.UNREACHABLE,
    errno.EHOSTDOWN: Reason.UNREACHABLE,
    errno.EACCES: Reason.UNREACHABLE,
    errno.EPERM: Reason.UNREACHABLE,
}

# A look-up goes through the system's name servers: when they are silent, that says nothing about the target.
_OURS: Final = (Reason.PROBE_ERROR, Reason.ICMP_NOT_PERMITTED, Reason.DNS_TIMEOUT)


class DialError(Exception):
    """The target could not be reached; `reason` says why, `detail` with which values (free of secrets).

    `address` is the IP address that was dialled; None when it did not come to that.
    """

    def __init__(self, reason: Reason, detail: str | None = None) -> None:
        super().__init__(reason.word, detail)
        self.reason = reason
        self.detail = detail
        self.address: str | None = None

    def observation(self, seen: Observation | None = None) -> Observation:
        """Return what a checker reports: down, or unknown when the fault is ours; keeps what was `seen` before."""
        if self.reason in _OURS:
            return unmeasured(self.reason, self.detail)
        known = failed(self.reason, self.detail, seen=seen)
        return replace(known, address=self.address) if self.address is not None else known


def dial_error(failure: OSError) -> DialError:
    """Translate an operating system's error; one that only our side can cause (no descriptors, no ports) is ours."""
    reason = _REASONS.get(failure.errno or 0, Reason.PROBE_ERROR)
    return DialError(reason, failure.strerror if reason is Reason.PROBE_ERROR else None)
