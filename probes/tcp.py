"""TCP: does the port accept a connection? Nothing is sent."""

from core.observation import Observation, Phases, failed
from core.reasons import Reason
from core.specs import MonitorSpec
from core.states import Outcome
from core.validation import InvalidError, parse_host_port
from probes.context import CheckContext
from probes.errors import DialError


async def check_tcp(spec: MonitorSpec, context: CheckContext) -> Observation:
    """Connect to `spec.target` (`host:port`) once and close; the latency is that of the connection alone."""
    try:
        host, port = parse_host_port(spec.target)
        connection = await context.dialer.connect_tcp(host, port, context.deadline)
    except DialError as failure:
        return failure.observation()
    except InvalidError as problem:
        return failed(Reason.TARGET_INVALID, str(problem))
    connection.socket.close()
    return Observation(
        Outcome.UP,
        latency_us=connection.connect_us,
        phases=Phases(dns_us=connection.dns_us, connect_us=connection.connect_us),
        address=connection.address,
    )
