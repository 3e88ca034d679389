"""Changes of a monitor's state that people make, not checks: a new one, pausing, resuming, deleting."""

from db.clock import select_now
from db.live import LiveEvent, StateChange, append_live_events, lock_workspaces
from db.pool import Connection

NOT_THERE = None  # a monitor's state before it was made and after it was deleted


async def begin_change(conn: Connection, monitor_id: int) -> None:
    """Call before a monitor is changed whose change is noted afterwards: all writers lock its workspace first."""
    await lock_workspaces(conn, [monitor_id])


async def note_state(conn: Connection, monitor_id: int, old: str | None, new: str | None) -> tuple[LiveEvent, ...]:
    """Number what people will see; tell it with `Services.tell` after the commit. Nothing for the same state."""
    if old == new:
        return ()
    return await append_live_events(conn, [StateChange(monitor_id, await select_now(conn), old, new)])
