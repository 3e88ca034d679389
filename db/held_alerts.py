"""How many alerts a workspace sent in a day, and those that were held back because there had been too many.

Table `held_alerts`, one row per workspace that ever went over. Writer: probes. Reads table `mails`.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from db.pool import Connection

DAY: Final = timedelta(days=1)

SELECT_ALERT_COUNTS: Final = """
    SELECT workspace_id, count(*) AS mails
      FROM mails
     WHERE purpose = 'alert'
       AND workspace_id = ANY($1::uuid[])
       AND created_at > now() - $2::interval
     GROUP BY workspace_id
"""


async def select_alert_counts(conn: Connection, workspace_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many alerts each workspace sent within 24 hours; none: left out."""
    rows = await conn.fetch(SELECT_ALERT_COUNTS, workspace_ids, DAY)
    return {row["workspace_id"]: row["mails"] for row in rows}


# Who is told of it hears of it once a day, however long it goes on.
UPSERT_HELD: Final = """
    INSERT INTO held_alerts AS h (workspace_id, began_at, last_at, mails)
    VALUES ($1, now(), now(), $2)
        ON CONFLICT (workspace_id) DO UPDATE
       SET began_at = CASE WHEN h.began_at <= now() - $3::interval THEN now() ELSE h.began_at END,
           mails = CASE WHEN h.began_at <= now() - $3::interval THEN 0 ELSE h.mails END + excluded.mails,
           last_at = now()
 RETURNING mails = $2
"""


async def upsert_held(conn: Connection, workspace_id: UUID, mails: int) -> bool:
    """Note that so many alerts were not sent; return whether a day of them began with these."""
    return bool(await conn.fetchval(UPSERT_HELD, workspace_id, mails, DAY))


class HeldAlerts(BaseModel, frozen=True):
    """Alerts of a workspace that were not sent."""

    began_at: datetime
    last_at: datetime
    mails: int


SELECT_HELD: Final = """
    SELECT began_at, last_at, mails
      FROM held_alerts
     WHERE workspace_id = $1
       AND last_at > now() - $2::interval
"""


async def select_held(conn: Connection, workspace_id: UUID) -> HeldAlerts | None:
    """Return what was held back within 24 hours."""
    row = await conn.fetchrow(SELECT_HELD, workspace_id, DAY)
    return HeldAlerts(**row) if row else None


SELECT_OWNERS: Final = """
    SELECT u.email
      FROM memberships s
      JOIN users u ON u.id = s.user_id
     WHERE s.workspace_id = $1
       AND s.role = 'owner'
     ORDER BY u.email
"""


async def select_owners(conn: Connection, workspace_id: UUID) -> list[str]:
    """Return the addresses of a workspace's owners."""
    return [str(row["email"]) for row in await conn.fetch(SELECT_OWNERS, workspace_id)]
