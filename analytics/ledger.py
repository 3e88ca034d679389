"""Accounts of monitors: reads what was recorded and agreed, and accounts for a period under a policy.

The rules are in core.accounting and core.replay; here is only what must be read for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol
from uuid import UUID

from core.accounting import Account, Facts, account
from core.ledger import Interval
from core.machine import Policy
from core.policies import BUILT_IN, AccountingPolicy, rules_from_json
from core.replay import coverage_of, is_settled, replay
from core.spans import Span, union
from db.exclusions import select_excluded
from db.maintenance import select_maintenance
from db.policies import select_policy
from db.pool import Connection
from db.runs import select_raw_from, select_runs
from db.state_intervals import select_recorded

LEAD: Final = timedelta(days=1)  # how far before a period the checks are looked at first, to know its first state
LEAD_GROWS: Final = 8


class Watched(Protocol):
    """A monitor, as far as its account is concerned."""

    @property
    def id(self) -> int:
        """Its id."""

    @property
    def created_at(self) -> datetime:
        """When it was made."""

    @property
    def deleted_at(self) -> datetime | None:
        """When it was deleted; None while it is there."""

    @property
    def period_s(self) -> int:
        """Seconds between two checks, today."""


@dataclass(frozen=True, slots=True)
class Audited:
    """An account and where it comes from. `recomputed_from` None: from recorded states alone."""

    account: Account
    facts: Facts
    recomputed_from: datetime | None = None


class Recomputed(NamedTuple):
    """States as a policy confirms them, and from when on they come from checks (None: not at all)."""

    intervals: list[Interval]
    since: datetime | None


async def find_policy(conn: Connection, workspace_id: UUID, name: str) -> AccountingPolicy | None:
    """Return a policy by `name` (its newest version) or `name@version`; None when there is no such policy."""
    base, at, version = name.partition("@")
    if at and not (version.isascii() and version.isdigit() and len(version) < 9):
        return None
    if base in BUILT_IN:
        return BUILT_IN[base] if not at or int(version) == BUILT_IN[base].version else None
    stored = await select_policy(conn, workspace_id, base, int(version) if at else None)
    return rules_from_json(stored.name, stored.version, stored.rules) if stored else None


async def audit(
    conn: Connection, monitors: Sequence[Watched], period: Span, now: datetime, policy: AccountingPolicy
) -> dict[int, Audited]:
    """Account for a period of each monitor, by id. The part of the period after `now` must be cut off by the caller.

    Three statements for all of them, and one or two for each monitor if states are to be recomputed.
    """
    ids = [monitor.id for monitor in monitors]
    margin = timedelta(seconds=policy.min_outage_s)  # an outage is judged by its whole length
    recorded = await select_recorded(conn, ids, period.start - margin, period.end + margin)
    maintenance = await select_maintenance(conn, ids, *period)
    exclusions = await select_excluded(conn, ids, *period)
    audited = {}
    for monitor in monitors:
        seen, since = recorded[monitor.id], None
        if policy.confirmation is not None:
            seen, since = await recompute(conn, monitor, Span(period.start - margin, period.end + margin), now, policy)
        facts = Facts(
            seen,
            _existence(monitor, now),
            maintenance.get(monitor.id, ()),
            exclusions.get(monitor.id, ()),
        )
        audited[monitor.id] = Audited(account(period, facts, policy), facts, since)
    return audited


async def recompute(
    conn: Connection, monitor: Watched, period: Span, now: datetime, policy: AccountingPolicy
) -> Recomputed:
    """Return the states of a period as the policy confirms them; as recorded where the checks are gone."""
    assert policy.confirmation is not None, "asked for by the caller"
    raw_from = await select_raw_from(conn, monitor.id)
    lead = max(LEAD, _slots(monitor, policy.confirmation))
    until = min(period.end + lead, max(now, period.end))
    while True:
        since = max(raw_from, period.start - lead)
        found = (await select_recorded(conn, [monitor.id], min(since, period.start), until))[monitor.id]
        if since >= until:
            return Recomputed(found, None)
        windows = await _windows(conn, monitor.id, Span(since, until), policy)
        covered = coverage_of(found)
        most = max(policy.confirmation.failures, policy.confirmation.recoveries) + 1
        runs = await select_runs(conn, monitor.id, Span(since, until), covered, windows, most)
        reaches_back = any(span.start < since and period.start < span.end for span in covered)
        if since == raw_from or not reaches_back or is_settled(runs, period.start, policy.confirmation):
            break
        lead *= LEAD_GROWS
    if not runs:
        return Recomputed(found, None)
    again = replay(runs, covered, policy.confirmation, backdates=policy.backdates)
    begins = runs[0].first
    return Recomputed([*_before(found, begins), *again], max(begins, period.start))


def _existence(monitor: Watched, now: datetime) -> Span:
    return Span(monitor.created_at, max(monitor.deleted_at or now, monitor.created_at))


def _slots(monitor: Watched, confirmation: Policy) -> timedelta:
    """Return how long a confirmation takes."""
    return timedelta(seconds=monitor.period_s * (max(confirmation.failures, confirmation.recoveries) + 1))


async def _windows(conn: Connection, monitor_id: int, period: Span, policy: AccountingPolicy) -> list[Span]:
    if not policy.leaves_out_maintenance:
        return []
    found = await select_maintenance(conn, [monitor_id], *period)
    return union(Span(one.start, one.end) for one in found.get(monitor_id, ()))


def _before(intervals: Sequence[Interval], end: datetime) -> list[Interval]:
    return [
        one._replace(ended_at=min(one.ended_at, end))
        for one in intervals
        if one.started_at < end and one.ended_at is not None
    ]
