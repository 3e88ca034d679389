"""HTTPS: a reason of its own for each way in which TLS goes wrong, and the certificate that was shown."""

import asyncio
import time
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Expect, Kind, MonitorSpec
from core.states import Outcome
from probes.http import check_http
from tests.probes.surroundings import surroundings
from tests.zoo.http import http_zoo
from tests.zoo.tls import (
    BAD_CERTIFICATES,
    authorities,
    expiring,
    good,
    not_tls,
    old_protocol,
    stalled_handshake,
    tls_zoo,
)


async def check(url: str, *, timeout_s: float = 3.0, **more: object) -> Observation:
    async with surroundings(timeout_s=timeout_s, tls=authorities().contexts()) as context:
        return await check_http(MonitorSpec(Kind.HTTP, url, **more), context)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("animal", "reason"),
    [
        ("expired", Reason.TLS_EXPIRED),
        ("not-yet-valid", Reason.TLS_NOT_YET_VALID),
        ("wrong-name", Reason.TLS_WRONG_NAME),
        ("self-signed", Reason.TLS_SELF_SIGNED),
        ("untrusted", Reason.TLS_UNTRUSTED),
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_https_names_the_reason(animal: str, reason: Reason, host: str) -> None:
    async with tls_zoo(BAD_CERTIFICATES[animal]()) as zoo:
        seen = await check(zoo.url("/fast", host))

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, reason, "127.0.0.1")
    assert zoo.requests == []


async def test_https_names_a_stalled_handshake_at_the_deadline() -> None:
    async with stalled_handshake() as port:
        started = time.monotonic()
        seen = await check(f"https://127.0.0.1:{port}/", timeout_s=0.3)

    assert seen.reason is Reason.TLS_HANDSHAKE_TIMEOUT
    assert 0.29 < time.monotonic() - started < 0.8


async def test_https_names_a_server_that_does_not_speak_tls() -> None:
    async with not_tls() as port:
        seen = await check(f"https://127.0.0.1:{port}/")

    assert seen.reason is Reason.TLS_NOT_TLS


async def test_https_names_a_server_with_an_old_protocol() -> None:
    async with old_protocol() as port:
        seen = await check(f"https://127.0.0.1:{port}/")

    assert seen.reason is Reason.TLS_OLD_PROTOCOL


async def test_https_is_up_and_shows_the_certificate() -> None:
    async with tls_zoo(expiring(30)) as zoo:
        seen = await check(zoo.url("/json"))

    assert (seen.outcome, seen.http_status) == (Outcome.UP, 200)
    assert (seen.phases.tls_us or 0) > 0
    assert seen.certificate is not None
    assert set(seen.certificate.names) == {"localhost", "127.0.0.1", "::1"}
    assert timedelta(days=30) < seen.certificate.not_after - datetime.now(UTC) < timedelta(days=30, hours=2)


async def test_https_sends_the_name_and_not_the_address() -> None:
    told: list[str | None] = []
    context = good()
    context.sni_callback = lambda _socket, name, _context: told.append(name)
    async with tls_zoo(context) as zoo:
        await check(zoo.url("/fast", "localhost"))
        await check(zoo.url("/fast", "127.0.0.1"))

    assert told == ["localhost", None]


@pytest.mark.parametrize("animal", ["expired", "wrong-name", "self-signed", "untrusted"])
async def test_https_without_verification_takes_any_certificate(animal: str) -> None:
    async with tls_zoo(BAD_CERTIFICATES[animal]()) as zoo:
        seen = await check(zoo.url("/fast"), verify_tls=False)

    assert seen.outcome is Outcome.UP
    assert seen.certificate is not None


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/garbage", Reason.HTTP_MALFORMED), ("/truncated", Reason.HTTP_INCOMPLETE), ("/hanging", Reason.TIMEOUT)],
)
async def test_https_names_trouble_above_tls(path: str, reason: Reason) -> None:
    async with tls_zoo(good()) as zoo:
        seen = await check(zoo.url(path), timeout_s=0.4)

    assert seen.reason is reason


async def test_https_reads_a_large_body_to_the_cap() -> None:
    async with tls_zoo(good()) as zoo:
        seen = await check(zoo.url("/large"), expect=Expect(body_contains="begin xxx"))
        endless = await check(zoo.url("/endless"))

    assert (seen.outcome, endless.outcome) == (Outcome.UP, Outcome.UP)


async def test_https_to_http_is_followed_without_the_certificate_of_the_first_hop() -> None:
    async with AsyncExitStack() as stack:
        plain = await stack.enter_async_context(http_zoo())
        zoo = await stack.enter_async_context(tls_zoo(good()))
        seen = await check(zoo.url(f"/redirect?to={plain.url('/fast')}"))

    assert seen.outcome is Outcome.UP
    assert seen.certificate is None


async def test_https_checks_run_side_by_side() -> None:
    async with tls_zoo(good()) as zoo:
        seen = await asyncio.gather(*(check(zoo.url("/fast")) for _ in range(20)))

    assert {observation.outcome for observation in seen} == {Outcome.UP}
