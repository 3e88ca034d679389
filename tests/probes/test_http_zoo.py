"""The HTTP checker against every animal of the zoo: the right reason, in time, in bounded memory."""

import asyncio
import resource
import time

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Expect, Kind, MonitorSpec
from core.states import Outcome
from probes.http import check_http
from probes.http.reader import MAX_BODY_BYTES
from tests.probes.surroundings import surroundings
from tests.zoo.http import HttpZoo, http_zoo
from tests.zoo.tcp import hanging, refusing


async def check(url: str, *, timeout_s: float = 2.0, expect: Expect | None = None, **more: object) -> Observation:
    spec = MonitorSpec(Kind.HTTP, url, expect=expect or Expect(), **more)  # type: ignore[arg-type]
    async with surroundings(timeout_s=timeout_s) as context:
        return await check_http(spec, context)


async def visit(path: str, *, expect: Expect | None = None, timeout_s: float = 2.0, **more: object) -> Observation:
    async with http_zoo() as zoo:
        return await check(zoo.url(path), expect=expect, timeout_s=timeout_s, **more)


@pytest.mark.parametrize(
    "path",
    [
        "/fast",
        "/json",
        "/gzip",
        "/deflate",
        "/unframed",
        "/chunked",
        "/early-hints",
        "/chain/5",
        "/status/204",
        "/chatty",
        "/bomb",
        "/members",
        "/endless",
        "/chunk-extensions",
        "/large",
        "/bad-gzip",
    ],
)
async def test_http_is_up_for_an_answer_with_a_good_status(path: str) -> None:
    seen = await visit(path)

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.UP, None, "127.0.0.1")
    assert seen.http_status in (200, 204)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/failing", Reason.HTTP_STATUS),
        ("/status/404", Reason.HTTP_STATUS),
        ("/loop", Reason.HTTP_TOO_MANY_REDIRECTS),
        ("/chain/6", Reason.HTTP_TOO_MANY_REDIRECTS),
        ("/redirect?to=file:///etc/passwd", Reason.HTTP_BAD_REDIRECT),
        ("/redirect?to=http://user:secret@127.0.0.1/", Reason.HTTP_BAD_REDIRECT),
        ("/redirect?to=http://10.0.0.1/", Reason.TARGET_NOT_ALLOWED),
        ("/redirect?to=http://169.254.169.254/latest/meta-data/", Reason.TARGET_NOT_ALLOWED),
        ("/redirect?to=http://127.0.0.1:25/", Reason.TARGET_NOT_ALLOWED),
        ("/redirect?to=http://2130706433/", Reason.HTTP_BAD_REDIRECT),
        ("/reset", Reason.CONNECTION_RESET),
        ("/silent-close", Reason.CONNECTION_RESET),
        ("/reset-inside", Reason.HTTP_INCOMPLETE),
        ("/truncated", Reason.HTTP_INCOMPLETE),
        ("/truncated-head", Reason.HTTP_INCOMPLETE),
        ("/garbage", Reason.HTTP_MALFORMED),
        ("/huge-header", Reason.HTTP_HEADERS_TOO_LARGE),
        ("/long-header", Reason.HTTP_HEADERS_TOO_LARGE),
        ("/many-headers", Reason.HTTP_HEADERS_TOO_LARGE),
    ],
)
async def test_http_names_the_reason(path: str, reason: Reason) -> None:
    seen = await visit(path)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, reason)


@pytest.mark.parametrize("path", ["/hanging", "/dripping", "/dripping-head", "/slow?ms=5000"])
async def test_http_ends_at_its_deadline(path: str) -> None:
    started = time.monotonic()
    seen = await visit(path, timeout_s=0.3)
    took_s = time.monotonic() - started

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.TIMEOUT)
    assert 0.29 < took_s < 0.8


