"""What is usual for a monitor, what was not, and when its latency changed for good."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from fastapi import APIRouter
from pydantic import Field

from analytics.told import change_in_words
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut, unprocessable
from api.late import late
from api.monitors import require_monitor
from api.numbers.ranges import Range
from api.roles import Action
from api.schemas import Out, Page, UtcTime
from core.spans import Span
from db.baselines import Change, select_changes
from db.clock import select_now

if TYPE_CHECKING:
    from analytics.usual import Usual

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

DEFAULT_RANGE: Final = timedelta(days=7)
MAX_RANGE: Final = timedelta(days=42)
MOST_CHANGES: Final = 200


class LearntOut(Out):
    """What the baseline was made of. It is made anew each day."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    at: UtcTime
    hours: int = Field(description="of the 168 hours of a week, those with enough checks from at least two weeks")


class AnomalyOut(Out):
    """Hours in a row whose median was outside the band; shown by the hour that was furthest away."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    deviation_mad: float = Field(description="negative: below")
    median_ms: float
    expected_ms: float
    words: str


class BaselineOut(Out):
    """Columns of equal length, a UTC hour each, oldest first. Null: nothing is usual then, or nothing was seen."""

    learnt: LearntOut | None = Field(description="null: nothing was learnt yet, it takes checks of two weeks")
    t: list[UtcTime]
    expected_ms: list[float | None] = Field(description="median of this hour of the week over six weeks")
    low_ms: list[float | None] = Field(description="three MAD below it")
    high_ms: list[float | None] = Field(description="three MAD above it")
    seen_ms: list[float | None] = Field(description="median of this very hour")
    anomalies: list[AnomalyOut]


class ChangeOut(Out):
    """A level that began; `until` null: it still holds."""

    at: UtcTime
    until: UtcTime | None
    before_ms: float
    after_ms: float
    change_ms: float
    words: str


@router.get("/monitors/{monitor_id}/baseline")
async def get_baseline(monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, asked: Range) -> BaselineOut:
    """Return what is usual for a monitor and what was not; the last seven days unless told otherwise."""
    await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), DEFAULT_RANGE)
    if span.end - span.start > MAX_RANGE:
        raise unprocessable("from", "The range is longer than 42 days.", "Ask for a shorter one.")
    analysis = await late("analytics.usual")
    return _show(await analysis.usual(conn, monitor_id, Span(span.start, span.end)))


@router.get("/monitors/{monitor_id}/changes")
async def list_changes(monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, asked: Range) -> Page[ChangeOut]:
    """Return when the latency of a monitor changed for good, newest first; the last year unless told otherwise."""
    await require_monitor(conn, monitor_id, caller.id, Action.READ)
    span = asked.settle(await select_now(conn), timedelta(days=366))
    found = await select_changes(conn, monitor_id, span.start, MOST_CHANGES)
    following: list[datetime | None] = [None, *(one.at for one in found)]
    shown = [_show_change(one, until) for one, until in zip(found, following, strict=False) if one.at < span.end]
    return Page(items=shown, next=None)


def _show(found: "Usual") -> BaselineOut:
    stored = found.stored
    learnt = None
    if stored is not None:
        learnt = LearntOut(
            **{"from": stored.learnt_from}, to=stored.learnt_to, at=stored.computed_at, hours=len(stored.hour_of_week)
        )
    return BaselineOut(
        learnt=learnt,
        t=found.hours,
        expected_ms=[_ms(us) for us in found.expected_us],
        low_ms=[_ms(us) for us in found.low_us],
        high_ms=[_ms(us) for us in found.high_us],
        seen_ms=[_ms(us) for us in found.seen_us],
        anomalies=[
            AnomalyOut(
                **{"from": one.start},
                to=one.end,
                deviation_mad=round(one.deviation_mad, 3),
                median_ms=one.median_us / 1000,
                expected_ms=one.expected_us / 1000,
                words=one.words,
            )
            for one in found.anomalies
        ],
    )


def _show_change(change: Change, until: datetime | None) -> ChangeOut:
    at, before_us, after_us = change
    return ChangeOut(
        at=at,
        until=until,
        before_ms=before_us / 1000,
        after_ms=after_us / 1000,
        change_ms=(after_us - before_us) / 1000,
        words=change_in_words(at, before_us, after_us, until),
    )


def _ms(us: float | None) -> float | None:
    return None if us is None else round(us) / 1000
