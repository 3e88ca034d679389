"""What people do to monitors, one or many: change, pause, resume, delete. In the caller's transaction.

The routes of one monitor and those of many do it here, so there is one way. Who may, and to which monitors, was decided
before; the statements ask for the role once more.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from api.audit import Subject, differences, record
from api.config import ApiConfig
from api.deps import Caller
from api.errors import Problem, conflict, unprocessable
from api.live.news import NOT_THERE, begin_change, note_states
from api.monitor_schemas import MonitorChangeIn
from api.monitor_wishes import changed_wish, must_probes_see
from api.recipients.naming import name
from api.roles import Action, allowed
from api.services import Services
from core.specs import Kind
from db.clock import select_now
from db.live import LiveEvent
from db.monitor_wishes import Change, update_monitors, update_monitors_deleted, update_monitors_paused
from db.monitors import Monitor, Wish, select_monitors_by_id
from db.pool import Connection

WISHES: Final = set(Wish.model_fields)

Ask = Callable[[Monitor], MonitorChangeIn]  # what to change of a monitor


@dataclass(frozen=True, slots=True)
class Done:
    """What became of monitors. After the commit, hand it to `tell`."""

    monitors: list[Monitor]  # as they are now, as many as were asked for; as they were, when deleted
    changed: list[Monitor]  # those that are not as before
    events: tuple[LiveEvent, ...] = ()
    has_mails: bool = False  # to addresses that are told for the first time


class SeveralProblems(Exception):  # noqa: N818 - named for what it is
    """Monitors that cannot be changed as asked, each with its refusal."""

    def __init__(self, found: Sequence[tuple[Monitor, Problem]]) -> None:
        super().__init__(len(found))
        self.found = found


async def change(conn: Connection, services: Services, caller: Caller, before: Sequence[Monitor], ask: Ask) -> Done:
    """Change monitors of one workspace that are locked already. Raises SeveralProblems, and then nothing is written."""
    today = (await select_now(conn)).date()
    changes = _wishes(services.config, before, ask, today)
    named = {email: None for old, one in zip(before, changes, strict=True) for email in _new_recipients(old, one.wish)}
    has_mails = bool(named) and await name(services, conn, before[0].workspace_id, list(named), caller)
    ids = [monitor.id for monitor in before]
    await update_monitors(conn, caller.id, allowed(Action.EDIT_MONITORS), changes)
    after = await select_monitors_by_id(conn, ids, caller.id)
    changed = []
    for old, new in zip(before, after, strict=True):
        if found := differences(old.model_dump(include=WISHES), new.model_dump(include=WISHES)):
            await record(conn, new.workspace_id, caller, "monitor.changed", subject_of(new), found)
            changed.append(new)
    return Done(after, changed, has_mails=has_mails)


async def pause(conn: Connection, caller: Caller, before: Sequence[Monitor], *, is_paused: bool) -> Done:
    """Stop checking monitors until they are resumed, or check them again at once. Those that are so stay so."""
    ids = [monitor.id for monitor in before]
    await begin_change(conn, ids)
    roles = allowed(Action.EDIT_MONITORS)
    turned = await update_monitors_paused(conn, ids, caller.id, roles, is_paused=is_paused)
    after = await select_monitors_by_id(conn, ids, caller.id)
    changed = [monitor for monitor in after if monitor.id in turned]
    for monitor in changed:
        act = "monitor.paused" if is_paused else "monitor.resumed"
        await record(conn, monitor.workspace_id, caller, act, subject_of(monitor))
    seen = {monitor.id: monitor.shown_state for monitor in before}
    events = await note_states(conn, [(one.id, seen[one.id], one.shown_state) for one in changed])
    return Done(after, changed, events)


async def delete(conn: Connection, caller: Caller, before: Sequence[Monitor]) -> Done:
    """Delete monitors: they are no longer checked and no longer shown."""
    ids = [monitor.id for monitor in before]
    await begin_change(conn, ids)
    gone = await update_monitors_deleted(conn, ids, caller.id, allowed(Action.EDIT_MONITORS))
    changed = [monitor for monitor in before if monitor.id in gone]
    for monitor in changed:
        await record(conn, monitor.workspace_id, caller, "monitor.deleted", subject_of(monitor))
    events = await note_states(conn, [(one.id, one.shown_state, NOT_THERE) for one in changed])
    return Done(list(before), changed, events)


async def tell(services: Services, done: Done) -> None:
    """Tell open pages, status pages and the dispatcher. After the commit."""
    await services.tell(done.events)
    for monitor in done.changed:
        services.pages.mark_monitor(monitor.id)
    if done.changed:
        await services.wake()
    if done.has_mails:
        await services.wake_sender()


def subject_of(monitor: Monitor) -> Subject:
    """Return how the audit log names a monitor."""
    return Subject(str(monitor.id), monitor.name)


def _wishes(config: ApiConfig, before: Sequence[Monitor], ask: Ask, today: date) -> list[Change]:
    changes, problems = [], []
    for monitor in before:
        try:
            changes.append(_wish(config, monitor, ask(monitor), today))
        except Problem as problem:
            problems.append((monitor, problem))
    if problems:
        raise SeveralProblems(problems)
    return changes


def _wish(config: ApiConfig, before: Monitor, body: MonitorChangeIn, today: date) -> Change:
    if "target" in body.model_fields_set and body.target is None:
        raise unprocessable("target", "A monitor cannot be without a target.", "Leave the key out to keep it.")
    wish = changed_wish(Kind(before.kind), before, body, config.allowance)
    if not body.confirm_loss:
        _refuse_loss(before, wish, today)
    return Change(before.id, wish, must_probes_see(before, wish))


def _new_recipients(before: Wish, after: Wish) -> list[str]:
    return [] if after.recipients == before.recipients else after.recipients or []


def _refuse_loss(before: Monitor, wish: Wish, today: date) -> None:
    """Raise a 409 when a shorter retention would delete single results that are kept now."""
    first_lost = max(before.created_at.date(), today - timedelta(days=before.retention_days))
    first_kept = today - timedelta(days=wish.retention_days)
    if first_lost < first_kept:
        raise conflict(
            f"The single results of {first_lost} to {first_kept - timedelta(days=1)} (UTC) would be deleted; "
            "the numbers by hour and day stay. Send confirm_loss: true to accept that.",
            kind="results-would-be-lost",
        )
