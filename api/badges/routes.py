"""Badges: `/badge/{monitor id}/{status,uptime,latency}.svg`, and `.json` for shields' endpoint badges.

Only for monitors that a public page shows; all others are answered alike: 404.
"""

from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Query, Response

from api.badges.drawing import MAX_LABEL, svg
from api.badges.faces import Face, Kind, face
from api.deps import MonitorId, ServicesDep
from api.errors import ProblemOut, not_found
from api.services import Services
from api.status.bodies import JSON, body
from api.status.routes import ReadyResponse

router = APIRouter(prefix="/badge", tags=["public"])

WHAT: Final = "badge"
CACHE_S: Final = 60
CACHE: Final = b"public, max-age=60, stale-while-revalidate=300, stale-if-error=86400"
NOT_SHOWN: Final[dict[int | str, dict[str, Any]]] = {
    404: {"model": ProblemOut, "description": "no public page shows this"}
}
Label = Annotated[str | None, Query(max_length=MAX_LABEL, description="instead of the usual left side")]


@router.head("/{monitor_id}/{kind}.svg", include_in_schema=False)
@router.get(
    "/{monitor_id}/{kind}.svg",
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **NOT_SHOWN},
)
async def get_badge(monitor_id: MonitorId, kind: Kind, services: ServicesDep, label: Label = None) -> Response:
    """Return a monitor's state, 90-day uptime or median latency of 24 hours as a small picture."""
    found = await _face(services, monitor_id, kind, label)
    return ReadyResponse(body(svg(found).encode(), b"image/svg+xml; charset=utf-8", cache=CACHE))


@router.head("/{monitor_id}/{kind}.json", include_in_schema=False)
@router.get("/{monitor_id}/{kind}.json", responses={200: {"model": dict[str, Any]}, **NOT_SHOWN})
async def get_badge_facts(monitor_id: MonitorId, kind: Kind, services: ServicesDep, label: Label = None) -> Response:
    """Return the same for shields.io: use it as `https://img.shields.io/endpoint?url=…`."""
    found = await _face(services, monitor_id, kind, label)
    facts = {
        "schemaVersion": 1,
        "label": found.label,
        "message": found.message,
        "color": found.colour,
        "cacheSeconds": CACHE_S,
    }
    return ReadyResponse(body(orjson.dumps(facts), JSON, cache=CACHE))


async def _face(services: Services, monitor_id: int, kind: Kind, label: str | None) -> Face:
    shown = await services.badges.find(monitor_id)
    if shown is None:
        raise not_found(WHAT)
    latency_us = await services.badges.latency_us(monitor_id) if kind == "latency" else None
    return face(kind, shown, latency_us, label)
