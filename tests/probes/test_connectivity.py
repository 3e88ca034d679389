"""Telling the probe's own outage from that of its targets, with references that really come and go."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from core.observation import Observation, Phases, failed, unmeasured
from core.reasons import Reason
from core.states import Outcome
from core.validation import InvalidError
from probes import connectivity as subject
from probes.connectivity import Connectivity
from probes.loop_lag import LoopLag
from probes.references import Link
from probes.resolver import Resolver
from tests.zoo.dns import name_server
from tests.zoo.tcp import Gate, accepting, gate, hanging

V4 = Observation(Outcome.UP, address="203.0.113.7", latency_us=5_000, phases=Phases(connect_us=5_000))
V6 = Observation(Outcome.UP, address="2001:db8::7", latency_us=5_000)
TIMED_OUT_V4 = failed(Reason.TIMEOUT, seen=V4)
TIMED_OUT_V6 = failed(Reason.TIMEOUT, seen=V6)
NO_NAME = failed(Reason.DNS_SERVFAIL)
WRONG_STATUS = failed(Reason.HTTP_STATUS, "500", seen=V4)


@dataclass(slots=True)
class Clock:
    """Time that only passes when the test says so."""

    now_s: float = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reference() -> Iterator[Gate]:
    with gate() as opened:
        yield opened


@asynccontextmanager
async def watching(clock: Clock, *references: str, name_server: str = "127.0.0.99:9") -> AsyncIterator[Connectivity]:
    resolver = Resolver([name_server])
    try:
        yield Connectivity(references, resolver, clock=clock, least_gap_s=0.0)
    finally:
        await resolver.close()


def at(reference: Gate) -> str:
    return f"[{reference.host}]:{reference.port}" if ":" in reference.host else f"{reference.host}:{reference.port}"


async def judge(network: Connectivity, clock: Clock, seen: Observation, took_s: float = 1.0) -> Observation:
    """Ask for the verdict on a try that ended now."""
    started_s, clock.now_s = clock.now_s, clock.now_s + took_s
    ended_s, clock.now_s = clock.now_s, clock.now_s + 0.001
    return await network.verdict(seen, started_s, ended_s)


async def test_verdict_keeps_a_failure_while_the_references_answer(clock: Clock, reference: Gate) -> None:
    async with watching(clock, at(reference)) as network:
        assert await judge(network, clock, TIMED_OUT_V4) == TIMED_OUT_V4


async def test_verdict_discards_a_failure_while_the_references_are_gone(clock: Clock, reference: Gate) -> None:
    async with watching(clock, at(reference)) as network:
        await network.probe()
        reference.shut()

        seen = await judge(network, clock, TIMED_OUT_V4)

    assert seen == unmeasured(Reason.PROBE_OFFLINE, "no IPv4")
    assert network.offline == {Link.IPV4}


async def test_verdict_does_not_hide_a_mass_outage(clock: Clock, reference: Gate) -> None:
    async with watching(clock, at(reference)) as network:
        verdicts = await asyncio.gather(*(judge(network, clock, TIMED_OUT_V4) for _ in range(300)))

    assert all(verdict == TIMED_OUT_V4 for verdict in verdicts)


async def test_verdict_keeps_a_failure_while_one_reference_of_many_answers(clock: Clock, reference: Gate) -> None:
    with gate() as dead, hanging() as silent_port:
        dead.shut()
        async with watching(clock, at(dead), f"127.0.0.1:{silent_port}", at(reference)) as network:
            async with asyncio.timeout(1):  # the silent one is not waited for
                assert await judge(network, clock, TIMED_OUT_V4) == TIMED_OUT_V4


async def test_verdict_takes_a_silent_reference_for_gone(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "ROUND_S", 0.1)
    with hanging() as silent_port:
        async with watching(clock, f"127.0.0.1:{silent_port}") as network:
            assert (await judge(network, clock, TIMED_OUT_V4)).reason is Reason.PROBE_OFFLINE


@pytest.mark.parametrize("seen", [V4, WRONG_STATUS, failed(Reason.TLS_EXPIRED, seen=V4)], ids=["up", "500", "expired"])
async def test_verdict_keeps_what_was_really_answered(clock: Clock, reference: Gate, seen: Observation) -> None:
    async with watching(clock, at(reference)) as network:
        reference.shut()
        await network.probe()

        assert await judge(network, clock, seen) == seen


async def test_verdict_counts_every_failure_when_there_are_no_references(clock: Clock) -> None:
    async with watching(clock) as network:
        assert await judge(network, clock, TIMED_OUT_V4) == TIMED_OUT_V4


async def test_verdict_waits_for_a_round_that_began_after_the_failure(clock: Clock, reference: Gate) -> None:
    async with watching(clock, at(reference)) as network:
        clock.now_s = 110.0
        await network.probe()  # a good round during the try
        reference.shut()

        clock.now_s = 121.0
        seen = await network.verdict(TIMED_OUT_V4, 100.0, 120.0)

    assert seen.reason is Reason.PROBE_OFFLINE


async def test_verdict_discards_a_try_that_ran_into_an_outage_already_over(clock: Clock, reference: Gate) -> None:
    async with watching(clock, at(reference)) as network:
        await network.probe()  # good at 100
        reference.shut()
        clock.now_s = 105.0
        await network.probe()  # lost
        reference.open()
        clock.now_s = 110.0
        await network.probe()  # good again
        clock.now_s = 121.0

        during = await network.verdict(TIMED_OUT_V4, 109.0, 120.0)
        before = await network.verdict(TIMED_OUT_V4, 90.0, 99.0)
        after = await network.verdict(TIMED_OUT_V4, 111.0, 120.0)

    assert (during.reason, before.reason, after.reason) == (Reason.PROBE_OFFLINE, Reason.TIMEOUT, Reason.TIMEOUT)
    assert network.offline == frozenset()


async def test_many_failures_share_one_round(clock: Clock) -> None:
    async with accepting() as listener, watching(clock, f"127.0.0.1:{listener.port}") as network:
        clock.now_s = 120.0
        await asyncio.gather(*(network.verdict(TIMED_OUT_V4, 100.0, 119.0) for _ in range(200)))

    assert listener.accepted == 1


async def test_a_lost_family_does_not_touch_the_other(clock: Clock, reference: Gate) -> None:
    with gate("::1") as reference_v6:
        async with watching(clock, at(reference), at(reference_v6)) as network:
            await network.probe()
            reference_v6.shut()

            seen_v6 = await judge(network, clock, TIMED_OUT_V6)
            seen_v4 = await judge(network, clock, TIMED_OUT_V4)
            nameless = await judge(network, clock, failed(Reason.TIMEOUT))

    assert seen_v6 == unmeasured(Reason.PROBE_OFFLINE, "no IPv6")
    assert (seen_v4, nameless.reason) == (TIMED_OUT_V4, Reason.TIMEOUT)


async def test_lost_names_do_not_touch_what_was_dialled(clock: Clock, reference: Gate) -> None:
    async with name_server() as zoo:
        references = (at(reference), f"servfail.zoo.test:{reference.port}")
        async with watching(clock, *references, name_server=zoo.resolver) as network:
            nameless = await judge(network, clock, NO_NAME)
            dialled = await judge(network, clock, TIMED_OUT_V4)

    assert nameless == unmeasured(Reason.PROBE_OFFLINE, "no DNS")
    assert dialled == TIMED_OUT_V4


async def test_a_reference_by_name_tells_of_dns_and_of_its_family(clock: Clock, reference: Gate) -> None:
    url = f"http://local.zoo.test:{reference.port}/"
    async with name_server() as zoo, watching(clock, url, name_server=zoo.resolver) as network:
        working = await judge(network, clock, NO_NAME)
        reference.shut()
        lost = await judge(network, clock, TIMED_OUT_V4)

    assert (working.reason, lost.reason) == (Reason.DNS_SERVFAIL, Reason.PROBE_OFFLINE)


async def test_a_reference_by_name_asks_the_name_server_every_time(clock: Clock, reference: Gate) -> None:
    named = f"local.zoo.test:{reference.port}"
    async with name_server() as zoo, watching(clock, named, name_server=zoo.resolver) as network:
        await network.probe()
        asked = len(zoo.questions)
        await network.probe()

    assert len(zoo.questions) > asked


async def test_run_notices_the_loss_and_the_return_by_itself(reference: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "PERIOD_S", 0.02)
    resolver = Resolver(["127.0.0.99:9"])
    network = Connectivity([at(reference)], resolver, least_gap_s=0.0)
    running = asyncio.create_task(network.run())
    try:
        reference.shut()
        await until(network, {Link.IPV4})
        reference.open()
        await until(network, set())
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await resolver.close()


async def until(network: Connectivity, offline: set[Link]) -> None:
    async with asyncio.timeout(5):
        while network.offline != offline:  # noqa: ASYNC110  a condition with a deadline, not an event
            await asyncio.sleep(0.01)


async def test_metadata_addresses_are_never_dialled(clock: Clock) -> None:
    async with watching(clock, "169.254.169.254:80") as network:
        await network.probe()

    assert network.offline == frozenset()


@pytest.mark.parametrize("text", ["127.0.0.1", "ftp://x.test/", "", "a b:1", "x.test:0"])
async def test_a_reference_must_name_a_host_and_a_port(clock: Clock, text: str) -> None:
    with pytest.raises(InvalidError):
        async with watching(clock, text):
            pass


async def stalled(clock: Clock) -> LoopLag:
    """Return a sampler that has seen the loop stand still from 100.25 to 104."""
    lag = LoopLag(clock=clock)
    sampling = asyncio.create_task(lag.run())
    await asyncio.sleep(0)
    clock.now_s = 104.0
    assert lag.stalled_s(0, 200) == 3.75  # known before the sampler is woken
    sampling.cancel()
    return lag


@pytest.mark.parametrize(
    ("started_s", "ended_s", "stalled_s"), [(90, 100, 0.0), (90, 101, 3.75), (103, 110, 3.75), (104.0, 110, 0.0)]
)
async def test_loop_lag_belongs_to_the_tries_it_touched(
    clock: Clock, started_s: float, ended_s: float, stalled_s: float
) -> None:
    assert (await stalled(clock)).stalled_s(started_s, ended_s) == stalled_s


async def test_verdict_discards_a_failure_during_a_stall_of_our_own(clock: Clock, reference: Gate) -> None:
    async with watching(clock, at(reference)) as network:
        network.lag = await stalled(clock)

        seen = await network.verdict(TIMED_OUT_V4, 100.0, 104.0)

    assert seen == unmeasured(Reason.PROBE_ERROR, "the probe stood still for 3.8 s")


async def test_verdict_keeps_an_answer_during_a_stall_but_not_its_times(clock: Clock) -> None:
    async with watching(clock) as network:
        network.lag = await stalled(clock)

        seen = await network.verdict(V4, 100.0, 104.0)

    assert (seen.outcome, seen.latency_us, seen.phases) == (Outcome.UP, None, Phases())
