"""The raw horizon: from which UTC day on the points of every monitor are complete.

Table `installation`, one row. Nothing older is accepted or added up again: an aggregate over points that are gone would
forget what it knew. Ingest refuses what is older than `raw_days` as well, dropped already or not.
Writer: probes (keeper).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from db.pool import Connection

LATE: Final = timedelta(days=3)  # the regular refresh looks back this far, in whole UTC days
SETTLE: Final = timedelta(minutes=5)  # verdicts of a bucket may arrive this long after its end
SHORTEST_RETENTION: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Retention:
    """The monitors that keep their points for so many days."""

    days: int
    monitor_ids: Sequence[int]


def day_of(at: datetime) -> datetime:
    """Return the start of the UTC day."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def hour_of(at: datetime) -> datetime:
    """Return the start of the UTC hour."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


HOLD_HORIZON: Final = """
    SELECT raw_from
      FROM installation
       FOR SHARE
"""


async def hold_horizon(conn: Connection) -> None:
    """Keep the horizon where it is until the transaction ends."""
    await conn.execute(HOLD_HORIZON)


RAISE_HORIZON: Final = """
    UPDATE installation
       SET raw_from = greatest(raw_from, $1::date),
           raw_days = coalesce($2, raw_days)
     WHERE raw_from < $1::date
        OR raw_days <> coalesce($2, raw_days)
"""


async def raise_horizon(conn: Connection, day: datetime, longest_days: int | None = None) -> None:
    """Say that points before a day may be gone; it must be committed before they are removed."""
    await conn.execute(RAISE_HORIZON, day.date(), longest_days)


SELECT_RETENTION: Final = """
    SELECT retention_days, array_agg(id ORDER BY id) AS monitor_ids
      FROM monitors
     GROUP BY retention_days
     ORDER BY retention_days
"""


async def select_retention(conn: Connection) -> list[Retention]:
    """Return the retentions in use, deleted monitors included: their points stay as long."""
    rows = await conn.fetch(SELECT_RETENTION)
    return [Retention(row["retention_days"], row["monitor_ids"]) for row in rows]
