"""Writes to `monitors`: new ones, changes, pausing, deleting. See db/monitors.py for the rows. Writer: api.

Each statement is scoped to a membership with one of the given roles, so a forgotten check in a route changes nothing.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from db.monitors import Wish
from db.pool import Connection

INSERT_MONITOR: Final = """
    INSERT INTO monitors (
           workspace_id, kind, ping_token, name, target, period_value, period_unit, period_s, retention_days,
           timeout_ms, confirm_failures, confirm_recoveries, retry_ms, grace_s, method, headers, body, follow_redirects,
           verify_tls, expect, dns_record, dns_resolver, tags, group_name, is_public, public_name, recipients)
    SELECT s.workspace_id, $4, $5, $6, $7, $8, $9, $10, $11, $12,
           $13, $14, $15, $16, $17, $18, $19, $20, $21,
           $22, $23, $24, $25, $26, $27, $28, $29
      FROM memberships s
     WHERE s.workspace_id = $1
       AND s.user_id = $2
       AND s.role = ANY($3::text[])
 RETURNING id
"""


async def insert_monitor(
    conn: Connection,
    workspace_id: UUID,
    user_id: UUID,
    roles: list[str],
    kind: str,
    ping_token: str | None,
    wish: Wish,
) -> int | None:
    """Make a monitor and return its id; None if the person has none of the roles."""
    monitor_id = await conn.fetchval(
        INSERT_MONITOR, workspace_id, user_id, roles, kind, ping_token, *_values(wish), timeout=5
    )
    return None if monitor_id is None else int(monitor_id)


UPDATE_MONITOR: Final = """
    UPDATE monitors m
       SET name = $4, target = $5, period_value = $6, period_unit = $7, period_s = $8, retention_days = $9,
           timeout_ms = $10, confirm_failures = $11, confirm_recoveries = $12, retry_ms = $13, grace_s = $14,
           method = $15, headers = $16, body = $17, follow_redirects = $18, verify_tls = $19, expect = $20,
           dns_record = $21, dns_resolver = $22, tags = $23, group_name = $24, is_public = $25, public_name = $26,
           recipients = $27,
           revision = m.revision + $28::boolean::int,
           updated_at = now()
      FROM memberships s
     WHERE m.id = $1
       AND s.workspace_id = m.workspace_id
       AND s.user_id = $2
       AND s.role = ANY($3::text[])
       AND m.deleted_at IS NULL
"""


class Change(NamedTuple):
    """All wishes of a monitor; probes act on them only if they must see the change."""

    monitor_id: int
    wish: Wish
    must_probes_see: bool


async def update_monitors(conn: Connection, user_id: UUID, roles: list[str], changes: Sequence[Change]) -> None:
    """Write changed wishes."""
    await conn.executemany(
        UPDATE_MONITOR,
        [(one.monitor_id, user_id, roles, *_values(one.wish), one.must_probes_see) for one in changes],
    )


UPDATE_MONITORS_PAUSED: Final = """
    UPDATE monitors m
       SET paused_at = CASE WHEN $4::boolean THEN now() END,
           resumed_at = CASE WHEN $4::boolean THEN m.resumed_at ELSE now() END,
           revision = m.revision + 1,
           updated_at = now()
      FROM memberships s
     WHERE m.id = ANY($1::integer[])
       AND s.workspace_id = m.workspace_id
       AND s.user_id = $2
       AND s.role = ANY($3::text[])
       AND m.deleted_at IS NULL
       AND (m.paused_at IS NOT NULL) <> $4::boolean
 RETURNING m.id
"""


async def update_monitors_paused(
    conn: Connection, monitor_ids: Sequence[int], user_id: UUID, roles: list[str], *, is_paused: bool
) -> set[int]:
    """Pause or resume monitors; return those that this changed."""
    return {row["id"] for row in await conn.fetch(UPDATE_MONITORS_PAUSED, monitor_ids, user_id, roles, is_paused)}


UPDATE_MONITORS_DELETED: Final = """
    UPDATE monitors m
       SET deleted_at = now(),
           revision = m.revision + 1,
           updated_at = now()
      FROM memberships s
     WHERE m.id = ANY($1::integer[])
       AND s.workspace_id = m.workspace_id
       AND s.user_id = $2
       AND s.role = ANY($3::text[])
       AND m.deleted_at IS NULL
 RETURNING m.id
"""


async def update_monitors_deleted(
    conn: Connection, monitor_ids: Sequence[int], user_id: UUID, roles: list[str]
) -> set[int]:
    """Delete monitors; return those that were there."""
    return {row["id"] for row in await conn.fetch(UPDATE_MONITORS_DELETED, monitor_ids, user_id, roles)}


def _values(wish: Wish) -> list[object]:
    """Return the wishes in the order of the statements above, which is the order of the model's fields."""
    values: list[object] = [getattr(wish, name) for name in Wish.model_fields]
    return values
