"""Changes of a monitor's state that people make, not checks: a new one, pausing, resuming, deleting."""

from collections.abc import Iterable, Sequence

from db.clock import select_now
from db.live import LiveEvent, StateChange, append_live_events, lock_workspaces
from db.pool import Connection

NOT_THERE = None  # a monitor's state before it was made and after it was deleted

Turn = tuple[int, str | None, str | None]  # a monitor, what people saw, what they will see


async def begin_change(conn: Connection, monitor_ids: Sequence[int]) -> None:
    """Call before monitors are changed whose change is noted afterwards: all writers lock their workspace first."""
    await lock_workspaces(conn, monitor_ids)


async def note_states(conn: Connection, turns: Iterable[Turn]) -> tuple[LiveEvent, ...]:
    """Number what people will see; tell it with `Services.tell` after the commit. Nothing for the same state."""
    real = [turn for turn in turns if turn[1] != turn[2]]
    if not real:
        return ()
    at = await select_now(conn)
    return await append_live_events(conn, [StateChange(monitor_id, at, old, new) for monitor_id, old, new in real])
