"""DNS questions to a real name server on loopback that behaves in every known way."""

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Expect, Kind, MonitorSpec
from core.states import Outcome
from probes.dns import check_dns
from tests.probes.surroundings import LOOPBACK, surroundings
from tests.zoo.dns import Zoo, name_server


@pytest.fixture
async def zoo() -> AsyncIterator[Zoo]:
    async with name_server() as running:
        yield running


async def ask(
    zoo: Zoo,
    label: str,
    record: str = "A",
    *answers: str,
    timeout_s: float = 2.0,
    allow: str = LOOPBACK,
    is_system: bool = False,
) -> Observation:
    """Ask the zoo for `label`.zoo.test, as the monitor's resolver or as the system's."""
    resolver = None if is_system else zoo.resolver
    spec = MonitorSpec(
        Kind.DNS, f"{label}.zoo.test", dns_record=record, dns_resolver=resolver, expect=Expect(answers=answers)
    )
    async with surroundings(timeout_s=timeout_s, name_servers=[zoo.resolver], allow=allow) as context:
        return await check_dns(spec, context)


@pytest.mark.parametrize("record", ["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA", "a"])
@pytest.mark.parametrize("is_system", [False, True], ids=["chosen", "system"])
async def test_dns_is_up_when_the_server_answers(zoo: Zoo, record: str, is_system: bool) -> None:
    seen = await ask(zoo, "www", record, is_system=is_system)

    assert (seen.outcome, seen.address) == (Outcome.UP, "127.0.0.1")
    assert 0 < (seen.latency_us or 0) < 2_000_000


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("A", ("203.0.113.8", "203.0.113.7")),
        ("A", ("203.0.113.7",)),
        ("AAAA", ("2001:DB8:0::7",)),
        ("CNAME", ("WWW.zoo.test.",)),
        ("MX", ("10 mail.ZOO.test",)),
        ("MX", ("mail.zoo.test.",)),
        ("TXT", ("v=spf1 -all",)),
        ("NS", ("ns2.zoo.test", "NS1.zoo.test.")),
        ("SOA", ("ns1.zoo.test",)),
        ("SOA", ("ns1.zoo.test admin.zoo.test 2026010101 7200 900 1209600 300",)),
    ],
)
async def test_dns_finds_the_expected_answers(zoo: Zoo, record: str, expected: tuple[str, ...]) -> None:
    assert (await ask(zoo, "www", record, *expected)).outcome is Outcome.UP


@pytest.mark.parametrize(
    ("record", "expected"),
    [("A", "203.0.113.9"), ("CNAME", "ww.zoo.test"), ("TXT", "V=SPF1 -ALL"), ("MX", "20 mail.zoo.test")],
)
async def test_dns_is_down_when_an_expected_answer_is_missing(zoo: Zoo, record: str, expected: str) -> None:
    seen = await ask(zoo, "www", record, expected)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.DNS_UNEXPECTED_ANSWER)
    assert (seen.detail or "").startswith(f"{expected} is not in the answer: ")


async def test_dns_shows_what_it_got_instead(zoo: Zoo) -> None:
    seen = await ask(zoo, "www", "NS", "ns9.zoo.test")

    assert seen.detail == "ns9.zoo.test is not in the answer: ns1.zoo.test, ns2.zoo.test"
    assert seen.latency_us is not None


async def test_dns_does_not_show_addresses_of_the_operators_network(zoo: Zoo) -> None:
    seen = await ask(zoo, "www", "A", "1.1.1.1", is_system=True)  # 203.0.113.0/24 is not public

    assert "203.0.113" not in (seen.detail or "")


@pytest.mark.parametrize(
    ("label", "reason"),
    [
        ("nxdomain", Reason.DNS_NXDOMAIN),
        ("servfail", Reason.DNS_SERVFAIL),
        ("empty", Reason.DNS_EMPTY),
        ("loop", Reason.DNS_CNAME_LOOP),
        ("ping", Reason.DNS_CNAME_LOOP),
        ("endless", Reason.DNS_CNAME_LOOP),
        ("refused", Reason.DNS_REFUSED),
        ("notimp", Reason.DNS_REFUSED),
        ("garbage", Reason.DNS_MALFORMED),
    ],
)
@pytest.mark.parametrize("is_system", [False, True], ids=["chosen", "system"])
async def test_dns_names_the_finding(zoo: Zoo, label: str, reason: Reason, is_system: bool) -> None:
    seen = await ask(zoo, label, is_system=is_system)

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, reason, "127.0.0.1")


@pytest.mark.parametrize(
    ("is_system", "outcome"), [(False, Outcome.DOWN), (True, Outcome.UNKNOWN)], ids=["chosen", "system"]
)
async def test_dns_blames_the_target_only_for_the_silence_of_a_chosen_resolver(
    zoo: Zoo, is_system: bool, outcome: Outcome
) -> None:
    started = time.monotonic()

    seen = await ask(zoo, "silent", timeout_s=0.3, is_system=is_system)

    assert (seen.outcome, seen.reason) == (outcome, Reason.DNS_TIMEOUT)
    assert 0.29 < time.monotonic() - started < 1.0


