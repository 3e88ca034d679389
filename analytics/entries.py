"""The ledger of many monitors at once, on Polars frames: the same entries as core.accounting, a hundred times faster.

Frames in: `recorded` (monitor_id Int32, start and end Datetime("us", "UTC"), state Int8: intervals that do not
overlap), `exists` (monitor_id, start, end: one row a monitor), `maintenance` and `exclusions` (monitor_id, start, end,
cause String: not overlapping, see `causes`). A test holds this module against core.accounting on random history.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from core.accounting import LeftOut
from core.ledger import Interval
from core.policies import AccountingPolicy, Treatment
from core.spans import Labelled, Span, disjoint
from core.states import State

TIME: Final = pl.Datetime("us", "UTC")
SPAN: Final = pl.Schema({"monitor_id": pl.Int32(), "start": TIME, "end": TIME})
RECORDED: Final = pl.Schema({**SPAN, "state": pl.Int8()})
CAUSES: Final = pl.Schema({**SPAN, "cause": pl.String()})
ENTRIES: Final = pl.Schema(
    {
        **SPAN,
        "state": pl.Int8(),  # core.states.State
        "left_out": pl.String(),  # core.accounting.LeftOut; null: it counts
        "cause": pl.String(),  # id of the window or exclusion
        "seconds": pl.Int64(),
        "is_good": pl.Boolean(),  # null: it does not count
    }
)
KEYS: Final = ("state", "left_out", "cause")
SECOND_US: Final = 1_000_000


def recorded_frame(recorded: Mapping[int, Sequence[Interval]]) -> pl.DataFrame:
    """Return intervals by monitor as a frame."""
    rows = [(monitor_id, *one) for monitor_id, intervals in recorded.items() for one in intervals]
    return pl.DataFrame(rows, RECORDED, orient="row")


def causes(found: Mapping[int, Sequence[Labelled[str]]]) -> pl.DataFrame:
    """Return windows or exclusions by monitor as a frame; where several overlap, the one that began first holds."""
    rows = [(monitor_id, *one) for monitor_id, spans in found.items() for one in disjoint(spans)]
    return pl.DataFrame(rows, CAUSES, orient="row").sort("monitor_id", "start")


def entries(
    period: Span,
    policy: AccountingPolicy,
    recorded: pl.DataFrame,
    exists: pl.DataFrame,
    maintenance: pl.DataFrame,
    exclusions: pl.DataFrame,
) -> pl.DataFrame:
    """Return the entries of every monitor of `exists`: they tile the period, by monitor and time (see ENTRIES)."""
    states = forgive(recorded, policy.min_outage_s).sort("monitor_id", "start")
    work = maintenance if policy.leaves_out_maintenance else maintenance.clear()
    agreed = exclusions if policy.leaves_out_exclusions else exclusions.clear()
    hours = _hours(period, policy)
    pieces = _pieces(period, exists.select("monitor_id"), [states, work, agreed, exists], hours)
    found = (
        pieces.pipe(_look_up, states, "state", "seen")
        .pipe(_look_up, work, "cause", "window")
        .pipe(_look_up, agreed, "cause", "exclusion")
        .pipe(_look_up, exists.with_columns(there=pl.lit(True)), "there", "there")
        .pipe(_look_up_hours, hours)
    )
    return _joined(_judged(found, policy)).pipe(_counted, policy)


def forgive(recorded: pl.DataFrame, min_outage_s: int) -> pl.DataFrame:
    """Return the intervals with outages shorter than `min_outage_s` as up. An outage may be several that touch."""
    if min_outage_s <= 0:
        return recorded
    is_down = pl.col("state") == State.DOWN.value
    goes_on = is_down & is_down.shift(1) & (pl.col("start") == pl.col("end").shift(1))
    return (
        recorded.sort("monitor_id", "start")
        .with_columns(outage=(~goes_on.fill_null(value=False)).cum_sum().over("monitor_id"))
        .with_columns(length_s=_seconds().sum().over("monitor_id", "outage"))
        .with_columns(
            state=pl.when(is_down & (pl.col("length_s") < min_outage_s))
            .then(State.UP.value)
            .otherwise("state")
            .cast(pl.Int8)
        )
        .select(*RECORDED)
    )


def _hours(period: Span, policy: AccountingPolicy) -> pl.DataFrame | None:
    if policy.service_hours is None:
        return None
    spans = policy.service_hours.spans(period)
    return pl.DataFrame(spans, {"start": TIME, "end": TIME}, orient="row")


def _pieces(
    period: Span, monitors: pl.DataFrame, layers: Sequence[pl.DataFrame], hours: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the stretches in which nothing changes, by monitor and time."""
    instants = [pl.Series("at", list(period), TIME).to_frame()]
    if hours is not None:
        instants += [hours.select(at=name) for name in ("start", "end")]
    edges = [monitors.join(pl.concat(instants), how="cross")]
    edges += [layer.select("monitor_id", at=name) for layer in layers for name in ("start", "end")]
    return (
        pl.concat(edges)
        .filter(pl.col("at").is_between(*period))
        .sort("monitor_id", "at")
        .filter(pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in ("monitor_id", "at")))
        .select("monitor_id", start="at", end=pl.col("at").shift(-1).over("monitor_id"))
        .drop_nulls("end")
    )


