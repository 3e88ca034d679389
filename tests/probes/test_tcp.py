"""TCP connect against real ports on loopback."""

import asyncio
import time

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from probes.tcp import check_tcp
from tests.probes.surroundings import surroundings
from tests.zoo.tcp import accepting, hanging, refusing, resetting


async def connect(target: str, *, timeout_s: float = 2.0) -> Observation:
    async with surroundings(timeout_s=timeout_s) as context:
        return await check_tcp(MonitorSpec(Kind.TCP, target), context)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_tcp_is_up_when_the_port_accepts(host: str) -> None:
    async with accepting(host) as listener:
        seen = await connect(f"[{host}]:{listener.port}" if ":" in host else f"{host}:{listener.port}")

    assert (seen.outcome, seen.address) == (Outcome.UP, host)
    assert seen.latency_us == seen.phases.connect_us
    assert 0 < (seen.latency_us or 0) < 1_000_000


async def test_tcp_sends_nothing_and_closes() -> None:
    async with accepting() as listener:
        await connect(f"127.0.0.1:{listener.port}")
        async with asyncio.timeout(2):
            await listener.closed.wait()

    assert (listener.accepted, bytes(listener.received)) == (1, b"")


async def test_tcp_is_up_when_the_connection_is_reset_after_it_stood() -> None:
    async with resetting() as port:
        seen = await connect(f"127.0.0.1:{port}")

    assert seen.outcome is Outcome.UP


async def test_tcp_names_a_refused_connection() -> None:
    with refusing() as port:
        seen = await connect(f"127.0.0.1:{port}")

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, Reason.CONNECTION_REFUSED, "127.0.0.1")


async def test_tcp_ends_at_its_deadline_when_nobody_answers() -> None:
    with hanging() as port:
        started = time.monotonic()
        seen = await connect(f"127.0.0.1:{port}", timeout_s=0.3)
        took_s = time.monotonic() - started

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, Reason.TIMEOUT, "127.0.0.1")
    assert 0.29 < took_s < 1.0


async def test_tcp_names_a_target_without_a_route() -> None:
    # the broadcast address of loopback: the kernel has no TCP route to it
    seen = await connect("127.255.255.255:80", timeout_s=0.5)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.UNREACHABLE)


@pytest.mark.parametrize(
    "target", ["127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", ":80", "::1", "[::1]", "a b:80", "x:١"]
)
async def test_tcp_refuses_a_target_without_host_and_port(target: str) -> None:
    assert (await connect(target)).reason is Reason.TARGET_INVALID


async def test_tcp_does_not_dial_what_is_not_allowed() -> None:
    async with accepting() as listener, surroundings(allow="") as context:
        seen = await check_tcp(MonitorSpec(Kind.TCP, f"127.0.0.1:{listener.port}"), context)

    assert (seen.reason, listener.accepted) == (Reason.TARGET_NOT_ALLOWED, 0)
