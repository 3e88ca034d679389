"""The SLA report as tables: pure functions on frames. docs/numbers.md defines every column.

An outage here is downtime that counts under the policy: stretches of it belong to one outage until good time comes
between them. Ratios are 0 to 1, null where nothing counts; durations are whole seconds; latencies milliseconds.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil, sqrt
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson
import polars as pl

from analytics.entries import ENTRIES, TIME, entries
from analytics.objectives import Outcome
from analytics.reports.asked import Asked
from analytics.reports.inputs import Inputs
from analytics.reports.sources import Sources
from core.accounting import LeftOut
from core.calendars import midnight
from core.histogram import GAMMA, LOWER
from core.policies import AccountingPolicy, in_words, rules_to_json
from core.reasons import Reason
from core.spans import Span
from core.states import State

SHARES: Final = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
WORDS: Final = {state.value: state.word for state in State}
EXCLUSIONS: Final = pl.Schema(
    {
        "id": pl.Int64(),
        "start": TIME,
        "end": TIME,
        "reason": pl.String(),
        "agreed_by": pl.String(),
        "agreed_at": TIME,
        "revoked_at": TIME,
        "revoked_by": pl.String(),
        "revoked_why": pl.String(),
    }
)
OBJECTIVES: Final = pl.Schema(
    {
        "id": pl.Int64(),
        "objective": pl.String(),
        "target": pl.Float64(),
        "availability": pl.Float64(),
        "is_met": pl.Boolean(),
        "counted_s": pl.Int64(),
        "down_s": pl.Float64(),
        "budget_s": pl.Float64(),
        "credit_percent": pl.Float64(),
        "policy": pl.String(),
        "policy_version": pl.Int64(),
    }
)
REASONS: Final = {reason.value: reason.word for reason in Reason}


@dataclass(frozen=True, slots=True)
class SlaReport:
    """A report as tables (see the functions of this module for their columns), and what is said above them."""

    asked: Asked
    monitors: pl.DataFrame
    intervals: pl.DataFrame
    incidents: pl.DataFrame
    days: pl.DataFrame
    latency: pl.DataFrame
    exclusions: pl.DataFrame
    objectives: pl.DataFrame
    totals: Mapping[str, Any]
    sources: Sources
    data_hash: str  # SHA-256 of policy, period and tables; docs/numbers.md has the recipe

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables by their names in files."""
        names = ("monitors", "intervals", "incidents", "days", "latency", "exclusions", "objectives")
        return {name: getattr(self, name) for name in names}


def build(inputs: Inputs) -> SlaReport:
    """Make the report. The same inputs give the same report, to the last byte of its files."""
    policy = inputs.asked.policy
    found = plain = ledger(inputs, policy)
    if policy.leaves_out_exclusions and inputs.exclusions.height:
        plain = ledger(inputs, replace(policy, leaves_out_exclusions=False))
    names = pl.DataFrame(
        [(one.id, one.name, one.group_name, ", ".join(one.tags), one.kind) for one in inputs.monitors],
        {"monitor_id": pl.Int32, "monitor": pl.String, "group": pl.String, "tags": pl.String, "kind": pl.String},
        orient="row",
    )
    monitors = monitors_table(names, found, plain, inputs)
    tables = {
        "monitors": monitors,
        "intervals": intervals_table(names, found),
        "incidents": incidents_table(names, inputs),
        "days": days_table(names, found, inputs.asked),
        "latency": latency_table(inputs),
        "exclusions": exclusions_table(inputs),
        "objectives": objectives_table(inputs),
    }
    sources = Sources.of(inputs)
    said = described(inputs.asked, sources)
    return SlaReport(
        inputs.asked, **tables, totals=totals_of(monitors), sources=sources, data_hash=hash_of(said, tables)
    )


def ledger(inputs: Inputs, policy: AccountingPolicy) -> pl.DataFrame:
    """Return the entries of every monitor (see analytics.entries)."""
    layers = (inputs.recorded, inputs.exists, inputs.maintenance, inputs.exclusions)
    parts = [pl.DataFrame(schema=ENTRIES)]
    for mine in _batches([monitor.id for monitor in inputs.monitors]):
        parts.append(entries(inputs.asked.period, policy, *(layer.filter(mine) for layer in layers)))
    return pl.concat(parts)


