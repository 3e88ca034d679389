"""TCP targets that misbehave in known ways, on loopback."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from tests.zoo.server import serving

_BACKLOG_FILLERS = 8


@dataclass(slots=True)
class Listener:
    """A port that accepts and listens; `received` holds what came, `closed` is set when a client has gone."""

    port: int
    accepted: int = 0
    received: bytearray = field(default_factory=bytearray)
    closed: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def accepting(host: str = "127.0.0.1") -> AsyncIterator[Listener]:
    """Accept every connection and say nothing."""
    listener = Listener(port=0)

    async def take(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        listener.accepted += 1
        while chunk := await reader.read(4096):
            listener.received += chunk
        listener.closed.set()

    async with serving(take, host) as listener.port:
        yield listener


@asynccontextmanager
async def resetting(host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Accept and reset at once; yields the port."""

    async def reset(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    async with serving(reset, host) as port:
        yield port


@contextmanager
def refusing(host: str = "127.0.0.1") -> Iterator[int]:
    """Hold a port on which nothing listens, so that nobody else gets it; yields the port."""
    with _bound(host) as holder:
        yield holder.getsockname()[1]


class Gate:
    """A port that can be opened and shut; connections made while it is open need nobody to accept them."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self._holder = _bind(host, 0)
        self.host = host
        self.port: int = self._holder.getsockname()[1]

    def open(self) -> None:
        """Let connections in."""
        self._holder.listen(128)

    def shut(self) -> None:
        """Refuse connections; the port stays ours."""
        self._holder.close()
        self._holder = _bind(self.host, self.port)

    def close(self) -> None:
        """Give the port back."""
        self._holder.close()


@contextmanager
def gate(host: str = "127.0.0.1") -> Iterator[Gate]:
    """Yield an open gate."""
    made = Gate(host)
    made.open()
    try:
        yield made
    finally:
        made.close()


@contextmanager
def hanging(host: str = "127.0.0.1") -> Iterator[int]:
    """Never answer a SYN: a listener whose queue is full and who never accepts; yields the port."""
    with ExitStack() as stack:
        holder = stack.enter_context(_bound(host))
        holder.listen(0)
        for _ in range(_BACKLOG_FILLERS):
            filler = stack.enter_context(socket.socket(holder.family, socket.SOCK_STREAM))
            filler.setblocking(False)
            filler.connect_ex(holder.getsockname())
        yield holder.getsockname()[1]


@contextmanager
def _bound(host: str) -> Iterator[socket.socket]:
    with _bind(host, 0) as holder:
        yield holder


def _bind(host: str, port: int) -> socket.socket:
    holder = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind((host, port))
    return holder
