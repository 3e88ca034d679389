"""The only place that opens sockets for checks: it resolves, vets the address itself, and connects to exactly that.

A denied address always gives the same answer, whatever is behind it and however it was written.
"""

import errno
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core.addresses import PUBLIC_ONLY, Allowance, canonical, vet
from core.reasons import Reason
from probes.errors import DialError, dial_error
from probes.readiness import until_writable
from probes.resolver import Resolver

_REMEMBERED_VERDICTS: Final = 65_536  # the table and the allowance never change while a dialer lives
_CONNECTING: Final = (errno.EINPROGRESS, errno.EWOULDBLOCK)
_NOT_PERMITTED: Final = (errno.EACCES, errno.EPERM, errno.EPROTONOSUPPORT)  # the last: no ICMP datagrams in this kernel


@dataclass(frozen=True, slots=True)
class Resolution:
    """The address to dial: vetted for the port it was asked for."""

    address: str  # a canonical literal
    dns_us: int | None  # None: no look-up, the host was a literal


@dataclass(frozen=True, slots=True)
class Connection:
    """A connected, non-blocking socket; whoever asked for it closes it."""

    socket: socket.socket
    address: str
    dns_us: int | None
    connect_us: int


class Dialer:
    """Opens vetted sockets. One per process; cheap to share between all checks of a loop."""

    def __init__(
        self, allowance: Allowance, resolver: Resolver, exempt: frozenset[tuple[str, int]] = frozenset()
    ) -> None:
        """`exempt` holds (canonical address, port) pairs dialled unvetted: never anything that a user can choose."""
        self._allowance = allowance
        self._resolver = resolver
        self._vetted = lru_cache(_REMEMBERED_VERDICTS)(self._vet)
        self._exempt = exempt

    def to_name_servers(self) -> tuple["Dialer", tuple[tuple[str, int], ...]]:
        """Return the system's name servers (address, port) and a dialer that reaches them, wherever they are.

        Clouds put them on addresses that are closed to everything else.
        """
        servers = self._resolver.servers()
        return Dialer(PUBLIC_ONLY, self._resolver, frozenset(servers)), servers

    def is_allowed(self, address: str, port: int = 0) -> bool:
        """Tell whether `address` may be dialled on `port`."""
        return vet(address, port, self._allowance) is None

    def is_opened(self, address: str) -> bool:
        """Tell whether the operator opened the network of `address` (a public address needs no opening)."""
        parsed = canonical(address)
        return parsed is not None and any(parsed in network for network in self._allowance.networks)

    def refuses_name(self, host: str) -> bool:
        """Tell whether `host` names internal machines only; where the operator opened networks, none is refused."""
        return not self._allowance.networks and _is_internal_name(host)

    async def resolve(self, host: str, port: int, deadline: float) -> Resolution:
        """Return the first address of `host` that may be dialled on `port`, IPv4 before IPv6; raise DialError.

        `host` is a validated name or literal (`core.validation`). Denied answers are dropped; when only denied
        ones are left the reason is TARGET_NOT_ALLOWED.
        """
        if canonical(host) is not None:
            return Resolution(self._vetted(host, port), None)
        if self.refuses_name(host):
            raise _not_allowed()
        started = time.perf_counter()
        address = await self._look_up(host, port, deadline)
        return Resolution(address, _microseconds_since(started))

    async def connect_tcp(self, host: str, port: int, deadline: float) -> Connection:
        """Resolve, vet and connect, one attempt; raise DialError."""
        target = await self.resolve(host, port, deadline)
        started = time.perf_counter()
        with _naming(target.address):
            opened = self._open(target.address, port, socket.SOCK_STREAM)
            try:
                await self._connect_stream(opened, target.address, port, deadline)
            except BaseException:
                opened.close()
                raise
        return Connection(opened, target.address, target.dns_us, _microseconds_since(started))

    async def connect_udp(self, host: str, port: int, deadline: float) -> Connection:
        """Resolve, vet and connect a datagram socket: it sends to and receives from this address only."""
        target = await self.resolve(host, port, deadline)
        with _naming(target.address):
            opened = self._open(target.address, port, socket.SOCK_DGRAM)
            self._connect_now(opened, target.address, port)
        return Connection(opened, target.address, target.dns_us, 0)

    async def connect_icmp(self, host: str, deadline: float) -> Connection:
        """Resolve, vet and connect a socket for ICMP echo: unprivileged datagrams, else raw where that is allowed.

        `socket.type` tells which (raw IPv4 sockets deliver the IP header too). Raises DialError with
        ICMP_NOT_PERMITTED when the system allows neither.
        """
        target = await self.resolve(host, 0, deadline)
        with _naming(target.address):
            opened = self._open_icmp(target.address)
            self._connect_now(opened, target.address, 0)
        return Connection(opened, target.address, target.dns_us, 0)

    def _vet(self, address: str, port: int) -> str:
        """Return the canonical form of an address that may be dialled; raise DialError for any other."""
        if (address, port) not in self._exempt and not self.is_allowed(address, port):
            raise _not_allowed()
        return str(canonical(address))

    async def _look_up(self, host: str, port: int, deadline: float) -> str:
        """Ask for IPv4 addresses, and for IPv6 ones only when none of those may be dialled."""
        answers, failure = await self._answers(host, socket.AF_INET, deadline)
        chosen = self._first_allowed(answers, port)
        if chosen is not None:
            return chosen
        if failure is not None and failure.reason is not Reason.DNS_EMPTY:
            raise failure
        more, _ = await self._answers(host, socket.AF_INET6, deadline)
        chosen = self._first_allowed(more, port)
        if chosen is not None:
            return chosen
        raise failure if failure is not None and not more else _not_allowed()

    async def _answers(
        self, host: str, family: socket.AddressFamily, deadline: float
    ) -> tuple[tuple[str, ...], DialError | None]:
        try:
            return await self._resolver.addresses(host, family, deadline), None
        except DialError as failure:
            return (), failure

    def _first_allowed(self, answers: tuple[str, ...], port: int) -> str | None:
        return next((str(canonical(a)) for a in answers if vet(a, port, self._allowance) is None), None)

    def _open(self, address: str, port: int, kind: socket.SocketKind, protocol: int = 0) -> socket.socket:
        """Create a socket for an address that is vetted once more, here, where nothing can come in between."""
        self._vetted(address, port)
        try:
            return socket.socket(_family(address), kind | socket.SOCK_NONBLOCK, protocol)
        except OSError as failure:
            raise dial_error(failure) from None

    def _open_icmp(self, address: str) -> socket.socket:
        protocol = socket.IPPROTO_ICMPV6 if ":" in address else socket.IPPROTO_ICMP
        self._vetted(address, 0)
        for kind in (socket.SOCK_DGRAM, socket.SOCK_RAW):
            try:
                return socket.socket(_family(address), kind | socket.SOCK_NONBLOCK, protocol)
            except OSError as failure:
                if failure.errno not in _NOT_PERMITTED:
                    raise dial_error(failure) from None
        raise DialError(Reason.ICMP_NOT_PERMITTED)

    async def _connect_stream(self, opened: socket.socket, address: str, port: int, deadline: float) -> None:
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        code = opened.connect_ex((address, port))
        if code in _CONNECTING:
            try:
                await until_writable(opened.fileno(), deadline)
            except TimeoutError:
                raise DialError(Reason.TIMEOUT, "no connection") from None
            code = opened.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            raise dial_error(OSError(code, errno.errorcode.get(code, str(code))))

    def _connect_now(self, opened: socket.socket, address: str, port: int) -> None:
        """Connect a datagram or raw socket, which never waits."""
        try:
            opened.connect((address, port))
        except OSError as failure:
            opened.close()
            raise dial_error(failure) from None


@contextmanager
def _naming(address: str) -> Iterator[None]:
    """Write into a failure which address was dialled: it tells a dead network apart from a dead target."""
    try:
        yield
    except DialError as failure:
        failure.address = address
        raise


def _is_internal_name(host: str) -> bool:
    """Refuse early what only names internal machines (a second line: the address decides)."""
    return "." not in host or host.endswith((".localhost", ".local", ".internal"))


def _not_allowed() -> DialError:
    return DialError(Reason.TARGET_NOT_ALLOWED)


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _microseconds_since(started: float) -> int:
    return round((time.perf_counter() - started) * 1e6)
