"""Runs: equal verdicts in a row, collapsed by the database, so that states can be recomputed from long histories.

Reads `checks` (writer: probes); only what retention has left.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import chain
from typing import Final

from core.replay import Run
from core.spans import Span
from core.states import Outcome
from db.pool import Connection

RUNS_DEADLINE_S: Final = 30.0

# A run also ends where a covered stretch or a maintenance window begins or ends: `stretch` counts the starts ($4) at or
# before a slot; of the edges ($5: start, end, start, …) an odd number means that it lies inside a window.
SELECT_RUNS: Final = """
      WITH verdicts AS (
           SELECT slot, width_bucket(slot, $4::timestamptz[]) AS stretch,
                  CASE WHEN width_bucket(slot, $5::timestamptz[]) % 2 = 0 THEN outcome END AS outcome
             FROM checks
            WHERE monitor_id = $1
              AND slot >= $2
              AND slot < $3
              AND attempt = 0
              AND outcome IS NOT NULL),
           marked AS (
           SELECT slot, outcome,
                  (outcome, stretch) IS DISTINCT FROM (lag(outcome) OVER w, lag(stretch) OVER w) AS is_first
             FROM verdicts
           WINDOW w AS (ORDER BY slot)),
           numbered AS (
           SELECT slot, outcome, count(*) FILTER (WHERE is_first) OVER (ORDER BY slot) AS run
             FROM marked),
           placed AS (
           SELECT slot, outcome, run, row_number() OVER (PARTITION BY run ORDER BY slot) AS place
             FROM numbered)
    SELECT outcome, count(*) AS length, array_agg(slot ORDER BY slot) FILTER (WHERE place <= $6) AS slots
      FROM placed
     GROUP BY run, outcome
     ORDER BY run
"""


async def select_runs(
    conn: Connection, monitor_id: int, period: Span, covered: Sequence[Span], windows: Sequence[Span], most: int
) -> list[Run]:
    """Return the runs of the verdicts in a period, each with the slots of its first `most` verdicts.

    `covered`, `windows`: in order and apart (core.spans.union). Inside windows a run has no outcome.
    """
    starts: list[datetime] = [span.start for span in covered]
    edges: list[datetime] = list(chain.from_iterable(windows))
    rows = await conn.fetch(
        SELECT_RUNS, monitor_id, *period, starts or [period.start], edges or [period.end], most, timeout=RUNS_DEADLINE_S
    )
    return [
        Run(None if row["outcome"] is None else Outcome(row["outcome"]), tuple(row["slots"]), row["length"])
        for row in rows
    ]


SELECT_RAW_FROM: Final = """
    SELECT greatest(
           (SELECT greatest(raw_from, (now() AT TIME ZONE 'UTC')::date - raw_days)::timestamp AT TIME ZONE 'UTC'
              FROM installation),
           ((now() AT TIME ZONE 'UTC')::date - m.retention_days)::timestamp AT TIME ZONE 'UTC')
      FROM monitors m
     WHERE m.id = $1
"""


async def select_raw_from(conn: Connection, monitor_id: int) -> datetime:
    """Return the time from which the single checks of a monitor are complete."""
    found: datetime = await conn.fetchval(SELECT_RAW_FROM, monitor_id)
    return found
