"""Reports in the background: ordered, watched while they are made, fetched, and sent by mail every month."""

import hashlib
import logging
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Path, Response
from pydantic import Field

from analytics.reports.asked import MEDIA_TYPES, Format, Table
from api.account_fields import Email
from api.audit import Subject, record
from api.cursors import MAX_ITEMS
from api.deps import Conn, CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict, not_found, unprocessable
from api.numbers.ranges import AskedRange
from api.numbers.uptime import require_policy
from api.policies import Zone
from api.reports import period_of
from api.roles import Action
from api.schemas import In, Out, Page, Text, UtcTime
from api.services import Services
from api.workspaces import require_workspace
from core.calendars import Cycle, cycle_at
from core.policies import AGREED
from db.broker import JOBS, send
from db.clock import select_now
from db.memberships import lock_workspace
from db.pool import Connection
from db.recipients import select_recipients
from db.redis import BrokerError
from db.report_schedules import (
    ReportSchedule,
    ScheduleWish,
    delete_schedule,
    insert_schedule,
    select_schedules,
)
from db.reports import (
    ReportFile,
    ReportWish,
    StoredReport,
    delete_report,
    insert_report,
    select_linked_file,
    select_report,
    select_report_file,
    select_reports,
)

router = APIRouter(
    prefix="/workspaces/{workspace_id}",
    tags=["reports"],
    responses={status: {"model": ProblemOut} for status in (403, 404)},
)
link_router = APIRouter(prefix="/reports", tags=["reports"], responses={404: {"model": ProblemOut}})

logger = logging.getLogger(__name__)

MAKE_REPORT: Final = "analytics.make_report"
MOST_WAITING: Final = 20
MOST_SCHEDULES: Final = 20

CycleWord = Literal["week", "month", "quarter", "year"]
PolicyText = Annotated[Text, Field(max_length=60)]
ScheduleId = Annotated[int, Path(ge=1, le=2**53)]


class ReportIn(In):
    """What to report on; the last whole month unless told otherwise."""

    from_: Annotated[datetime | None, Field(alias="from", strict=False)] = None
    to: Annotated[datetime | None, Field(strict=False)] = None
    policy: PolicyText = AGREED.name
    time_zone: Zone = "UTC"
    format: Annotated[Format, Field(strict=False)] = Format.PDF
    table: Annotated[Table, Field(strict=False)] = Table.MONITORS


class ReportOut(Out):
    """A report and how far it is, in percent. `file_name` is null until it is done."""

    id: UUID
    from_: UtcTime = Field(alias="from")
    to: UtcTime
    time_zone: str
    policy: str
    format: Format
    table: Table
    state: Literal["waiting", "running", "done", "failed"]
    progress: int
    error: str | None
    file_name: str | None
    size_bytes: int | None
    data_hash: str | None
    availability: float | None
    created_at: UtcTime
    finished_at: UtcTime | None


class ScheduleIn(In):
    """A report that is sent when a period is over. `recipients`: addresses that the workspace tells of outages."""

    cycle: CycleWord = "month"
    format: Annotated[Format, Field(strict=False)] = Format.PDF
    policy: PolicyText = AGREED.name
    time_zone: Zone = "UTC"
    recipients: Annotated[list[Email], Field(min_length=1, max_length=50)]


class ScheduleOut(Out):
    """A report that is sent when a period is over."""

    id: int
    cycle: CycleWord
    format: Format
    policy: str
    time_zone: str
    recipients: list[str]
    sent_until: UtcTime = Field(description="the next report is about the period after this")
    created_at: UtcTime

    @classmethod
    def of(cls, found: ReportSchedule) -> "ScheduleOut":
        """Show a row."""
        return cls.model_validate(found, from_attributes=True)


