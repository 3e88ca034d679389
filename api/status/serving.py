"""Sends ready pages: as a thin ASGI layer in front of the application, and from its routes when a page must be made."""

import re
from typing import Final, cast

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api.status.bodies import Body
from api.status.html import Theme
from api.status.pages import Pages

PREFIX: Final = "/status/"
_THEME: Final = re.compile(rb"(?:^|;\s*)theme=(light|dark)\s*(?:;|$)")


class StatusBytes:
    """Answers requests for pages that are fresh without waking the rest of the application."""

    def __init__(self, app: ASGIApp, owner: FastAPI) -> None:
        self._app, self._owner = app, owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send a fresh page, or hand the request on."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX) and scope["method"] in ("GET", "HEAD"):
            body = self._fresh(scope)
            if body is not None:
                await send_body(scope, send, body)
                return
        await self._app(scope, receive, send)

    def _fresh(self, scope: Scope) -> Body | None:
        pages: Pages = self._owner.state.services.pages
        slug, slash, what = scope["path"][len(PREFIX) :].partition("/")
        built = pages.fresh(slug)
        return None if built is None or (slash and not what) else built.get(what, theme_of(scope))


def theme_of(scope: Scope) -> Theme | None:
    """Return what the visitor chose in the application: its cookie is the same site's. None: as the system says."""
    for name, value in scope["headers"]:
        if name == b"cookie" and (found := _THEME.search(value)):
            return cast("Theme", found[1].decode())
    return None


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
