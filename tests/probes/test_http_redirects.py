"""Redirects: followed, counted, vetted again, and never with the user's secrets to another origin."""

from contextlib import AsyncExitStack
from urllib.parse import quote

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from probes.http import check_http
from tests.probes.surroundings import surroundings
from tests.zoo.http import HttpZoo, http_zoo

CODES = [301, 302, 303, 307, 308]
SECRETS = {"Authorization": "Bearer canary-1", "Cookie": "session=canary-2", "X-Api-Key": "canary-3"}


async def check(url: str, **more: object) -> Observation:
    spec = MonitorSpec(Kind.HTTP, url, headers=SECRETS, **more)  # type: ignore[arg-type]
    async with surroundings() as context:
        return await check_http(spec, context)


def leading(zoo: HttpZoo, to: str, code: int = 302) -> str:
    return zoo.url(f"/redirect?status={code}&to={quote(to, safe='')}")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("http://10.0.0.1/", Reason.TARGET_NOT_ALLOWED),
        ("http://169.254.169.254/latest/meta-data/", Reason.TARGET_NOT_ALLOWED),
        ("http://[fd00:ec2::254]/", Reason.TARGET_NOT_ALLOWED),
        ("http://127.0.0.1:6379/", Reason.TARGET_NOT_ALLOWED),
        ("//2130706433/", Reason.HTTP_BAD_REDIRECT),
        ("file:///etc/passwd", Reason.HTTP_BAD_REDIRECT),
        ("gopher://127.0.0.1:6379/_x", Reason.HTTP_BAD_REDIRECT),
        ("http://[::1", Reason.HTTP_BAD_REDIRECT),
        ("/loop", Reason.HTTP_TOO_MANY_REDIRECTS),
        ("/chain/5", Reason.HTTP_TOO_MANY_REDIRECTS),
    ],
)
async def test_a_bad_redirect_is_down_with_its_reason(code: int, to: str, reason: Reason) -> None:
    async with http_zoo() as zoo:
        seen = await check(leading(zoo, to, code))

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, reason)


@pytest.mark.parametrize("code", CODES)
async def test_five_redirects_are_followed(code: int) -> None:
    async with http_zoo() as zoo:
        seen = await check(leading(zoo, "/chain/4", code))

        assert len(zoo.requests) == 6
    assert (seen.outcome, seen.http_status) == (Outcome.UP, 200)


@pytest.mark.parametrize("code", CODES)
async def test_the_same_origin_gets_the_headers_again(code: int) -> None:
    async with http_zoo() as zoo:
        await check(leading(zoo, "fast", code))

    assert all(secret.encode() in zoo.requests[1] for secret in SECRETS.values())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_another_origin_gets_none_of_the_headers(code: int, host: str) -> None:
    async with AsyncExitStack() as stack:
        first, other = await stack.enter_async_context(http_zoo()), await stack.enter_async_context(http_zoo())
        seen = await check(leading(first, other.url("/fast", host), code))

    assert seen.outcome is Outcome.UP
    assert b"canary" not in other.requests[0]
    assert not any(name.lower().encode() in other.requests[0].lower() for name in SECRETS)


async def test_the_same_host_under_another_name_is_another_origin() -> None:
    async with http_zoo() as zoo:
        await check(leading(zoo, zoo.url("/fast", "localhost")))

    assert b"canary" not in zoo.requests[1]


async def test_the_headers_do_not_come_back_after_another_origin() -> None:
    async with AsyncExitStack() as stack:
        first, other = await stack.enter_async_context(http_zoo()), await stack.enter_async_context(http_zoo())
        seen = await check(leading(first, leading(other, first.url("/fast"))))

    assert seen.outcome is Outcome.UP
    assert [b"canary" in request for request in first.requests + other.requests] == [True, False, False]


async def test_a_redirect_may_not_carry_the_body_to_another_origin() -> None:
    async with AsyncExitStack() as stack:
        first, other = await stack.enter_async_context(http_zoo()), await stack.enter_async_context(http_zoo())
        seen = await check(leading(first, other.url("/fast"), 307), method="POST", body="secret=canary")

    assert (seen.reason, other.requests) == (Reason.HTTP_BAD_REDIRECT, [])


@pytest.mark.parametrize(
    ("code", "method", "then"),
    [
        (301, "POST", b"GET"),
        (302, "POST", b"GET"),
        (303, "POST", b"GET"),
        (303, "PUT", b"GET"),
        (307, "POST", b"POST"),
        (308, "PUT", b"PUT"),
        (303, "HEAD", b"HEAD"),
    ],
)
async def test_the_method_changes_as_in_browsers(code: int, method: str, then: bytes) -> None:
    async with http_zoo() as zoo:
        await check(leading(zoo, "/fast", code), method=method, body=None if method == "HEAD" else "the body")

    second = zoo.requests[1]
    assert second.startswith(then + b" /fast ")
    assert second.endswith(b"the body") is (then in (b"POST", b"PUT"))


async def test_redirects_are_judged_when_they_are_not_followed() -> None:
    async with http_zoo() as zoo:
        seen = await check(leading(zoo, "/fast"), follow_redirects=False)

        assert len(zoo.requests) == 1
    assert (seen.reason, seen.http_status) == (Reason.HTTP_STATUS, 302)


async def test_a_redirect_without_a_location_is_an_answer() -> None:
    async with http_zoo() as zoo:
        seen = await check(zoo.url("/status/302"))

    assert (seen.reason, seen.detail) == (Reason.HTTP_STATUS, "302, expected 200-299")
