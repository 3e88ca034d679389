"""One question to one name server: UDP, and TCP when the answer does not fit. Messages by dnspython, sockets by us."""

import asyncio
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rdatatype

from core.reasons import Reason
from probes.dialer import Connection, Dialer
from probes.errors import DialError, dial_error
from probes.readiness import until_readable

_LARGEST_DATAGRAM_BYTES: Final = 65_535
_OUR_DATAGRAM_BYTES: Final = 1232  # what we ask servers to keep to: it passes every network unfragmented
_LENGTH: Final = struct.Struct("!H")


@dataclass(frozen=True, slots=True)
class Server:
    """A name server and the dialer that may reach it."""

    address: str
    port: int
    dialer: Dialer


async def ask(
    server: Server, name: dns.name.Name, kind: dns.rdatatype.RdataType, deadline: float
) -> dns.message.QueryMessage:
    """Return the server's answer; raise DialError (DNS_TIMEOUT when it is silent, DNS_MALFORMED for nonsense)."""
    query = dns.message.make_query(name, kind, use_edns=0, payload=_OUR_DATAGRAM_BYTES)
    try:
        answer = await _over_udp(server, query, deadline)
        if answer.flags & dns.flags.TC:
            answer = await _over_tcp(server, query, deadline)
    except TimeoutError:
        raise _failure(server, Reason.DNS_TIMEOUT) from None
    except DialError as failure:
        raise _failure(server, Reason.DNS_TIMEOUT if failure.reason is Reason.TIMEOUT else failure.reason) from None
    return answer


async def ask_in_turn(
    servers: Sequence[Server], name: dns.name.Name, kind: dns.rdatatype.RdataType, deadline: float
) -> tuple[Server, dns.message.QueryMessage]:
    """Ask one server after the other, each for an equal share of the time; the failure of the last one is raised."""
    *others, last = servers
    for left, server in zip(range(len(servers), 1, -1), others, strict=True):
        now = asyncio.get_running_loop().time()
        try:
            return server, await ask(server, name, kind, now + (deadline - now) / left)
        except DialError:
            continue
    return last, await ask(last, name, kind, deadline)


async def _over_udp(server: Server, query: dns.message.QueryMessage, deadline: float) -> dns.message.QueryMessage:
    connection = await server.dialer.connect_udp(server.address, server.port, deadline)
    with connection.socket:
        try:
            connection.socket.send(query.to_wire())
            return await _own_answer(connection, query, deadline)
        except TimeoutError:
            raise
        except OSError as failure:
            raise dial_error(failure) from None


async def _own_answer(
    connection: Connection, query: dns.message.QueryMessage, deadline: float
) -> dns.message.QueryMessage:
    """Read datagrams until one carries our query's identifier; the socket takes them from the server only."""
    while True:
        await until_readable(connection.socket.fileno(), deadline)
        try:
            wire = connection.socket.recv(_LARGEST_DATAGRAM_BYTES)
        except BlockingIOError:
            continue
        if wire[:2] == _LENGTH.pack(query.id):
            return _parsed(wire, query)


async def _over_tcp(server: Server, query: dns.message.QueryMessage, deadline: float) -> dns.message.QueryMessage:
    connection = await server.dialer.connect_tcp(server.address, server.port, deadline)
    with connection.socket:
        try:
            wire = query.to_wire()
            connection.socket.send(_LENGTH.pack(len(wire)) + wire)  # a new socket's buffer holds a question
            (length,) = _LENGTH.unpack(await _exactly(connection.socket, _LENGTH.size, deadline))
            return _parsed(await _exactly(connection.socket, length, deadline), query)
        except TimeoutError:
            raise
        except OSError as failure:
            raise dial_error(failure) from None


async def _exactly(stream: socket.socket, wanted_bytes: int, deadline: float) -> bytes:
    """Read `wanted_bytes`, however slowly they drip in, until `deadline`."""
    received = bytearray()
    while len(received) < wanted_bytes:
        await until_readable(stream.fileno(), deadline)
        try:
            chunk = stream.recv(wanted_bytes - len(received))
        except BlockingIOError:
            continue
        if not chunk:
            raise DialError(Reason.DNS_MALFORMED)
        received += chunk
    return bytes(received)


def _parsed(wire: bytes, query: dns.message.QueryMessage) -> dns.message.QueryMessage:
    """Read a message that must answer `query`."""
    try:
        message = dns.message.from_wire(wire, ignore_trailing=True)
    except (dns.exception.DNSException, ValueError):
        raise DialError(Reason.DNS_MALFORMED) from None
    if not isinstance(message, dns.message.QueryMessage) or not query.is_response(message):
        raise DialError(Reason.DNS_MALFORMED)
    return message


def _failure(server: Server, reason: Reason) -> DialError:
    failure = DialError(reason, f"name server {server.address}")
    failure.address = server.address
    return failure
