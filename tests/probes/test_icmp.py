"""ICMP echo: real pings on loopback, and the matching of replies over sockets that need no rights."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.observation import Observation
from core.reasons import Reason
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from probes.dialer import Connection
from probes.icmp import Echo, check_icmp, new_echo, ping
from tests.probes.surroundings import surroundings

SEEN = Observation(Outcome.UP, address="127.0.0.1")
ECHO = Echo(is_v6=False, is_raw=False, identifier=7, sequence=9, payload=b"0123456789abcdef")


def is_permitted(host: str) -> bool:
    """Ask the system whether this process may ping, by another way than the code under test."""
    if os.geteuid() == 0:
        return True
    lowest, highest = map(int, Path("/proc/sys/net/ipv4/ping_group_range").read_text().split())
    return any(lowest <= group <= highest for group in [os.getegid(), *os.getgroups()])


def reply_to(echo: Echo) -> bytes:
    kind = 129 if echo.is_v6 else 0
    return bytes([kind]) + echo.request()[1:]


async def check(host: str, timeout_s: float = 2.0) -> Observation:
    async with surroundings(timeout_s=timeout_s) as context:
        return await check_icmp(MonitorSpec(Kind.ICMP, host), context)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1"])
async def test_icmp_is_up_when_the_host_answers(host: str) -> None:
    seen = await check(host)

    if is_permitted(host):
        assert (seen.outcome, seen.address) == (Outcome.UP, host)
        assert 0 < (seen.latency_us or 0) < 1_000_000
    else:
        assert (seen.outcome, seen.reason) == (Outcome.UNKNOWN, Reason.ICMP_NOT_PERMITTED)


async def test_icmp_keeps_many_pings_to_one_host_apart() -> None:
    expected = Outcome.UP if is_permitted("127.0.0.1") else Outcome.UNKNOWN

    seen = await asyncio.gather(*(check("127.0.0.1", timeout_s=10) for _ in range(200)))

    assert {one.outcome for one in seen} == {expected}


WITHOUT_RIGHTS = """
import asyncio, os, sys
from tests.probes.test_icmp import check
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
seen = asyncio.run(check(sys.argv[1]))
print(seen.outcome.word, seen.reason.word if seen.reason else None)
"""


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_icmp_says_so_when_the_system_does_not_let_it_ping(host: str) -> None:
    lowest, highest = map(int, Path("/proc/sys/net/ipv4/ping_group_range").read_text().split())
    group = 65534 if os.geteuid() == 0 else os.getegid()
    expected = "up None" if lowest <= group <= highest else "unknown icmp_not_permitted"

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_RIGHTS, host], check=True, capture_output=True, text=True, timeout=30
    )

    assert done.stdout.strip() == expected


async def test_icmp_does_not_ping_what_is_not_allowed() -> None:
    async with surroundings(allow="") as context:
        seen = await check_icmp(MonitorSpec(Kind.ICMP, "127.0.0.1"), context)

    assert seen.reason is Reason.TARGET_NOT_ALLOWED


@pytest.mark.parametrize("host", ["127.0.0.1;id", "$(id)", "-c 1", "127.0.0.1 ", "127.1", "0x7f000001", ""])
async def test_icmp_takes_a_target_for_nothing_but_a_host(host: str) -> None:
    seen = await check(host, timeout_s=0.3)

    assert seen.reason is Reason.TARGET_INVALID


@pytest.fixture
def peers() -> Iterator[tuple[Connection, socket.socket]]:
    """Yield a connection and the far end of it: datagrams on loopback stand for the ICMP socket."""
    with socket.socket(type=socket.SOCK_DGRAM) as near, socket.socket(type=socket.SOCK_DGRAM) as far:
        far.bind(("127.0.0.1", 0))
        near.bind(("127.0.0.1", 0))
        near.setblocking(False)
        near.connect(far.getsockname())
        far.connect(near.getsockname())
        yield Connection(near, "127.0.0.1", None, 0), far


def deadline(timeout_s: float) -> float:
    return asyncio.get_running_loop().time() + timeout_s


async def test_ping_passes_over_replies_to_others(peers: tuple[Connection, socket.socket]) -> None:
    connection, far = peers
    for other in (replace(ECHO, sequence=10), replace(ECHO, payload=b"x" * 16), replace(ECHO, payload=b"")):
        far.send(reply_to(other))
    far.send(b"")
    far.send(ECHO.request())  # an echo of our own request is no reply
    far.send(reply_to(ECHO))

    seen = await ping(connection, ECHO, SEEN, deadline(2))

    assert seen.outcome is Outcome.UP


async def test_ping_passes_over_a_reply_from_another_address(peers: tuple[Connection, socket.socket]) -> None:
    connection, far = peers
    far.send(reply_to(ECHO))

    seen = await ping(replace(connection, address="127.0.0.2"), ECHO, SEEN, deadline(0.2))

    assert seen.reason is Reason.TIMEOUT


async def test_ping_ends_at_its_deadline_without_a_reply(peers: tuple[Connection, socket.socket]) -> None:
    seen = await ping(peers[0], ECHO, SEEN, deadline(0.2))

    assert (seen.outcome, seen.reason, seen.address) == (Outcome.DOWN, Reason.TIMEOUT, "127.0.0.1")


async def test_ping_reports_what_a_router_says(peers: tuple[Connection, socket.socket]) -> None:
    # a closed port answers a datagram with ICMP "destination unreachable", as a router does for a host
    connection, far = peers
    far.close()

    seen = await ping(connection, ECHO, SEEN, deadline(2))

    assert (seen.outcome, seen.reason) == (Outcome.DOWN, Reason.ICMP_UNREACHABLE)


@pytest.mark.parametrize(
    ("echo", "packet"),
    [
        (replace(ECHO, is_raw=True), bytes([0x46]) + bytes(23) + reply_to(ECHO)),
        (replace(ECHO, is_v6=True, is_raw=True), reply_to(replace(ECHO, is_v6=True))),
        (ECHO, reply_to(replace(ECHO, identifier=1234))),
    ],
    ids=["raw IPv4 with IP options", "raw IPv6", "datagram: the kernel chose the identifier"],
)
def test_echo_knows_its_reply(echo: Echo, packet: bytes) -> None:
    assert echo.is_answered_by(packet)


def test_echo_on_a_raw_socket_needs_its_own_identifier() -> None:
    echo = replace(ECHO, is_raw=True)

    assert not echo.is_answered_by(bytes([0x45]) + bytes(19) + reply_to(replace(echo, identifier=8)))


def test_request_carries_the_internet_checksum() -> None:
    # RFC 1071: the sum of all 16-bit words including the checksum is all ones
    words = [int.from_bytes(ECHO.request()[at : at + 2]) for at in range(0, len(ECHO.request()), 2)]

    assert sum(words) % 0xFFFF == 0


async def test_echoes_are_random(peers: tuple[Connection, socket.socket]) -> None:
    made = [new_echo(peers[0]) for _ in range(50)]

    assert len({echo.payload for echo in made}) == 50
    assert len({(echo.identifier, echo.sequence) for echo in made}) > 45
