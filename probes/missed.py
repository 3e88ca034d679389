"""Slots that nobody ran: stored as unknown, unless a verdict is there."""

from collections.abc import Iterable, Iterator

from core.grid import from_ms
from core.ledger import Verdict
from core.observation import unmeasured
from core.reasons import Reason
from core.schedule import Slot


def missed_verdicts(monitor_id: int, region: int, missed: Iterable[Slot]) -> Iterator[Verdict]:
    """Yield the verdict of each missed slot."""
    for slot in missed:
        yield Verdict(monitor_id, region, from_ms(slot.slot_ms), from_ms(slot.ends_ms), unmeasured(Reason.NOT_RUN))
