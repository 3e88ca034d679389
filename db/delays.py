"""How late the work is, and who is there to do it: what a look every few seconds may cost.

Reads tables `schedule`, `outbox` and `probes`.
"""

from typing import Final

from pydantic import BaseModel

from db.pool import Connection
from db.probes import GONE_AFTER


class Delays(BaseModel, frozen=True):
    """Ages in seconds of the oldest thing that waits, 0.0 when nothing does, and how many workers can measure."""

    checks_s: float
    alerts_s: float
    workers: int


SELECT_DELAYS: Final = """
    SELECT coalesce(extract(epoch FROM now() - (SELECT min(wake_at) FROM schedule WHERE wake_at < now())), 0)::float8
               AS checks_s,
           coalesce(extract(epoch FROM now() - (SELECT min(due_at) FROM outbox
                                                 WHERE done_at IS NULL AND due_at < now())), 0)::float8 AS alerts_s,
           (SELECT count(*) FROM probes WHERE last_seen_at > now() - $1::interval AND offline_since IS NULL)::int
               AS workers
"""


async def select_delays(conn: Connection) -> Delays:
    """Return how late checks and alerts are."""
    row = await conn.fetchrow(SELECT_DELAYS, GONE_AFTER)
    assert row is not None, "a SELECT without FROM answers with one row"
    return Delays(**row)
