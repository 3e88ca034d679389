"""How the server reads the heads of requests: uvicorn's way, bounded in size and in time, which its own is not."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_HEAD_BYTES: Final = 32_768  # request line and headers; a browser sends 2 KiB, a cookie jar that is full 16
HEAD_DEADLINE_S: Final = 20.0  # from its first byte, or from the connection, to its end

_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-type: text/plain; charset=utf-8\r\n"
    b"content-length: 27\r\n"
    b"connection: close\r\n"
    b"\r\n"
    b"The headers are too large.\n"
)


class HeadLimits(HttpToolsProtocol):
    """One connection. Heads that are too large are answered with 431, slow ones are cut off without a word.

    A head is kept at most for two reads of the system longer than MOST_HEAD_BYTES; what came whole by then is refused
    by api.middleware.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._head_bytes: int | None = None  # None: no head is being read
        self._head_ends: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._has_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that has begun before and still goes on is counted."""
        had_begun = self._head_bytes is not None
        super().data_received(data)
        if self._head_bytes is None or not had_begun:
            return
        self._head_bytes += len(data)
        if self._head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(_TOO_LARGE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Note that a head begins."""
        self._head_bytes = 0
        self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Note that a head is there."""
        self._head_bytes = None
        self._has_head()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        if self._head_ends is None:
            self._head_ends = self.loop.call_later(HEAD_DEADLINE_S, self._give_up)

    def _has_head(self) -> None:
        if self._head_ends is not None:
            self._head_ends.cancel()
            self._head_ends = None

    def _give_up(self) -> None:
        self.transport.close()
