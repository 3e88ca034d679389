"""The bad-server zoo for HTTP: one port on loopback, the first part of the path chooses how the server behaves."""

import asyncio
import gzip
import itertools
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ssl import SSLContext
from urllib.parse import parse_qs, urlsplit

from tests.zoo.server import serving

JSON_BODY = b'{"status": "ok", "queue": {"depth": 3, "names": ["a", "b"]}, "is_open": true, "none": null}'
BOMB_BYTES = 100 * 1024 * 1024
DRIP_S = 0.02


@dataclass(slots=True)
class Visit:
    """One request as it came, and where the animal answers it."""

    raw: bytes
    target: str  # path and query
    writer: asyncio.StreamWriter

    @property
    def rest(self) -> str:
        """The path after the animal's name."""
        return urlsplit(self.target).path.strip("/").partition("/")[2]

    def query(self, name: str, default: str) -> str:
        """One value of the query."""
        return parse_qs(urlsplit(self.target).query).get(name, [default])[0]

    def send(self, *parts: bytes) -> None:
        """Write without waiting."""
        self.writer.write(b"".join(parts))


Animal = Callable[[Visit], Awaitable[None]]


@dataclass(slots=True)
class HttpZoo:
    """The running server; `requests` holds the raw bytes of each request, `connections` how many were opened."""

    host: str
    port: int = 0
    scheme: str = "http"
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)

    def url(self, path: str = "/fast", host: str | None = None) -> str:
        """The address of an animal."""
        name = host or self.host
        return f"{self.scheme}://{f'[{name}]' if ':' in name else name}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        self.connections += 1
        raw = await _read_request(reader)
        self.requests.append(raw)
        target = raw.split(b" ", 2)[1].decode()
        animal = ANIMALS.get(target.strip("/").partition("/")[0].partition("?")[0], _fast)
        await animal(Visit(raw, target, writer))


@asynccontextmanager
async def http_zoo(host: str = "127.0.0.1", tls: SSLContext | None = None) -> AsyncIterator[HttpZoo]:
    """Run the zoo on a free port of the running loop; with `tls` it speaks HTTPS."""
    zoo = HttpZoo(host, scheme="https" if tls else "http")
    async with serving(zoo.serve, host, tls) as port:
        zoo.port = port
        yield zoo


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return head + await reader.readexactly(int(line.partition(b":")[2]))
    return head


