"""Small servers on the loopback for the demo's monitors to check: HTTP, TCP, TLS and DNS, and a job that sends pings.

They answer about as fast as the made-up history says, and the sign-in page has a slow quarter of an hour every hour,
so that something happens while one looks.
"""

import asyncio
import contextlib
import logging
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, cast

import dns.flags
import dns.message
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

log = logging.getLogger(__name__)

BODIES: Final = {"/api/health": ("application/json", '{"database": "ok", "queue": 3}')}
HTML: Final = ("text/html; charset=utf-8", "<!doctype html><title>Acme</title><p>ok")
READ_DEADLINE_S: Final = 10.0
ZONE: Final = "acme.example."


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the demo's servers listen on 127.0.0.1."""

    http: int
    tcp: int
    tls: int
    dns: int

    def address(self, target: str) -> str:
        """Turn a target of the catalogue into what a monitor checks."""
        if target.startswith("http:"):
            return f"http://127.0.0.1:{self.http}{target.removeprefix('http:')}"
        places = {"tcp": f"127.0.0.1:{self.tcp}", "tcp2": f"127.0.0.1:{self.tcp}", "tls": f"localhost:{self.tls}"}
        return places.get(target) or {"icmp": "127.0.0.1", "dns": f"www.{ZONE.rstrip('.')}"}.get(target, "")


async def serve(medians_ms: dict[str, float], ports: Ports, stop: asyncio.Event) -> None:
    """Serve until `stop` is set. `medians_ms` maps an HTTP path to its median answer time in milliseconds."""
    random = Random()  # made-up answer times keep no secret

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _answer_http(reader, writer, medians_ms, random)

    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        for handler, port, context in (
            (answer, ports.http, None),
            (_accept, ports.tcp, None),
            (_accept, ports.tls, _certificate_context()),
        ):
            server = await asyncio.start_server(handler, "127.0.0.1", port, ssl=context)
            await stack.enter_async_context(server)
        transport, _ = await loop.create_datagram_endpoint(_NameServer, local_addr=("127.0.0.1", ports.dns))
        stack.callback(transport.close)
        await stop.wait()


async def _answer_http(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, medians_ms: dict[str, float], random: Random
) -> None:
    try:
        async with asyncio.timeout(READ_DEADLINE_S):
            request = await reader.readuntil(b"\r\n\r\n")
            path = request.split(b" ", 2)[1].decode("ascii", "replace")
            await asyncio.sleep(_answer_time_s(path, medians_ms.get(path, 20.0), random))
            kind, body = BODIES.get(path, HTML)
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            )
            writer.write((head + body).encode())
            await writer.drain()
    except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, IndexError):
        log.debug("a demo visitor went away")
    finally:
        writer.close()


def _answer_time_s(path: str, median_ms: float, random: Random) -> float:
    is_slow = path == "/login" and datetime.now(UTC).minute < 15
    return median_ms / 1000 * random.lognormvariate(0, 0.2) * (6 if is_slow else 1)


async def _accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Accept a connection and wait for the visitor to close it."""
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(READ_DEADLINE_S):
            await reader.read(1)
    writer.close()


class _NameServer(asyncio.DatagramProtocol):
    """Answers every A question with 192.0.2.10, an address for documentation."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own datagram transport is none by its class (CPython 3.11), nor is uvloop's
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        question = dns.message.from_wire(data)
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.AA
        answer.answer.append(dns.rrset.from_text(question.question[0].name, 60, "IN", "A", "192.0.2.10"))
        self.transport.sendto(answer.to_wire(), addr)


def _certificate_context() -> ssl.SSLContext:
    """Return a server context with a self-signed certificate that ends in 13 days, as the made-up history says."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=77))
        .not_valid_after(now + timedelta(days=13, hours=12))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:  # ssl reads certificates only from files
        path = Path(folder) / "demo.pem"
        path.touch(mode=0o600)
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        context.load_cert_chain(path)
    return context