def _look_up(pieces: pl.DataFrame, layer: pl.DataFrame, column: str, name: str) -> pl.DataFrame:
    """Add what a layer says at the start of each piece; null where it says nothing."""
    right = layer.select("monitor_id", began="start", ended="end", said=pl.col(column))
    found = pieces.join_asof(
        right, left_on="start", right_on="began", by="monitor_id", strategy="backward", check_sortedness=False
    )
    said = pl.when(pl.col("ended") > pl.col("start")).then("said")
    return found.with_columns(said.alias(name)).drop("began", "ended", "said", strict=False)


def _look_up_hours(pieces: pl.DataFrame, hours: pl.DataFrame | None) -> pl.DataFrame:
    if hours is None:
        return pieces.with_columns(is_open=pl.lit(True))
    found = pieces.sort("start").join_asof(
        hours.select(began="start", ended="end"), left_on="start", right_on="began", strategy="backward"
    )
    is_open = (pl.col("ended") > pl.col("start")).fill_null(value=False)
    return found.with_columns(is_open=is_open).drop("began", "ended", strict=False).sort("monitor_id", "start")


def _judged(pieces: pl.DataFrame, policy: AccountingPolicy) -> pl.DataFrame:
    """Add state, reason to leave out, and cause; of several reasons the first holds (see core.accounting)."""
    is_there = pl.col("there").fill_null(value=False)
    is_nowhere = pl.col("seen").is_null() & ~is_there
    state = (
        pl.when(is_nowhere)
        .then(State.UNKNOWN.value)
        .when(pl.col("window").is_not_null())
        .then(State.MAINTENANCE.value)
        .otherwise(pl.col("seen").fill_null(State.UNKNOWN.value))
        .cast(pl.Int8)
    )
    unknown = pl.lit(LeftOut.UNKNOWN.value if policy.unknown is Treatment.LEFT_OUT else None, pl.String)
    is_work = pl.col("state") == State.MAINTENANCE.value
    left_out = (
        pl.when(is_nowhere)
        .then(pl.lit(LeftOut.NOT_THERE.value))
        .when(~pl.col("is_open"))
        .then(pl.lit(LeftOut.OUTSIDE_HOURS.value))
        .when(is_work)
        .then(pl.lit(LeftOut.MAINTENANCE.value))
        .when(pl.col("exclusion").is_not_null())
        .then(pl.lit(LeftOut.EXCLUDED.value))
        .when(pl.col("seen").is_null())
        .then(pl.lit(LeftOut.NO_DATA.value))
        .when(pl.col("state") == State.UNKNOWN.value)
        .then(unknown)
    )
    cause = (
        pl.when(pl.col("left_out") == LeftOut.MAINTENANCE.value)
        .then("window")
        .when(pl.col("left_out") == LeftOut.EXCLUDED.value)
        .then("exclusion")
    )
    return pieces.with_columns(state=state).with_columns(left_out=left_out).with_columns(cause=cause)


def _joined(pieces: pl.DataFrame) -> pl.DataFrame:
    """Make one of neighbours that are alike."""
    is_new = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in ("monitor_id", *KEYS))
    return (
        pieces.with_columns(number=is_new.cum_sum())
        .group_by("number", maintain_order=True)
        .agg(pl.col("monitor_id", "start").first(), pl.col("end").last(), pl.col(*KEYS).first())
        .drop("number")
    )


def _counted(found: pl.DataFrame, policy: AccountingPolicy) -> pl.DataFrame:
    good = [State.UP.value] + ([State.DEGRADED.value] if policy.degraded is Treatment.GOOD else [])
    is_good = pl.when(pl.col("left_out").is_null()).then(pl.col("state").is_in(good))
    return found.with_columns(seconds=_seconds(), is_good=is_good).select(*ENTRIES)


def _seconds() -> pl.Expr:
    """Return whole seconds, both ends rounded down (core.coverage)."""
    ends = [pl.col(name).dt.epoch("us").floordiv(SECOND_US) for name in ("start", "end")]
    return ends[1] - ends[0]
