"""Explore: measures by dimensions over a workspace, as columns, CSV or Parquet. Never SQL from people."""

from datetime import datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from analytics.questions import Asked, CannotAnswerError, Dimension, Measure
from api.deps import Conn, CurrentCaller
from api.errors import ProblemOut, unprocessable
from api.late import late
from api.numbers.check_parquet import PARQUET
from api.numbers.ranges import AskedRange
from api.policies import Zone
from api.roles import Action
from api.schemas import In, Out, ShortText, UtcTime
from api.workspaces import require_workspace
from core.reasons import Reason
from core.spans import Span
from db.check_columns import select_regions
from db.clock import select_now
from db.watched import select_watched

if TYPE_CHECKING:
    from analytics.explore import Answer

router = APIRouter(tags=["numbers"], responses={status: {"model": ProblemOut} for status in (404, 422)})

DEFAULT_RANGE: Final = timedelta(days=30)
MOST_ROWS: Final = 10_000

Time = Annotated[datetime | None, Field(strict=False, description="RFC 3339")]


class FilterIn(In):
    """Only these; what is left out is not sieved."""

    monitors: Annotated[list[int], Field(max_length=1000)] | None = None
    tags: Annotated[list[ShortText], Field(max_length=100)] | None = None
    regions: Annotated[list[ShortText], Field(max_length=100)] | None = None
    reasons: Annotated[list[ShortText], Field(max_length=60)] | None = None
    statuses: Annotated[list[Annotated[int, Field(ge=100, le=599)]], Field(max_length=100)] | None = None


class ExploreIn(In):
    """A question. Availability and seconds are those that were recorded (the policy `observed`)."""

    measures: Annotated[list[Annotated[Measure, Field(strict=False)]], Field(min_length=1, max_length=12)]
    group_by: Annotated[list[Annotated[Dimension, Field(strict=False)]], Field(max_length=3)] = Field(
        default_factory=list
    )
    filter: FilterIn = Field(default_factory=FilterIn)
    from_: Annotated[Time, Field(alias="from")] = None
    to: Time = None
    time_zone: Zone = "UTC"
    format: Literal["columns", "csv", "parquet"] = "columns"
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST_ROWS


class ExploreOut(Out):
    """Columns of equal length, dimensions first, in the order of the dimensions; units are in the names."""

    from_: UtcTime = Field(alias="from", description="what was added up: whole UTC hours when `source` is hours")
    to: UtcTime
    time_zone: str
    source: Literal["hours", "checks"]
    rows: int
    is_cut: bool = Field(description="there are more rows than were asked for")
    columns: dict[str, list[Any]]


@router.post(
    "/workspaces/{workspace_id}/explore",
    response_model=ExploreOut,
    responses={200: {"content": {"text/csv": {}, PARQUET: {}}}},
)
async def ask(workspace_id: UUID, body: ExploreIn, caller: CurrentCaller, conn: Conn) -> Any:
    """Answer a question about the monitors of a workspace; the last 30 days unless told otherwise."""
    await require_workspace(conn, workspace_id, caller.id, Action.READ)
    regions = await select_regions(conn)
    asked = _asked(body, await select_now(conn), regions)
    monitors = await select_watched(conn, workspace_id, asked.period.start)
    if body.filter.monitors is not None:
        wanted = set(body.filter.monitors)
        monitors = [one for one in monitors if one.id in wanted]
        if len(monitors) < len(wanted):
            raise unprocessable("filter", "Not all of these monitors are in this workspace.", "Leave them out.")
    analysis = await late("analytics.explore")
    try:
        found = await analysis.explore(conn, asked, monitors, regions)
    except CannotAnswerError as error:
        raise unprocessable("measures", f"{str(error)[0].upper()}{str(error)[1:]}.", "Change the question.") from error
    return _show(found, body, analysis)


def _asked(body: ExploreIn, now: datetime, regions: dict[int, str]) -> Asked:
    """Return the question in numbers; raise a 422 for words that name nothing."""
    for field, at in (("from", body.from_), ("to", body.to)):
        if at is not None and (at.tzinfo is None or not 1970 < at.year < 9999):
            raise unprocessable(field, "This time has no zone, or is too far away.", "Write 2026-10-01T00:00:00Z.")
    span = AskedRange(body.from_, body.to).settle(now, DEFAULT_RANGE)
    sieve = body.filter
    if len(set(body.group_by)) < len(body.group_by) or len(set(body.measures)) < len(body.measures):
        raise unprocessable("group_by", "Something is named twice.", "Name everything once.")
    return Asked(
        measures=body.measures,
        dimensions=body.group_by,
        period=Span(span.start, span.end),
        time_zone=body.time_zone,
        tags=None if sieve.tags is None else frozenset(sieve.tags),
        regions=_numbers("regions", sieve.regions, {name: number for number, name in regions.items()}),
        reasons=_numbers("reasons", sieve.reasons, {reason.word: reason.value for reason in Reason}),
        statuses=sieve.statuses,
        limit=body.limit,
    )


def _numbers(field: str, words: list[str] | None, known: dict[str, int]) -> list[int] | None:
    if words is None:
        return None
    if strangers := [word for word in words if word not in known]:
        raise unprocessable("filter", f"Unknown {field}: {', '.join(strangers[:5])}.", "Leave them out.")
    return [known[word] for word in words]


def _show(found: "Answer", body: ExploreIn, analysis: ModuleType) -> ExploreOut | Response:
    if body.format == "columns":
        columns = {name: found.table[name].to_list() for name in found.table.columns}
        return ExploreOut(
            **{"from": found.period.start},
            to=found.period.end,
            time_zone=body.time_zone,
            source=found.source,
            rows=found.table.height,
            is_cut=found.is_cut,
            columns=columns,
        )
    write, kind = (analysis.to_csv, "text/csv") if body.format == "csv" else (analysis.to_parquet, PARQUET)
    headers = {
        "Content-Disposition": f'attachment; filename="explore.{body.format}"',
        "Cache-Control": "no-store",
        "X-Cut": str(found.is_cut).lower(),
    }
    return Response(write(found), media_type=kind, headers=headers)
