"""Reads one HTTP/1.1 answer from bytes, with a limit on everything a server can make long."""

from typing import Final

import httptools

from core.reasons import Reason
from probes.errors import DialError

MAX_BODY_BYTES: Final = 256 * 1024
MAX_HEADERS: Final = 128
MAX_HEADER_LINE_BYTES: Final = 8 * 1024
MAX_HEAD_BYTES: Final = 64 * 1024
_MAX_RAW_BYTES: Final = 2 * MAX_BODY_BYTES + MAX_HEAD_BYTES  # with chunk sizes and extensions
_MOST_INTERIM_ANSWERS: Final = 8  # 100 Continue, 103 Early Hints


class AnswerReader:
    """Feed it bytes until `is_done`; `is_complete` tells whether the body was read to its end."""

    __slots__ = (
        "_body_bytes",
        "_chunks",
        "_framed",
        "_header_bytes",
        "_interim",
        "_is_head_request",
        "_parser",
        "_raw_bytes",
        "has_head",
        "headers",
        "is_complete",
        "is_done",
        "status",
    )

    def __init__(self, method: str) -> None:
        self._is_head_request = method == "HEAD"
        self._raw_bytes = self._interim = 0
        self._start_answer()

    def _start_answer(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.headers: list[tuple[bytes, bytes]] = []
        self.status = 0
        self.has_head = self.is_done = self.is_complete = self._framed = False
        self._chunks: list[bytes] = []
        self._body_bytes = self._header_bytes = 0

    @property
    def body(self) -> bytes:
        """The body as sent, at most MAX_BODY_BYTES (and what came with the last of them)."""
        return self._chunks[0] if len(self._chunks) == 1 else b"".join(self._chunks)

    def feed(self, data: bytes) -> None:
        """Take more bytes; raise DialError when they are not HTTP or too large."""
        self._raw_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._finish(complete=True)
        except httptools.HttpParserError as error:
            self._refuse(error)
        self._enforce_totals()

    def feed_end(self) -> None:
        """The server ended the connection: good for a body without a length, too early for any other."""
        if not self._raw_bytes:
            raise DialError(Reason.CONNECTION_RESET, "no answer")
        if not self.has_head or self._framed:
            raise DialError(Reason.HTTP_INCOMPLETE)
        self._finish(complete=True)

    # called by httptools

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count and keep a header (trailers come here too)."""
        self.headers.append((name, value))
        self._header_bytes += len(name) + len(value)
        if len(self.headers) > MAX_HEADERS:
            raise DialError(Reason.HTTP_HEADERS_TOO_LARGE, f"more than {MAX_HEADERS} headers")
        if len(name) + len(value) > MAX_HEADER_LINE_BYTES:
            raise DialError(Reason.HTTP_HEADERS_TOO_LARGE, f"a header longer than {MAX_HEADER_LINE_BYTES} bytes")
        if self._header_bytes > MAX_HEAD_BYTES:
            raise _head_too_large()

    def on_headers_complete(self) -> None:
        """The head is there; the answer to HEAD, and one without a body, ends here."""
        self.status = self._parser.get_status_code()
        self.has_head = True
        self._framed = any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in self.headers)
        if self._is_head_request and self.status >= 200:
            self._finish(complete=True)

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body until there is enough."""
        if not self.is_done:
            self._chunks.append(body)
            self._body_bytes += len(body)
            if self._body_bytes > MAX_BODY_BYTES:
                self._finish(complete=False)

    def on_message_complete(self) -> None:
        """The answer is whole; an interim one is forgotten and the next awaited."""
        if 100 <= self.status < 200 and self.status != 101:
            self._interim += 1
            self.headers, self.has_head = [], False
        elif not self.is_done:
            self._finish(complete=True)

    def _finish(self, *, complete: bool) -> None:
        self.is_done, self.is_complete = True, complete

    def _refuse(self, error: httptools.HttpParserError) -> None:
        """Raise what lies behind a parser error; bytes after a whole answer are no error."""
        if isinstance(error.__context__, DialError):
            raise error.__context__
        if not self.is_done:
            raise DialError(Reason.HTTP_MALFORMED) from None

    def _enforce_totals(self) -> None:
        if self.is_done:
            return
        if not self.has_head and (self._raw_bytes > MAX_HEAD_BYTES or self._interim > _MOST_INTERIM_ANSWERS):
            raise _head_too_large()
        if self._raw_bytes > _MAX_RAW_BYTES:
            self._finish(complete=False)


def _head_too_large() -> DialError:
    return DialError(Reason.HTTP_HEADERS_TOO_LARGE, f"more than {MAX_HEAD_BYTES // 1024} KiB")
