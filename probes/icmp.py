"""ICMP echo, IPv4 and IPv6: one request a try, and only its own reply counts.

The dialer opens an unprivileged datagram socket where `net.ipv4.ping_group_range` allows it, else a raw one.
"""

import os
import random
import socket
import struct
import sys
import time
from dataclasses import dataclass
from typing import Final

from core.addresses import canonical
from core.observation import Observation, Phases, failed
from core.reasons import Reason
from core.specs import MonitorSpec
from core.states import Outcome
from core.validation import InvalidError, parse_host
from probes.context import CheckContext
from probes.dialer import Connection
from probes.errors import DialError, dial_error
from probes.readiness import until_readable

_REQUEST_V4, _REPLY_V4 = 8, 0
_REQUEST_V6, _REPLY_V6 = 128, 129
_HEADER: Final = struct.Struct("!BBHHH")  # type, code, checksum, identifier, sequence
_PAYLOAD_BYTES: Final = 32
_LARGEST_REPLY_BYTES: Final = 2048
# Linux's names for "report what routers say about my packets as errors of this socket"; Python does not have them
_RECEIVE_ERRORS: Final = {socket.AF_INET: (socket.IPPROTO_IP, 11), socket.AF_INET6: (socket.IPPROTO_IPV6, 25)}


@dataclass(frozen=True, slots=True)
class Echo:
    """One echo request and how its reply is known. Random, so that no reply to another ping can pass for it."""

    is_v6: bool
    is_raw: bool
    identifier: int
    sequence: int
    payload: bytes

    def request(self) -> bytes:
        """Return the packet to send. On datagram sockets the kernel puts in its own identifier."""
        kind = _REQUEST_V6 if self.is_v6 else _REQUEST_V4
        packet = _HEADER.pack(kind, 0, 0, self.identifier, self.sequence) + self.payload
        if self.is_v6:
            return packet  # the kernel fills in the checksum: it covers the addresses
        return packet[:2] + struct.pack("!H", _checksum(packet)) + packet[4:]

    def is_answered_by(self, packet: bytes) -> bool:
        """Tell whether a received packet is the reply to this very request."""
        if self.is_raw and not self.is_v6:
            packet = _without_ip_header(packet)
        if len(packet) < _HEADER.size:
            return False
        kind, code, _, identifier, sequence = _HEADER.unpack_from(packet)
        if (kind, code, sequence) != (_REPLY_V6 if self.is_v6 else _REPLY_V4, 0, self.sequence):
            return False
        # a datagram socket is given the replies to its own identifier only, which the kernel chose
        return (not self.is_raw or identifier == self.identifier) and packet[_HEADER.size :] == self.payload


async def check_icmp(spec: MonitorSpec, context: CheckContext) -> Observation:
    """Ping the host `spec.target` once; the latency is that of the echo alone."""
    try:
        connection = await context.dialer.connect_icmp(parse_host(spec.target), context.deadline)
    except DialError as failure:
        return failure.observation()
    except InvalidError as problem:
        return failed(Reason.TARGET_INVALID, str(problem))
    seen = Observation(Outcome.UP, phases=Phases(dns_us=connection.dns_us), address=connection.address)
    with connection.socket:
        return await ping(connection, new_echo(connection), seen, context.deadline)


def new_echo(connection: Connection) -> Echo:
    """Make up a request for a socket of `Dialer.connect_icmp`."""
    return Echo(
        is_v6=connection.socket.family == socket.AF_INET6,
        is_raw=connection.socket.type == socket.SOCK_RAW,
        identifier=random.getrandbits(16),
        sequence=random.getrandbits(16),
        payload=os.urandom(_PAYLOAD_BYTES),
    )


async def ping(connection: Connection, echo: Echo, seen: Observation, deadline: float) -> Observation:
    """Send `echo` and wait for its reply until `deadline`; return `seen` with the latency or the failure."""
    if sys.platform == "linux":
        connection.socket.setsockopt(*_RECEIVE_ERRORS[connection.socket.family], 1)
    started = time.perf_counter()
    try:
        connection.socket.send(echo.request())
    except OSError as failure:
        return dial_error(failure).observation(seen)
    try:
        await _reply(connection, echo, deadline)
    except TimeoutError:
        return failed(Reason.TIMEOUT, "no echo reply", seen=seen)
    except OSError as failure:
        return failed(Reason.ICMP_UNREACHABLE, failure.strerror, seen=seen)
    latency_us = round((time.perf_counter() - started) * 1e6)
    return Observation(Outcome.UP, latency_us=latency_us, phases=seen.phases, address=seen.address)


async def _reply(connection: Connection, echo: Echo, deadline: float) -> None:
    """Return when the reply is there; everything else that arrives is passed over."""
    expected = canonical(connection.address)
    while True:
        await until_readable(connection.socket.fileno(), deadline)
        try:
            packet, sender = connection.socket.recvfrom(_LARGEST_REPLY_BYTES)
        except BlockingIOError:
            continue
        if canonical(sender[0]) == expected and echo.is_answered_by(packet):
            return


def _without_ip_header(packet: bytes) -> bytes:
    """Cut the header that raw IPv4 sockets deliver; its length is in the low half of the first byte, in words."""
    return packet[(packet[0] & 0x0F) * 4 :] if packet else packet


def _checksum(packet: bytes) -> int:
    """Return the internet checksum (RFC 1071) of a packet of even length."""
    words: tuple[int, ...] = struct.unpack(f"!{len(packet) // 2}H", packet)
    total = sum(words)
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF
