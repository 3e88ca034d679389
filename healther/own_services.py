"""Where this installation's own API, database and queue answer: addresses and ports that no check may reach."""

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv6Address
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

_DEFAULT_PORTS: Final = {"postgresql": 5432, "postgres": 5432, "redis": 6379, "rediss": 6379, "unix": 6379}
_IPV4_ROUTES: Final = Path("/proc/net/fib_trie")
_IPV6_ADDRESSES: Final = Path("/proc/net/if_inet6")
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})
_UNSPECIFIED: Final = frozenset({"0.0.0.0", "::"})  # noqa: S104 - to a client they mean this host

Service = tuple[str, int]  # address and port


def own_services(api_port: int, store_urls: Iterable[str]) -> frozenset[Service]:
    """Return each address and port of the API on this host, and of the stores, wherever they are.

    A store on this host may listen on all its addresses, whatever its URL says, so that all of them count.
    """
    here = addresses_of_this_host()
    found = {(address, api_port) for address in here}
    for host, port in (service for url in store_urls for service in _named_in(url)):
        addresses = _resolved(host)
        found |= {(address, port) for address in (addresses | here if addresses & (here | _UNSPECIFIED) else addresses)}
    return frozenset(found)


def addresses_of_this_host() -> frozenset[str]:
    """Return the addresses of all interfaces of this host, as the kernel lists them (of the host name elsewhere)."""
    if not _IPV4_ROUTES.exists():
        return _LOOPBACK | _resolved(socket.gethostname())
    ipv4 = re.findall(r"\|-- (\S+)\n\s+/32 host LOCAL", _IPV4_ROUTES.read_text())
    lines = _IPV6_ADDRESSES.read_text().splitlines() if _IPV6_ADDRESSES.exists() else []
    return _LOOPBACK | {*ipv4, *(str(IPv6Address(bytes.fromhex(line.split()[0]))) for line in lines)}


def _named_in(url: str) -> list[Service]:
    """Return the hosts and ports of a URL: one, several (libpq allows a list), or a folder of Unix sockets."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    default = int(query.get("port", [str(_DEFAULT_PORTS.get(parts.scheme, 0))])[0])
    hosts = parts.netloc.rpartition("@")[2] or query.get("host", [""])[0]
    return [_host_and_port(item, default) for item in hosts.split(",")]


def _host_and_port(item: str, default_port: int) -> Service:
    if not item or item.startswith("/"):  # a Unix socket; the same server is likely to have a port as well
        return "localhost", default_port
    parts = urlsplit(f"//{item}")
    return parts.hostname or "localhost", parts.port or default_port


def _resolved(host: str) -> frozenset[str]:
    """Return the addresses of a host name now; a name that does not resolve protects nothing and blocks nothing."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return frozenset()
    return frozenset(str(entry[4][0]).partition("%")[0] for entry in found)