def monitors_table(names: pl.DataFrame, found: pl.DataFrame, plain: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Return a row a monitor: availability with and without exclusions, seconds, outages, checks, latency."""
    is_counted = pl.col("left_out").is_null()
    sums = found.group_by("monitor_id").agg(
        _sum(is_counted).alias("counted_s"),
        _sum(pl.col("is_good")).alias("good_s"),
        _sum(~pl.col("is_good")).alias("down_s"),
        _sum(is_counted & (pl.col("state") == State.DEGRADED.value)).alias("degraded_s"),
        *(_sum(pl.col("left_out") == reason.value).alias(f"{reason.value}_s") for reason in LeftOut),
    )
    without = plain.group_by("monitor_id").agg(
        (_sum(pl.col("is_good")) / _sum(pl.col("left_out").is_null())).alias("without")
    )
    table = names.join(sums, on="monitor_id", how="left").join(without, on="monitor_id", how="left")
    for more in (outage_figures(found), inputs.counts, percentiles_table(inputs)):
        table = table.join(more, on="monitor_id", how="left", maintain_order="left")
    return table.select(
        *names.columns,
        _ratio(pl.col("good_s") / pl.col("counted_s")).alias("availability"),
        _ratio(pl.col("without")).alias("availability_without_exclusions"),
        *("counted_s", "good_s", "down_s", "degraded_s"),
        *(f"{reason.value}_s" for reason in LeftOut),
        pl.col("outages").fill_null(0),
        *("longest_outage_s", "mttr_s", "mtbf_s"),
        pl.col("checks", "failures").fill_null(0),
        *SHARES,
    ).sort("monitor_id")


def outage_figures(found: pl.DataFrame) -> pl.DataFrame:
    """Return number and longest of outages, mean length (MTTR) and mean time between their starts (MTBF) by monitor."""
    outages = outages_of(found)
    return outages.group_by("monitor_id").agg(
        pl.len().cast(pl.Int64).alias("outages"),
        pl.col("seconds").max().alias("longest_outage_s"),
        (pl.col("seconds").sum() / pl.len()).alias("mttr_s"),
        ((pl.col("start").max() - pl.col("start").min()).dt.total_milliseconds() / 1000 / (pl.len() - 1))
        .fill_nan(None)
        .alias("mtbf_s"),
    )


def outages_of(found: pl.DataFrame) -> pl.DataFrame:
    """Return the outages: monitor_id, start, end, seconds (that count)."""
    counted = found.filter(pl.col("is_good").is_not_null())
    is_new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in ("monitor_id", "is_good"))
    return (
        counted.with_columns(number=is_new.cum_sum())
        .filter(~pl.col("is_good"))
        .group_by("number", maintain_order=True)
        .agg(pl.col("monitor_id", "start").first(), pl.col("end").last(), pl.col("seconds").sum())
        .drop("number")
    )


def intervals_table(names: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return every entry of the ledger: the table from which the figures can be computed again."""
    return found.join(names.select("monitor_id", "monitor"), on="monitor_id", how="left", maintain_order="left").select(
        *("monitor_id", "monitor", "start", "end", "seconds"),
        pl.col("state").replace_strict(WORDS, return_dtype=pl.Enum(list(WORDS.values()))),
        *("left_out", "cause", "is_good"),
    )


def incidents_table(names: pl.DataFrame, inputs: Inputs) -> pl.DataFrame:
    """Return the incidents that reach into the period, as they were recorded, oldest first."""
    length = (pl.col("end") - pl.col("start")).dt.total_seconds()
    return inputs.outages.join(names, on="monitor_id", how="left", maintain_order="left").select(
        *("monitor_id", "monitor", "start", "end"),
        length.alias("seconds"),
        pl.col("reason").replace_strict(REASONS, default="unknown", return_dtype=pl.String),
        "end_cause",
    )


def days_table(names: pl.DataFrame, found: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """Return a row for each monitor and day of the report's time zone: seconds that count, and availability."""
    days = _days_of(asked)
    parts = [_day_sums(found.filter(mine), days) for mine in _batches(names["monitor_id"].to_list())]
    if not parts:
        parts = [_day_sums(found, days)]
    return (
        names.select("monitor_id", "monitor")
        .join(pl.concat(parts), on="monitor_id")
        .with_columns(availability=_ratio(pl.col("good_s") / pl.col("counted_s")))
        .select("monitor_id", "monitor", "day", "availability", "counted_s", "good_s", "degraded_s", "maintenance_s")
        .sort("monitor_id", "day")
    )


def _days_of(asked: Asked) -> pl.DataFrame:
    """Return the days of a report, the first and the last cut at its ends: day, day_start, day_end, number."""
    edges = _midnights(asked)
    zone = ZoneInfo(asked.time_zone)
    columns = {
        "day": pl.Series([edge.astimezone(zone).date() for edge in edges[:-1]], dtype=pl.Date),
        "day_start": pl.Series(edges[:-1], dtype=TIME),
        "day_end": pl.Series(edges[1:], dtype=TIME),
    }
    return pl.DataFrame(columns).with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))


