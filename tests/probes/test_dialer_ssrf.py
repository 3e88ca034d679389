"""No socket to a denied address, however it is written, whoever resolves it, with whatever kind of monitor."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import dns.message
import dns.rcode
import dns.rrset
import pytest

from core.addresses import vet
from core.observation import Observation
from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from probes.checkers import CHECKERS
from tests.probes.surroundings import surroundings
from tests.zoo.tcp import Listener, accepting, refusing

CORPUS = Path(__file__).parents[1] / "data" / "ssrf_corpus.txt"
PUBLIC = ["1.1.1.1", "8.8.8.8", "9.9.9.9", "93.184.215.14", "2606:4700::1111", "2a00:1450:4001:800::200e"]
REFUSALS = {Reason.TARGET_NOT_ALLOWED, Reason.TARGET_INVALID, Reason.HTTP_BAD_REDIRECT}

_connected: list[Any] = []
_is_recording = False


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _is_recording and event == "socket.connect":
        _connected.append(arguments[1])


sys.addaudithook(_audit)  # cannot be removed again: it only records while a test asks it to


@contextmanager
def connections() -> Iterator[list[Any]]:
    """Record every address that a Python socket is connected to."""
    global _is_recording
    _connected.clear()
    _is_recording = True
    try:
        yield _connected
    finally:
        _is_recording = False


class NameServer(asyncio.DatagramProtocol):
    """Answers `rebind-127-0-0-1.…` with 127.0.0.1, `flip…` with two addresses in turn, all else with NXDOMAIN."""

    def __init__(self, flips: tuple[str, ...]) -> None:
        self._flips = flips
        self.questions = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        self._transport.sendto(self._answer(query).to_wire(), addr)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        self.questions += 1
        reply = dns.message.make_response(query, recursion_available=True)
        name = query.question[0].name.to_text()
        address = self._flips[self.questions % len(self._flips)] if name.startswith("flip") else encoded_address(name)
        if address is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif query.question[0].rdtype == 1:
            reply.answer.append(dns.rrset.from_text(name, 0, "IN", "A", *address.split()))
        return reply


def encoded_address(name: str) -> str | None:
    match = re.match(r"rebind-(\d+)-(\d+)-(\d+)-(\d+)\.", name)
    return ".".join(match.groups()) if match else None


@asynccontextmanager
async def name_server(*flips: str) -> AsyncIterator[str]:
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: NameServer(flips), local_addr=("127.0.0.1", 0)
    )
    host, port = transport.get_extra_info("sockname")
    try:
        yield f"{host}:{port}"
    finally:
        transport.close()
        await asyncio.sleep(0)  # its socket is closed in the next round of the loop


def corpus(port: int) -> list[str]:
    """Return the corpus with its escapes read, aimed at a port that listens."""
    lines = CORPUS.read_text().splitlines()
    return [re.sub(":8080(?=/|$)", f":{port}", line.encode().decode("unicode_escape")) for line in lines]


def spec_of(kind: Kind, url: str) -> MonitorSpec:
    """Aim a monitor of any kind at what stands in a URL of the corpus."""
    authority = re.sub(r"^[a-z+:]*//", "", url).partition("/")[0]
    host = re.sub(r":\d+$", "", authority)
    match kind:
        case Kind.HTTP:
            return MonitorSpec(kind, url)
        case Kind.ICMP:
            return MonitorSpec(kind, host)
        case Kind.DNS:
            return MonitorSpec(kind, "example.test", dns_resolver=authority)
        case _:
            return MonitorSpec(kind, authority)


@pytest.mark.parametrize("kind", list(CHECKERS), ids=str)
async def test_the_corpus_opens_no_socket(kind: Kind) -> None:
    reached: list[str] = []
    async with accepting() as canary, name_server() as server, surroundings(allow="", name_servers=[server]) as context:
        with connections() as opened:
            for url in corpus(canary.port):
                seen = await CHECKERS[kind](spec_of(kind, url), context)
                if seen.reason not in REFUSALS and seen.reason is not Reason.DNS_NXDOMAIN:
                    reached.append(f"{url}: {seen.reason}")

    assert (reached, opened, canary.accepted) == ([], [], 0)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_not_refused(address: str) -> None:
    assert vet(address, 443) is None


@pytest.mark.parametrize("kind", [Kind.HTTP, Kind.TCP, Kind.TLS])
async def test_a_flipping_name_never_reaches_the_denied_address(kind: Kind) -> None:
    """127.0.0.1 stands for the public address here, 127.0.0.2 for the internal one."""
    outcomes: set[Reason | None] = set()
    async with (
        accepting("127.0.0.2") as canary,
        name_server("127.0.0.1", "127.0.0.2") as server,
        surroundings(allow="127.0.0.1/32", name_servers=[server], timeout_s=30) as context,
    ):
        with connections() as opened:
            for turn in range(1000):
                target = f"flip{turn % 7}.attacker.test:{canary.port}"
                spec = MonitorSpec(kind, f"http://{target}/" if kind is Kind.HTTP else target)
                outcomes.add((await CHECKERS[kind](spec, context)).reason)

    assert canary.accepted == 0
    assert {address for address, _ in opened} == {"127.0.0.1"}
    assert outcomes == {Reason.CONNECTION_REFUSED, Reason.TARGET_NOT_ALLOWED}


async def test_denied_answers_are_dropped_and_the_rest_is_dialled() -> None:
    async with (
        accepting() as listener,
        name_server("127.0.0.2 10.0.0.1 127.0.0.1") as server,
        surroundings(allow="127.0.0.1/32", name_servers=[server]) as context,
    ):
        seen = await CHECKERS[Kind.TCP](MonitorSpec(Kind.TCP, f"flip.attacker.test:{listener.port}"), context)

    assert (seen.outcome, seen.address) == (Outcome.UP, "127.0.0.1")


@pytest.mark.parametrize("kind", [Kind.HTTP, Kind.TCP, Kind.TLS])
async def test_the_answer_does_not_tell_what_is_behind_a_denied_address(kind: Kind) -> None:
    async def look(target: str) -> Observation:
        async with name_server() as server, surroundings(allow="", name_servers=[server]) as context:
            return await CHECKERS[kind](
                MonitorSpec(kind, f"http://{target}/" if kind is Kind.HTTP else target), context
            )

    async with accepting() as listener:
        with refusing() as closed:
            ports = [listener.port, closed]
            seen = [await look(f"{host}:{port}") for host in ("127.0.0.1", "10.255.255.1") for port in ports]

    assert set(seen) == {Observation(Outcome.DOWN, Reason.TARGET_NOT_ALLOWED)}


async def test_own_services_are_refused_inside_an_allowed_network() -> None:
    async with accepting() as own:
        await _refuse(own, f"127.0.0.1:{own.port}")
        await _refuse(own, f"127.0.0.9:{own.port}")


async def _refuse(own: Listener, target: str) -> None:
    async with surroundings(own_services=frozenset({("0.0.0.0", own.port)})) as context:
        seen = await CHECKERS[Kind.TCP](MonitorSpec(Kind.TCP, target), context)

    assert (seen.reason, own.accepted) == (Reason.TARGET_NOT_ALLOWED, 0)
