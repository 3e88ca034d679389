"""Running one try: the deadline, the latency limits, and what happens when a checker itself fails."""

import asyncio
import logging
import time
from collections.abc import Mapping

import pytest

from core.observation import Observation, failed, unmeasured
from core.reasons import Reason
from core.specs import Expect, Kind, MonitorSpec
from core.states import Outcome
from probes.checkers import CHECKERS, observe
from probes.context import CheckContext, Checker
from probes.latency import judge_latency
from tests.probes.surroundings import surroundings
from tests.zoo.dns import name_server
from tests.zoo.tcp import accepting

EXPIRES = Observation(Outcome.DEGRADED, Reason.TLS_EXPIRES_SOON, latency_us=300_000)


def only(checker: Checker) -> Mapping[Kind, Checker]:
    return {Kind.TCP: checker}


async def run(checker: Checker, timeout_s: float = 1.0) -> Observation:
    async with surroundings(timeout_s=timeout_s) as context:
        return await observe(MonitorSpec(Kind.TCP, "127.0.0.1:1"), context, only(checker))


def test_checkers_know_every_kind_that_is_dialled() -> None:
    assert set(CHECKERS) == set(Kind) - {Kind.HEARTBEAT}


async def test_observe_runs_the_checker_of_the_kind() -> None:
    async with accepting() as listener, surroundings() as context:
        seen = await observe(MonitorSpec(Kind.TCP, f"127.0.0.1:{listener.port}"), context)

    assert seen.outcome is Outcome.UP


async def test_observe_cuts_a_checker_that_ignores_its_deadline() -> None:
    async def forgetful(_: MonitorSpec, __: CheckContext) -> Observation:
        await asyncio.Event().wait()
        raise AssertionError

    started = time.monotonic()

    seen = await run(forgetful, timeout_s=0.1)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.TIMEOUT)
    assert time.monotonic() - started < 1.0


async def test_observe_turns_our_own_fault_into_unknown_and_logs_it(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_: MonitorSpec, __: CheckContext) -> Observation:
        raise KeyError("a bug of ours")

    with caplog.at_level(logging.ERROR, logger="probes.checkers"):
        seen = await run(broken)

    assert (seen.outcome, seen.reason) == (Outcome.UNKNOWN, Reason.PROBE_ERROR)
    assert [record.exc_info is not None for record in caplog.records] == [True]


async def test_observe_lets_a_cancellation_through() -> None:
    entered = asyncio.Event()

    async def waiting(_: MonitorSpec, __: CheckContext) -> Observation:
        entered.set()
        await asyncio.Event().wait()
        raise AssertionError

    task = asyncio.create_task(run(waiting))
    await entered.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_observe_applies_latency_limits_to_every_kind() -> None:
    async with name_server() as zoo, surroundings() as context:
        spec = MonitorSpec(Kind.DNS, "www.zoo.test", dns_resolver=zoo.resolver, expect=Expect(max_latency_ms=0))
        seen = await observe(spec, context)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.TOO_SLOW)


@pytest.mark.parametrize("kind", [Kind.TCP, Kind.TLS, Kind.ICMP, Kind.HTTP])
async def test_observe_takes_silent_name_servers_of_ours_for_our_trouble(kind: Kind) -> None:
    target = {Kind.HTTP: "http://silent.zoo.test/", Kind.ICMP: "silent.zoo.test"}.get(kind, "silent.zoo.test:80")

    async with name_server() as zoo, surroundings(timeout_s=0.3, name_servers=[zoo.resolver]) as context:
        seen = await observe(MonitorSpec(kind, target), context)

    assert (seen.outcome, seen.reason) == (Outcome.UNKNOWN, Reason.DNS_TIMEOUT)


@pytest.mark.parametrize(
    ("latency_ms", "outcome", "detail"),
    [
        (200, Outcome.UP, None),
        (201, Outcome.DEGRADED, "201 ms, limit 200 ms"),
        (500, Outcome.DEGRADED, "500 ms, limit 200 ms"),
        (501, Outcome.DOWN, "501 ms, limit 500 ms"),
    ],
)
def test_judge_latency_knows_two_limits(latency_ms: int, outcome: Outcome, detail: str | None) -> None:
    expect = Expect(max_latency_ms=500, degraded_latency_ms=200)

    seen = judge_latency(expect, Observation(Outcome.UP, latency_us=latency_ms * 1000))

    assert (seen.outcome, seen.detail) == (outcome, detail)


@pytest.mark.parametrize(
    "seen",
    [
        failed(Reason.HTTP_STATUS, seen=Observation(Outcome.UP, latency_us=900_000)),
        unmeasured(Reason.PROBE_ERROR),
        Observation(Outcome.UP),
        EXPIRES,
    ],
    ids=["down", "unknown", "no latency", "degraded for another reason"],
)
def test_judge_latency_leaves_other_verdicts_alone(seen: Observation) -> None:
    assert judge_latency(Expect(degraded_latency_ms=200), seen) == seen


def test_judge_latency_over_its_maximum_outweighs_degraded() -> None:
    assert judge_latency(Expect(max_latency_ms=200), EXPIRES).reason is Reason.TOO_SLOW
