"""Runs: equal verdicts in a row, so that states can be recomputed from long histories.

Reads `checks` (writer: probes); only what retention has left. Verdicts come as two texts of bytes, ten bytes each, and
are told apart here: five times as fast as window functions over the same rows.
"""

import re
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from core.grid import EPOCH
from core.replay import Run
from core.spans import Span
from core.states import Outcome
from db.pool import Connection

RUNS_DEADLINE_S: Final = 30.0
AT_ONCE: Final = timedelta(days=180)  # of checks every ten seconds: 16 MB
MICROSECOND: Final = timedelta(microseconds=1)
EQUAL_ONES: Final = re.compile(rb"(.)\1*", re.DOTALL)

# In the network's byte order. date_part: its doubles hold microseconds, and decimals would take ten times as long.
SELECT_VERDICTS: Final = """
    SELECT coalesce(string_agg(int2send(outcome), ''), '') AS outcomes,
           coalesce(string_agg(int8send((date_part('epoch', slot) * 1000000)::bigint), ''), '') AS slots
      FROM (SELECT slot, outcome
              FROM checks
             WHERE monitor_id = $1
               AND slot >= $2
               AND slot < $3
               AND attempt = 0
               AND outcome IS NOT NULL
             ORDER BY slot) AS sorted
"""


async def select_runs(
    conn: Connection, monitor_id: int, period: Span, covered: Sequence[Span], windows: Sequence[Span], most: int
) -> list[Run]:
    """Return the runs of the verdicts in a period, each with the slots of its first `most` verdicts.

    `covered`, `windows`: in order and apart (core.spans.union). A run ends where a covered stretch or a window begins
    or ends; inside windows it has no outcome. A very long one may come in several parts. A statement for 180 days.
    """
    runs: list[Run] = []
    start = period.start
    while start < period.end:
        end = min(start + AT_ONCE, period.end)
        row = await conn.fetchrow(SELECT_VERDICTS, monitor_id, start, end, timeout=RUNS_DEADLINE_S)
        assert row is not None, "an aggregate without GROUP BY answers with one row"
        slots = array("q", row["slots"])
        if sys.byteorder == "little":
            slots.byteswap()
        runs += told_apart(row["outcomes"][1::2], slots, covered, windows, most)
        start = end
    return runs


def told_apart(
    outcomes: bytes, slots_us: Sequence[int], covered: Sequence[Span], windows: Sequence[Span], most: int
) -> Iterator[Run]:
    """Yield the runs of verdicts: outcomes as a byte each, slots in microseconds since the epoch."""
    inside = [(_place(slots_us, one.start), _place(slots_us, one.end)) for one in windows]
    seen = bytearray(outcomes)
    for first, last in inside:
        seen[first:last] = bytes(last - first)  # no outcome is 0
    cuts = sorted({0, len(seen), *(_place(slots_us, one.start) for one in covered)})
    for first, last in pairwise(cuts):
        for found in EQUAL_ONES.finditer(seen, first, last):
            begin, end = found.span()
            slots = tuple(EPOCH + us * MICROSECOND for us in slots_us[begin : min(end, begin + most)])
            yield Run(Outcome(seen[begin]) if seen[begin] else None, slots, end - begin)


def _place(slots_us: Sequence[int], at: datetime) -> int:
    """Return the place of the first verdict at or after a time."""
    return bisect_left(slots_us, (at - EPOCH) // MICROSECOND)


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
