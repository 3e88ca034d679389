"""Questions that people put together themselves: measures by dimensions. SQL is made of this module's constants only.

Reads `checks_hourly` (kept for ever) and `checks` (as long as single checks are kept). What comes from people (ids,
labels, times, numbers) is always a parameter; the words of a question choose from the dictionaries below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from core.zones import Shift
from db.pool import Connection

EXPLORE_DEADLINE_S: Final = 20.0

_LOCAL_DAY: Final = "local_s / 86400"
DIMENSIONS: Final[Mapping[str, str]] = {
    "monitor": "m.monitor",
    "tag": "m.tag",
    "day": f"to_char(DATE '1970-01-01' + ({_LOCAL_DAY})::integer, 'YYYY-MM-DD')",
    "weekday": f"(({_LOCAL_DAY} + 3) % 7)::integer",
    "hour": "(local_s % 86400 / 3600)::integer",
    "region": "p.region::integer",
    "reason": "p.reason::integer",
    "status": "p.http_status::integer",
}
ONLY_POINTS: Final = frozenset({"region", "reason", "status"})

HOURLY: Final[Mapping[str, str]] = {
    "availability": "(sum(p.up_s) + sum(p.degraded_s))::float8"
    " / nullif(sum(p.up_s) + sum(p.degraded_s) + sum(p.down_s), 0)::float8",
    "up_s": "coalesce(sum(p.up_s), 0)::bigint",
    "degraded_s": "coalesce(sum(p.degraded_s), 0)::bigint",
    "down_s": "coalesce(sum(p.down_s), 0)::bigint",
    "checks": "coalesce(sum(p.checks), 0)::bigint",
    "failures": "coalesce(sum(p.failures), 0)::bigint",
    "failure_share": "sum(p.failures)::float8 / nullif(sum(p.checks), 0)::float8",
    "mean_ms": "sum(p.latency_sum_us)::float8 / nullif(sum(p.latency_count), 0)::float8 / 1000",
    "max_ms": "max(p.latency_max_us)::float8 / 1000",
}
_RUN: Final = "p.attempt = 0 AND p.outcome IN (1, 2, 3)"
_FAILED: Final = "p.attempt = 0 AND p.outcome = 3"
_GOOD: Final = "p.attempt = 0 AND p.outcome IN (1, 2)"


def _seconds(states: str) -> str:
    return f"coalesce(sum(p.covers_s) FILTER (WHERE p.state IN ({states})), 0)::bigint"


def _percentile(share: str) -> str:
    ranked = f"percentile_disc({share}) WITHIN GROUP (ORDER BY p.latency_us)"
    return f"({ranked} FILTER (WHERE {_GOOD}))::float8 / 1000"


POINTS: Final[Mapping[str, str]] = {
    "availability": f"{_seconds('1, 2')}::float8 / nullif({_seconds('1, 2, 3')}, 0)::float8",
    "up_s": _seconds("1"),
    "degraded_s": _seconds("2"),
    "down_s": _seconds("3"),
    "checks": f"count(*) FILTER (WHERE {_RUN})",
    "failures": f"count(*) FILTER (WHERE {_FAILED})",
    "failure_share": f"count(*) FILTER (WHERE {_FAILED})::float8 / nullif(count(*) FILTER (WHERE {_RUN}), 0)::float8",
    "mean_ms": f"(avg(p.latency_us) FILTER (WHERE {_GOOD}))::float8 / 1000",
    "max_ms": f"(max(p.latency_us) FILTER (WHERE {_GOOD}))::float8 / 1000",
    "p50_ms": _percentile("0.5"),
    "p95_ms": _percentile("0.95"),
    "p99_ms": _percentile("0.99"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words of the dictionaries. `labels`: (monitor id, its name, tag or None), more than one a monitor.

    `reasons`, `statuses`, `regions`: only points with one of these; None: all. They need points.
    """

    measures: Sequence[str]
    dimensions: Sequence[str]
    labels: Sequence[tuple[int, str, str | None]]
    zone: Sequence[Shift]
    from_points: bool
    regions: Sequence[int] | None = None
    reasons: Sequence[int] | None = None
    statuses: Sequence[int] | None = None
    limit: int = 10_000


_HOURS_BODY: Final = """
      FROM unnest($1::integer[], $2::text[], $3::text[]) AS m (monitor_id, monitor, tag)
      JOIN (SELECT h.*, floor(extract(epoch FROM h.bucket))::bigint + s.offset_s AS local_s
              FROM checks_hourly h
              JOIN unnest($4::timestamptz[], $5::timestamptz[], $6::integer[]) AS s (starts_at, ends_at, offset_s)
                ON h.bucket >= s.starts_at AND h.bucket < s.ends_at
             WHERE h.monitor_id = ANY($1::integer[])
               AND h.bucket >= $7
               AND h.bucket < $8) AS p ON p.monitor_id = m.monitor_id
"""
_POINTS_BODY: Final = """
      FROM unnest($1::integer[], $2::text[], $3::text[]) AS m (monitor_id, monitor, tag)
      JOIN (SELECT c.*, floor(extract(epoch FROM c.slot))::bigint + s.offset_s AS local_s
              FROM checks c
              JOIN unnest($4::timestamptz[], $5::timestamptz[], $6::integer[]) AS s (starts_at, ends_at, offset_s)
                ON c.slot >= s.starts_at AND c.slot < s.ends_at
             WHERE c.monitor_id = ANY($1::integer[])
               AND c.slot >= $7
               AND c.slot < $8
               AND ($9::smallint[] IS NULL OR c.region = ANY($9))
               AND ($10::smallint[] IS NULL OR c.reason = ANY($10))
               AND ($11::smallint[] IS NULL OR c.http_status = ANY($11))) AS p ON p.monitor_id = m.monitor_id
"""


def statement(question: Question) -> str:
    """Return the SQL of a question; raise KeyError for a word that is in no dictionary."""
    measures = POINTS if question.from_points else HOURLY
    chosen = [f"{DIMENSIONS[name]} AS {name}" for name in question.dimensions]
    chosen += [f"{measures[name]} AS {name}" for name in question.measures]
    numbers = ", ".join(str(place + 1) for place in range(len(question.dimensions)))
    body = _POINTS_BODY if question.from_points else _HOURS_BODY
    grouped = f"GROUP BY {numbers}\n ORDER BY {numbers}" if numbers else ""
    return f"SELECT {', '.join(chosen)}{body}{grouped}\n LIMIT {int(question.limit) + 1}"


async def select_answer(conn: Connection, question: Question) -> list[dict[str, Any]]:
    """Return the rows of an answer, in the order of the dimensions; one more than the limit when there are more."""
    columns: list[list[Any]] = [list(column) for column in zip(*question.labels, strict=True)]
    zone = [list(column) for column in zip(*question.zone, strict=True)]
    period: tuple[datetime, datetime] = question.zone[0].start, question.zone[-1].end
    sieves = (question.regions, question.reasons, question.statuses) if question.from_points else ()
    rows = await conn.fetch(statement(question), *columns, *zone, *period, *sieves, timeout=EXPLORE_DEADLINE_S)
    return [dict(row) for row in rows]
