"""What makes an HTTP answer good: status, headers, text, JSON, latency."""

import httpx
import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Comparison, Expect, JsonRule, Kind, MonitorSpec
from core.states import Outcome
from probes.http import check_http
from probes.http.assertions import judge
from tests.probes.surroundings import surroundings
from tests.zoo.http import JSON_BODY, http_zoo

GOOD = Observation(Outcome.UP, latency_us=120_000, http_status=200)


def answer(
    body: bytes = JSON_BODY, status: int = 200, headers: list[tuple[str, str]] | None = None, **extensions: object
) -> httpx.Response:
    extensions = {"is_complete": True, "is_decoded": True, "content_encoding": "", **extensions}
    return httpx.Response(
        status, headers=headers or [("Content-Type", "application/json")], content=body, extensions=extensions
    )


def judged(expect: Expect, response: httpx.Response | None = None) -> tuple[Reason | None, str | None]:
    seen = judge(expect, response or answer(), GOOD)
    return seen.reason, seen.detail


@pytest.mark.parametrize(
    ("expected", "status", "is_good"),
    [
        (("200-299",), 204, True),
        (("200-299",), 301, False),
        (("2xx", "404"), 404, True),
        (("401",), 401, True),
        (("401",), 200, False),
        ((), 500, True),
    ],
)
def test_status(expected: tuple[str, ...], status: int, is_good: bool) -> None:
    reason, _ = judged(Expect(status=expected), answer(status=status))

    assert reason is (None if is_good else Reason.HTTP_STATUS)


def test_status_says_what_came_and_what_was_expected() -> None:
    assert judged(Expect(), answer(status=503)) == (Reason.HTTP_STATUS, "503, expected 200-299")


@pytest.mark.parametrize(
    ("contains", "lacks", "reason"),
    [
        ('"status": "ok"', None, None),
        ("not there", None, Reason.HTTP_BODY_LACKS_TEXT),
        (None, "error", None),
        (None, "queue", Reason.HTTP_BODY_HAS_TEXT),
        ("status", "queue", Reason.HTTP_BODY_HAS_TEXT),
    ],
)
def test_text(contains: str | None, lacks: str | None, reason: Reason | None) -> None:
    assert judged(Expect(body_contains=contains, body_not_contains=lacks))[0] is reason


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("text/plain; charset=iso-8859-1", "latin-1"),
        ('text/html; charset="UTF-8"', "utf-8"),
        ("text/html", "utf-8"),
        ("text/plain; charset=utf-16", "utf-16"),
    ],
)
def test_text_is_found_in_the_charset_of_the_answer(content_type: str, encoding: str) -> None:
    response = answer("alles für die Größe".encode(encoding), headers=[("Content-Type", content_type)])

    assert judged(Expect(body_contains="Größe"), response)[0] is None


@pytest.mark.parametrize(
    ("path", "comparison", "value", "is_good"),
    [
        ("status", Comparison.EQUALS, "ok", True),
        ("status", Comparison.EQUALS, "OK", False),
        ("$.queue.depth", Comparison.EQUALS, 3, True),
        ("queue.depth", Comparison.EQUALS, 3.0, True),
        ("queue.depth", Comparison.EQUALS, "3", False),
        ("queue.depth", Comparison.NOT_EQUALS, 4, True),
        ("queue.depth", Comparison.LESS_THAN, 3, False),
        ("queue.depth", Comparison.AT_MOST, 3, True),
        ("queue.depth", Comparison.GREATER_THAN, 2.5, True),
        ("queue.depth", Comparison.AT_LEAST, 4, False),
        ("queue.names[1]", Comparison.EQUALS, "b", True),
        ("queue.names[2]", Comparison.EQUALS, "b", False),
        ('queue["names"][0]', Comparison.EQUALS, "a", True),
        ("is_open", Comparison.EQUALS, True, True),
        ("is_open", Comparison.EQUALS, 1, False),
        ("is_open", Comparison.AT_LEAST, 0, False),
        ("none", Comparison.EQUALS, None, True),
        ("missing", Comparison.EQUALS, None, False),
        ("missing", Comparison.NOT_EQUALS, "x", False),
        ("status.length", Comparison.EQUALS, 2, False),
        ("status", Comparison.LESS_THAN, 5, False),
        ("status", Comparison.LESS_THAN, "z", True),
        ("queue", Comparison.GREATER_THAN, 1, False),
    ],
)
def test_json(path: str, comparison: Comparison, value: str | float | bool | None, is_good: bool) -> None:
    reason, _ = judged(Expect(json=(JsonRule(path, comparison, value),)))

    assert reason is (None if is_good else Reason.HTTP_JSON_MISMATCH)


