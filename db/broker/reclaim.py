"""Which entries of silent consumers a worker takes over, and which it buries. The choice itself is pure."""

from collections.abc import Collection
from dataclasses import dataclass, field

from db.broker import streams
from db.broker.limits import Limits
from db.broker.streams import Entry, Pending, Queue
from db.redis import Client

# Delivered this often without an end, an entry may be what kills its workers: it is then taken one at a time, so that
# it does not drag the innocent entries of the same batch into the dead letters.
SUSPECT_DELIVERIES = 2


@dataclass(slots=True)
class Choice:
    """What to do with the idle entries: `poison` was delivered too often, `orphans` are to be run."""

    poison: list[Pending] = field(default_factory=list)
    orphans: list[Pending] = field(default_factory=list)
    has_suspect: bool = False


async def choose_idle(
    client: Client, queue: Queue, limits: Limits, *, held: dict[str, Entry], refused: set[str], room: int
) -> Choice:
    """Look through the idle entries until `room` of them were found to run, leaving out `held` and `refused` ones."""
    choice = Choice(has_suspect=any(entry.deliveries > SUSPECT_DELIVERIES for entry in held.values()))
    left_out = held.keys() | refused
    after = "-"
    while len(choice.orphans) < room:
        page = await streams.idle_entries(client, queue, idle_ms=limits.idle_ms, after=after)
        for entry in page:
            consider(entry, choice, left_out=left_out, max_deliveries=limits.max_deliveries)
        if streams.is_last_page(page):
            break
        after = f"({page[-1].id}"
    del choice.orphans[room:]
    return choice


def consider(entry: Pending, choice: Choice, *, left_out: Collection[str], max_deliveries: int) -> None:
    """Add the entry to the choice, or leave it for later or for others."""
    if entry.id in left_out:
        return
    if entry.deliveries >= max_deliveries:
        choice.poison.append(entry)
    elif entry.deliveries < SUSPECT_DELIVERIES:
        choice.orphans.append(entry)
    elif not choice.has_suspect:
        choice.has_suspect = True
        choice.orphans.append(entry)
