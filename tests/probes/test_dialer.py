"""The dialer: names to one vetted address, and what is said when that fails."""

import asyncio
import socket
import time

import pytest

from core.observation import failed, unmeasured
from core.reasons import Reason
from probes.context import CheckContext
from probes.dialer import Connection
from probes.errors import DialError, dial_error
from tests.probes.surroundings import surroundings
from tests.zoo.dns import RECORDS, name_server
from tests.zoo.tcp import accepting


async def refusal(context: CheckContext, host: str, port: int = 80) -> DialError:
    with pytest.raises(DialError) as raised:
        await context.dialer.resolve(host, port, context.deadline)
    return raised.value


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nxdomain", Reason.DNS_NXDOMAIN),
        ("servfail", Reason.DNS_SERVFAIL),
        ("refused", Reason.DNS_REFUSED),
        ("empty", Reason.DNS_EMPTY),
        ("loop", Reason.DNS_CNAME_LOOP),
        ("ping", Reason.DNS_CNAME_LOOP),
        ("endless", Reason.DNS_CNAME_LOOP),
        ("garbage", Reason.DNS_MALFORMED),
        ("good", Reason.TARGET_NOT_ALLOWED),  # only documentation addresses
    ],
)
async def test_a_failed_look_up_has_its_reason(name: str, reason: Reason) -> None:
    async with name_server() as zoo, surroundings(name_servers=[zoo.resolver]) as context:
        failure = await refusal(context, f"{name}.zoo.test")

    assert failure.reason is reason


async def test_a_silent_name_server_ends_at_the_deadline_and_is_our_trouble() -> None:
    async with name_server() as zoo, surroundings(name_servers=[zoo.resolver], timeout_s=0.3) as context:
        started = time.monotonic()
        failure = await refusal(context, "silent.zoo.test")

    assert 0.29 < time.monotonic() - started < 0.8
    assert failure.observation() == unmeasured(Reason.DNS_TIMEOUT, "silent.zoo.test")


async def test_ipv4_is_taken_before_ipv6_and_only_one_question_is_asked() -> None:
    allow = "203.0.113.0/24 2001:db8::/32"
    async with name_server() as zoo, surroundings(name_servers=[zoo.resolver], allow=allow) as context:
        found = await context.dialer.resolve("good.zoo.test", 80, context.deadline)

    assert found.address in RECORDS["A"]
    assert (found.dns_us or 0) > 0
    assert [kind for _, _, kind in zoo.questions] == ["A"]


async def test_ipv6_is_taken_when_no_ipv4_address_may_be_dialled() -> None:
    async with name_server() as zoo, surroundings(name_servers=[zoo.resolver], allow="2001:db8::/32") as context:
        found = await context.dialer.resolve("good.zoo.test", 80, context.deadline)

    assert found.address == "2001:db8::7"


async def test_a_literal_is_not_looked_up() -> None:
    async with surroundings() as context:
        found = await context.dialer.resolve("::ffff:127.0.0.1", 80, context.deadline)

    assert (found.address, found.dns_us) == ("127.0.0.1", None)


@pytest.mark.parametrize("host", ["localhost", "metadata", "db", "a.localhost", "printer.local", "x.internal"])
async def test_internal_names_are_refused_without_a_question_where_only_the_internet_is_allowed(host: str) -> None:
    async with name_server() as zoo, surroundings(name_servers=[zoo.resolver], allow="") as context:
        failure = await refusal(context, host)

    assert (failure.reason, zoo.questions) == (Reason.TARGET_NOT_ALLOWED, [])


async def test_the_hosts_file_is_read() -> None:
    async with surroundings() as context:
        assert (await context.dialer.resolve("localhost", 80, context.deadline)).address == "127.0.0.1"


async def test_the_socket_is_connected_to_the_vetted_address() -> None:
    async with accepting() as listener, surroundings() as context:
        opened = await context.dialer.connect_tcp("localhost", listener.port, context.deadline)
        with opened.socket:
            assert opened.socket.getpeername() == (opened.address, listener.port)
            assert not opened.socket.getblocking()


async def test_a_datagram_socket_talks_to_one_address_only() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind(("127.0.0.1", 0))
        async with surroundings() as context:
            opened: Connection = await context.dialer.connect_udp("127.0.0.1", peer.getsockname()[1], context.deadline)
        with opened.socket:
            assert opened.socket.getpeername() == peer.getsockname()


async def test_a_cancelled_connection_leaves_no_socket_behind() -> None:
    """A ResourceWarning is an error in these tests."""
    async with name_server() as zoo, surroundings(name_servers=[zoo.resolver]) as context:
        attempt = asyncio.create_task(context.dialer.connect_tcp("silent.zoo.test", 80, context.deadline))
        await asyncio.sleep(0)
        attempt.cancel()
        await asyncio.gather(attempt, return_exceptions=True)

    assert attempt.cancelled()


def test_running_out_of_descriptors_is_our_trouble_and_never_down() -> None:
    assert dial_error(OSError(24, "Too many open files")).observation() == unmeasured(
        Reason.PROBE_ERROR, "Too many open files"
    )
    assert dial_error(ConnectionRefusedError(111, "x")).observation() == failed(Reason.CONNECTION_REFUSED)