def _day_sums(found: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """Cut entries at midnights and add up what lies in each day."""
    pieces = (
        found.select("monitor_id", "start", "end", "state", "left_out", "is_good")
        .with_columns(
            first=days["day_start"].search_sorted(found["start"], "right").cast(pl.Int64) - 1,
            last=days["day_end"].search_sorted(found["end"], "left").cast(pl.Int64),
        )
        .with_columns(number=pl.int_ranges("first", pl.col("last") + 1))
        .explode("number")
        .join(days, on="number")
        .with_columns(start=pl.max_horizontal("start", "day_start"), end=pl.min_horizontal("end", "day_end"))
        .with_columns(seconds=pl.col("end").dt.epoch("s") - pl.col("start").dt.epoch("s"))
    )
    return pieces.group_by("monitor_id", "day").agg(
        _sum(pl.col("left_out").is_null()).alias("counted_s"),
        _sum(pl.col("is_good")).alias("good_s"),
        _sum(pl.col("left_out").is_null() & (pl.col("state") == State.DEGRADED.value)).alias("degraded_s"),
        _sum(pl.col("left_out") == LeftOut.MAINTENANCE.value).alias("maintenance_s"),
    )


def _batches(ids: Sequence[int]) -> list[pl.Expr]:
    """Return conditions that each hold for some of the monitors: some at a time take a fraction of the memory."""
    return [
        pl.col("monitor_id").is_between(ids[first], ids[min(first + MONITORS_AT_ONCE, len(ids)) - 1])
        for first in range(0, len(ids), MONITORS_AT_ONCE)
    ]


def percentiles_table(inputs: Inputs) -> pl.DataFrame:
    """Return latency percentiles by monitor, merged from the histograms of closed UTC days (at most 1 % off)."""
    return merged(inputs.by_monitor).rename({"key": "monitor_id"})


def latency_table(inputs: Inputs) -> pl.DataFrame:
    """Return latency percentiles by closed UTC day, over the checks of all monitors."""
    return merged(inputs.by_day).rename({"key": "day"}).with_columns(pl.col("day").cast(pl.Date))


def merged(histograms: pl.DataFrame) -> pl.DataFrame:
    """Return nearest-rank percentiles of histograms that are added up first: never a mean of percentiles."""
    added = histograms.group_by("key", "bin").agg(pl.col("n").sum()).sort("key", "bin")
    ranked = added.with_columns(seen=pl.col("n").cum_sum().over("key"), total=pl.col("n").sum().over("key"))
    value_ms = (pl.lit(GAMMA) ** (LOWER + pl.col("bin") - 1)) * sqrt(GAMMA) / 1000
    return (
        ranked.group_by("key")
        .agg(
            value_ms.filter(pl.col("seen") >= (pl.col("total") * share).ceil().clip(lower_bound=1)).first().alias(name)
            for name, share in SHARES.items()
        )
        .sort("key")
    )


def exclusions_table(inputs: Inputs) -> pl.DataFrame:
    """Return what was agreed not to count in the period, revoked agreements too, with who and why."""
    agreed = ("id", "starts_at", "ends_at", "reason", "creator_name", "created_at")
    fields = (*agreed, "revoked_at", "revoker_name", "revoked_why")
    rows = [tuple(getattr(one, name) for name in fields) for one in sorted(inputs.agreements, key=lambda one: one.id)]
    return pl.DataFrame(rows, EXCLUSIONS, orient="row")


def objectives_table(inputs: Inputs) -> pl.DataFrame:
    """Return how the objectives came out whose window is the period, each counted by its own policy.

    `down_s` may be a fraction: parts of a weighted whole count in part. `is_met` is null where nothing counts.
    """
    return pl.DataFrame([_objective_row(one) for one in inputs.objectives], OBJECTIVES, orient="row")


def _objective_row(one: Outcome) -> tuple[Any, ...]:
    budget = one.budget
    is_met = None if budget.availability is None else budget.availability >= budget.target
    counted = (budget.counted_s, budget.bad_s, budget.budget_s)
    policy = (one.policy.name, one.policy.version)
    return (
        *(one.objective.id, one.objective.name, budget.target, budget.availability, is_met),
        *(*counted, one.credit_percent, *policy),
    )


def totals_of(monitors: pl.DataFrame) -> dict[str, Any]:
    """Return the figures of the whole workspace: every monitor's seconds added up."""
    summed = [name for name in monitors.columns if name.endswith("_s") and name not in NOT_SUMMED]
    seconds = {name: int(monitors[name].sum()) for name in summed}
    counted_s, good_s = seconds["counted_s"], seconds["good_s"]
    longest = monitors["longest_outage_s"].max()
    return {
        "monitors": monitors.height,
        "availability": good_s / counted_s if counted_s else None,
        "outages": int(monitors["outages"].sum()),
        "longest_outage_s": longest,
        "monitors_with_downtime": monitors.filter(pl.col("down_s") > 0).height,
        "checks": int(monitors["checks"].sum()),
        "failures": int(monitors["failures"].sum()),
        **seconds,
    }


MONITORS_AT_ONCE: Final = 25
HASHED_AT_ONCE: Final = 20_000  # rows: the text of a large table would be larger than the table
NOT_SUMMED: Final = ("longest_outage_s", "mttr_s", "mtbf_s")


def hash_of(said: Mapping[str, Any], tables: Mapping[str, pl.DataFrame]) -> str:
    """Return the SHA-256 of everything that a report says, by the recipe of docs/numbers.md."""
    digest = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z))
    for name, table in tables.items():
        digest.update(f"{name}: {','.join(table.columns)}\n".encode())
        numbers = table.with_columns(pl.selectors.datetime().to_physical())  # written ten times as fast as dates
        for part in numbers.iter_slices(HASHED_AT_ONCE):
            digest.update(part.write_csv(include_header=False).encode())
    return digest.hexdigest()


