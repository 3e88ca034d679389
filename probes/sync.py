"""Follows what people want: new, changed, paused, resumed and deleted monitors enter the schedule or leave it."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.grid import check_period_s, from_ms, phase_ms, to_ms
from core.ledger import Verdict
from core.schedule import NOTHING_STORED, Schedule, Slot, cut_at, restart, stop
from core.specs import Kind
from db import ingest
from db.engine import Engine
from db.incidents import EndCause
from db.ingest import Cut
from db.live import LiveEvent, lock_workspaces
from db.monitor_state import insert_states, lock_standings
from db.pool import Connection
from db.schedule import Due, Row, Wanted, claim_changes, lock_scheduled, put_schedules
from probes.missed import missed_verdicts

CHANGES_AT_ONCE = 1_000
HEARTBEAT_BUDGET_MS = 1_000  # judged from what is stored, not tried


@dataclass(frozen=True, slots=True)
class _Step:
    """What one change leads to."""

    missed: tuple[Verdict, ...] = ()
    cut: Cut | None = None
    row: Row | None = None


@dataclass(frozen=True, slots=True)
class Synced:
    """How many monitors changed, and what to publish after the commit."""

    changed: int = 0
    live: tuple[LiveEvent, ...] = ()


async def sync_changes(conn: Connection, engine: Engine, region: int) -> Synced:
    """Take over a round of changes, in the caller's transaction."""
    wanted = await claim_changes(conn, CHANGES_AT_ONCE)
    if not wanted:
        return Synced()
    await insert_states(conn, [one.monitor_id for one in wanted if one.known_revision is None])
    known = {due.monitor_id: due for due in await lock_scheduled(conn, [one.monitor_id for one in wanted])}
    steps = [(one, _step(one, known.get(one.monitor_id), region)) for one in wanted]
    missed, cuts = [one for _, step in steps for one in step.missed], [step.cut for _, step in steps if step.cut]
    if missed and cuts:  # each would lock workspaces on its own, in an order that meets that of others
        ids = sorted({verdict.monitor_id for verdict in missed} | {one.monitor_id for one in cuts})
        await lock_standings(conn, ids)
        await lock_workspaces(conn, ids)
    stored = await ingest.store(conn, missed, engine=engine)
    ended = await ingest.cut(conn, cuts, engine=engine)
    await put_schedules(conn, _rows(steps))
    return Synced(len(wanted), (*stored.live, *ended))


def _rows(steps: Sequence[tuple[Wanted, _Step]]) -> list[tuple[Row, int]]:
    return [(step.row, one.revision) for one, step in steps if step.row is not None]


def _step(wanted: Wanted, known: Due | None, region: int) -> _Step:
    is_wanted = wanted.paused_at is None and wanted.deleted_at is None
    if not wanted.is_scheduled or known is None:
        return _start(wanted, region) if is_wanted else _Step()
    if not is_wanted:
        return _stop(wanted, known)
    return _Step() if wanted.revision == known.revision else _change(wanted, known)


def _start(wanted: Wanted, region: int) -> _Step:
    """A new or resumed monitor is checked at once."""
    plan = restart(_schedule(wanted, region), NOTHING_STORED, to_ms(wanted.now))
    return _Step(row=Row(wanted.monitor_id, region, plan.schedule, plan.wake_ms))


def _stop(wanted: Wanted, known: Due) -> _Step:
    cut_ms = cut_at(known.schedule, known.stored, to_ms(wanted.now))
    cause = EndCause.DELETED if wanted.deleted_at is not None else EndCause.PAUSED
    missed = stop(known.schedule, known.stored, cut_ms)
    return _Step(_verdicts(known, missed), Cut(known.monitor_id, known.region, from_ms(cut_ms), cause))


def _change(wanted: Wanted, known: Due) -> _Step:
    """A changed monitor is checked at once by its new rules; what was seen by the old ones ends here."""
    cut_ms = cut_at(known.schedule, known.stored, to_ms(wanted.now))
    missed = stop(known.schedule, known.stored, cut_ms)
    plan = restart(_schedule(wanted, known.region), known.stored, cut_ms)
    return _Step(
        _verdicts(known, missed),
        Cut(known.monitor_id, known.region, from_ms(cut_ms)),
        Row(known.monitor_id, known.region, plan.schedule, plan.wake_ms),
    )


def _verdicts(known: Due, missed: Sequence[Slot]) -> tuple[Verdict, ...]:
    return tuple(missed_verdicts(known.monitor_id, known.region, missed))


def _schedule(wanted: Wanted, region: int) -> Schedule:
    """Return the schedule that follows from the wish, with nothing in flight."""
    kind = Kind(wanted.kind)
    period_s = check_period_s(kind, wanted.period_s, wanted.grace_s)
    phase = phase_ms(wanted.monitor_id, region, period_s)
    if kind is Kind.HEARTBEAT:
        return Schedule(period_s, phase, HEARTBEAT_BUDGET_MS, HEARTBEAT_BUDGET_MS, 0)
    budget_ms = wanted.confirm_failures * wanted.timeout_ms + (wanted.confirm_failures - 1) * wanted.retry_ms
    return Schedule(period_s, phase, budget_ms, wanted.timeout_ms, 0)