async def test_http_counts_all_redirects_in_one_deadline() -> None:
    async with http_zoo() as zoo:
        started = time.monotonic()
        seen = await check(zoo.url(f"/redirect?to={zoo.url('/slow')}%3Fms=5000"), timeout_s=0.3)

    assert seen.reason is Reason.TIMEOUT
    assert time.monotonic() - started < 0.8


async def test_http_names_a_refused_connection() -> None:
    with refusing() as port:
        seen = await check(f"http://127.0.0.1:{port}/")

    assert (seen.reason, seen.address, seen.latency_us) == (Reason.CONNECTION_REFUSED, "127.0.0.1", None)


async def test_http_ends_at_its_deadline_when_nobody_accepts() -> None:
    with hanging() as port:
        seen = await check(f"http://127.0.0.1:{port}/", timeout_s=0.3)

    assert seen.reason is Reason.TIMEOUT


@pytest.mark.parametrize("path", ["/bomb", "/members", "/endless", "/huge-header", "/chunk-extensions", "/large"])
async def test_http_memory_stays_bounded(path: str) -> None:
    needle = Expect(body_contains="not there")
    async with http_zoo() as zoo:
        await check(zoo.url(path), expect=needle)
        before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        await asyncio.gather(*(check(zoo.url(path), expect=needle) for _ in range(8)))
        grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib

    assert grown_kib < 20 * 1024


async def test_http_reads_no_more_than_the_cap() -> None:
    async with http_zoo() as zoo:
        seen = await check(zoo.url("/large"), expect=Expect(body_contains="begin"))
        behind = await check(zoo.url("/large"), expect=Expect(body_contains="end"))

    assert seen.outcome is Outcome.UP
    assert (behind.reason, behind.detail) == (
        Reason.HTTP_BODY_LACKS_TEXT,
        f"(the first {MAX_BODY_BYTES // 1024} KiB were read)",
    )


async def test_http_measures_the_phases() -> None:
    seen = await visit("/slow?ms=60")

    assert seen.phases.dns_us is None
    assert seen.phases.tls_us is None
    assert 55_000 < (seen.phases.wait_us or 0) < 500_000
    parts = [seen.phases.connect_us, seen.phases.wait_us, seen.phases.transfer_us]
    assert sum(part or 0 for part in parts) <= (seen.latency_us or 0)


async def test_http_measures_the_look_up_of_a_name() -> None:
    async with http_zoo() as zoo:
        seen = await check(zoo.url("/fast", host="localhost"))

    assert (seen.outcome, seen.address) == (Outcome.UP, "127.0.0.1")
    assert (seen.phases.dns_us or 0) > 0


async def test_http_adds_up_the_phases_of_all_hops() -> None:
    async with http_zoo() as zoo:
        seen = await check(zoo.url(f"/redirect?to={zoo.url('/slow')}%3Fms=50"))
        second = zoo.requests[1]

    assert second.startswith(b"GET /slow?ms=50 ")
    assert (seen.phases.wait_us or 0) > 50_000


async def test_http_uses_each_connection_once() -> None:
    async with http_zoo() as zoo:
        for _ in range(3):
            await check(zoo.url("/fast"))
        await check(zoo.url("/chain/2"))

        assert zoo.connections == 6


async def test_http_does_not_wait_for_the_body_of_a_head_request() -> None:
    seen = await visit("/fast", method="HEAD")

    assert seen.outcome is Outcome.UP


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_http_reaches_both_families(host: str) -> None:
    async with http_zoo(host) as zoo:
        seen = await check(zoo.url("/fast"))

    assert (seen.outcome, seen.address) == (Outcome.UP, host)


async def test_http_keeps_going_when_one_target_hangs() -> None:
    async def timed(zoo: HttpZoo, path: str) -> float:
        started = time.monotonic()
        await check(zoo.url(path), timeout_s=1.0)
        return time.monotonic() - started

    async with http_zoo() as zoo:
        hung, fast = await asyncio.gather(timed(zoo, "/hanging"), timed(zoo, "/fast"))

    assert fast < 0.5 < hung
