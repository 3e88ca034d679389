"""What the dispatcher does for one monitor when it wakes: a pure plan.

`plan` looks at the schedule row, at what is stored, and at the clock, and says what to send, which slots nobody ran,
which carry points are due, and when to look again. All times are integer milliseconds since the epoch.
"""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from core.coverage import HOUR_MS, Piece, pieces
from core.grid import first_slot, slot_after

LOOKAHEAD_MS: Final = 500  # slots are sent this much early; the worker waits for the exact time
SWEEP_GRACE_MS: Final = 3_000  # a verdict may be on its way into the store when its slot ends
RESEND_GRACE_MS: Final = 2_000  # the same when all tries of a slot are over
LATE_MS: Final = 30_000  # a slot found later than this is not run: the monitor is checked at once instead
FORGET_MS: Final = HOUR_MS  # missed slots older than this stay a gap: Healther was off, and says nothing
BACK_OFF_MS: Final = 1_000
SHORTEST_MS: Final = 1_000  # a verdict stands at least this long, however soon the monitor is changed


class Slot(NamedTuple):
    """A slot and the time up to which its point stands."""

    slot_ms: int
    ends_ms: int


@dataclass(frozen=True, slots=True)
class Schedule:
    """The plan's memory: the row of `schedule` without its keys."""

    period_s: int
    phase_ms: int
    budget_ms: int  # all tries of a slot
    timeout_ms: int  # one try
    next_ms: int  # the next slot to send
    sent: Slot | None = None  # the slot sent last
    sends: int = 0  # how often it was sent
    unswept: Slot | None = None  # an older one that had no result when its successor was due


class Stored(NamedTuple):
    """What `monitor_state` knows."""

    last_slot_ms: int | None  # latest slot with a verdict
    covered_until_ms: int | None


