"""All checkers by kind, and the one way to run them: `observe`.

A heartbeat is not here: it is judged from the pings that came (`probes.heartbeat`), nothing is dialled.
"""

import asyncio
import logging
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from core.observation import Observation, failed, unmeasured
from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from probes.context import CheckContext, Checker
from probes.dns import check_dns
from probes.http import check_http
from probes.icmp import check_icmp
from probes.latency import judge_latency
from probes.tcp import check_tcp
from probes.tls import check_tls

log = logging.getLogger(__name__)

CHECKERS: Final[Mapping[Kind, Checker]] = MappingProxyType(
    {
        Kind.HTTP: check_http,
        Kind.TCP: check_tcp,
        Kind.ICMP: check_icmp,
        Kind.DNS: check_dns,
        Kind.TLS: check_tls,
    }
)

# Checkers keep the deadline themselves and know what was missing at its end; one that does not is cut a little later.
LAST_RESORT_S: Final = 0.25


async def observe(spec: MonitorSpec, context: CheckContext, checkers: Mapping[Kind, Checker] = CHECKERS) -> Observation:
    """Run one try and return what it saw; it ends by `context.deadline` and never raises (but for a cancellation)."""
    try:
        async with asyncio.timeout_at(context.deadline + LAST_RESORT_S):
            seen = await checkers[spec.kind](spec, context)
    except TimeoutError:
        return failed(Reason.TIMEOUT)
    except Exception:
        log.exception("checker failed", extra={"kind": spec.kind.value})
        return unmeasured(Reason.PROBE_ERROR)
    return judge_latency(spec.expect, seen)
