"""The requests of a check: the first one, and the one a redirect asks for."""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final
from urllib.parse import urljoin

import httpx

from core.reasons import Reason
from core.specs import MonitorSpec
from core.validation import HttpTarget, InvalidError, RefusedPortError, parse_headers, parse_method, parse_url
from probes.errors import DialError
from probes.http.trace import Trace

MAX_REDIRECTS: Final = 5
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_WITH_LENGTH: Final = ("POST", "PUT", "PATCH")


def _version() -> str:
    try:
        return version("healther")
    except PackageNotFoundError:  # run from a source tree that was never installed
        return "0"


USER_AGENT: Final = f"Healther/{_version()} (+https://github.com/healther/healther)"
# Compression would save a target's bandwidth, but cost it and us CPU; what still comes compressed is decoded.
_OURS: Final = (("User-Agent", USER_AGENT), ("Accept", "*/*"), ("Accept-Encoding", "identity"))


def first_request(spec: MonitorSpec, trace: Trace) -> httpx.Request:
    """Build the request of a monitor; raise InvalidError for a target, method or header that must not be sent."""
    return _request(
        parse_method(spec.method),
        parse_url(spec.target),
        parse_headers(spec.headers) if spec.headers else (),
        spec.body.encode() if spec.body is not None else b"",
        trace,
    )


def next_request(spec: MonitorSpec, response: httpx.Response, trace: Trace) -> httpx.Request | None:
    """Build the request a redirect asks for; None when the response is none. Raises DialError.

    Once the origin differs from the monitor's, none of the monitor's headers is sent, nor its body.
    """
    location = response.headers.get("location") if response.status_code in REDIRECTS else None
    if location is None:
        return None
    trace.redirects += 1
    if trace.redirects > MAX_REDIRECTS:
        raise DialError(Reason.HTTP_TOO_MANY_REDIRECTS, f"more than {MAX_REDIRECTS}")
    target = _redirect_target(str(response.request.url), location)
    is_ours = target.origin == parse_url(spec.target).origin and not trace.left_origin
    trace.left_origin = not is_ours
    method = _next_method(response.request.method, response.status_code)
    body = response.request.content if method == response.request.method else b""
    if body and not is_ours:
        raise DialError(Reason.HTTP_BAD_REDIRECT, "it asks for the request's body at another origin")
    return _request(method, target, parse_headers(spec.headers) if is_ours else (), body, trace)


def _redirect_target(base: str, location: str) -> HttpTarget:
    try:
        return parse_url(urljoin(base, location))
    except RefusedPortError:
        raise DialError(Reason.TARGET_NOT_ALLOWED) from None
    except ValueError as error:
        raise DialError(Reason.HTTP_BAD_REDIRECT, str(error) if isinstance(error, InvalidError) else None) from None


def _next_method(method: str, status: int) -> str:
    """Return the method after a redirect, as browsers and RFC 9110 15.4 have it."""
    if status == 303 and method != "HEAD":
        return "GET"
    return "GET" if status in (301, 302) and method == "POST" else method


def _request(
    method: str, target: HttpTarget, headers: tuple[tuple[str, str], ...], body: bytes, trace: Trace
) -> httpx.Request:
    request = httpx.Request(
        method,
        _url(target.url),
        headers=_headers(method, target.authority, headers, len(body)),
        stream=httpx.ByteStream(body),
        extensions={"trace": trace},
    )
    request.read()
    return request


@lru_cache(4096)
def _url(url: str) -> httpx.URL:
    return httpx.URL(url)


@lru_cache(4096)
def _headers(method: str, authority: str, theirs: tuple[tuple[str, str], ...], body_bytes: int) -> httpx.Headers:
    """Return all headers of a request: ours where the monitor names none itself."""
    named = {name.lower() for name, _ in theirs}
    pairs = [("Host", authority), *(pair for pair in _OURS if pair[0].lower() not in named), *theirs]
    if body_bytes or method in _WITH_LENGTH:
        pairs.append(("Content-Length", str(body_bytes)))
    pairs.append(("Connection", "close"))
    return httpx.Headers([(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs])