NOTHING_STORED: Final = Stored(None, None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, the row to write, and when to wake."""

    schedule: Schedule
    wake_ms: int
    send: Slot | None = None
    missed: tuple[Slot, ...] = ()  # store as unknown, reason `not_run`, unless a verdict is there; at most an hour each
    carry: tuple[Piece, ...] = ()


class _Move(NamedTuple):
    """One decision of the plan, before carry points and the wake time are added."""

    schedule: Schedule
    send: Slot | None = None
    missed: tuple[Slot, ...] = ()


def plan(schedule: Schedule, stored: Stored, now_ms: int, queue_age_ms: int = 0) -> Plan:
    """Decide what is due for one monitor at `now_ms`."""
    carry = _carry(schedule, stored, now_ms)
    if carry:
        stored = stored._replace(covered_until_ms=carry[-1].end_ms)
    schedule, swept = _sweep(schedule, now_ms)
    move = _move(schedule, stored, now_ms, queue_age_ms)
    missed = tuple(hour for slot in swept + move.missed for hour in _hours(slot))
    return Plan(move.schedule, _wake_ms(move.schedule, stored, now_ms), move.send, missed, carry)


def expires_ms(slot: Slot) -> int:
    """Return when the check of a slot is no longer worth running: at its end, or when it was given up as lost."""
    return min(slot.ends_ms, slot.slot_ms + HOUR_MS)


def restart(schedule: Schedule, stored: Stored, cut_ms: int) -> Plan:
    """Return the plan of a monitor that is new, resumed or changed: it is due at once.

    `cut_ms` comes from `cut_at`, which ends every earlier slot. The first slot is left to the grid when there is no
    room for a try before it.
    """
    slot = _soon(schedule, cut_ms)
    ends = slot_after(slot, schedule.period_s, schedule.phase_ms)
    next_ms = slot if slot + schedule.timeout_ms + SHORTEST_MS <= ends else ends
    fresh = replace(schedule, next_ms=next_ms, sent=None, sends=0, unswept=None)
    return Plan(fresh, _wake_ms(fresh, stored, cut_ms), missed=stop(schedule, stored, cut_ms))


def stop(schedule: Schedule, stored: Stored, cut_ms: int) -> tuple[Slot, ...]:
    """Return the slots without a verdict, up to the cut, of a monitor that is paused, deleted or changed."""
    open_slots = [schedule.unswept] if schedule.unswept is not None else []
    if schedule.sent is not None and _is_pending(schedule.sent, stored):
        open_slots.append(schedule.sent)
    begun = [slot for slot in open_slots if slot.slot_ms + SHORTEST_MS < cut_ms]
    return tuple(hour for slot in begun for hour in _hours(slot._replace(ends_ms=min(slot.ends_ms, cut_ms))))


def cut_at(schedule: Schedule, stored: Stored, now_ms: int) -> int:
    """Return the time at which earlier slots end when the monitor is changed now: a second after the latest began.

    That may be a moment ahead, for slots are sent a little early. Shorter than a second no point stands.
    """
    begun_ms = [schedule.sent.slot_ms] if schedule.sent is not None else []
    if stored.last_slot_ms is not None:
        begun_ms.append(stored.last_slot_ms)
    return max([now_ms, *(slot_ms + SHORTEST_MS for slot_ms in begun_ms)])


def _sweep(schedule: Schedule, now_ms: int) -> tuple[Schedule, tuple[Slot, ...]]:
    if schedule.unswept is None or now_ms < schedule.unswept.ends_ms + SWEEP_GRACE_MS:
        return schedule, ()
    return replace(schedule, unswept=None), (schedule.unswept,)


def _move(schedule: Schedule, stored: Stored, now_ms: int, queue_age_ms: int) -> _Move:
    if schedule.next_ms - LOOKAHEAD_MS <= now_ms:
        return _advance(schedule, stored, now_ms, queue_age_ms)
    sent = schedule.sent
    if sent is None or not _is_pending(sent, stored):
        return _Move(schedule)
    if _is_lost(sent, now_ms):
        return _start_over(replace(schedule, sent=None, sends=0), sent, now_ms)
    resend_ms = _resend_ms(schedule)
    if resend_ms is not None and resend_ms <= now_ms <= sent.ends_ms - schedule.timeout_ms:
        if queue_age_ms > RESEND_GRACE_MS:  # it is not lost, it waits its turn: more of the same would make it worse
            return _Move(replace(schedule, sends=2))
        return _Move(replace(schedule, sends=2), sent)
    return _Move(schedule)


def _advance(schedule: Schedule, stored: Stored, now_ms: int, queue_age_ms: int) -> _Move:
    """Send the slot that is due; slots that were overtaken were missed."""
    overtaken, due = _due(schedule, now_ms)
    if queue_age_ms > schedule.period_s * 500 and now_ms + BACK_OFF_MS < due.ends_ms:
        return _Move(replace(schedule, next_ms=due.slot_ms), None, overtaken)
    schedule, missed = _retire(schedule, stored, now_ms)
    if now_ms - due.slot_ms > LATE_MS and due.ends_ms - now_ms > max(LATE_MS, schedule.timeout_ms):
        move = _start_over(schedule, due, now_ms)
        return move._replace(missed=missed + overtaken + move.missed)
    # a slot without room for a single try is not sent, it ends as missed; one that is sent late is not sent again
    fits = now_ms + schedule.timeout_ms <= due.ends_ms
    may_resend = fits and now_ms - due.slot_ms <= RESEND_GRACE_MS
    schedule = replace(schedule, next_ms=due.ends_ms, sent=due, sends=1 if may_resend else 2)
    return _Move(schedule, due if fits else None, missed + overtaken)


def _retire(schedule: Schedule, stored: Stored, now_ms: int) -> tuple[Schedule, tuple[Slot, ...]]:
    """Make room for a new slot in flight: the one before it waits to be swept, or is swept now."""
    missed = (schedule.unswept,) if schedule.unswept is not None else ()
    # a later slot may be stored: then this one is swept too, in case it was sent by a plan that was never committed
    is_known = schedule.sent is None or schedule.sent.slot_ms == stored.last_slot_ms
    schedule, swept = _sweep(replace(schedule, sent=None, sends=0, unswept=None if is_known else schedule.sent), now_ms)
    return schedule, missed + swept


def _due(schedule: Schedule, now_ms: int) -> tuple[tuple[Slot, ...], Slot]:
    """Return the slots that were overtaken while nobody looked, and the one to send now."""
    period_s, phase = schedule.period_s, schedule.phase_ms
    slot = schedule.next_ms
    overtaken: list[Slot] = []
    while (ends := slot_after(slot, period_s, phase)) - LOOKAHEAD_MS <= now_ms:
        if ends > now_ms - FORGET_MS:
            overtaken.append(Slot(slot, ends))
            slot = ends
        else:  # jump over what is forgotten
            slot = max(ends, slot_after(now_ms - FORGET_MS - period_s * 1000, period_s, phase))
    return tuple(overtaken), Slot(slot, ends)


def _start_over(schedule: Schedule, slot: Slot, now_ms: int) -> _Move:
    """Give up what has passed of a slot and plan another in the rest of it.

    The new one is sent by the next plan: when this one fails to be stored, nothing was sent that overlaps.
    """
    next_ms = _soon(schedule, now_ms)
    return _Move(replace(schedule, next_ms=next_ms), None, (Slot(slot.slot_ms, next_ms),))


def _soon(schedule: Schedule, now_ms: int) -> int:
    """Return the first slot that can still be sent early, whole seconds before one of the grid."""
    return first_slot(now_ms + LOOKAHEAD_MS + 1, schedule.phase_ms)


def _is_pending(slot: Slot, stored: Stored) -> bool:
    return stored.last_slot_ms is None or stored.last_slot_ms < slot.slot_ms


def _is_lost(sent: Slot, now_ms: int) -> bool:
    """Tell whether a slot of a long period was sent in vain, with enough of it left to check again."""
    return now_ms >= sent.slot_ms + HOUR_MS + SWEEP_GRACE_MS and sent.ends_ms - now_ms > HOUR_MS


def _resend_ms(schedule: Schedule) -> int | None:
    """Return when the slot in flight would be sent again; None when there is no time for it."""
    if schedule.sent is None or schedule.sends != 1:
        return None
    at_ms = schedule.sent.slot_ms + schedule.budget_ms + RESEND_GRACE_MS
    return at_ms if at_ms + schedule.timeout_ms <= schedule.sent.ends_ms else None


def _hours(slot: Slot) -> list[Slot]:
    """Cut a slot into stretches that a single point can stand for."""
    starts = range(slot.slot_ms, slot.ends_ms, HOUR_MS)
    return [Slot(start, min(start + HOUR_MS, slot.ends_ms)) for start in starts]


def _carry(schedule: Schedule, stored: Stored, now_ms: int) -> tuple[Piece, ...]:
    """Return the carry points that are due for a monitor whose period is longer than a point may stand."""
    sent, covered_ms = schedule.sent, stored.covered_until_ms
    if sent is None or covered_ms is None or _is_pending(sent, stored):
        return ()
    if covered_ms > now_ms or covered_ms >= sent.ends_ms:
        return ()
    return tuple(pieces(covered_ms, sent.ends_ms, now_ms + 1))


def _wake_ms(schedule: Schedule, stored: Stored, now_ms: int) -> int:
    """Return the next time something can be due, always later than now."""
    due_ms = schedule.next_ms - LOOKAHEAD_MS
    times = [due_ms if due_ms > now_ms else now_ms + BACK_OFF_MS]  # due already: held back
    if schedule.unswept is not None:
        times.append(schedule.unswept.ends_ms + SWEEP_GRACE_MS)
    if schedule.sent is not None:
        times.extend(ms for ms in _in_flight_ms(schedule, schedule.sent, stored) if ms > now_ms)
    return min(times)


def _in_flight_ms(schedule: Schedule, sent: Slot, stored: Stored) -> list[int]:
    """Return when the slot in flight may have to be sent again, or its verdict carried on."""
    if _is_pending(sent, stored):
        resend_ms = _resend_ms(schedule)
        return [sent.slot_ms + HOUR_MS + SWEEP_GRACE_MS] + ([resend_ms] if resend_ms is not None else [])
    covered_ms = stored.covered_until_ms
    return [covered_ms] if covered_ms is not None and covered_ms < sent.ends_ms else []
