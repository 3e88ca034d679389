"""One check at once, from here: what `healther check` does, and what a wish for a check comes down to."""

import asyncio

from core.observation import Observation, unmeasured
from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from probes.checkers import observe
from probes.config import ProbeConfig
from probes.context import CheckContext
from probes.dialer import Dialer
from probes.resolver import Resolver


async def check_once(spec: MonitorSpec, config: ProbeConfig) -> Observation:
    """Check a target once, without a database."""
    resolver = Resolver()
    try:
        return await look(Dialer(config.allowance, resolver), spec)
    finally:
        await resolver.close()


async def look(dialer: Dialer, spec: MonitorSpec) -> Observation:
    """Make one try, within the spec's time limit."""
    if spec.kind is Kind.HEARTBEAT:
        return unmeasured(Reason.HEARTBEAT_WAITING, "There is nothing to check from here.")
    return await observe(spec, CheckContext(dialer, asyncio.get_running_loop().time() + spec.timeout_s))
