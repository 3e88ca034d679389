"""Outages of an account, and the figures made of them: number, longest, MTTR, MTBF. Pure.

An outage is downtime that counts under the policy; stretches of it are one outage until good time comes between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from core.accounting import Account, is_good
from core.spans import Span


class Outage(NamedTuple):
    """`seconds`: of it that count, which may be fewer than lie between its ends."""

    start: datetime
    end: datetime
    seconds: int


@dataclass(frozen=True, slots=True)
class OutageFigures:
    """Figures of a period. None where they do not exist: no outage, or fewer than two starts."""

    count: int
    longest_s: int | None
    mttr_s: float | None  # mean length
    mtbf_s: float | None  # mean time from the start of one to the start of the next


def outages_of(account: Account) -> list[Outage]:
    """Return the outages of a period, oldest first, cut at its ends."""
    found: list[Outage] = []
    was_good = True
    for entry in account.entries:
        good = is_good(entry, account.policy)
        if good is None:
            continue
        if not good and not was_good:
            found[-1] = Outage(found[-1].start, entry.end, found[-1].seconds + entry.seconds)
        elif not good:
            found.append(Outage(entry.start, entry.end, entry.seconds))
        was_good = good
    return found


def figures_of(outages: Sequence[Outage]) -> OutageFigures:
    """Return the figures of outages that are in order."""
    if not outages:
        return OutageFigures(0, None, None, None)
    between_s = Span(outages[0].start, outages[-1].start).seconds
    return OutageFigures(
        count=len(outages),
        longest_s=max(one.seconds for one in outages),
        mttr_s=sum(one.seconds for one in outages) / len(outages),
        mtbf_s=between_s / (len(outages) - 1) if len(outages) > 1 else None,
    )
