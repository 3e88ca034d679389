"""TLS handshakes with real servers, good and bad."""

import time
from datetime import UTC, datetime

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Expect, Kind, MonitorSpec
from core.states import Outcome
from probes.tls import check_tls
from tests.probes.surroundings import surroundings
from tests.zoo import tls as zoo
from tests.zoo.tcp import refusing


async def check(
    port: int, *, host: str = "127.0.0.1", days: int = 14, verify: bool = True, timeout_s: float = 5.0
) -> Observation:
    spec = MonitorSpec(Kind.TLS, f"{host}:{port}", expect=Expect(certificate_days=days), verify_tls=verify)
    async with surroundings(timeout_s=timeout_s, tls=zoo.authorities().contexts()) as context:
        return await check_tls(spec, context)


async def test_tls_is_up_with_a_good_certificate() -> None:
    async with zoo.tls_zoo(zoo.good()) as server:
        seen = await check(server.port)

    assert (seen.outcome, seen.address) == (Outcome.UP, "127.0.0.1")
    assert seen.certificate is not None
    assert "localhost" in seen.certificate.names


async def test_tls_measures_connection_and_handshake() -> None:
    async with zoo.tls_zoo(zoo.good()) as server:
        seen = await check(server.port)

    assert seen.phases.connect_us
    assert seen.phases.tls_us
    assert seen.latency_us == seen.phases.connect_us + seen.phases.tls_us


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
async def test_tls_names_what_is_wrong_and_still_shows_the_certificate(animal: str, reason: Reason) -> None:
    async with zoo.tls_zoo(zoo.BAD_CERTIFICATES[animal]()) as server:
        seen = await check(server.port)

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, reason, "127.0.0.1")
    assert seen.certificate is not None


@pytest.mark.parametrize(("days_left", "outcome"), [(13, Outcome.DEGRADED), (14, Outcome.UP)])
async def test_tls_is_degraded_when_the_certificate_expires_soon(days_left: int, outcome: Outcome) -> None:
    async with zoo.tls_zoo(zoo.expiring(days_left)) as server:
        seen = await check(server.port, days=14)

    assert seen.outcome is outcome


async def test_tls_says_when_the_certificate_expires() -> None:
    async with zoo.tls_zoo(zoo.expiring(3)) as server:
        seen = await check(server.port)

    assert seen.certificate is not None
    assert seen.certificate.not_after > datetime.now(UTC)
    assert seen.reason is Reason.TLS_EXPIRES_SOON
    assert seen.detail == f"in 3 days, on {seen.certificate.not_after:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("animal", "outcome"),
    [("wrong-name", Outcome.UP), ("self-signed", Outcome.UP), ("untrusted", Outcome.UP)],
)
async def test_tls_without_verification_takes_any_name_and_issuer(animal: str, outcome: Outcome) -> None:
    async with zoo.tls_zoo(zoo.BAD_CERTIFICATES[animal]()) as server:
        assert (await check(server.port, verify=False)).outcome is outcome


@pytest.mark.parametrize(
    ("animal", "reason"), [("expired", Reason.TLS_EXPIRED), ("not-yet-valid", Reason.TLS_NOT_YET_VALID)]
)
async def test_tls_judges_the_dates_without_verification_too(animal: str, reason: Reason) -> None:
    async with zoo.tls_zoo(zoo.BAD_CERTIFICATES[animal]()) as server:
        assert (await check(server.port, verify=False)).reason is reason


async def test_tls_names_a_server_that_does_not_speak_tls() -> None:
    async with zoo.not_tls() as port:
        assert (await check(port)).reason is Reason.TLS_NOT_TLS


async def test_tls_names_a_server_that_speaks_only_old_versions() -> None:
    async with zoo.old_protocol() as port:
        assert (await check(port)).reason is Reason.TLS_OLD_PROTOCOL


async def test_tls_ends_a_stalled_handshake_at_its_deadline() -> None:
    async with zoo.stalled_handshake() as port:
        started = time.monotonic()
        seen = await check(port, timeout_s=0.3)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.TLS_HANDSHAKE_TIMEOUT)
    assert seen.phases.connect_us is not None
    assert 0.29 < time.monotonic() - started < 1.0


async def test_tls_names_a_refused_connection() -> None:
    with refusing() as port:
        assert (await check(port)).reason is Reason.CONNECTION_REFUSED


async def test_tls_refuses_a_malformed_target() -> None:
    assert (await check(0)).reason is Reason.TARGET_INVALID


async def test_tls_does_not_dial_what_is_not_allowed() -> None:
    async with zoo.tls_zoo(zoo.good()) as server, surroundings(allow="") as context:
        seen = await check_tls(MonitorSpec(Kind.TLS, f"127.0.0.1:{server.port}"), context)

    assert seen.reason is Reason.TARGET_NOT_ALLOWED
