"""One check at once: of a saved monitor, or of one that is only being written.

A wish is a row and a message; a worker answers over Redis. Nothing of it counts: `covers_s` is 0 and no state changes.
"""

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from fastapi import APIRouter
from pydantic import ValidationError

from api.check_schemas import ManualCheckOut
from api.deps import CurrentCaller, MonitorId, ServicesDep
from api.errors import Problem, ProblemOut, unprocessable
from api.limits import MANUAL_CHECK_BY_USER
from api.monitor_schemas import UnsavedMonitorIn
from api.monitor_wishes import new_wish, spec_of
from api.monitors import require_monitor
from api.roles import Action
from api.services import Services
from api.workspaces import require_workspace
from core.specs import Kind, MonitorSpec
from db.broker import CHECKS_NOW, send
from db.check_requests import insert_check_request
from db.pool import Connection
from db.redis import await_answer

logger = logging.getLogger(__name__)

router = APIRouter(tags=["monitors"], responses={status: {"model": ProblemOut} for status in (403, 404, 429, 503, 504)})

TASK: Final = "probes.run_request"
MARGIN_S: Final = 5.0  # for queue, storage and the way back


@router.post("/monitors/{monitor_id}/check")
async def check_monitor(monitor_id: MonitorId, caller: CurrentCaller, services: ServicesDep) -> ManualCheckOut:
    """Check a monitor now and return what was seen. Its state does not change by this."""
    await services.limits.hit(MANUAL_CHECK_BY_USER, str(caller.id))
    async with services.transaction(caller) as conn:
        monitor = await require_monitor(conn, monitor_id, caller.id, Action.CHECK_NOW)
        timeout_s = monitor.timeout_ms / 1000
        lifetime = timedelta(seconds=timeout_s + MARGIN_S)
        request_id = await insert_check_request(conn, monitor_id=monitor_id, requested_by=caller.id, lifetime=lifetime)
    return await answered(services, request_id, timeout_s)


@router.post("/workspaces/{workspace_id}/check")
async def check_unsaved_monitor(
    workspace_id: UUID, body: UnsavedMonitorIn, caller: CurrentCaller, services: ServicesDep
) -> ManualCheckOut:
    """Check a monitor that is not saved, and return what was seen."""
    kind = Kind(body.kind)
    if kind is Kind.HEARTBEAT:
        raise unprocessable("kind", "A heartbeat is not checked: it waits for pings.", "Save it and call its address.")
    await services.limits.hit(MANUAL_CHECK_BY_USER, str(caller.id))
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.CHECK_NOW)
    spec = spec_of(kind, new_wish(kind, body.name, body.target, body, services.config.allowance))
    async with services.transaction(caller) as conn:
        request_id = await wish(conn, spec, requested_by=caller.id)
    return await answered(services, request_id, spec.timeout_s)


async def wish(
    conn: Connection, spec: MonitorSpec, *, is_public: bool = False, requested_by: UUID | None = None
) -> UUID:
    """Store the wish to have a spec checked."""
    lifetime = timedelta(seconds=spec.timeout_s + MARGIN_S)
    return await insert_check_request(
        conn, spec=spec, is_public=is_public, requested_by=requested_by, lifetime=lifetime
    )


async def answered(services: Services, request_id: UUID, timeout_s: float) -> ManualCheckOut:
    """Send the wish to the workers and wait for the answer; raise a 504 when none comes in time."""
    await send(services.checks_now, TASK, str(request_id), queue=CHECKS_NOW)
    answer = await await_answer(services.redis, str(request_id), timeout_s + MARGIN_S)
    if answer is None:
        raise Problem(504, "No worker answered in time. Is one running? `healther doctor` tells.")
    try:
        return ManualCheckOut.model_validate_json(answer)
    except ValidationError as error:
        logger.error("a worker's answer cannot be read", extra={"request_id": str(request_id), "error": str(error)})
        raise Problem(502, "The worker's answer cannot be read: api and workers are of different versions.") from error
