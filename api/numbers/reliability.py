"""How reliable a monitor was: outages, MTTR, MTBF, how soon they were known; and how well it was measured."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter
from pydantic import Field

from analytics.latency import complete_from
from analytics.ledger import audit
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut
from api.monitors import require_monitor
from api.numbers.ranges import Range
from api.numbers.uptime import PolicyName, PolicyNameOut, require_policy, watched
from api.roles import Action
from api.schemas import Out, UtcTime
from core.accounting import LeftOut
from core.outages import figures_of, outages_of
from core.policies import OBSERVED
from core.spans import Span
from db.check_quality import select_detection, select_quality
from db.clock import select_now

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

DEFAULT_RANGE: Final = timedelta(days=90)


class DetectionOut(Out):
    """From the first failed try of an outage until it was known: confirmed and written down."""

    outages: int = Field(description="incidents that began in the range and were seen by this installation")
    median_s: float | None
    longest_s: float | None


class CheckQualityOut(Out):
    """How well the monitor was measured, in slots: due = run + lost. Shares are of `due`, null when nothing was due."""

    from_: UtcTime | None = Field(alias="from", description="single checks are kept from here; null: none are")
    due: int
    run: int
    lost: int = Field(description="nobody ran the check in its time")
    late: int = Field(description="begun more than a second after its slot; among `run`")
    unmeasured: int = Field(description="run, but the probe itself failed or was offline; among `run`")
    run_share: float | None
    late_share: float | None
    p95_lateness_ms: int | None
    max_lateness_ms: int | None
    no_data_s: int = Field(description="of the whole range: paused, or Healther was off, so nothing was due")


class ReliabilityOut(Out):
    """Outages under a policy from `from` up to before `to`. Null where a figure does not exist, never 0."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    policy: PolicyNameOut
    availability: float | None
    downtime_s: int
    outages: int
    longest_s: int | None
    mttr_s: float | None = Field(description="mean length of the outages")
    mtbf_s: float | None = Field(description="mean time from the start of one outage to the start of the next")
    is_down: bool = Field(description="the last outage reaches the end of the range")
    detection: DetectionOut
    checks: CheckQualityOut


@router.get("/monitors/{monitor_id}/reliability")
async def get_reliability(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, asked: Range, policy: PolicyName = OBSERVED.name
) -> ReliabilityOut:
    """Return outages, MTTR, MTBF, detection delay and check quality; the last 90 days unless told otherwise."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    rules = await require_policy(conn, monitor.workspace_id, policy)
    now = await select_now(conn)
    span = asked.settle(now, DEFAULT_RANGE)
    period = Span(span.start, span.end)
    account = (await audit(conn, [watched(monitor)], period, now, rules))[monitor_id].account
    tally, outages = account.tally(), outages_of(account)
    figures = figures_of(outages)
    kept_from = await complete_from(conn, monitor, period.start)
    quality = await select_quality(conn, monitor_id, min(kept_from, period.end), period.end)
    detection = await select_detection(conn, monitor_id, *period)
    return ReliabilityOut(
        **{"from": period.start},
        to=period.end,
        policy=PolicyNameOut(name=rules.name, version=rules.version),
        availability=tally.availability,
        downtime_s=tally.bad_s,
        outages=figures.count,
        longest_s=figures.longest_s,
        mttr_s=figures.mttr_s,
        mtbf_s=figures.mtbf_s,
        is_down=bool(outages) and outages[-1].end == period.end,
        detection=DetectionOut(outages=detection.outages, median_s=detection.median_s, longest_s=detection.longest_s),
        checks=CheckQualityOut(
            **{"from": kept_from if kept_from < period.end else None},
            **quality.model_dump(),
            run_share=quality.run / quality.due if quality.due else None,
            late_share=quality.late / quality.due if quality.due else None,
            no_data_s=tally.left_out_s[LeftOut.NO_DATA],
        ),
    )
