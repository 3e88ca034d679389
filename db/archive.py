"""Everything of a workspace, read for its archive: what people want as rows, what is true as CSV.

Secrets are not read: no passwords, keys, tokens. Of addresses, only those that agreed to be told of outages. Runs as
the owner of the tables, for background work and the command line.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from db.pool import Connection

FACTS_DEADLINE_S: Final = 300.0

CONFIGURATION: Final = {
    "monitors": """
    SELECT id, name, kind, target, period_value, period_unit, retention_days, timeout_ms, confirm_failures,
           confirm_recoveries, retry_ms, grace_s, method, headers, body IS NOT NULL AS has_body, follow_redirects,
           verify_tls, expect, dns_record, dns_resolver, tags, group_name, is_public, public_name,
           recipients, page_position, paused_at, created_at
      FROM monitors
     WHERE workspace_id = $1
       AND deleted_at IS NULL
     ORDER BY id
""",
    "policies": """
    SELECT name, version, rules, created_at
      FROM policies
     WHERE workspace_id = $1
     ORDER BY name, version
""",
    "maintenance": """
    SELECT w.title, w.note, w.is_for_all, w.monitor_ids, w.tags, w.starts_at, w.duration_s, w.rrule, w.time_zone,
           w.created_at, w.deleted_at, coalesce(been.times, '[]') AS been
      FROM maintenance_windows w
      LEFT JOIN LATERAL (
           SELECT jsonb_agg(jsonb_build_object('starts_at', o.starts_at, 'ends_at', o.ends_at, 'tags', o.tags,
                                               'is_for_all', o.is_for_all, 'monitor_ids', o.monitor_ids)
                            ORDER BY o.starts_at) AS times
             FROM maintenance_occurrences o
            WHERE o.window_id = w.id
              AND o.starts_at <= now()) been ON true
     WHERE w.workspace_id = $1
       AND (w.deleted_at IS NULL OR been.times IS NOT NULL)
     ORDER BY w.id
""",
    "exclusions": """
    SELECT reason, is_for_all, monitor_ids, tags, starts_at, ends_at, creator_name, created_at, revoked_at,
           revoker_name, revoked_why
      FROM exclusions
     WHERE workspace_id = $1
     ORDER BY id
""",
    "objectives": """
    SELECT name, tree, target, cycle, rolling_days, time_zone, policy, tiers, created_at
      FROM objectives
     WHERE workspace_id = $1
     ORDER BY id
""",
    "page": """
    SELECT page_title AS title, page_description AS description
      FROM workspaces
     WHERE id = $1
""",
    "recipients": """
    SELECT email, is_named_only, created_at
      FROM recipients
     WHERE workspace_id = $1
       AND confirmed_at IS NOT NULL
       AND left_at IS NULL
     ORDER BY email
""",
    "schedules": """
    SELECT cycle, format, policy, time_zone, recipients, created_at
      FROM report_schedules
     WHERE workspace_id = $1
     ORDER BY id
""",
    "people": """
    SELECT btrim(u.first_name || ' ' || u.last_name) AS name, s.role
      FROM memberships s
      JOIN users u ON u.id = s.user_id
     WHERE s.workspace_id = $1
     ORDER BY s.created_at, u.id
""",
}


async def select_configuration(conn: Connection, workspace_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """Return what people want of a workspace, by the names of CONFIGURATION. A statement each."""
    return {name: [dict(row) for row in await conn.fetch(sql, workspace_id)] for name, sql in CONFIGURATION.items()}


# Times are microseconds since the epoch. The open interval ends where its monitor is covered until.
FACTS: Final = {
    "intervals": """
    SELECT i.monitor_id, (extract(epoch FROM i.started_at) * 1000000)::bigint AS started_at,
           (extract(epoch FROM coalesce(i.ended_at, st.covered_until)) * 1000000)::bigint AS ended_at, i.state
      FROM state_intervals i
      LEFT JOIN monitor_state st ON st.monitor_id = i.monitor_id
     WHERE i.monitor_id = ANY($1::integer[])
       AND coalesce(i.ended_at, st.covered_until) > i.started_at
     ORDER BY i.monitor_id, i.started_at