@pytest.mark.parametrize(
    ("rule", "detail"),
    [
        (JsonRule("status", Comparison.EQUALS, "up"), 'status is "ok", expected: equals "up"'),
        (JsonRule("queue.depth", Comparison.LESS_THAN, 2), "queue.depth is 3, expected: less than 2"),
        (JsonRule("is_open", Comparison.EQUALS, False), "is_open is true, expected: equals false"),
        (JsonRule("none", Comparison.EQUALS, 1), "none is null, expected: equals 1"),
        (JsonRule("queue", Comparison.EQUALS, 1), "queue is an object, expected: equals 1"),
        (JsonRule("a.b", Comparison.EQUALS, 1), "a.b is missing"),
    ],
)
def test_json_says_what_came_and_what_was_expected(rule: JsonRule, detail: str) -> None:
    assert judged(Expect(json=(rule,))) == (Reason.HTTP_JSON_MISMATCH, detail)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[" * 100_000, b'{"a": NaN}', b"\xff"])
def test_what_is_no_json_says_so(body: bytes) -> None:
    rule = JsonRule("a", Comparison.EQUALS, 1)

    assert judged(Expect(json=(rule,)), answer(body))[0] is Reason.HTTP_JSON_INVALID


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("content-type", "application/json", None),
        ("Content-Type", "text/html", Reason.HTTP_HEADER_MISMATCH),
        ("X-Missing", "", Reason.HTTP_HEADER_MISMATCH),
        ("X-Twice", "a", None),
        ("X-Twice", "b", None),
        ("X-Twice", "a, b", None),
        ("Content-Encoding", "gzip", None),
    ],
)
def test_headers(name: str, value: str, reason: Reason | None) -> None:
    headers = [("Content-Type", "application/json"), ("X-Twice", "a"), ("x-twice", "b")]
    response = answer(headers=headers, content_encoding="gzip")

    assert judged(Expect(header={name: value}), response)[0] is reason


def test_a_cookie_is_never_quoted() -> None:
    response = answer(headers=[("Set-Cookie", "session=secret")])

    assert judged(Expect(header={"Set-Cookie": "x"}), response)[1] == "Set-Cookie is another value"


async def check(path: str, expect: Expect) -> Observation:
    async with http_zoo() as zoo, surroundings() as context:
        return await check_http(MonitorSpec(Kind.HTTP, zoo.url(path), expect=expect), context)


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/json"])
async def test_compressed_bodies_are_judged_like_others(path: str) -> None:
    seen = await check(path, Expect(json=(JsonRule("queue.depth", Comparison.EQUALS, 3),), body_contains="queue"))

    assert seen.outcome is Outcome.UP


@pytest.mark.parametrize("expect", [Expect(body_contains="x"), Expect(json=(JsonRule("a", Comparison.EQUALS, 1),))])
async def test_a_body_that_cannot_be_decoded_is_down_only_when_it_matters(expect: Expect) -> None:
    assert (await check("/bad-gzip", expect)).reason is Reason.HTTP_UNDECODABLE
    assert (await check("/bad-gzip", Expect())).outcome is Outcome.UP


async def test_json_behind_the_cap_says_so() -> None:
    seen = await check("/large", Expect(json=(JsonRule("a", Comparison.EQUALS, 1),)))

    assert (seen.reason, seen.detail) == (Reason.HTTP_JSON_INVALID, "larger than 256 KiB")


@pytest.mark.parametrize(
    ("expect", "outcome"),
    [
        (Expect(max_latency_ms=50), Outcome.DOWN),
        (Expect(degraded_latency_ms=50), Outcome.DEGRADED),
        (Expect(max_latency_ms=5000, degraded_latency_ms=50), Outcome.DEGRADED),
        (Expect(max_latency_ms=5000, degraded_latency_ms=4000), Outcome.UP),
    ],
)
async def test_slow_answers_are_down_or_degraded(expect: Expect, outcome: Outcome) -> None:
    seen = await check("/slow?ms=80", expect)

    assert (seen.outcome, seen.reason) == (outcome, None if outcome is Outcome.UP else Reason.TOO_SLOW)
    assert (seen.latency_us or 0) > 80_000
