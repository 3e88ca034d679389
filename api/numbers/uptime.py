"""Uptime between two times with its derivation: each second that counts, and each that was left out, and why."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from analytics.ledger import Audited, audit, find_policy
from api.deps import Conn, CurrentCaller, MonitorId
from api.errors import ProblemOut, unprocessable
from api.monitors import require_monitor
from api.numbers.ranges import Range
from api.roles import Action
from api.schemas import Out, UtcTime
from core.accounting import Account, Entry, LeftOut, Tally, account
from core.policies import OBSERVED, AccountingPolicy, Treatment
from core.spans import Span
from core.states import State
from db.clock import select_now
from db.interval_checks import IntervalChecks, select_interval_checks
from db.monitors import Monitor
from db.pool import Connection
from db.watched import WatchedMonitor

router = APIRouter(tags=["numbers"], responses={404: {"model": ProblemOut}})

DEFAULT_RANGE: Final = timedelta(days=90)
MAX_INTERVALS: Final = 500

PolicyName = Annotated[
    str,
    Query(
        max_length=60,
        description="how to count: `observed` (as recorded), `agreed` (without maintenance and exclusions), or one of"
        " the workspace's policies, as `name` (its newest version) or `name@version`",
    ),
]


class PolicyNameOut(Out):
    """Which policy was used."""

    name: str
    version: int


class LeftOutOut(Out):
    """Seconds of the range that do not count, each under the first reason that holds."""

    not_there_s: int = Field(description="the monitor was not made yet")
    outside_hours_s: int = Field(description="outside the service hours of the policy, or a holiday")
    maintenance_s: int = Field(description="planned work")
    excluded_s: int = Field(description="agreed afterwards not to count")
    no_data_s: int = Field(description="nothing was recorded: paused, or Healther was off")
    unknown_s: int = Field(description="the monitor could not be measured")


class IntervalOut(Out):
    """A stretch of one state inside the range; the checks named are the first and last verdict in it."""

    state: str
    started_at: UtcTime
    ended_at: UtcTime
    seconds: int
    left_out: LeftOut | None = Field(description="why it does not count; null: it does")
    cause: str | None = Field(description="the id of the maintenance window or exclusion that leaves it out")
    first_check: UtcTime | None
    last_check: UtcTime | None


class UptimeOut(Out):
    """Uptime from `from` up to before `to`, and how it came about. `uptime` is null when nothing counts."""

    from_: UtcTime = Field(alias="from")
    to: UtcTime
    policy: PolicyNameOut
    uptime: float | None
    formula: str
    numerator_s: int
    denominator_s: int
    up_s: int
    degraded_s: int
    down_s: int
    unknown_s: int = Field(description="seconds that could not be measured and count all the same, by the policy")
    left_out: LeftOutOut
    uptime_without_exclusions: float | None = Field(description="the figure if nothing had been agreed afterwards")
    coverage: float = Field(description="share of the range whose state is known")
    recomputed_from: UtcTime | None = Field(
        description="from here on the states were recomputed from the checks; before, and if null, they are as recorded"
    )
    intervals: list[IntervalOut] = Field(description="newest first; all of them together are the range exactly")
    intervals_in_all: int = Field(description="only the newest 500 are listed")


@router.get("/monitors/{monitor_id}/uptime")
async def get_uptime(
    monitor_id: MonitorId, caller: CurrentCaller, conn: Conn, asked: Range, policy: PolicyName = OBSERVED.name
) -> UptimeOut:
    """Return a monitor's uptime with its derivation; the last 90 days unless told otherwise."""
    monitor = await require_monitor(conn, monitor_id, caller.id, Action.READ)
    rules = await require_policy(conn, monitor.workspace_id, policy)
    now = await select_now(conn)
    span = asked.settle(now, DEFAULT_RANGE)
    period = Span(span.start, span.end)
    found = (await audit(conn, [watched(monitor)], period, now, rules))[monitor_id]
    listed = found.account.entries[::-1][:MAX_INTERVALS]
    checks = await select_interval_checks(conn, monitor_id, [(entry.start, entry.end) for entry in listed])
    return derive(found, listed, checks)


def watched(monitor: Monitor) -> WatchedMonitor:
    """Return a monitor of a person as figures need it."""
    return WatchedMonitor(**monitor.model_dump(include=set(WatchedMonitor.model_fields)), deleted_at=None)


async def require_policy(conn: Connection, workspace_id: UUID, name: str) -> AccountingPolicy:
    """Return a policy of a workspace; raise a 422 for one that is not there."""
    found = await find_policy(conn, workspace_id, name)
    if found is None:
        raise unprocessable("policy", "There is no such policy.", "GET /workspaces/{id}/policies lists them.")
    return found


def derive(found: Audited, listed: Sequence[Entry], checks: Sequence[IntervalChecks]) -> UptimeOut:
    """Show an account with some of its entries and their checks."""
    period, policy = found.account.period, found.account.policy
    tally = found.account.tally()
    known_s = sum(entry.seconds for entry in found.account.entries if entry.state is not State.UNKNOWN)
    return UptimeOut(
        **{"from": period.start},
        to=period.end,
        policy=PolicyNameOut(name=policy.name, version=policy.version),
        uptime=tally.availability,
        formula=formula(policy),
        numerator_s=tally.good_s,
        denominator_s=tally.counted_s,
        up_s=tally.by_state_s[State.UP],
        degraded_s=tally.by_state_s[State.DEGRADED],
        down_s=tally.by_state_s[State.DOWN],
        unknown_s=tally.by_state_s[State.UNKNOWN],
        left_out=LeftOutOut(**{f"{reason.value}_s": seconds for reason, seconds in tally.left_out_s.items()}),
        uptime_without_exclusions=without_exclusions(found).availability,
        coverage=min(1.0, known_s / period.seconds) if period.seconds else 0.0,
        recomputed_from=found.recomputed_from,
        intervals=[_show(entry, seen) for entry, seen in zip(listed, checks, strict=True)],
        intervals_in_all=len(found.account.entries),
    )


def without_exclusions(found: Audited) -> Tally:
    """Return the tally if nothing had been agreed afterwards."""
    ours: Account = found.account
    if not (ours.policy.leaves_out_exclusions and found.facts.exclusions):
        return ours.tally()
    return account(ours.period, found.facts, replace(ours.policy, leaves_out_exclusions=False)).tally()


def formula(policy: AccountingPolicy) -> str:
    """Return numerator and denominator in terms of the answer's fields."""
    good = "up_s + degraded_s" if policy.degraded is Treatment.GOOD else "up_s"
    rest = " + unknown_s" if policy.unknown is Treatment.BAD else ""
    return f"({good}) / (up_s + degraded_s + down_s{rest})"


def _show(entry: Entry, checks: IntervalChecks) -> IntervalOut:
    return IntervalOut(
        state=entry.state.word,
        started_at=entry.start,
        ended_at=entry.end,
        seconds=entry.seconds,
        left_out=entry.left_out,
        cause=entry.cause,
        first_check=checks.first_slot,
        last_check=checks.last_slot,
    )
