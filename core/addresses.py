"""Which addresses may be dialled: one table for every protocol, asked for each socket before it is connected.

IPv4 has a deny list. IPv6 allows only `2000::/3` minus specials. Forms that carry an IPv4 address inside an IPv6
one are never looser than the IPv4 address itself. Python's own `is_private` and `is_global` miss many of these.
"""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network

NOT_AN_ADDRESS: Final = "not an IP address"
NOT_PUBLIC: Final = "not a public address"
NEVER_ALLOWED: Final = "never allowed"
OWN_SERVICE: Final = "a service of this installation"

_CACHED_ADDRESSES = 65_536


def _ranges(networks: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Turn networks into sorted first and last numbers, for a binary search."""
    spans = sorted((int(n.network_address), int(n.broadcast_address)) for n in map(ip_network, networks.split()))
    return tuple(first for first, _ in spans), tuple(last for _, last in spans)


def _inside(number: int, ranges: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
    index = bisect_right(ranges[0], number) - 1
    return index >= 0 and number <= ranges[1][index]


_DENIED_V4 = _ranges(
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24"
    " 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15"
    " 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4"
)
_GLOBAL_V6 = _ranges("2000::/3")
_DENIED_V6 = _ranges("2001::/23 2001:db8::/32 2002::/16 3fff::/20 2620:4f:8000::/48")

# What no operator can open: "this host", link-local with the clouds' metadata, multicast, reserved, broadcast.
_NEVER_V4 = _ranges(
    "0.0.0.0/8 100.100.100.200/32 168.63.129.16/32 169.254.0.0/16 192.0.0.192/32 224.0.0.0/4 240.0.0.0/4"
)
_NEVER_V6 = _ranges("::/128 fd00:ec2::254/128 fd20:ce::254/128 fe80::a9fe:a9fe/128 ff00::/8")

_NAT64 = ip_network("64:ff9b::/96")
_NAT64_LOCAL = ip_network("64:ff9b:1::/48")
_ISATAP_IDS = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


@dataclass(frozen=True, slots=True)
class Allowance:
    """What an operator allows beside the public internet, and which own services stay closed even then.

    `own_services` holds (address, port) pairs. One on a loopback address closes its port on all of loopback;
    one on `0.0.0.0` or `::` as well (add the host's other addresses yourself: they are not known here).
    `opened` are the pairs that the operator named one by one.
    """

    networks: tuple[IPNetwork, ...] = ()
    own_services: frozenset[tuple[str, int]] = frozenset()  # refused even inside `networks`
    opened: frozenset[tuple[IPAddress, int]] = frozenset()
    _own: frozenset[tuple[IPAddress, int]] = field(init=False, repr=False, compare=False)
    _own_loopback_ports: frozenset[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = [(_required(address), port) for address, port in self.own_services]
        local = frozenset(port for address, port in own if address.is_loopback or address.is_unspecified)
        object.__setattr__(self, "_own", frozenset(own))
        object.__setattr__(self, "_own_loopback_ports", local)

    def is_own_service(self, address: IPAddress, port: int) -> bool:
        """Tell whether one of this installation's own services answers there."""
        if (address, port) in self.opened:
            return False
        return (address, port) in self._own or (port in self._own_loopback_ports and _is_this_host(address))


PUBLIC_ONLY: Final = Allowance()


def vet(address: str, port: int, allowance: Allowance = PUBLIC_ONLY) -> str | None:
    """Return None if `address` may be dialled on `port`, else a short reason (for our log, never for the user)."""
    parsed = canonical(address)
    if parsed is None:
        return NOT_AN_ADDRESS
    if allowance.own_services and any(allowance.is_own_service(form, port) for form in (parsed, *_embedded(parsed))):
        return OWN_SERVICE
    if _is_public(parsed):
        return None
    if _is_opened(parsed, allowance.networks):
        return None
    return NEVER_ALLOWED if _is_never_allowed(parsed) else NOT_PUBLIC


@lru_cache(_CACHED_ADDRESSES)
def canonical(address: str) -> IPAddress | None:
    """Parse a literal strictly (no zone, no octal, no short form) and unwrap an IPv4-mapped one; None if it is none."""
    if "%" in address:
        return None
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        return parsed.ipv4_mapped
    return parsed


def parse_allowance(allowed: str, own_services: Iterable[tuple[str, int]]) -> Allowance:
    """Read an operator's list, separated by commas or spaces; raise ValueError for an item that cannot be read.

    An item is a network (`10.0.0.0/8`) or one own service by address and port (`127.0.0.1:8000`), which opens it.
    """
    networks, named = [], set()
    for item in allowed.replace(",", " ").split():
        address, _, port = item.rpartition(":")
        literal = address.removeprefix("[").removesuffix("]")
        if port.isdecimal() and ("." in literal or address.startswith("[")):
            named.add((literal, int(port)))
            networks.append(ip_network(literal))
        else:
            networks.append(ip_network(item))
    opened = frozenset((_required(literal), port) for literal, port in named)
    return Allowance(tuple(networks), frozenset(own_services) - named, opened)


@lru_cache(_CACHED_ADDRESSES)
def _is_public(address: IPAddress) -> bool:
    number = int(address)
    if isinstance(address, IPv4Address):
        return not _inside(number, _DENIED_V4)
    if not _inside(number, _GLOBAL_V6) or _inside(number, _DENIED_V6):
        return False
    return all(_is_public(inner) for inner in _embedded(address))


def _is_opened(address: IPAddress, networks: Iterable[IPNetwork]) -> bool:
    """Tell whether the operator opened the address; an IPv4 address inside it must be open in its own right."""
    if _is_never_allowed(address) or not any(address in network for network in networks):
        return False
    return all(_is_public(inner) or _is_opened(inner, networks) for inner in _embedded(address))


def _is_never_allowed(address: IPAddress) -> bool:
    return _inside(int(address), _NEVER_V4 if isinstance(address, IPv4Address) else _NEVER_V6)


def _is_this_host(address: IPAddress) -> bool:
    return address.is_loopback or address.is_unspecified


@lru_cache(_CACHED_ADDRESSES)
def _embedded(address: IPAddress) -> tuple[IPv4Address, ...]:
    """Return the IPv4 addresses that a packet to this IPv6 address may end up at."""
    if isinstance(address, IPv4Address):
        return ()
    packed = address.packed
    found = [_tail(packed)] if _carries_v4_at_the_end(address) else []
    if address.sixtofour is not None:
        found.append(address.sixtofour)
    if address.teredo is not None:
        found.extend(address.teredo)
    return tuple(found)


def _carries_v4_at_the_end(address: IPv6Address) -> bool:
    """NAT64, IPv4-compatible, IPv4-translated and ISATAP addresses end in the IPv4 address."""
    packed = address.packed
    if packed[8:12] in _ISATAP_IDS or address in _NAT64 or address in _NAT64_LOCAL:
        return True
    in_zero_block = packed[:8] == bytes(8) and packed[8:12] in (bytes(4), b"\xff\xff\x00\x00")
    return in_zero_block and not (address.is_loopback or address.is_unspecified)


def _tail(packed: bytes) -> IPv4Address:
    return IPv4Address(packed[12:])


def _required(address: str) -> IPAddress:
    parsed = canonical(address)
    if parsed is None:
        raise ValueError(f"own service {address!r} is not an IP address: resolve its name first")
    return parsed