@router.get("/reports")
async def list_reports(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> Page[ReportOut]:
    """Return the reports that were ordered or sent in the last 90 days, newest first."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_reports(conn, workspace_id, MAX_ITEMS)
    return Page(items=[_show(one) for one in found], next=None)


@router.post("/reports", status_code=202, responses={409: {"model": ProblemOut}})
async def order_report(workspace_id: UUID, body: ReportIn, caller: CurrentCaller, services: ServicesDep) -> ReportOut:
    """Have a report made in the background; ask for it again to see how far it is."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        await require_workspace(conn, workspace_id, caller.id, Action.READ)
        waiting = [one for one in await select_reports(conn, workspace_id, MAX_ITEMS) if one.finished_at is None]
        if len(waiting) >= MOST_WAITING:
            raise conflict(
                f"{MOST_WAITING} reports of this workspace are not ready yet: wait for them.", kind="too-many"
            )
        made = await select_report(conn, workspace_id, await _insert(conn, workspace_id, body, caller.id))
        assert made is not None, "it was written just now"
    await _order(services, made.id)
    return _show(made)


@router.get("/reports/{report_id}")
async def get_report(workspace_id: UUID, report_id: UUID, caller: CurrentCaller, conn: Conn) -> ReportOut:
    """Return a report without its file: how far it is."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_report(conn, workspace_id, report_id)
    if found is None:
        raise not_found("report")
    return _show(found)


@router.get(
    "/reports/{report_id}/file",
    response_class=Response,
    responses={200: {"content": {kind: {} for kind in MEDIA_TYPES.values()}}, 409: {"model": ProblemOut}},
)
async def get_report_file(workspace_id: UUID, report_id: UUID, caller: CurrentCaller, conn: Conn) -> Response:
    """Return the file of a report that is done."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    if await select_report(conn, workspace_id, report_id) is None:
        raise not_found("report")
    found = await select_report_file(conn, workspace_id, report_id)
    if found is None:
        raise conflict("This report is not ready.", kind="not-ready")
    return _file(found)


@router.delete("/reports/{report_id}", status_code=204)
async def remove_report(workspace_id: UUID, report_id: UUID, caller: CurrentCaller, services: ServicesDep) -> None:
    """Remove a report and its file; a link to it in a mail ends."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        if not await delete_report(conn, workspace_id, report_id):
            raise not_found("report")


@router.get("/report-schedules")
async def list_report_schedules(workspace_id: UUID, caller: CurrentCaller, conn: Conn) -> Page[ScheduleOut]:
    """Return the reports that are sent when a period is over."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    found = await select_schedules(conn, workspace_id, MOST_SCHEDULES)
    return Page(items=[ScheduleOut.of(one) for one in found], next=None)


@router.post("/report-schedules", status_code=201, responses={409: {"model": ProblemOut}})
async def make_report_schedule(
    workspace_id: UUID, body: ScheduleIn, caller: CurrentCaller, services: ServicesDep
) -> ScheduleOut:
    """Send a report when a period is over, from the present one on. Whoever leaves the workspace's mails gets none."""
    async with services.transaction(caller) as conn:
        await lock_workspace(conn, workspace_id)
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        if len(await select_schedules(conn, workspace_id, MOST_SCHEDULES)) == MOST_SCHEDULES:
            raise conflict(f"A workspace has {MOST_SCHEDULES} schedules at most.", kind="too-many")
        await require_policy(conn, workspace_id, body.policy)
        wish = ScheduleWish(
            **body.model_dump(mode="json", exclude={"recipients"}), recipients=sorted(set(body.recipients))
        )
        await _require_told(conn, workspace_id, wish.recipients)
        begins = cycle_at(await select_now(conn), Cycle(body.cycle), body.time_zone).start
        schedule_id = await insert_schedule(conn, workspace_id, wish, begins, caller.id)
        shown = {name: {"old": None, "new": value} for name, value in wish.model_dump().items()}
        await record(conn, workspace_id, caller, "report.scheduled", Subject(str(schedule_id), body.cycle), shown)
        found = await select_schedules(conn, workspace_id, MOST_SCHEDULES)
    return next(ScheduleOut.of(one) for one in found if one.id == schedule_id)


@router.delete("/report-schedules/{schedule_id}", status_code=204)
async def delete_report_schedule(
    workspace_id: UUID, schedule_id: ScheduleId, caller: CurrentCaller, services: ServicesDep
) -> None:
    """Send that report no more."""
    async with services.transaction(caller) as conn:
        await require_workspace(conn, workspace_id, caller.id, Action.EDIT_WORKSPACE)
        if not await delete_schedule(conn, workspace_id, schedule_id):
            raise not_found("schedule")
        await record(conn, workspace_id, caller, "report.unscheduled", Subject(str(schedule_id), str(schedule_id)))


@link_router.get("/{token}", response_class=Response, include_in_schema=False)
async def get_linked_report(token: Annotated[str, Path(max_length=100)], services: ServicesDep) -> Response:
    """Return the report behind the link of a mail: no account is needed."""
    async with services.system_transaction() as conn:
        found = await select_linked_file(conn, hashlib.sha256(token.encode()).digest())
    if found is None:
        raise not_found("report")
    return _file(found)


async def _insert(conn: Connection, workspace_id: UUID, body: ReportIn, caller_id: UUID) -> UUID:
    """Write a wish; raise a 422 for a period or a policy that cannot be."""
    policy = await require_policy(conn, workspace_id, body.policy)
    for field, at in (("from", body.from_), ("to", body.to)):
        if at is not None and (at.tzinfo is None or not 1970 < at.year < 9999):
            raise unprocessable(
                field, "This time has no zone, or is too far away.", "Write it like 2026-10-01T00:00:00Z."
            )
    period = period_of(AskedRange(body.from_, body.to), await select_now(conn), body.time_zone)
    wish = ReportWish(
        workspace_id=workspace_id,
        starts_at=period.start,
        ends_at=period.end,
        time_zone=body.time_zone,
        policy=f"{policy.name}@{policy.version}",
        format=body.format.value,
        table_name=body.table.value,
    )
    return await insert_report(conn, wish, caller_id)


async def _order(services: Services, report_id: UUID) -> None:
    """Tell the jobs process. Best effort: it looks by itself every hour."""
    try:
        await send(services.checks_now, MAKE_REPORT, str(report_id), queue=JOBS)
    except BrokerError as error:
        logger.warning("report waits for the hourly look", extra={"report": str(report_id), "error": repr(error)})


async def _require_told(conn: Connection, workspace_id: UUID, addresses: list[str]) -> None:
    told = {one.email for one in await select_recipients(conn, workspace_id, MAX_ITEMS)}
    if strangers := [one for one in addresses if one not in told]:
        remedy = "Add them to the recipients of the workspace first: they are asked, and can leave."
        raise unprocessable("recipients", f"Not told by this workspace: {', '.join(strangers[:5])}.", remedy)


def _show(found: StoredReport) -> ReportOut:
    plain = found.model_dump(exclude={"workspace_id", "starts_at", "ends_at", "table_name"})
    return ReportOut(**{"from": found.starts_at}, to=found.ends_at, table=found.table_name, **plain)


def _file(found: ReportFile) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{found.file_name}"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(found.file, media_type=MEDIA_TYPES[Format(found.format)], headers=headers)
