"""Puts an archive into a new workspace: what people wanted by the rules of the API, what was true in bulk.

Monitors come paused, so that nothing is checked before somebody has looked. Single checks that this installation would
not keep so long become days (`imported_days`). All in the caller's transaction: it is there as a whole, or not at all.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from analytics.archive.read import Archive, NoArchiveError
from analytics.archive.rows import change_rows, imported_days, incident_rows, interval_rows, point_rows
from analytics.maintenance import add_window
from api.errors import Problem
from api.monitor_schemas import MonitorIn
from api.monitor_wishes import new_wish
from api.monitors import PING_TOKEN_BYTES
from api.roles import Action, allowed
from api.workspaces import insert_named
from core.addresses import Allowance
from core.policies import rules_from_json
from core.specs import Kind
from core.trees import tree_from_json
from db.archive import insert_agreed, insert_policy_version, update_imported
from db.baselines import replace_changes
from db.bulk import copy_incidents, copy_intervals, copy_points, mark_for_refresh
from db.clock import select_now
from db.engine import Engine, detect
from db.imported_days import insert_imported_days
from db.maintenance import WindowWish
from db.monitor_wishes import insert_monitor
from db.objectives import ObjectiveWish, insert_objective
from db.pool import Connection
from db.runs import select_raw_from

Progress = Callable[[int, int, str], None]  # done, of how many, what comes next


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of an archive. `skipped`: what does not fit here, in words."""

    workspace_id: UUID
    slug: str
    monitors: int
    checks: int
    days: int
    skipped: tuple[str, ...]


async def restore(
    conn: Connection,
    archive: Archive,
    name: str,
    owner_id: UUID,
    allowance: Allowance | None,
    progress: Progress = lambda *_: None,
) -> Restored:
    """Make a workspace of an archive; raise NoArchiveError when something in it is not as it should be."""
    engine, now, skipped = await detect(conn), await select_now(conn), list[str]()
    workspace = await insert_named(conn, name, owner_id)
    wanted = archive.configuration
    try:
        ids = await _monitors(conn, wanted["monitors"], workspace.id, owner_id, allowance, skipped)
        await _agreements(conn, wanted, workspace.id, owner_id, ids, now, skipped)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoArchiveError(f"its configuration is not as it should be: {error!r}") from error
    intervals = archive.table("intervals")
    await copy_intervals(conn, interval_rows(intervals, ids))
    await copy_incidents(conn, incident_rows(archive.table("incidents"), intervals, ids))
    for monitor_id, changes in change_rows(archive.table("changes"), ids).items():
        await replace_changes(conn, monitor_id, changes[0].at, changes)
    checks = days = 0
    table = archive.table("days")
    for done, (old_id, new_id) in enumerate(ids.items()):
        progress(done, len(ids), "checks")
        since = await select_raw_from(conn, new_id)
        days += await insert_imported_days(conn, imported_days(table, old_id, new_id, since))
        checks += await _points(conn, engine, archive, old_id, new_id, since)
    progress(len(ids), len(ids), "done")
    return Restored(workspace.id, workspace.slug, len(ids), checks, days, tuple(skipped))


async def _points(conn: Connection, engine: Engine, archive: Archive, old_id: int, new_id: int, since: datetime) -> int:
    count, first, last = 0, None, since
    for rows in point_rows(archive.points(old_id), new_id, since):
        await copy_points(conn, engine, rows)
        first, last, count = first or rows[0][0], rows[-1][0], count + len(rows)
    if first is not None:
        await mark_for_refresh(conn, engine, [new_id], first, last)
    return count


async def _monitors(
    conn: Connection,
    rows: list[dict[str, Any]],
    workspace_id: UUID,
    owner_id: UUID,
    allowance: Allowance | None,
    skipped: list[str],
) -> dict[int, int]:
    """Make the monitors and return the new ids by the old ones."""
    ids: dict[int, int] = {}
    made_at: list[datetime] = []
    for row in rows:
        body = row["monitor"]
        try:
            wish_body = MonitorIn.model_validate(body)
            kind = Kind(wish_body.kind)
            wish = new_wish(kind, wish_body.name, wish_body.target, wish_body, allowance)
        except (ValidationError, Problem) as error:
            skipped.append(f"monitor {body['name']}: {error.detail if isinstance(error, Problem) else error}")
            continue
        token = secrets.token_urlsafe(PING_TOKEN_BYTES) if kind is Kind.HEARTBEAT else None
        roles = allowed(Action.EDIT_MONITORS)
        new_id = await insert_monitor(conn, workspace_id, owner_id, roles, kind.value, token, wish)
        assert new_id is not None, "its owner may make monitors"
        ids[row["id"]] = new_id
        made_at.append(datetime.fromisoformat(row["created_at"]))
    await update_imported(conn, list(ids.values()), made_at)
    return ids


async def _agreements(
    conn: Connection,
    wanted: Mapping[str, list[dict[str, Any]]],
    workspace_id: UUID,
    owner_id: UUID,
    ids: Mapping[int, int],
    now: datetime,
    skipped: list[str],
) -> None:
    for row in wanted["policies"]:
        rules_from_json(row["name"], row["version"], row["rules"])  # raises what is told above
        made_at = datetime.fromisoformat(row["created_at"])
        await insert_policy_version(conn, workspace_id, {**row, "created_at": made_at}, owner_id)
    for row in wanted["maintenance"]:
        wish = WindowWish.model_validate({**row, "monitor_ids": _known(row, ids)})
        if wish.is_for_all or wish.monitor_ids or wish.tags:
            await add_window(conn, workspace_id, wish, now, owner_id)
    for row in wanted["exclusions"]:
        times = {
            name: datetime.fromisoformat(row[name]) if row[name] else None
            for name in ("starts_at", "ends_at", "created_at", "revoked_at")
        }
        if row["is_for_all"] or _known(row, ids) or row["tags"]:
            await insert_agreed(conn, workspace_id, {**row, **times, "monitor_ids": _known(row, ids)})
    for row in wanted["objectives"]:
        try:
            tree = _moved_tree(row["tree"], ids)
            tree_from_json(tree)
        except (KeyError, ValueError):
            skipped.append(f"objective {row['name']}: it names a monitor that did not come along")
            continue
        await insert_objective(conn, workspace_id, ObjectiveWish.model_validate({**row, "tree": tree}))


def _known(row: Mapping[str, Any], ids: Mapping[int, int]) -> list[int]:
    return [ids[old] for old in row["monitor_ids"] if old in ids]


def _moved_tree(tree: Any, ids: Mapping[int, int]) -> Any:
    """Return a tree with the new ids of monitors; raise KeyError for one that did not come along."""
    if isinstance(tree, list):
        return [_moved_tree(one, ids) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {key: ids[value] if key == "monitor" else _moved_tree(value, ids) for key, value in tree.items()}
