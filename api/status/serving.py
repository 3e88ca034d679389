"""Sends ready pages: as a thin ASGI layer in front of the application, and from its routes when a page must be made."""

from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.status.pages import Body, Pages

PREFIX: Final = "/status/"
SUMMARY_SUFFIX: Final = "/api/v2/summary.json"


class StatusBytes:
    """Answers requests for pages that are fresh without waking the rest of the application."""

    def __init__(self, app: ASGIApp, owner: FastAPI) -> None:
        self._app, self._owner = app, owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a fresh page, or hand the request on."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX) and scope["method"] in ("GET", "HEAD"):
            body = self._fresh(scope["path"])
            if body is not None:
                await send_body(scope, send, body)
                return
        await self._app(scope, receive, send)

    def _fresh(self, path: str) -> Body | None:
        pages: Pages = self._owner.state.services.pages
        rest = path[len(PREFIX) :]
        if rest.endswith(SUMMARY_SUFFIX):
            built = pages.fresh(rest[: -len(SUMMARY_SUFFIX)])
            return built.summary if built else None
        built = pages.fresh(rest)
        return built.html if built else None


async def send_body(scope: Scope, send: Send, body: Body, status: int = 200) -> None:
    """Send a page's bytes: nothing when the client has them already, compressed where the client understands it."""
    wants = dict.fromkeys((b"if-none-match", b"accept-encoding"), b"")
    for name, value in scope["headers"]:
        if name in wants:
            wants[name] = value
    if status == 200 and body.etag in wants[b"if-none-match"]:
        await send({"type": "http.response.start", "status": 304, "headers": body.unchanged_headers})
        await send({"type": "http.response.body", "body": b""})
        return
    takes_gzip = b"gzip" in wants[b"accept-encoding"]
    headers = body.compressed_headers if takes_gzip else body.plain_headers
    await send({"type": "http.response.start", "status": status, "headers": list(headers)})
    content = body.compressed if takes_gzip else body.plain
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})