def described(asked: Asked, sources: Sources) -> dict[str, Any]:
    """Return what was asked for and how it was counted, as files say it."""
    return {
        "workspace": asked.workspace_name,
        "workspace_id": str(asked.workspace_id),
        "from": asked.period.start.astimezone(UTC),
        "to": asked.period.end.astimezone(UTC),
        "time_zone": asked.time_zone,
        "policy": {"name": asked.policy.name, "version": asked.policy.version, **rules_to_json(asked.policy)},
        "method": in_words(asked.policy),
        "sources": sources.in_words(),
    }


def _midnights(asked: Asked) -> list[datetime]:
    """Return the ends of the period and the beginnings of days between them."""
    zone = ZoneInfo(asked.time_zone)
    first = asked.period.start.astimezone(zone).date()
    count = ceil((asked.period.end - asked.period.start) / timedelta(days=1)) + 2
    inside = [midnight(first + timedelta(days=number), zone) for number in range(1, count)]
    period: Span = asked.period
    return sorted({period.start, *(edge for edge in inside if period.start < edge < period.end), period.end})


def _sum(condition: pl.Expr) -> pl.Expr:
    return pl.col("seconds").filter(condition.fill_null(value=False)).sum()


def _ratio(ratio: pl.Expr) -> pl.Expr:
    """Return a ratio with null for 0 / 0."""
    return ratio.fill_nan(None)