""",
    "incidents": """
    SELECT monitor_id, (extract(epoch FROM started_at) * 1000000)::bigint AS started_at,
           (extract(epoch FROM ended_at) * 1000000)::bigint AS ended_at, end_cause, reason, detail AS message,
           http_status
      FROM incidents
     WHERE monitor_id = ANY($1::integer[])
     ORDER BY monitor_id, started_at
""",
    "days": """
    SELECT monitor_id, day, up_s, degraded_s, down_s, unknown_s, maintenance_s, checks, failures, p50_us, p95_us, p99_us
      FROM days
     WHERE monitor_id = ANY($1::integer[])
     ORDER BY monitor_id, day
""",
    "changes": """
    SELECT monitor_id, (extract(epoch FROM at) * 1000000)::bigint AS at, before_us, after_us
      FROM latency_changes
     WHERE monitor_id = ANY($1::integer[])
     ORDER BY monitor_id, at
""",
}


async def copy_facts(conn: Connection, name: str, monitor_ids: Sequence[int]) -> bytes:
    """Return one of FACTS as CSV with a heading."""
    found = bytearray()

    async def take(data: bytes) -> None:
        found.extend(data)

    await conn.copy_from_query(
        FACTS[name], list(monitor_ids), output=take, format="csv", header=True, timeout=FACTS_DEADLINE_S
    )
    return bytes(found)


INSERT_VERSION: Final = """
    INSERT INTO policies (workspace_id, name, version, rules, created_by, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
"""


async def insert_policy_version(conn: Connection, workspace_id: UUID, row: dict[str, Any], created_by: UUID) -> None:
    """Write a policy with the version it had, so that objectives and reports mean the same."""
    await conn.execute(
        INSERT_VERSION, *(workspace_id, row["name"], row["version"], row["rules"], created_by, row["created_at"])
    )


INSERT_AGREED: Final = """
    INSERT INTO exclusions (workspace_id, reason, is_for_all, monitor_ids, tags, starts_at, ends_at, creator_name,
                            created_at, revoked_at, revoker_name, revoked_why)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""


async def insert_agreed(conn: Connection, workspace_id: UUID, row: dict[str, Any]) -> None:
    """Write an exclusion with who agreed to it, and when."""
    names = ("reason", "is_for_all", "monitor_ids", "tags", "starts_at", "ends_at", "creator_name", "created_at")
    values = [row[name] for name in (*names, "revoked_at", "revoker_name", "revoked_why")]
    await conn.execute(INSERT_AGREED, workspace_id, *values)


INSERT_BEEN: Final = """
    INSERT INTO maintenance_occurrences (window_id, workspace_id, starts_at, ends_at, is_for_all, monitor_ids, tags)
    SELECT id, workspace_id, $2, $3, $4, $5, $6
      FROM maintenance_windows
     WHERE id = $1
"""


class Been(NamedTuple):
    """A time at which a window was open, and for which monitors it was then."""

    starts_at: datetime
    ends_at: datetime
    is_for_all: bool
    monitor_ids: list[int]
    tags: list[str]


async def insert_been(conn: Connection, window_id: int, been: Sequence[Been]) -> None:
    """Write when a window was open: figures were made with it."""
    await conn.executemany(INSERT_BEEN, [(window_id, *one) for one in been])


UPDATE_WINDOW_ENDED: Final = "UPDATE maintenance_windows SET deleted_at = $2 WHERE id = $1"


async def update_window_ended(conn: Connection, window_id: int, deleted_at: datetime) -> None:
    """Let a window have been deleted: it counts for what it was, and is not shown."""
    await conn.execute(UPDATE_WINDOW_ENDED, window_id, deleted_at)


PAUSE_ALL: Final = """
    UPDATE monitors
       SET paused_at = now(), created_at = made.at, page_position = made.position, revision = revision + 1
      FROM unnest($1::integer[], $2::timestamptz[], $3::integer[]) AS made (id, at, position)
     WHERE monitors.id = made.id
"""


async def update_imported(
    conn: Connection, monitor_ids: Sequence[int], made_at: Sequence[datetime], positions: Sequence[int | None]
) -> None:
    """Let monitors have existed since they were made elsewhere, and be paused until somebody resumes them.

    `positions`: their places on the public page.
    """
    await conn.execute(PAUSE_ALL, monitor_ids, made_at, positions)
