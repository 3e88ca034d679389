"""One listening port on loopback for a test: every connection is its own task and is gone when the test ends."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ssl import SSLContext

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(talk: Talk, host: str = "127.0.0.1", tls: SSLContext | None = None) -> AsyncIterator[int]:
    """Let `talk` answer each connection, then close it; yields the port."""
    visits: set[asyncio.Task[None]] = set()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visit = asyncio.ensure_future(_converse(talk, reader, writer))
        visits.add(visit)
        visit.add_done_callback(visits.discard)
        # here and not in the visit, which is cancelled before it begins when the test ends just then
        visit.add_done_callback(lambda _: writer.transport.abort())

    server = await asyncio.start_server(welcome, host, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await _rounds(2)  # a connection that was just accepted becomes a visit
        for visit in tuple(visits):
            visit.cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        await _rounds(2)  # an aborted connection closes its socket


async def _rounds(count: int) -> None:
    """Let the loop run what is ready."""
    for _ in range(count):
        await asyncio.sleep(0)


async def _converse(talk: Talk, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Whatever the client does to the connection is its own affair."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        await talk(reader, writer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
