"""The SLA report as JSON: what its fields are and mean. docs/numbers.md has the formulas.

The file is written by analytics.reports, because its bytes must be the same for the same inputs; a test holds the
two against each other. Ratios are 0 to 1, null where nothing counts; `_s` are whole seconds, `_ms` milliseconds.
"""

from datetime import date
from uuid import UUID

from pydantic import Field

from api.policies import PolicyRulesOut
from api.schemas import Out, UtcTime


class SecondsOut(Out):
    """Where the seconds of a period went: `counted_s` (`good_s` and `down_s`) and what was left out, by its reason."""

    counted_s: int
    good_s: int
    down_s: int
    degraded_s: int = Field(description="that count; good or bad as the policy says")
    not_there_s: int = Field(description="before the monitor was made, or after it was deleted")
    outside_hours_s: int
    maintenance_s: int
    excluded_s: int
    no_data_s: int
    unknown_s: int


class TotalsOut(SecondsOut):
    """All monitors together: their seconds added up."""

    monitors: int
    availability: float | None
    outages: int
    longest_outage_s: int | None
    monitors_with_downtime: int
    checks: int
    failures: int


class SharesOut(Out):
    """Percentiles of latency, merged from the histograms of closed UTC days: at most 1 % off the nearest rank."""

    p50_ms: float | None
    p95_ms: float | None
    p99_ms: float | None


class ReportMonitorOut(SecondsOut, SharesOut):
    """One monitor over the period."""

    monitor_id: int
    monitor: str
    group: str | None
    tags: str = Field(description="with commas between them")
    kind: str
    availability: float | None
    availability_without_exclusions: float | None = Field(description="as if nothing had been agreed not to count")
    outages: int
    longest_outage_s: int | None
    mttr_s: float | None = Field(description="mean length of an outage")
    mtbf_s: float | None = Field(description="mean time between the beginnings of two outages")
    checks: int = Field(description="of the UTC days that the period touches")
    failures: int


class ReportIncidentOut(Out):
    """An incident as it was recorded."""

    monitor_id: int
    monitor: str
    start: UtcTime
    end: UtcTime | None = Field(description="null: it goes on")
    seconds: int | None
    reason: str
    end_cause: str | None


class ReportDayOut(Out):
    """A day of the report's time zone."""

    monitor_id: int
    monitor: str
    day: date
    availability: float | None
    counted_s: int
    good_s: int
    degraded_s: int
    maintenance_s: int


class ReportLatencyOut(SharesOut):
    """A closed UTC day, over the checks of all monitors."""

    day: date


class ReportExclusionOut(Out):
    """What was agreed not to count; a revoked one counts again."""

    id: int
    start: UtcTime
    end: UtcTime
    reason: str
    agreed_by: str
    agreed_at: UtcTime
    revoked_at: UtcTime | None
    revoked_by: str | None
    revoked_why: str | None


class ReportObjectiveOut(Out):
    """How an objective came out, counted by its own policy; `availability` and `is_met` are null if nothing counts."""

    id: int
    objective: str
    target: float
    availability: float | None
    is_met: bool | None
    counted_s: int
    down_s: float
    budget_s: float
    credit_percent: float
    policy: str
    policy_version: int


class AsRecordedOut(Out):
    """A policy recomputes states, but the single checks of so many monitors are gone before `until`."""

    until: UtcTime
    monitors: int


class SlaReportOut(Out):
    """The SLA report. Its intervals, which may be many, are a table of their own: `sla.parquet?table=intervals`."""

    workspace: str
    workspace_id: UUID
    from_: UtcTime = Field(alias="from")
    to: UtcTime
    time_zone: str
    policy: PolicyRulesOut
    method: list[str] = Field(description="how it was counted, in sentences")
    sources: list[str] = Field(description="what the figures come from, in sentences; and what is not known any more")
    as_recorded: AsRecordedOut | None
    data_hash: str = Field(description="SHA-256 of everything that the report says; docs/numbers.md has the recipe")
    totals: TotalsOut
    monitors: list[ReportMonitorOut]
    incidents: list[ReportIncidentOut]
    days: list[ReportDayOut]
    latency: list[ReportLatencyOut]
    exclusions: list[ReportExclusionOut]
    objectives: list[ReportObjectiveOut] = Field(description="those whose window the period is, when it is over")
