"""One request and its answer on one connected socket: readiness callbacks, one future, one timer."""

import asyncio
import socket
import ssl
import time
from typing import Final

from core.reasons import Reason
from probes.errors import DialError, dial_error
from probes.http.reader import AnswerReader
from probes.readiness import until_readable, until_writable

_READ_BYTES: Final = 64 * 1024
_NOT_YET = (BlockingIOError, InterruptedError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Exchange:
    """The life of one request on the wire, and its times: request sent → first byte → last byte."""

    __slots__ = ("_done", "_ended_at", "_first_byte_at", "_reader", "_sent_at", "_socket")

    def __init__(self, connected: socket.socket, reader: AnswerReader) -> None:
        self._socket = connected
        self._reader = reader
        self._sent_at = self._first_byte_at = self._ended_at = 0.0

    async def run(self, request: bytes, deadline: float) -> None:
        """Send the request and read until the answer is done; raise DialError."""
        await self._send(request, deadline)
        self._sent_at = time.perf_counter()
        loop = asyncio.get_running_loop()
        self._done: asyncio.Future[None] = loop.create_future()
        descriptor = self._socket.fileno()
        timer = loop.call_at(deadline, self._expire)
        loop.add_reader(descriptor, self._on_readable)
        try:
            await self._done
        finally:
            self._ended_at = time.perf_counter()
            timer.cancel()
            loop.remove_reader(descriptor)

    def times_us(self) -> tuple[int | None, int | None]:
        """Return the wait for the first byte and the transfer after it; None for what did not happen."""
        if not self._first_byte_at:
            return None, None
        return round((self._first_byte_at - self._sent_at) * 1e6), round((self._ended_at - self._first_byte_at) * 1e6)

    async def _send(self, request: bytes, deadline: float) -> None:
        rest = memoryview(request)
        while rest:
            try:
                rest = rest[self._socket.send(rest) :]
            except _NOT_YET as wanting:
                await self._until_sendable(isinstance(wanting, ssl.SSLWantReadError), deadline)
            except OSError as failure:
                raise dial_error(failure) from None

    async def _until_sendable(self, must_read_first: bool, deadline: float) -> None:
        until = until_readable if must_read_first else until_writable
        try:
            await until(self._socket.fileno(), deadline)
        except TimeoutError:
            raise DialError(Reason.TIMEOUT, "the request was not taken") from None

    def _on_readable(self) -> None:
        """Take what has arrived. A failure ends the exchange; whatever is raised here reaches `run`."""
        try:
            self._take()
        except Exception as failure:
            self._settle(failure)

    def _take(self) -> None:
        while not self._reader.is_done:
            try:
                data = self._socket.recv(_READ_BYTES)
            except _NOT_YET:
                return
            except OSError as failure:
                raise self._broken(failure) from None
            self._first_byte_at = self._first_byte_at or time.perf_counter()
            if data:
                self._reader.feed(data)
            else:
                self._reader.feed_end()
            if not (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
                break
        if self._reader.is_done:
            self._settle(None)

    def _broken(self, failure: OSError) -> DialError:
        """A connection that breaks inside the answer left it incomplete."""
        if self._reader.has_head:
            return DialError(Reason.HTTP_INCOMPLETE)
        if isinstance(failure, ssl.SSLError):
            return DialError(Reason.TLS_HANDSHAKE_FAILED, (failure.reason or "").lower().replace("_", " ") or None)
        return dial_error(failure)

    def _expire(self) -> None:
        self._settle(DialError(Reason.TIMEOUT, "an incomplete answer" if self._reader.has_head else "no answer"))

    def _settle(self, failure: Exception | None) -> None:
        if self._done.done():
            return
        if failure is None:
            self._done.set_result(None)
        else:
            self._done.set_exception(failure)
