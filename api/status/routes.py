"""Public pages: HTML and Statuspage-shaped JSON. Private and unknown pages are answered alike: 404."""

from functools import cache
from typing import Any, Final

from fastapi import APIRouter, Response
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from api.deps import ServicesDep
from api.errors import RETRY_AFTER_S, ProblemOut, not_found
from api.services import Services
from api.status.html import render_notice
from api.status.pages import POLICY, SLUG, Body
from api.status.serving import send_body
from db.errors import Unavailable
from db.former_slugs import select_successor
from db.pool import acquire

router = APIRouter(prefix="/status", tags=["public"])

WHAT: Final = "page"
MOVED: Final = {"Cache-Control": "public, max-age=300"}  # not for ever: the page may move back


class ReadyResponse(Response):
    """Sends bytes that are ready."""

    def __init__(self, ready: Body) -> None:
        super().__init__()
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the bytes."""
        await send_body(scope, send, self._ready)


@router.head("/{slug}", include_in_schema=False)
@router.get("/{slug}", response_class=HTMLResponse, responses={404: {"description": "private or unknown"}})
async def show_status_page(slug: str, services: ServicesDep) -> Response:
    """Show a workspace's public page."""
    try:
        built = await services.pages.get(slug)
    except (Unavailable, TimeoutError):
        return _notice(503, "This page cannot be shown right now", "Our storage is away. Try again in a moment.")
    if built is None and (successor := await _successor(services, slug)):
        return RedirectResponse(f"/status/{successor}", 308, MOVED)
    if built is None:
        return _notice(404, "There is no such page", "It does not exist, or it is not public.")
    return ReadyResponse(built.html)


@router.head("/{slug}/api/v2/summary.json", include_in_schema=False)
@router.get(
    "/{slug}/api/v2/summary.json",
    responses={200: {"model": dict[str, Any]}, 404: {"model": ProblemOut, "description": "private or unknown"}},
)
async def get_status_summary(slug: str, services: ServicesDep) -> Response:
    """Return a public page in Statuspage's shape."""
    built = await services.pages.get(slug)
    if built is None and (successor := await _successor(services, slug)):
        return RedirectResponse(f"/status/{successor}/api/v2/summary.json", 308, MOVED)
    if built is None:
        raise not_found(WHAT)
    return ReadyResponse(built.summary)


async def _successor(services: Services, slug: str) -> str | None:
    """Return where the page that was here is now."""
    if not SLUG.fullmatch(slug):
        return None
    async with acquire(services.pool) as conn:
        return await select_successor(conn, slug)


def _notice(status: int, title: str, detail: str) -> HTMLResponse:
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    return HTMLResponse(_notice_page(title, detail), status, headers)


@cache
def _notice_page(title: str, detail: str) -> str:
    return render_notice(title, detail)
