"""The SLA report of a workspace: one figure in five formats, over any period, under any policy."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response

from analytics.reports.asked import MEDIA_TYPES, Asked, Format, Language, Table, file_name
from api.deps import CurrentCaller, ServicesDep
from api.errors import ProblemOut, conflict
from api.late import late
from api.numbers.ranges import AskedRange, Range
from api.numbers.uptime import PolicyName, require_policy
from api.policies import Zone
from api.report_schemas import SlaReportOut
from api.roles import Action
from api.workspaces import require_workspace
from core.calendars import Cycle, cycle_at
from core.policies import AGREED
from core.spans import Span
from db.clock import select_now
from db.monitors import select_monitor_ages
from db.pool import Connection

router = APIRouter(prefix="/workspaces/{workspace_id}", tags=["reports"], responses={404: {"model": ProblemOut}})

AT_ONCE: Final = asyncio.Semaphore(2)  # one a core: reports must not starve the small requests

MOST_RECOMPUTED: Final = 30  # monitors, at some 100 ms each

ZoneName = Annotated[Zone, Query(description="the clock of days, and of the month that is reported by default")]
LanguageName = Annotated[Language, Query(description="of the words in PDF and XLSX")]
TableName = Annotated[Table, Query(description="which table, in CSV and Parquet")]


def _route(file_format: Format) -> Callable[..., Awaitable[Response]]:
    """Return the route of a format: they differ in nothing else."""

    async def get_sla(
        workspace_id: UUID,
        caller: CurrentCaller,
        services: ServicesDep,
        asked: Range,
        policy: PolicyName = AGREED.name,
        time_zone: ZoneName = "UTC",
        table: TableName = Table.MONITORS,
        language: LanguageName = Language.ENGLISH,
    ) -> Response:
        """Return the SLA report; about the last whole month unless told otherwise.

        The same inputs give the same bytes. The table `intervals` holds every second that the figures are made of.
        """
        async with AT_ONCE:
            make = await late("analytics.reports.make")
            async with services.transaction(caller) as conn:
                workspace = await require_workspace(conn, workspace_id, caller.id, Action.READ)
                rules = await require_policy(conn, workspace_id, policy)
                if rules.confirmation is not None:
                    await _refuse_long_work(conn, workspace_id, caller.id)
                now = await select_now(conn)
                wanted = Asked(workspace_id, workspace.name, period_of(asked, now, time_zone), time_zone, rules)
                build = await make.read_report(conn, wanted, now)
            content = await asyncio.to_thread(lambda: make.write(build(), file_format, table, language))
        name = file_name(wanted, file_format, table)
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(content, media_type=MEDIA_TYPES[file_format], headers=headers)

    return get_sla


def _answer(file_format: Format) -> dict[str, Any]:
    """Describe the file, for OpenAPI."""
    if file_format is Format.JSON:
        return {"model": SlaReportOut}
    return {"content": {MEDIA_TYPES[file_format].partition(";")[0]: {}}}


router.add_api_route(
    "/sla",
    _route(Format.JSON),
    name="get_sla",
    summary="SLA report",
    response_class=Response,
    responses={200: _answer(Format.JSON), 409: {"model": ProblemOut}},
)
for _format in Format:
    router.add_api_route(
        f"/sla.{_format.value}",
        _route(_format),
        name=f"get_sla_{_format.value}",
        summary=f"SLA report as {_format.value.upper()}",
        response_class=Response,
        responses={200: _answer(_format), 409: {"model": ProblemOut}},
    )


async def _refuse_long_work(conn: Connection, workspace_id: UUID, user_id: UUID) -> None:
    """Raise a 409 when states would have to be recomputed from the checks of many monitors: minutes, not moments."""
    if len(await select_monitor_ages(conn, workspace_id, user_id)) > MOST_RECOMPUTED:
        raise conflict(
            f"This policy recomputes states from single checks; for more than {MOST_RECOMPUTED} monitors that takes"
            " long. Order the report with POST …/reports and fetch it when it is ready.",
            kind="order-it",
        )


def period_of(asked: AskedRange, now: datetime, time_zone: str) -> Span:
    """Return the period that is asked for, up to now at the latest; the last whole month if nothing is said."""
    last_month = cycle_at(now, Cycle.MONTH, time_zone, back=1)
    if asked.start is None and asked.end is None:
        return last_month
    span = asked.settle(now, last_month.end - last_month.start)
    return Span(span.start, span.end)
