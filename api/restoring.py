"""Puts an archive into a new workspace: what people wanted by the rules of the API, what was true in bulk.

Monitors come paused, so that nothing is checked before somebody has looked; addresses are not told of outages before
somebody adds them again. Single checks that this installation would not keep so long become days (`imported_days`). All
in the caller's transaction: it is there as a whole, or not at all.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

import analytics.archive.plausible as plausible
from analytics.archive.read import ROWS, Archive, NoArchiveError
from analytics.archive.restored import Note, Restore, Restored, Via
from analytics.archive.rows import (
    change_rows,
    days_by_monitor,
    imported_days,
    incident_rows,
    interval_rows,
    point_rows,
)
from api.restoring_wishes import Wishes, recipients_of, why
from api.workspaces import insert_named
from core.addresses import Allowance
from db.audit_log import insert_entry
from db.baselines import replace_changes
from db.bulk import copy_incidents, copy_intervals, copy_points, mark_for_refresh
from db.clock import select_now
from db.engine import Engine, detect
from db.imported_days import insert_imported_days
from db.pool import Connection
from db.runs import select_raw_from
from db.users import select_user
from db.workspaces import Workspace


def restorer(allowance: Allowance | None) -> Restore:
    """Return `restore` for an installation: `allowance` is where its probes may connect."""
    return partial(restore, allowance=allowance)


async def restore(
    conn: Connection,
    archive: Archive,
    name: str,
    owner_id: UUID,
    *,
    allowance: Allowance | None,
    via: Via = "system",
    progress: Note = lambda *_: None,
) -> Restored:
    """Make a workspace of an archive; raise NoArchiveError when something in it is not as it should be."""
    now = await select_now(conn)
    workspace = await insert_named(conn, name, owner_id)
    wishes = Wishes(conn, workspace.id, owner_id, now, allowance)
    try:
        await wishes.bring(archive.configuration)
        told = recipients_of(archive.configuration, await _note(conn, workspace, owner_id, via))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NoArchiveError(f"Its configuration is not as it should be: {why(error)}.") from error
    await _facts(conn, archive, wishes.ids, now)
    checks, days = await _checks(conn, archive, wishes.ids, now, progress)
    return Restored(
        workspace.id, workspace.slug, workspace.name, len(wishes.ids), checks, days, tuple(wishes.skipped), told
    )


async def _note(conn: Connection, workspace: Workspace, owner_id: UUID, via: Via) -> str:
    """Begin the workspace's audit log, and return the owner's address."""
    owner = await select_user(conn, owner_id)
    assert owner is not None, "the workspace was made for them in this transaction"
    await insert_entry(
        conn,
        workspace.id,
        actor_id=owner.id,
        actor_name=owner.name or owner.email,
        via=via,
        action="workspace.imported",
        object_id=str(workspace.id),
        object_name=workspace.name,
        address=None,
        changes={},
    )
    return owner.email


async def _facts(conn: Connection, archive: Archive, ids: Mapping[int, int], now: datetime) -> None:
    """Write states, incidents and changes of level."""
    intervals = await asyncio.to_thread(archive.table, "intervals")
    plausible.require_intervals(intervals, now)
    for part in intervals.iter_slices(ROWS):
        await copy_intervals(conn, interval_rows(part, ids))
    incidents = await asyncio.to_thread(archive.table, "incidents")
    plausible.require_incidents(incidents, now)
    for part in incidents.iter_slices(ROWS):
        await copy_incidents(conn, incident_rows(part, intervals, ids))
    changes = await asyncio.to_thread(archive.table, "changes")
    plausible.require_changes(changes, now)
    for monitor_id, found in change_rows(changes, ids).items():
        await replace_changes(conn, monitor_id, found[0].at, found)


async def _checks(
    conn: Connection, archive: Archive, ids: Mapping[int, int], now: datetime, progress: Note
) -> tuple[int, int]:
    """Write single checks as far as they are kept here, and days before that; return how many of each."""
    engine, checks, days = await detect(conn), 0, 0
    table = await asyncio.to_thread(archive.table, "days")
    plausible.require_days(table, now)
    by_monitor = days_by_monitor(table)
    for done, (old_id, new_id) in enumerate(ids.items()):
        progress(done, len(ids), "checks")
        since = await select_raw_from(conn, new_id)
        if old_id in by_monitor:
            days += await insert_imported_days(conn, imported_days(by_monitor[old_id], new_id, since))
        checks += await _points(conn, engine, archive, old_id, new_id, since, now)
    progress(len(ids), len(ids), "done")
    return checks, days


async def _points(
    conn: Connection, engine: Engine, archive: Archive, old_id: int, new_id: int, since: datetime, now: datetime
) -> int:
    count, first, last = 0, None, since
    parts = archive.points(old_id)
    while (part := await asyncio.to_thread(next, parts, None)) is not None:
        plausible.require_points(part, now)
        rows = point_rows(part, new_id, since)
        if rows:
            await copy_points(conn, engine, rows)
            first, last, count = first or rows[0][0], rows[-1][0], count + len(rows)
    if first is not None:
        await mark_for_refresh(conn, engine, [new_id], first, last)
    return count
