"""The HTTP checker: send, follow redirects, judge."""

import httpx

from core.observation import Observation, failed
from core.reasons import Reason
from core.specs import MonitorSpec
from core.validation import InvalidError, RefusedPortError
from probes.context import CheckContext
from probes.errors import DialError
from probes.http.assertions import judge
from probes.http.requests import first_request, next_request
from probes.http.trace import Trace
from probes.http.transport import HttpTransport


async def check_http(spec: MonitorSpec, context: CheckContext) -> Observation:
    """Check one web address once, all redirects within the one deadline."""
    trace = Trace()
    try:
        response = await _final_response(spec, context, trace)
    except DialError as failure:
        return failure.observation(trace.observation())
    except RefusedPortError:
        return failed(Reason.TARGET_NOT_ALLOWED)
    except InvalidError as problem:
        return failed(Reason.TARGET_INVALID, str(problem))
    return judge(spec.expect, response, trace.observation(trace.elapsed_us()))


async def _final_response(spec: MonitorSpec, context: CheckContext, trace: Trace) -> httpx.Response:
    transport = HttpTransport(context, verify_tls=spec.verify_tls)
    request: httpx.Request | None = first_request(spec, trace)
    while request is not None:
        response = await transport.handle_async_request(request)
        request = next_request(spec, response, trace) if spec.follow_redirects else None
    return response
