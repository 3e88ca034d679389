"""Worker processes that perform checks: who they are and whether they have a network.

Table `probes`, one row per worker that ever ran at the same time on a host. Writer: probes.
"""

from datetime import timedelta
from typing import Final

from db.pool import Connection

GONE_AFTER: Final = timedelta(seconds=60)  # a probe silent for this long left its name to the next one

LOCK_PROBES: Final = "SELECT pg_advisory_xact_lock(hashtext('healther probes'))"
UPDATE_GONE_PROBE: Final = """
    UPDATE probes
       SET started_at = now(), last_seen_at = now(), offline_since = NULL
     WHERE id = (SELECT id
                   FROM probes
                  WHERE region = $1
                    AND starts_with(name, $2 || '-')
                    AND last_seen_at < now() - $3::interval
                  ORDER BY id
                  LIMIT 1)
 RETURNING id
"""
INSERT_PROBE: Final = """
    INSERT INTO probes (region, name)
    SELECT $1, $2 || '-' || (1 + count(*))
      FROM probes
     WHERE starts_with(name, $2 || '-')
 RETURNING id
"""


async def register_probe(conn: Connection, region: int, host: str) -> int:
    """Return the id of a probe on this host: that of one that is gone, or a new one."""
    async with conn.transaction():
        await conn.execute(LOCK_PROBES)
        probe = await conn.fetchval(UPDATE_GONE_PROBE, region, host, GONE_AFTER)
        if probe is None:
            probe = await conn.fetchval(INSERT_PROBE, region, host)
    assert isinstance(probe, int), "an INSERT of an aggregate returns its row"
    return probe


UPDATE_PROBE_SEEN: Final = """
    UPDATE probes
       SET last_seen_at = now(),
           offline_since = CASE WHEN $2::boolean THEN coalesce(offline_since, now()) END
     WHERE id = $1
"""


async def update_probe_seen(conn: Connection, probe: int, *, is_offline: bool) -> None:
    """Note that a probe lives, and whether it is without a network."""
    await conn.execute(UPDATE_PROBE_SEEN, probe, is_offline)
