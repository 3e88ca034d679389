"""The ticket and the WebSocket."""

import secrets
from typing import Final

from fastapi import APIRouter, Response, WebSocket
from pydantic import Field

from api.deps import CurrentCaller, ServicesDep
from api.errors import ProblemOut
from api.limits import LIVE_TICKET_BY_USER, address_key
from api.live.origins import allowed_origins, is_welcome
from api.live.protocol import serve, ticket_hash
from api.schemas import Out
from api.services import Services
from db.live_tickets import LIFETIME, insert_ticket

router = APIRouter(prefix="/live", tags=["live"])
socket_router = APIRouter(prefix="/live")

TICKET_BYTES: Final = 32


class TicketOut(Out):
    """What opens one WebSocket, once."""

    ticket: str
    expires_in: int = Field(description="seconds")


@router.post("/ticket", responses={429: {"model": ProblemOut}})
async def make_live_ticket(caller: CurrentCaller, response: Response, services: ServicesDep) -> TicketOut:
    """Buy a ticket for the WebSocket `/api/v1/live`, to be sent there as the first message. See docs/live.md."""
    await services.limits.hit(LIVE_TICKET_BY_USER, str(caller.id))
    ticket = secrets.token_urlsafe(TICKET_BYTES)
    async with services.system_transaction() as conn:
        key_id = caller.key.id if caller.key else None
        await insert_ticket(conn, ticket_hash(ticket), caller.id, caller.session, key_id)
    response.headers["Cache-Control"] = "no-store"
    return TicketOut(ticket=ticket, expires_in=int(LIFETIME.total_seconds()))


@socket_router.websocket("")
async def follow_live(websocket: WebSocket) -> None:
    """Open a socket for a page that may have one; who is behind it is asked on it."""
    services: Services = websocket.app.state.services
    config, headers = services.config, websocket.headers
    allowed = allowed_origins(config.public_url, config.cors_origins)
    if not is_welcome(headers.getlist("origin"), allowed, has_authorization="authorization" in headers):
        await websocket.close()
        return
    address = address_key(websocket.client.host if websocket.client else None)
    place = await services.places.enter(address)
    if place is None:
        await websocket.send_denial_response(Response("Too many open sockets.\n", 429, media_type="text/plain"))
        return
    try:
        await websocket.accept()
        await serve(websocket, services.pool, services.hub, services.places)
    finally:
        await services.places.leave(place)
