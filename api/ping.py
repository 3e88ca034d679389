"""Inbound pings of heartbeats: tiny and fast, outside of /api/v1; the token in the address is the key.

`curl -fsS -m 10 --retry 5 ADDRESS/$?` at the end of a job is all it takes.
"""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse
from orjson import dumps

from api.deps import ServicesDep, client_address
from api.limits import address_key
from api.services import Services
from db.pings import BODY_LIMIT, USER_AGENT_LIMIT, NewPing, insert_ping
from db.pool import acquire

router = APIRouter(prefix="/ping", tags=["heartbeat"], default_response_class=PlainTextResponse)

SIGNALS: Final = ("start", "fail", "log")
HEADERS: Final = {"Ping-Body-Limit": str(BODY_LIMIT), "Cache-Control": "no-store"}


@router.head("/{token}", include_in_schema=False)
@router.post("/{token}", operation_id="ping_by_post")
@router.get("/{token}")
async def ping(token: str, request: Request, services: ServicesDep) -> PlainTextResponse:
    """Say that the job went well. A body of up to 10 kB is kept."""
    return await _keep(services, request, token, "success", None)


@router.head("/{token}/{signal}", include_in_schema=False)
@router.post("/{token}/{signal}", operation_id="ping_signal_by_post")
@router.get("/{token}/{signal}")
async def ping_signal(token: str, signal: str, request: Request, services: ServicesDep) -> PlainTextResponse:
    """Say that the job starts (`start`), failed (`fail`), has something to tell (`log`), or its exit status (0 to 255).

    Anything else is a 404, so that a typo does not keep a broken job green.
    """
    if signal in SIGNALS:
        return await _keep(services, request, token, signal, None)
    if signal.isascii() and signal.isdigit() and len(signal) <= 3 and int(signal) <= 255:
        return await _keep(services, request, token, "exit", int(signal))
    return _unknown()


async def _keep(
    services: Services, request: Request, token: str, kind: str, exit_status: int | None
) -> PlainTextResponse:
    address = address_key(client_address(request))
    ping = NewPing(
        kind=kind,
        exit_status=exit_status,
        method=request.method,
        address=None if address == "unknown" else address,
        user_agent=_text(request.headers.get("user-agent", "").encode(), USER_AGENT_LIMIT),
        body=_text(await request.body(), BODY_LIMIT),
    )
    async with acquire(services.pool) as conn:
        monitor_id = await insert_ping(conn, token.replace("\x00", ""), ping)
    if monitor_id is None:
        return _unknown()
    if kind == "fail" or exit_status:
        await services.wake(dumps({"monitor_id": monitor_id}))
    return PlainTextResponse("OK", headers=HEADERS)


def _text(raw: bytes, limit: int) -> str | None:
    """Return the first characters as text that PostgreSQL can store; None for nothing."""
    return raw[: limit * 4].decode("utf-8", "replace").replace("\x00", "")[:limit] or None


def _unknown() -> PlainTextResponse:
    return PlainTextResponse("not found", 404, HEADERS)
