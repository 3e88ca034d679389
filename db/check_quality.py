"""How well a monitor itself was measured: slots due, run, late and lost, and how soon outages were known.

Reads `checks`, `incidents` and `outbox` (writer: probes).
"""

from datetime import datetime
from typing import Final

from pydantic import BaseModel

from core.reasons import Reason
from db.pool import Connection

QUALITY_DEADLINE_S: Final = 20.0
LATE_MS: Final = 1000  # a check that began more than this after its slot was late


class CheckQuality(BaseModel, frozen=True):
    """Slots of a stretch. `due` = `run` + `lost`; `late` and `unmeasured` (the probe's own fault) are among `run`."""

    due: int
    run: int
    lost: int
    late: int
    unmeasured: int
    p95_lateness_ms: int | None
    max_lateness_ms: int | None


SELECT_QUALITY: Final = """
    SELECT count(*) AS due,
           count(*) FILTER (WHERE reason IS DISTINCT FROM $4) AS run,
           count(*) FILTER (WHERE reason = $4) AS lost,
           count(*) FILTER (WHERE reason IS DISTINCT FROM $4 AND lateness_ms > $5) AS late,
           count(*) FILTER (WHERE reason IS DISTINCT FROM $4 AND outcome = 4) AS unmeasured,
           percentile_disc(0.95) WITHIN GROUP (ORDER BY lateness_ms) FILTER (WHERE reason IS DISTINCT FROM $4)
               AS p95_lateness_ms,
           max(lateness_ms) FILTER (WHERE reason IS DISTINCT FROM $4) AS max_lateness_ms
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
       AND attempt = 0
       AND outcome IS NOT NULL
"""


async def select_quality(conn: Connection, monitor_id: int, start: datetime, end: datetime) -> CheckQuality:
    """Count the slots of the half-open range, of which single checks must be kept."""
    row = await conn.fetchrow(
        SELECT_QUALITY, monitor_id, start, end, Reason.NOT_RUN.value, LATE_MS, timeout=QUALITY_DEADLINE_S
    )
    assert row is not None, "an aggregate without GROUP BY answers with one row"
    return CheckQuality(**row)


class Detection(BaseModel, frozen=True):
    """Seconds from the first failed try of an outage until it was known (confirmed and written)."""

    outages: int
    median_s: float | None
    longest_s: float | None


# News are written with the incident, and history that came from elsewhere has none.
SELECT_DETECTION: Final = """
    SELECT count(*) AS outages,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY delay_s) AS median_s,
           max(delay_s) AS longest_s
      FROM (SELECT extract(epoch FROM o.created_at - i.started_at)::float8 AS delay_s
              FROM incidents i
              JOIN outbox o ON o.incident_id = i.id AND o.event = 'opened'
             WHERE i.monitor_id = $1
               AND i.started_at >= $2
               AND i.started_at < $3) AS known
"""


async def select_detection(conn: Connection, monitor_id: int, start: datetime, end: datetime) -> Detection:
    """Return how soon the outages that began in the half-open range were known."""
    row = await conn.fetchrow(SELECT_DETECTION, monitor_id, start, end)
    assert row is not None, "an aggregate without GROUP BY answers with one row"
    return Detection(**row)
