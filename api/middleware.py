"""Around every request: an id, security headers, caps on head and body, and a log line for what broke. Pure ASGI."""

import logging
import secrets
import time
from collections.abc import Mapping
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import Problem, response

logger = logging.getLogger("api.requests")

MAX_HEAD_BYTES: Final = 32_768  # names and values of headers; the server (api/server.py) cuts off longer reading
MAX_BODY_BYTES: Final = 1_048_576
LARGER_BODIES: Final = {("PUT", "/api/v1/me/photo"): 2_097_152}
SLOW_S: Final = 1.0
TAKE_THEIR_TIME: Final = ("/check", "/imports")

# Nothing that the API answers is a page, except those that set a policy of their own.
DEFAULT_POLICY: Final = "default-src 'none'; frame-ancestors 'none'"
SECURITY_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


_BUG: Final = Problem(500, "Something is broken on our side; the log knows this request by its id.")
_HEAD_TOO_LARGE: Final = Problem(
    431, f"The headers are larger than {MAX_HEAD_BYTES // 1024} KiB.", headers={"Connection": "close"}
)


class BodyTooLargeError(HTTPException):
    """More bytes came than any request of ours needs. An HTTPException passes through FastAPI's reading of the body."""

    def __init__(self, max_bytes: int) -> None:
        self.problem = _too_large(max_bytes)
        super().__init__(self.problem.status, self.problem.detail, self.problem.headers)


class RequestFrame:
    """The outermost layer of our own: see the module."""

    def __init__(self, app: ASGIApp, larger_bodies: Mapping[tuple[str, str], int] = LARGER_BODIES) -> None:
        self._app = app
        self._larger_bodies = larger_bodies

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope["request_id"] = request_id = secrets.token_hex(8)
        most = self._larger_bodies.get((scope["method"], scope["path"]), MAX_BODY_BYTES)
        exchange = _Exchange(scope, receive, send, request_id, most)
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MAX_HEAD_BYTES:
            await _answer(scope, exchange, _HEAD_TOO_LARGE)
            return
        try:
            if exchange.announced_bytes > exchange.max_body_bytes:
                raise BodyTooLargeError(exchange.max_body_bytes)
            await self._app(scope, exchange.receive, exchange.send)
        except BodyTooLargeError as error:
            await _answer(scope, exchange, error.problem)
        except Exception:  # the one broad catch: everything that is our bug ends here, in the log
            exchange.log(logging.ERROR, "request failed", exc_info=True)
            await _answer(scope, exchange, _BUG)
        exchange.log_if_slow()


class _Exchange:
    """One request and its response."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, request_id: str, max_body_bytes: int) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self.max_body_bytes = max_body_bytes  # the cap, which stands in front of every parser
        self._request_id = request_id
        self._received_bytes = 0
        self._started = time.perf_counter()
        self.has_begun = False

    @property
    def announced_bytes(self) -> int:
        """Content-Length; 0 when there is none or it is nonsense (the server checks it)."""
        lengths = [value for name, value in self._scope["headers"] if name == b"content-length"]
        return int(lengths[0]) if lengths and lengths[0].isdigit() else 0

    async def receive(self) -> Message:
        """Hand on a piece of the body, up to the cap."""
        message = await self._receive()
        self._received_bytes += len(message.get("body", b""))
        if self._received_bytes > self.max_body_bytes:
            raise BodyTooLargeError(self.max_body_bytes)
        return message

    async def send(self, message: Message) -> None:
        """Add our headers where the route has none of its own."""
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            headers["X-Request-Id"] = self._request_id
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Content-Security-Policy", DEFAULT_POLICY)
        await self._send(message)

    def log(self, level: int, event: str, **details: Any) -> None:
        """Write a line about this request; paths are logged without their query."""
        logger.log(
            level,
            event,
            extra={
                "request_id": self._request_id,
                "method": self._scope["method"],
                "path": _loggable(self._scope["path"]),
                "elapsed_ms": round((time.perf_counter() - self._started) * 1000),
            },
            **details,
        )

    def log_if_slow(self) -> None:
        """Say so when a request took long; a manual check and an upload may."""
        if time.perf_counter() - self._started > SLOW_S and not self._scope["path"].endswith(TAKE_THEIR_TIME):
            self.log(logging.WARNING, "slow request")


def _too_large(max_bytes: int) -> Problem:
    return Problem(413, f"The body is larger than {max_bytes // 1024} KiB.", headers={"Connection": "close"})


def _loggable(path: str) -> str:
    """Leave out the token of a ping: it is a secret."""
    return "/ping/…" if path.startswith("/ping/") else path


async def _answer(scope: Scope, exchange: _Exchange, problem: Problem) -> None:
    if not exchange.has_begun:
        await response(Request(scope), problem)(scope, exchange.receive, exchange.send)
