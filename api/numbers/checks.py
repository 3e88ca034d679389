"""Single checks, newest first: a page of them, and all of a range as a file."""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from api.check_schemas import CheckOut, show_check
from api.csv_cells import csv_lines, harmless
from api.cursors import Limit
from api.deps import Caller, Conn, CurrentCaller, MonitorId, ServicesDep
from api.errors import ProblemOut, unprocessable
from api.monitors import require_monitor
from api.numbers.ranges import Range, TimeRange
from api.roles import Action
from api.schemas import Page
from api.services import Services
from core.states import Outcome, State
from db.checks import Check, Cursor, Sieve, select_checks
from db.clock import select_now
from db.monitors import Monitor

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

CHECKS_A_PAGE: Final = 100
CHECKS_A_READ: Final = 500  # of a file: a few milliseconds of work between two pauses
FIRST_ATTEMPT: Final = -1  # no attempt of the slot comes before it, so the whole slot is left out
MAX_ATTEMPT: Final = 32_767
PHASES: Final = ("dns_ms", "connect_ms", "tls_ms", "wait_ms", "transfer_ms")
COLUMNS: Final = (
    *("slot", "attempt", "state", "outcome", "covers_s", "latency_ms", *PHASES, "http_status", "reason", "message"),
    *("lateness_ms", "region", "address"),
)

Before = Annotated[
    str | None, Query(max_length=60, description="a time, or `next` of the page before: only older checks")
]
StateAsked = Annotated[
    Literal["up", "degraded", "down", "unknown", "maintenance"] | None,
    Query(description="only those that left the monitor in this state"),
]
OutcomeAsked = Annotated[
    Literal["up", "degraded", "down", "unknown"] | None, Query(description="only those that saw this")
]
AttemptAsked = Annotated[int | None, Query(ge=0, le=MAX_ATTEMPT, description="0: only verdicts, one for each slot")]


def _sieve(state: StateAsked = None, outcome: OutcomeAsked = None, attempt: AttemptAsked = None) -> Sieve:
    return Sieve(
        attempt=attempt,
        state=None if state is None else State[state.upper()],
        outcome=None if outcome is None else Outcome[outcome.upper()],
    )


Asked = Annotated[Sieve, Depends(_sieve)]


@router.get("/monitors/{monitor_id}/checks")
async def list_checks(
    monitor_id: MonitorId,
    caller: CurrentCaller,
    conn: Conn,
    asked: Range,
    sieve: Asked,
    before: Before = None,
    limit: Limit = CHECKS_A_PAGE,
) -> Page[CheckOut]:
    """Return single checks, newest first: verdicts (attempt 0), the tries behind them, and manual checks."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), kept(monitor))
    cursor = None if before is None else _read_before(before)
    found = await select_checks(conn, monitor_id, span.start, span.end, before=cursor, sieve=sieve, limit=limit + 1)
    items = [show_check(check) for check in found[:limit]]
    return Page(items=items, next=_write_before(found[limit - 1]) if len(found) > limit else None)


@dataclass(frozen=True, slots=True)
class _File:
    """A way to write checks. `head` comes first, then pieces."""

    name: str
    media_type: str
    head: str
    piece: Callable[[Iterable[CheckOut]], str]


def _as_csv(checks: Iterable[CheckOut]) -> str:
    return csv_lines(_cells(check) for check in checks)


def _as_json_lines(checks: Iterable[CheckOut]) -> str:
    return "".join(f"{check.model_dump_json()}\n" for check in checks)


CSV: Final = _File("csv", "text/csv; charset=utf-8", csv_lines([COLUMNS]), _as_csv)
JSON_LINES: Final = _File("jsonl", "application/x-ndjson", "", _as_json_lines)


@router.get(
    "/monitors/{monitor_id}/checks.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
async def export_checks_csv(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, services: ServicesDep, asked: Range, sieve: Asked
) -> StreamingResponse:
    """Return all checks of a range as CSV, newest first; all that is kept unless told otherwise."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), kept(monitor))
    return _export(services, caller, monitor, span, sieve, CSV)


@router.get(
    "/monitors/{monitor_id}/checks.json",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {}}}},
)
async def export_checks_json(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, services: ServicesDep, asked: Range, sieve: Asked
) -> StreamingResponse:
    """Return all checks of a range as JSON lines, newest first; all that is kept unless told otherwise."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), kept(monitor))
    return _export(services, caller, monitor, span, sieve, JSON_LINES)


def _export(
    services: Services, caller: Caller, monitor: Monitor, span: TimeRange, sieve: Sieve, file: _File
) -> StreamingResponse:
    first, last = (f"{at:%Y%m%d}" for at in (span.start, span.end))
    headers = {
        "Content-Disposition": f'attachment; filename="checks-{monitor.id}-{first}-{last}.{file.name}"',
        "Cache-Control": "no-store",
    }
    pieces = _pieces(services, caller, monitor.id, span, sieve, file)
    return StreamingResponse(pieces, headers=headers, media_type=file.media_type)


async def _pieces(
    services: Services, caller: Caller, monitor_id: int, span: TimeRange, sieve: Sieve, file: _File
) -> AsyncIterator[str]:
    """Yield the file piece by piece; between two pieces no connection is held, however slowly the client reads.

    Each read has the pool's deadlines, and asks again whether the person may still look: if not, the file breaks off.
    """
    yield file.head
    found: Sequence[Check] | None = None
    while found is None or len(found) == CHECKS_A_READ:
        before = Cursor(slot=found[-1].slot, attempt=found[-1].attempt) if found else None
        async with services.transaction(caller) as conn:
            await require_monitor(conn, monitor_id, caller.id, Action.READ)
            found = await select_checks(
                conn, monitor_id, span.start, span.end, before=before, sieve=sieve, limit=CHECKS_A_READ
            )
        yield file.piece(show_check(check) for check in found)


def _cells(check: CheckOut) -> list[object]:
    values = check.model_dump()
    values |= {**values.pop("phases"), "slot": _write_slot(check.slot)}
    return [harmless(value) if isinstance(value := values[name], str) else value for name in COLUMNS]


def kept(monitor: Monitor) -> timedelta:
    """Return how far back single checks of a monitor can reach."""
    return timedelta(days=monitor.retention_days + 1)


def _write_before(check: Check) -> str:
    return f"{_write_slot(check.slot)}~{check.attempt}"


def _write_slot(slot: datetime) -> str:
    return slot.astimezone(UTC).isoformat().replace("+00:00", "Z")


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
