"""Explore: from where a question is answered, and the answer as columns or a file. docs/numbers.md explains.

Figures of time and counts come from hourly sums, which are kept for ever; percentiles, and whatever is split by region,
reason or status, come from single checks.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

from analytics.questions import OF_TIME, Asked, CannotAnswerError, Dimension
from core.reasons import Reason
from core.spans import Span
from core.zones import shifts
from db.explore import HOURLY, ONLY_POINTS, Question, select_answer
from db.pool import Connection
from db.watched import WatchedMonitor

MOST_POINTS: Final = 1_000_000  # single checks of one question: more would take seconds
MOST_HOURS: Final = 5_000_000  # hourly sums: a year of 570 monitors
HOUR: Final = timedelta(hours=1)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FORMULA_STARTS: Final = r"^([=+\-@\t\r])"  # a spreadsheet takes such a cell for a formula, and names are people's
REASONS: Final = {one.value: one.word for one in Reason}
NO_TAG: Final = (None,)  # of a monitor without tags


KINDS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("monitor", "tag", "region", "day", "weekday", "reason"), pl.String()),
    **dict.fromkeys(("hour", "status"), pl.Int32()),
    **dict.fromkeys(("up_s", "degraded_s", "down_s", "checks", "failures"), pl.Int64()),
    **dict.fromkeys(("availability", "failure_share", "mean_ms", "max_ms", "p50_ms", "p95_ms", "p99_ms"), pl.Float64()),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A table: dimensions, then measures. `source`: hours or checks. `is_cut`: there are more rows."""

    table: pl.DataFrame
    period: Span
    source: str
    is_cut: bool


async def explore(
    conn: Connection, asked: Asked, monitors: Sequence[WatchedMonitor], regions: Mapping[int, str]
) -> Answer:
    """Answer a question about monitors; raise CannotAnswerError. One statement."""
    from_points = needs_points(asked)
    chosen = [one for one in monitors if asked.tags is None or asked.tags.intersection(one.tags)]
    period = asked.period if from_points else _whole_hours(asked.period)
    labels = _labels(chosen, asked)
    if from_points:
        _refuse_too_much(chosen, period)
    else:
        _refuse_too_many_hours(chosen, len(labels), period)
    if not chosen or period.start >= period.end:
        return Answer(_table([], asked, regions), period, "checks" if from_points else "hours", is_cut=False)
    question = Question(
        measures=[str(one) for one in asked.measures],
        dimensions=[str(one) for one in asked.dimensions],
        labels=labels,
        zone=shifts(period, asked.time_zone),
        from_points=from_points,
        regions=asked.regions,
        reasons=asked.reasons,
        statuses=asked.statuses,
        limit=asked.limit,
    )
    rows = await select_answer(conn, question)
    table = _table(rows[: asked.limit], asked, regions)
    return Answer(table, period, "checks" if from_points else "hours", is_cut=len(rows) > asked.limit)


def needs_points(asked: Asked) -> bool:
    """Tell whether single checks are needed; raise CannotAnswerError for a share of time by what has no time."""
    sieved = any(sieve is not None for sieve in (asked.reasons, asked.statuses))
    by_check = {"reason", "status"}.intersection(asked.dimensions)
    of_time = OF_TIME.intersection(asked.measures)
    if of_time and (by_check or sieved):
        raise CannotAnswerError(f"{', '.join(sorted(of_time))} cannot be split or sieved by reason or status")
    is_only_in_points = ONLY_POINTS.intersection(asked.dimensions) or asked.regions is not None
    return bool(sieved or is_only_in_points or set(asked.measures) - set(HOURLY))


def to_csv(answer: Answer) -> bytes:
    """Write an answer as CSV with a heading."""
    safe = pl.selectors.string().str.replace(FORMULA_STARTS, "'$1")
    return answer.table.with_columns(safe).write_csv().encode()


def to_parquet(answer: Answer) -> bytes:
    """Write an answer as Parquet."""
    out = io.BytesIO()
    answer.table.write_parquet(out, compression="zstd")
    return out.getvalue()


def _labels(monitors: Sequence[WatchedMonitor], asked: Asked) -> list[tuple[int, str, str | None]]:
    """Return each monitor with its name, once for each of its tags when tags are asked for."""
    if Dimension.TAG not in asked.dimensions:
        return [(one.id, one.name, None) for one in monitors]
    return [
        (one.id, one.name, tag)
        for one in monitors
        for tag in (*one.tags, *NO_TAG[len(one.tags) :])
        if asked.tags is None or tag in asked.tags
    ]


def _table(rows: Sequence[Mapping[str, Any]], asked: Asked, regions: Mapping[int, str]) -> pl.DataFrame:
    words: dict[str, Mapping[int, str]] = {
        "region": regions,
        "reason": REASONS,
        "weekday": dict(enumerate(WEEKDAYS)),
    }
    names = [str(name) for name in (*asked.dimensions, *asked.measures)]
    columns = []
    for name in names:
        values = [row[name] for row in rows]
        if name in words:
            values = [words[name].get(value) for value in values]
        columns.append(pl.Series(name, values, KINDS[name]))
    return pl.DataFrame(columns)


def _refuse_too_much(monitors: Sequence[WatchedMonitor], period: Span) -> None:
    seconds = (period.end - period.start).total_seconds()
    points = sum(seconds / one.period_s for one in monitors)
    if points > MOST_POINTS:
        raise CannotAnswerError(
            f"this needs about {points:,.0f} single checks, and {MOST_POINTS:,} is the most: ask for fewer monitors,"
            " a shorter range, or measures that come from hours"
        )


def _refuse_too_many_hours(monitors: Sequence[WatchedMonitor], labels: int, period: Span) -> None:
    """Raise CannotAnswerError for more hourly sums than can be added up in seconds; each counts once for each tag."""
    hours = sum(_seconds_there(one, period) for one in monitors) / 3600 * labels / max(1, len(monitors))
    if hours > MOST_HOURS:
        raise CannotAnswerError(
            f"this needs about {hours:,.0f} hourly sums, and {MOST_HOURS:,} is the most: ask for fewer monitors or a"
            " shorter range"
        )


def _seconds_there(monitor: WatchedMonitor, period: Span) -> float:
    start, end = max(period.start, monitor.created_at), min(period.end, monitor.deleted_at or period.end)
    return max(0.0, (end - start).total_seconds())


def _whole_hours(period: Span) -> Span:
    """Return the UTC hours that begin in a period."""
    return Span(_hour_from(period.start), _hour_from(period.end))


def _hour_from(at: datetime) -> datetime:
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if hour == at else hour + HOUR
