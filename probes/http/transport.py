"""An httpx transport of our own: one connection per request, dialled and vetted by us, its phases timed.

httpx's pool costs seven times as much CPU and, under load, reports its own queueing as the target's latency.
"""

import socket

import httpx

from core.validation import HttpTarget, parse_url
from probes.certificates import certificate_of
from probes.context import CheckContext
from probes.dialer import Connection
from probes.handshake import handshake
from probes.http.decoding import UndecodableError, decode_body
from probes.http.exchange import Exchange
from probes.http.reader import MAX_BODY_BYTES, AnswerReader
from probes.http.trace import Trace


class HttpTransport(httpx.AsyncBaseTransport):
    """Carries requests for checks. Raises DialError (reason and detail) when there is no answer.

    `request.extensions["trace"]` may hold a `Trace` to fill. `response.extensions` has `is_complete` (the body was
    read to its end) and `is_decoded` (False: its compression could not be undone, `content` is as sent).
    """

    def __init__(self, context: CheckContext, *, verify_tls: bool = True) -> None:
        self._context = context
        self._verify_tls = verify_tls

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Dial, send, and read the whole answer up to the cap."""
        trace = request.extensions.get("trace") or Trace()
        target = parse_url(str(request.url))
        connection = await self._context.dialer.connect_tcp(target.host, target.port, self._context.deadline)
        trace.dialled(connection.address, connection.dns_us, connection.connect_us)
        return await self._answer(request, target, connection, trace)

    async def _answer(
        self, request: httpx.Request, target: HttpTarget, connection: Connection, trace: Trace
    ) -> httpx.Response:
        reader = AnswerReader(request.method)
        connected = connection.socket
        try:
            if target.scheme == "https":
                context = self._context.tls.choose(self._verify_tls)
                secured = await handshake(connected, context, target.host, self._context.deadline)
                connected = secured.socket
                trace.secured(certificate_of(secured.socket), secured.tls_us)
            await self._exchange(connected, reader, _wire_format(request, target, await request.aread()), trace)
        finally:
            connected.close()
            trace.http_status = reader.status or None
        return _response(request, reader)

    async def _exchange(self, connected: socket.socket, reader: AnswerReader, request: bytes, trace: Trace) -> None:
        exchange = Exchange(connected, reader)
        try:
            await exchange.run(request, self._context.deadline)
        finally:
            trace.answered(*exchange.times_us())


def _wire_format(request: httpx.Request, target: HttpTarget, body: bytes) -> bytes:
    """Return the bytes of the request: exactly the headers it carries, in their order."""
    lines = [b"%b %b HTTP/1.1\r\n" % (request.method.encode("ascii"), target.path.encode("ascii"))]
    lines.extend(b"%b: %b\r\n" % header for header in request.headers.raw)
    return b"".join(lines) + b"\r\n" + body


def _response(request: httpx.Request, reader: AnswerReader) -> httpx.Response:
    """Build the response; its body is decoded already, so httpx does not see the Content-Encoding."""
    coding = b", ".join(value for name, value in reader.headers if name.lower() == b"content-encoding").decode(
        "latin-1"
    )
    body, is_whole, is_decoded = _decoded(reader.body, coding.strip().lower())
    headers = [h for h in reader.headers if h[0].lower() != b"content-encoding"] if coding else reader.headers
    response = httpx.Response(
        reader.status,
        headers=headers,
        stream=httpx.ByteStream(body),
        request=request,
        extensions={
            "is_complete": reader.is_complete and is_whole,
            "is_decoded": is_decoded,
            "content_encoding": coding,
        },
    )
    response.read()
    return response


def _decoded(body: bytes, coding: str) -> tuple[bytes, bool, bool]:
    """Return the body, whether it is whole, and whether its compression could be undone."""
    try:
        decoded, is_whole = decode_body(body, coding, MAX_BODY_BYTES)
    except UndecodableError:
        return body[:MAX_BODY_BYTES], len(body) <= MAX_BODY_BYTES, False
    return decoded, is_whole, True
