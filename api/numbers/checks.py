"""Single checks, newest first."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Query

from api.check_schemas import CheckOut, show_check
from api.cursors import Limit
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut, unprocessable
from api.monitors import require_monitor
from api.roles import Action
from api.schemas import Page
from db.checks import Check, Cursor, select_checks
from db.clock import select_now

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

CHECKS_A_PAGE: Final = 100
FIRST_ATTEMPT: Final = -1  # no attempt of the slot comes before it, so the whole slot is left out
MAX_ATTEMPT: Final = 32_767

Before = Annotated[
    str | None, Query(max_length=60, description="a time, or `next` of the page before: only older checks")
]


@router.get("/monitors/{monitor_id}/checks")
async def list_checks(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, before: Before = None, limit: Limit = CHECKS_A_PAGE
) -> Page[CheckOut]:
    """Return single checks, newest first: verdicts (attempt 0), the tries behind them, and manual checks."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    now = await select_now(conn)
    since = now - timedelta(days=monitor.retention_days + 1)
    cursor = None if before is None else _read_before(before)
    found = await select_checks(conn, monitor_id, since, now, before=cursor, limit=limit + 1)
    items = [show_check(check) for check in found[:limit]]
    return Page(items=items, next=_write_before(found[limit - 1]) if len(found) > limit else None)


def _write_before(check: Check) -> str:
    return f"{check.slot.astimezone(UTC).isoformat()}~{check.attempt}".replace("+00:00", "Z")


def _read_before(text: str) -> Cursor:
    """Read a time, with the last attempt of that very slot that was shown already behind a tilde."""
    at, tilde, attempt = text.partition("~")
    try:
        slot = datetime.fromisoformat(at.replace(" ", "+"))
        attempt_number = min(int(attempt), MAX_ATTEMPT) if tilde else FIRST_ATTEMPT
    except ValueError as error:
        remedy = "Write a time like 2026-03-01T12:00:00Z, or the `next` of the page before."
        raise unprocessable("before", "This is neither a time nor a cursor of ours.", remedy) from error
    return Cursor(slot=slot if slot.tzinfo else slot.replace(tzinfo=UTC), attempt=attempt_number)
