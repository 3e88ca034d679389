"""The address table: what is public, what an operator can open, and what stays closed in every disguise."""

import socket
import struct
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.addresses import NEVER_ALLOWED, OWN_SERVICE, Allowance, canonical, parse_allowance, vet

PRIVATE = "10.0.0.0/8 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 0.0.0.0/8 224.0.0.0/4 fd00::/8 ::/0"
WIDE_OPEN = parse_allowance(PRIVATE, ())


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "8.8.8.8",
        "93.184.215.14",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "100.63.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:800::200e",
        "::ffff:8.8.8.8",
    ],
)
def test_public_addresses_may_be_dialled(address: str) -> None:
    assert vet(address, 80) is None


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.31.196.1",
        "192.52.193.1",
        "192.88.99.1",
        "192.168.1.1",
        "192.175.48.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:0:127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "2a00:1450:4001::5efe:7f00:1",
        "2a00:1450:4001::200:5efe:a00:1",
        "2620:4f:8000::1",
        "4000::1",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    assert vet(address, 80) is not None


@pytest.mark.parametrize(
    "text", ["", "localhost", "127.1", "0177.0.0.1", "2130706433", "0x7f.1", "fe80::1%eth0", "1.1.1.1 "]
)
def test_what_is_no_plain_literal_is_refused(text: str) -> None:
    assert vet(text, 80) is not None


def _teredo(client: IPv4Address) -> str:
    return str(IPv6Address(bytes.fromhex("20010000010101010000ffff") + bytes(b ^ 0xFF for b in client.packed)))


EMBEDDINGS: dict[str, Callable[[IPv4Address], str]] = {
    "mapped": lambda x: f"::ffff:{x}",
    "compatible": lambda x: f"::{x}",
    "translated": lambda x: f"::ffff:0:{x}",
    "nat64": lambda x: f"64:ff9b::{x}",
    "local nat64": lambda x: f"64:ff9b:1::{x}",
    "6to4": lambda x: str(IPv6Address(b"\x20\x02" + x.packed + bytes(10))),
    "teredo": _teredo,
    "isatap": lambda x: f"2a00:1450:4001::5efe:{x}",
    "isatap, unique": lambda x: f"2a00:1450:4001::200:5efe:{x}",
}


@pytest.mark.parametrize("form", EMBEDDINGS)
@given(address=st.ip_addresses(v=4), allowance=st.sampled_from([Allowance(), WIDE_OPEN]))
@example(address=IPv4Address("169.254.169.254"), allowance=WIDE_OPEN)
@example(address=IPv4Address("127.0.0.1"), allowance=Allowance())
@example(address=IPv4Address("0.0.0.0"), allowance=WIDE_OPEN)
def test_an_embedded_address_is_never_looser_than_itself(form: str, address: IPv4Address, allowance: Allowance) -> None:
    if vet(str(address), 80, allowance) is not None:
        assert vet(EMBEDDINGS[form](address), 80, allowance) is not None


@given(st.integers(0, 2**32 - 1))
def test_what_may_be_dialled_is_the_address_the_system_dials(number: int) -> None:
    address = socket.inet_ntoa(struct.pack("!I", number))

    assert int(canonical(address) or 0) == number


@pytest.mark.parametrize("address", ["10.1.2.3", "127.0.0.1", "192.168.0.1", "fd12::1", "::1"])
def test_an_operator_can_open_private_networks(address: str) -> None:
    assert vet(address, 80, WIDE_OPEN) is None


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "ff02::1",
        "fd00:ec2::254",
        "fd20:ce::254",
        "fe80::a9fe:a9fe",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_nobody_can_open_metadata_multicast_and_this_host(address: str) -> None:
    assert vet(address, 80, WIDE_OPEN) is not None


def test_metadata_says_that_it_is_never_allowed() -> None:
    assert vet("169.254.169.254", 80, WIDE_OPEN) == NEVER_ALLOWED


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.2", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("listens_on", ["127.0.0.1", "0.0.0.0", "::"])
def test_own_services_stay_closed_on_every_alias_of_loopback(address: str, listens_on: str) -> None:
    allowance = parse_allowance("127.0.0.0/8 ::1/128", {(listens_on, 5432)})

    assert vet(address, 5432, allowance) == OWN_SERVICE
    assert vet(address, 8080, allowance) is None


def test_an_own_service_on_a_private_address_stays_closed_by_address_and_port() -> None:
    allowance = parse_allowance("10.0.0.0/8", {("10.0.0.5", 6379)})

    assert vet("10.0.0.5", 6379, allowance) == OWN_SERVICE
    assert vet("10.0.0.5", 80, allowance) is None
    assert vet("10.0.0.6", 6379, allowance) is None


def test_an_operator_can_name_one_own_service() -> None:
    services = {("127.0.0.1", 8000), ("127.0.0.1", 5432)}
    allowance = parse_allowance("127.0.0.0/8, 127.0.0.1:8000", services)

    assert vet("127.0.0.1", 8000, allowance) is None
    assert vet("127.0.0.1", 5432, allowance) == OWN_SERVICE


def test_naming_one_address_leaves_the_same_port_closed_on_the_others() -> None:
    services = {(address, 8000) for address in ("127.0.0.1", "::1", "10.0.0.5")}
    allowance = parse_allowance("127.0.0.0/8 ::1/128 10.0.0.0/8 127.0.0.1:8000", services)

    assert vet("127.0.0.1", 8000, allowance) is None
    assert {vet(address, 8000, allowance) for address in ("127.0.0.2", "::1", "10.0.0.5")} == {OWN_SERVICE}


def test_allowance_reads_both_families_and_single_services() -> None:
    allowance = parse_allowance("10.0.0.0/8 fd00::/8, [fd00::5]:8000", {("fd00::5", 8000)})

    assert allowance.networks == (ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("fd00::5"))
    assert allowance.own_services == frozenset()


@pytest.mark.parametrize("text", ["10.0.0.0/33", "example.com", "10.0.0.1/8", "127.0.0.1:x"])
def test_allowance_refuses_what_is_no_network(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_allowance(text, ())
