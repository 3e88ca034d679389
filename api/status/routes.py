"""Public pages: HTML, feed, live state, picture, Statuspage's JSON. Private and unknown are answered alike: 404."""

from functools import cache
from typing import Any, Final, Literal

from fastapi import APIRouter, Request, Response
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import Receive, Scope, Send

from api.deps import ServicesDep
from api.errors import RETRY_AFTER_S, ProblemOut, not_found
from api.services import Services
from api.status.bodies import POLICY, Body
from api.status.html import render_notice
from api.status.pages import SLUG
from api.status.serving import send_body, theme_of
from db.errors import Unavailable
from db.former_slugs import select_successor
from db.pool import acquire

router = APIRouter(prefix="/status", tags=["public"])

WHAT: Final = "page"
MOVED: Final = {"Cache-Control": "public, max-age=300"}  # not for ever: the page may move back
HTML_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {404: {"description": "private or unknown"}}
JSON_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"model": dict[str, Any]},
    404: {"model": ProblemOut, "description": "private or unknown"},
}
ATOM_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/atom+xml": {}}},
    404: {"model": ProblemOut, "description": "private or unknown"},
}
PNG_ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"image/png": {}}},
    404: {"model": ProblemOut, "description": "private or unknown"},
}
Part = Literal["summary", "status", "components", "incidents", "scheduled-maintenances"]
Half = Literal["unresolved", "active", "upcoming"]


class ReadyResponse(Response):
    """Sends bytes that are ready."""

    def __init__(self, ready: Body) -> None:
        super().__init__()
        self._ready = ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the bytes."""
        await send_body(scope, send, self._ready)


@router.head("/{slug}", include_in_schema=False)
@router.get("/{slug}", response_class=HTMLResponse, responses=HTML_ANSWERS)
async def show_status_page(slug: str, request: Request, services: ServicesDep) -> Response:
    """Show a workspace's public page."""
    return await _html(services, request, slug, "")


@router.head("/{slug}/history", include_in_schema=False)
@router.get("/{slug}/history", response_class=HTMLResponse, responses=HTML_ANSWERS)
async def show_status_history(slug: str, request: Request, services: ServicesDep) -> Response:
    """Show the incidents of the last ninety days."""
    return await _html(services, request, slug, "history")


@router.head("/{slug}/day/{day}", include_in_schema=False)
@router.get("/{slug}/day/{day}", response_class=HTMLResponse, responses=HTML_ANSWERS)
async def show_status_day(slug: str, day: str, request: Request, services: ServicesDep) -> Response:
    """Show one of the last ninety UTC days, as `2026-10-15`."""
    return await _html(services, request, slug, f"day/{day}")


@router.head("/{slug}/history.atom", include_in_schema=False)
@router.get("/{slug}/history.atom", response_class=Response, responses=ATOM_ANSWERS)
async def get_status_feed(slug: str, services: ServicesDep) -> Response:
    """Return the incidents as an Atom feed: one entry when one begins, one when it is over."""
    return await _ready(services, slug, "history.atom")


@router.head("/{slug}/live.json", include_in_schema=False)
@router.get("/{slug}/live.json", responses=JSON_ANSWERS)
async def get_status_live(slug: str, services: ServicesDep) -> Response:
    """Return the page's state in short; the ETag changes when anything on the page does."""
    return await _ready(services, slug, "live.json")


@router.head("/{slug}/og.png", include_in_schema=False)
@router.get("/{slug}/og.png", response_class=Response, responses=PNG_ANSWERS)
async def get_status_picture(slug: str, services: ServicesDep) -> Response:
    """Return the page's state as a picture for links to it (1200 × 630)."""
    built = await services.pages.get(slug)
    if built is None:
        return await _missing(services, slug, "og.png")
    return ReadyResponse(await services.pages.pictures.get(built))


@router.head("/{slug}/api/v2/{part}.json", include_in_schema=False)
@router.get("/{slug}/api/v2/{part}.json", responses=JSON_ANSWERS)
async def get_status_summary(slug: str, part: Part, services: ServicesDep) -> Response:
    """Return a public page in Statuspage's shape."""
    return await _ready(services, slug, f"api/v2/{part}.json")


@router.head("/{slug}/api/v2/{part}/{half}.json", include_in_schema=False)
@router.get("/{slug}/api/v2/{part}/{half}.json", responses=JSON_ANSWERS)
async def get_status_half(slug: str, part: Part, half: Half, services: ServicesDep) -> Response:
    """Return a part of a public page in Statuspage's shape, e.g. `incidents/unresolved.json`."""
    return await _ready(services, slug, f"api/v2/{part}/{half}.json")


async def _ready(services: Services, slug: str, what: str) -> Response:
    built = await services.pages.get(slug)
    body = built.get(what) if built else None
    return await _missing(services, slug, what) if body is None else ReadyResponse(body)


async def _missing(services: Services, slug: str, what: str) -> Response:
    if successor := await _successor(services, slug):
        return RedirectResponse(f"/status/{successor}/{what}", 308, MOVED)
    raise not_found(WHAT)


async def _html(services: Services, request: Request, slug: str, what: str) -> Response:
    try:
        built = await services.pages.get(slug)
    except (Unavailable, TimeoutError):
        return _notice(503, "This page cannot be shown right now", "Our storage is away. Try again in a moment.")
    body = built.get(what, theme_of(request.scope)) if built else None
    if body is not None:
        return ReadyResponse(body)
    if built is None and (successor := await _successor(services, slug)):
        return RedirectResponse(f"/status/{successor}/{what}".rstrip("/"), 308, MOVED)
    return _notice(404, "There is no such page", "It does not exist, or it is not public.")


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
