"""What the dispatcher does for one monitor when it wakes: a pure plan.

`plan` looks at the schedule row, at what is stored, and at the clock, and says what to send, which slots nobody ran,
which carry points are due, and when to look again. All times are integer milliseconds since the epoch.
"""

from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from core.coverage import HOUR_MS, Piece, piece, pieces
from core.grid import first_slot, slot_after

LOOKAHEAD_MS: Final = 500  # slots are sent this much early; the worker waits for the exact time
SWEEP_GRACE_MS: Final = 3_000  # a verdict may be on its way into the store when its slot ends
LATE_MS: Final = 30_000  # a slot found later than this is not run: the monitor is checked at once instead
FORGET_MS: Final = HOUR_MS  # missed slots older than this stay a gap: Healther was off, and says nothing
BACK_OFF_MS: Final = 1_000


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


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, the row to write, and when to wake."""

    schedule: Schedule
    wake_ms: int
    send: Slot | None = None
    missed: tuple[Slot, ...] = ()  # store as unknown, reason `not_run`, unless a verdict is there
    carry: tuple[Piece, ...] = ()


def plan(schedule: Schedule, stored: Stored, now_ms: int, queue_age_ms: int = 0) -> Plan:
    """Decide what is due for one monitor at `now_ms`."""
    schedule, missed = _sweep(schedule, now_ms)
    if schedule.next_ms - LOOKAHEAD_MS <= now_ms:
        return _advance(schedule, stored, missed, now_ms, queue_age_ms)
    pending = _is_pending(schedule.sent, stored)
    if pending and _may_resend(schedule, now_ms):
        schedule = replace(schedule, sends=2)
        return Plan(schedule, _wake(schedule, stored, now_ms), schedule.sent, missed)
    carry = () if pending else _carry(schedule, stored, now_ms)
    covered_ms = carry[-1].end_ms if carry else stored.covered_until_ms
    return Plan(schedule, _wake(schedule, Stored(stored.last_slot_ms, covered_ms), now_ms), None, missed, carry)


def restart(schedule: Schedule, now_ms: int) -> Schedule:
    """Return the schedule of a monitor that is new, resumed or changed: it is due at once."""
    return replace(schedule, next_ms=first_slot(now_ms, schedule.phase_ms), sent=None, sends=0, unswept=None)


def wake_of(schedule: Schedule) -> int:
    """Return when a schedule without anything in flight must be looked at."""
    return schedule.next_ms - LOOKAHEAD_MS


def _sweep(schedule: Schedule, now_ms: int) -> tuple[Schedule, tuple[Slot, ...]]:
    if schedule.unswept is None or now_ms < schedule.unswept.ends_ms + SWEEP_GRACE_MS:
        return schedule, ()
    return replace(schedule, unswept=None), (schedule.unswept,)


def _advance(schedule: Schedule, stored: Stored, missed: tuple[Slot, ...], now_ms: int, queue_age_ms: int) -> Plan:
    """Send the slot that is due; slots that were overtaken were missed."""
    overtaken, due = _due(schedule, now_ms)
    missed += overtaken
    if queue_age_ms > schedule.period_s * 500 and now_ms + BACK_OFF_MS < due.ends_ms:
        schedule = replace(schedule, next_ms=due.slot_ms)
        return Plan(schedule, now_ms + BACK_OFF_MS, None, missed)
    if schedule.unswept is not None:
        missed += (schedule.unswept,)
    unswept = schedule.sent if _is_pending(schedule.sent, stored) else None
    fits = now_ms + schedule.budget_ms <= due.ends_ms
    schedule = replace(
        schedule, next_ms=due.ends_ms, sent=due, sends=1 if fits else 2, unswept=unswept
    )  # a slot without room for its tries is not sent; it ends as missed
    return Plan(schedule, _wake(schedule, stored, now_ms), due if fits else None, missed)


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
    if now_ms - slot > LATE_MS < ends - now_ms:
        at_once = first_slot(now_ms, phase)
        overtaken.append(Slot(slot, at_once))
        slot = at_once
    return tuple(overtaken), Slot(slot, ends)


def _is_pending(slot: Slot | None, stored: Stored) -> bool:
    return slot is not None and (stored.last_slot_ms is None or stored.last_slot_ms < slot.slot_ms)


def _resend_ms(schedule: Schedule) -> int | None:
    """Return when the slot in flight would be sent again; None when there is no time for it."""
    if schedule.sent is None or schedule.sends != 1:
        return None
    at_ms = schedule.sent.slot_ms + schedule.budget_ms + 2_000
    return at_ms if at_ms + schedule.timeout_ms <= schedule.sent.ends_ms else None


def _may_resend(schedule: Schedule, now_ms: int) -> bool:
    at_ms = _resend_ms(schedule)
    return (
        at_ms is not None
        and schedule.sent is not None
        and at_ms <= now_ms <= schedule.sent.ends_ms - schedule.timeout_ms
    )


def _carry(schedule: Schedule, stored: Stored, now_ms: int) -> tuple[Piece, ...]:
    """Return the carry points that are due for a monitor whose period is longer than a point may stand."""
    if schedule.sent is None or stored.covered_until_ms is None or stored.covered_until_ms >= schedule.sent.ends_ms:
        return ()
    if stored.covered_until_ms > now_ms:
        return ()
    return tuple(pieces(stored.covered_until_ms, schedule.sent.ends_ms, now_ms))


def _wake(schedule: Schedule, stored: Stored, now_ms: int) -> int:
    times = [schedule.next_ms - LOOKAHEAD_MS]
    resend_ms = _resend_ms(schedule)
    if resend_ms is not None and resend_ms > now_ms:
        times.append(resend_ms)
    if schedule.unswept is not None:
        times.append(schedule.unswept.ends_ms + SWEEP_GRACE_MS)
    if schedule.sent is not None and schedule.period_s * 1000 > HOUR_MS:
        times.append(_next_carry_ms(schedule.sent, stored))
    return min(times)


def _next_carry_ms(sent: Slot, stored: Stored) -> int:
    """Return when the covered time of the slot in flight runs out (its first piece, while its verdict is not known)."""
    if _is_pending(sent, stored) or stored.covered_until_ms is None:
        return piece(*sent).end_ms
    return stored.covered_until_ms
