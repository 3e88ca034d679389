"""A name server for tests, on loopback over UDP and TCP: the first label of the question chooses how it behaves."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from tests.zoo.server import serving

ZONE = "zoo.test."

RECORDS: dict[str, tuple[str, ...]] = {
    "A": ("203.0.113.7", "203.0.113.8"),
    "AAAA": ("2001:db8::7",),
    "MX": ("10 Mail.zoo.test.",),
    "TXT": ('"v=spf1 " "-all"',),
    "NS": ("ns1.zoo.test.", "ns2.zoo.test."),
    "SOA": ("ns1.zoo.test. admin.zoo.test. 2026010101 7200 900 1209600 300",),
    "CNAME": ("www.zoo.test.",),
}

Animal = Callable[["Zoo", dns.message.Message, bool], bytes | None]


@dataclass(slots=True)
class Zoo:
    """The running server; `questions` holds (transport, name, type) of every question it was asked."""

    port: int = 0
    questions: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def resolver(self) -> str:
        """The value for `MonitorSpec.dns_resolver`."""
        return f"127.0.0.1:{self.port}"

    def answer(self, wire: bytes, over_tcp: bool) -> bytes | None:
        """Return what is sent back to a question, None for silence."""
        query = dns.message.from_wire(wire)
        question = query.question[0]
        name = question.name.to_text().lower()
        self.questions.append(("tcp" if over_tcp else "udp", name, dns.rdatatype.to_text(question.rdtype)))
        animal = ANIMALS.get(name.partition(".")[0], _good)
        return animal(self, query, over_tcp)


def _reply(query: dns.message.Message, *records: tuple[str, str, tuple[str, ...]]) -> dns.message.Message:
    """Build an answer of (owner, type, values) sets."""
    reply = dns.message.make_response(query, recursion_available=True)
    for owner, kind, values in records:
        reply.answer.append(dns.rrset.from_text(owner, 60, "IN", kind, *values))
    return reply


def _asked(query: dns.message.Message) -> tuple[str, str]:
    question = query.question[0]
    return question.name.to_text(), dns.rdatatype.to_text(question.rdtype)


def _good(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    owner, kind = _asked(query)
    return _reply(query, (owner, kind, RECORDS[kind])).to_wire()


def _coded(code: dns.rcode.Rcode) -> Animal:
    def answer(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
        reply = _reply(query)
        reply.set_rcode(code)
        return reply.to_wire()

    return answer


def _silent(_: Zoo, __: dns.message.Message, ___: bool) -> None:
    return None


def _empty(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    return _reply(query).to_wire()


def _aliased(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    owner, kind = _asked(query)
    return _reply(query, (owner, "CNAME", ("end.zoo.test.",)), ("end.zoo.test.", kind, RECORDS[kind])).to_wire()


def _alias_only(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    """Name the alias and leave following it to the asker, as an authoritative server does."""
    return _reply(query, (_asked(query)[0], "CNAME", ("end.zoo.test.",))).to_wire()


def _loop(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    owner = _asked(query)[0]
    return _reply(query, (owner, "CNAME", ("b.zoo.test.",)), ("b.zoo.test.", "CNAME", (owner,))).to_wire()


def _ping_pong(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    """Lead in a circle one step an answer: `ping` → `pong` → `ping`."""
    owner = _asked(query)[0]
    other = "pong.zoo.test." if owner.startswith("ping.") else "ping.zoo.test."
    return _reply(query, (owner, "CNAME", (other,))).to_wire()


def _endless(zoo: Zoo, query: dns.message.Message, __: bool) -> bytes:
    """Lead to a new alias every time."""
    return _reply(query, (_asked(query)[0], "CNAME", (f"endless.{len(zoo.questions)}.zoo.test.",))).to_wire()


def _truncated_silent(zoo: Zoo, query: dns.message.Message, over_tcp: bool) -> bytes | None:
    return None if over_tcp else _truncated(zoo, query, over_tcp)


def _truncated(_: Zoo, query: dns.message.Message, over_tcp: bool) -> bytes:
    owner, kind = _asked(query)
    if over_tcp:
        return _reply(query, (owner, kind, RECORDS[kind])).to_wire()
    reply = _reply(query)
    reply.flags |= dns.flags.TC
    return reply.to_wire()


def _flip(zoo: Zoo, query: dns.message.Message, __: bool) -> bytes:
    """Give a public and an internal address in turn: DNS rebinding."""
    owner, _kind = _asked(query)
    turn = sum(name == owner.lower() for _, name, _ in zoo.questions)
    return _reply(query, (owner, "A", ("1.1.1.1" if turn % 2 else "127.0.0.1",))).to_wire()


def _local(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    """Lead to loopback over IPv4, and to nothing over IPv6."""
    owner, kind = _asked(query)
    return _reply(query, *([(owner, "A", ("127.0.0.1",))] if kind == "A" else [])).to_wire()


def _garbage(_: Zoo, query: dns.message.Message, __: bool) -> bytes:
    return query.to_wire()[:2] + b"\xff" * 30


def _wrong_id(zoo: Zoo, query: dns.message.Message, over_tcp: bool) -> bytes:
    wire = _good(zoo, query, over_tcp)
    return struct.pack("!H", query.id ^ 1) + wire[2:]


ANIMALS: dict[str, Animal] = {
    "nxdomain": _coded(dns.rcode.NXDOMAIN),
    "servfail": _coded(dns.rcode.SERVFAIL),
    "refused": _coded(dns.rcode.REFUSED),
    "notimp": _coded(dns.rcode.NOTIMP),
    "silent": _silent,
    "empty": _empty,
    "aliased": _aliased,
    "alias-only": _alias_only,
    "loop": _loop,
    "ping": _ping_pong,
    "pong": _ping_pong,
    "endless": _endless,
    "truncated": _truncated,
    "truncated-silent": _truncated_silent,
    "flip": _flip,
    "local": _local,
    "garbage": _garbage,
    "wrong-id": _wrong_id,
}


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, zoo: Zoo) -> None:
        self._zoo = zoo
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)  # asyncio's own class does not inherit from it

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._zoo.answer(data, False)
        if answer is not None and self._transport is not None:
            self._transport.sendto(answer, addr)


async def _serve_stream(zoo: Zoo, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    (length,) = struct.unpack("!H", await reader.readexactly(2))
    answer = zoo.answer(await reader.readexactly(length), True)
    if answer is not None:
        writer.write(struct.pack("!H", len(answer)) + answer)
        await writer.drain()
    await reader.read()  # until the client goes


@asynccontextmanager
async def name_server() -> AsyncIterator[Zoo]:
    """Run the server on one free port of 127.0.0.1, UDP and TCP."""
    zoo = Zoo()
    async with serving(lambda reader, writer: _serve_stream(zoo, reader, writer)) as port:
        zoo.port = port
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: _Datagrams(zoo), local_addr=("127.0.0.1", port))
        try:
            yield zoo
        finally:
            transport.close()