def answer(body: bytes, status: str = "200 OK", headers: str = "Content-Type: text/plain\r\n") -> bytes:
    """Build a correct answer."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _fast(visit: Visit) -> None:
    visit.send(answer(b"ok, all is well"))


async def _json(visit: Visit) -> None:
    visit.send(answer(JSON_BODY, headers="Content-Type: application/json\r\nX-Build: 42\r\n"))


async def _slow(visit: Visit) -> None:
    await asyncio.sleep(float(visit.query("ms", "200")) / 1000)
    await _fast(visit)


async def _status(visit: Visit) -> None:
    visit.send(answer(b"as asked", f"{visit.rest} As Asked"))


async def _failing(visit: Visit) -> None:
    visit.send(answer(b"internal error", "500 Internal Server Error"))


async def _hanging(_: Visit) -> None:
    await asyncio.Event().wait()


async def _dripping(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    await _drip(visit, b"x")


async def _dripping_head(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n")
    await _drip(visit, b"X-A: b\r\n")


async def _drip(visit: Visit, drop: bytes) -> None:
    while True:
        visit.send(drop)
        await visit.writer.drain()
        await asyncio.sleep(DRIP_S)


async def _bomb(visit: Visit) -> None:
    visit.send(answer(bomb(), headers="Content-Encoding: gzip\r\nContent-Type: text/plain\r\n"))


async def _members(visit: Visit) -> None:
    """Very many gzip files in a row, each empty."""
    visit.send(answer(gzip.compress(b"") * 10_000, headers="Content-Encoding: gzip\r\n"))


async def _gzip(visit: Visit) -> None:
    visit.send(answer(gzip.compress(JSON_BODY), headers="Content-Encoding: gzip\r\n"))


async def _deflate(visit: Visit) -> None:
    visit.send(answer(zlib.compress(JSON_BODY), headers="Content-Encoding: deflate\r\n"))


async def _bad_gzip(visit: Visit) -> None:
    visit.send(answer(b"this is not gzip", headers="Content-Encoding: gzip\r\n"))


async def _endless(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n\r\n")
    await _pour(visit, b"x" * 65_536)


async def _chunk_extensions(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    await _pour(visit, (b"1;" + b"e" * 4000 + b"\r\nx\r\n") * 16)


async def _huge_header(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nX-Huge: ")
    await _pour(visit, b"h" * 65_536)


async def _pour(visit: Visit, water: bytes) -> None:
    while True:
        visit.send(water)
        await visit.writer.drain()


async def _many_headers(visit: Visit) -> None:
    visit.send(answer(b"ok", headers="".join(f"X-{n}: {n}\r\n" for n in range(1000))))


async def _long_header(visit: Visit) -> None:
    visit.send(answer(b"ok", headers=f"X-Long: {'l' * 9000}\r\n"))


async def _loop(visit: Visit) -> None:
    visit.send(answer(b"", "302 Found", f"Location: {visit.target}\r\n"))


async def _chain(visit: Visit) -> None:
    """`/chain/3` redirects three times."""
    left = int(visit.rest)
    visit.send(
        answer(b"", "302 Found", f"Location: /chain/{left - 1}\r\n") if left else answer(b"the end of the chain")
    )


async def _redirect(visit: Visit) -> None:
    """`/redirect?to=URL&status=302`."""
    visit.send(answer(b"", f"{visit.query('status', '302')} Go", f"Location: {visit.query('to', '/fast')}\r\n"))


async def _reset(visit: Visit) -> None:
    _reset_on_close(visit.writer)


async def _reset_inside(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
    await visit.writer.drain()
    await asyncio.sleep(DRIP_S)
    _reset_on_close(visit.writer)


def _reset_on_close(writer: asyncio.StreamWriter) -> None:
    connection: socket.socket = writer.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _truncated(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")


async def _truncated_head(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nContent-")


async def _silent_close(_: Visit) -> None:
    return None


async def _garbage(visit: Visit) -> None:
    visit.send(b"220 mail.example ESMTP ready\r\n")


async def _unframed(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")


async def _chunked(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nchunk\r\n2\r\ned\r\n0\r\n\r\n")


async def _early_hints(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n", answer(b"after the hints"))


async def _large(visit: Visit) -> None:
    """A body of a mebibyte with text behind the cap."""
    visit.send(answer(b"begin " + b"x" * 1_048_576 + b" end"))


async def _chatty(visit: Visit) -> None:
    visit.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok and more than was announced")


def bomb() -> bytes:
    """Return a gzip file of 100 KiB that unfolds to 100 MiB."""
    packer = zlib.compressobj(9, wbits=31)
    zeros = bytes(1024 * 1024)
    parts = [packer.compress(zeros) for _ in itertools.repeat(None, BOMB_BYTES // len(zeros))]
    return b"".join(parts) + packer.flush()


ANIMALS: dict[str, Animal] = {
    "fast": _fast,
    "json": _json,
    "slow": _slow,
    "status": _status,
    "failing": _failing,
    "hanging": _hanging,
    "dripping": _dripping,
    "dripping-head": _dripping_head,
    "bomb": _bomb,
    "members": _members,
    "gzip": _gzip,
    "deflate": _deflate,
    "bad-gzip": _bad_gzip,
    "endless": _endless,
    "chunk-extensions": _chunk_extensions,
    "huge-header": _huge_header,
    "many-headers": _many_headers,
    "long-header": _long_header,
    "loop": _loop,
    "chain": _chain,
    "redirect": _redirect,
    "reset": _reset,
    "reset-inside": _reset_inside,
    "truncated": _truncated,
    "truncated-head": _truncated_head,
    "silent-close": _silent_close,
    "garbage": _garbage,
    "unframed": _unframed,
    "chunked": _chunked,
    "early-hints": _early_hints,
    "large": _large,
    "chatty": _chatty,
}