async def test_dns_passes_over_an_answer_to_another_question(zoo: Zoo) -> None:
    assert (await ask(zoo, "wrong-id", timeout_s=0.3)).reason is Reason.DNS_TIMEOUT


async def test_dns_asks_again_over_tcp_when_the_answer_is_cut(zoo: Zoo) -> None:
    seen = await ask(zoo, "truncated", "TXT", "v=spf1 -all")

    assert seen.outcome is Outcome.UP
    assert [transport for transport, _, _ in zoo.questions] == ["udp", "tcp"]


@pytest.mark.parametrize("label", ["aliased", "alias-only"])
async def test_dns_follows_aliases(zoo: Zoo, label: str) -> None:
    assert (await ask(zoo, label, "A", "203.0.113.7")).outcome is Outcome.UP


async def test_dns_does_not_follow_the_alias_it_was_asked_for(zoo: Zoo) -> None:
    assert (await ask(zoo, "alias-only", "CNAME", "end.zoo.test")).outcome is Outcome.UP
    assert len(zoo.questions) == 1


async def test_dns_sees_a_name_that_flips_between_public_and_internal(zoo: Zoo) -> None:
    seen = [await ask(zoo, "flip", "A", "1.1.1.1") for _ in range(4)]

    assert [one.outcome for one in seen] == [Outcome.UP, Outcome.DOWN] * 2


async def test_dns_names_a_resolver_that_does_not_listen(zoo: Zoo) -> None:
    spec = MonitorSpec(Kind.DNS, "www.zoo.test", dns_resolver="127.0.0.99:9")
    async with surroundings() as context:
        seen = await check_dns(spec, context)

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, Reason.CONNECTION_REFUSED, "127.0.0.99")


async def test_dns_takes_a_system_resolver_that_does_not_listen_for_its_own_trouble() -> None:
    async with surroundings(name_servers=["127.0.0.99:9"]) as context:
        seen = await check_dns(MonitorSpec(Kind.DNS, "www.zoo.test"), context)

    assert (seen.outcome, seen.reason) == (Outcome.UNKNOWN, Reason.DNS_TIMEOUT)


async def test_dns_asks_the_next_server_of_the_system_when_the_first_is_silent(zoo: Zoo) -> None:
    async with surroundings(name_servers=["127.0.0.99:9", zoo.resolver]) as context:
        seen = await check_dns(MonitorSpec(Kind.DNS, "www.zoo.test"), context)

    assert seen.outcome is Outcome.UP


@pytest.mark.parametrize(
    ("resolver", "allow", "reason"),
    [
        ("127.0.0.1", "", Reason.TARGET_NOT_ALLOWED),
        ("8.8.8.8:5353", "", Reason.TARGET_NOT_ALLOWED),
        ("8.8.8.8:5353", LOOPBACK, Reason.TARGET_NOT_ALLOWED),
        ("169.254.169.254", LOOPBACK, Reason.TARGET_NOT_ALLOWED),
        ("localhost", LOOPBACK, Reason.TARGET_INVALID),
        ("127.0.0.1:x", LOOPBACK, Reason.TARGET_INVALID),
    ],
)
async def test_dns_refuses_a_resolver_it_may_not_ask(resolver: str, allow: str, reason: Reason) -> None:
    async with surroundings(allow=allow) as context:
        seen = await check_dns(MonitorSpec(Kind.DNS, "www.zoo.test", dns_resolver=resolver), context)

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, reason)


@pytest.mark.parametrize("name", ["localhost", "db.internal", "printer.local.", "intranet"])
async def test_dns_does_not_ask_the_system_for_internal_names(zoo: Zoo, name: str) -> None:
    async with surroundings(allow="", name_servers=[zoo.resolver]) as context:
        seen = await check_dns(MonitorSpec(Kind.DNS, name), context)

    assert (seen.reason, zoo.questions) == (Reason.TARGET_NOT_ALLOWED, [])


@pytest.mark.parametrize(
    ("name", "record"), [("www.zoo.test", "ANY"), ("www.zoo.test", "AXFR"), ("", "A"), ("a..b", "A"), ("x" * 64, "A")]
)
async def test_dns_refuses_what_is_no_question(zoo: Zoo, name: str, record: str) -> None:
    spec = MonitorSpec(Kind.DNS, name, dns_record=record, dns_resolver=zoo.resolver)
    async with surroundings() as context:
        seen = await check_dns(spec, context)

    assert (seen.reason, zoo.questions) == (Reason.TARGET_INVALID, [])


async def test_dns_times_out_when_the_server_hangs_over_tcp(zoo: Zoo) -> None:
    seen = await ask(zoo, "truncated-silent", timeout_s=0.3)

    assert seen.reason is Reason.DNS_TIMEOUT


async def test_dns_questions_do_not_mix_up(zoo: Zoo) -> None:
    kinds = ["A", "AAAA", "TXT", "NS"] * 25

    seen = await asyncio.gather(*(ask(zoo, f"n{at}", kind) for at, kind in enumerate(kinds)))

    assert {one.outcome for one in seen} == {Outcome.UP}
