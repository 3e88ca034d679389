"""The bytes of a request: exactly what was asked for, whatever stands in the headers."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.validation import REFUSED_HEADERS, InvalidError, parse_headers
from probes.http import check_http
from probes.http.requests import USER_AGENT
from tests.probes.surroundings import surroundings
from tests.zoo.http import http_zoo

TOKENS = st.from_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,20}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=0, max_codepoint=0x110), max_size=30) | st.from_regex(
    r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True
)
OURS = {
    "user-agent": f"User-Agent: {USER_AGENT}",
    "accept": "Accept: */*",
    "accept-encoding": "Accept-Encoding: identity",
}


def expected_head(method: str, path: str, host: str, headers: dict[str, str], body: bytes | None) -> bytes:
    named = {name.lower() for name in headers}
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(line for name, line in OURS.items() if name not in named)]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if body is not None:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1")


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(TOKENS, VALUES, max_size=6), st.none() | st.text(min_size=1, max_size=40))
async def test_accepted_headers_arrive_byte_for_byte_and_others_never_leave(
    headers: dict[str, str], body: str | None
) -> None:
    method = "GET" if body is None else "POST"
    async with http_zoo() as zoo, surroundings() as context:
        spec = MonitorSpec(Kind.HTTP, zoo.url("/fast?a=b"), method=method, headers=headers, body=body)
        seen = await check_http(spec, context)

    try:
        parse_headers(headers)
    except InvalidError:
        assert (seen.reason, zoo.connections) == (Reason.TARGET_INVALID, 0)
        return
    content = body.encode() if body is not None else None
    head = expected_head(method, "/fast?a=b", f"127.0.0.1:{zoo.port}", headers, content)
    assert zoo.requests == [head + (content or b"")]


@settings(max_examples=300)
@given(st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=3))
def test_no_accepted_header_can_split_or_frame_a_request(headers: dict[str, str]) -> None:
    try:
        accepted = parse_headers(headers)
    except InvalidError:
        return
    for name, value in accepted:
        assert name.lower() not in REFUSED_HEADERS
        assert re.fullmatch(r"[!-~]+", name)
        assert ":" not in name
        assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", value)


async def test_the_user_agent_says_who_asks() -> None:
    async with http_zoo() as zoo, surroundings() as context:
        await check_http(MonitorSpec(Kind.HTTP, zoo.url("/fast")), context)

    assert re.search(rb"\r\nUser-Agent: Healther/\S+ \(\+https://github.com/healther/healther\)\r\n", zoo.requests[0])
