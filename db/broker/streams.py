"""The Redis commands behind the broker, one function each, on one stream and its consumer group.

An entry lives like this: XADD, XREADGROUP (now *pending* for one consumer), XACK, XDEL. A pending entry whose consumer
stopped renewing it becomes *idle* and any other consumer may claim it. Nothing here retries, that is the caller's part.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from redis.exceptions import ResponseError

from db.redis import Client

GROUP = "healther"
DATA = b"data"
DEAD_SUFFIX = ":dead"
DEAD_KEPT = 1000
_PENDING_PAGE = 100


@dataclass(frozen=True, slots=True)
class Queue:
    """A stream as one consumer of its group sees it."""

    stream: str
    consumer: str
    group: str = GROUP


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry handed to this consumer. `data` is None when the entry carries no payload field."""

    id: str
    data: bytes | None
    deliveries: int

    @property
    def added_at(self) -> datetime:
        """When the server took the entry in, by the server's clock."""
        return datetime.fromtimestamp(id_ms(self.id) / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Pending:
    """An entry that was delivered and not acknowledged; `deliveries` counts the ones so far."""

    id: str
    deliveries: int


def id_ms(entry_id: str) -> int:
    """Return the milliseconds since the epoch that an entry id starts with."""
    return int(entry_id.partition("-")[0])


def id_after(entry_id: str) -> str:
    """Return the smallest id above `entry_id`."""
    ms, _, sequence = entry_id.partition("-")
    return f"{ms}-{int(sequence or 0) + 1}"


def is_group_lost(error: ResponseError) -> bool:
    """Tell whether the stream or its group is gone: FLUSHALL and DEL say UNBLOCKED to a reader that waits."""
    return str(error).startswith(("NOGROUP", "UNBLOCKED"))


async def create_group(client: Client, queue: Queue) -> None:
    """Create stream and group if absent, from the first entry on, so that nothing queued earlier is skipped."""
    try:
        await client.xgroup_create(queue.stream, queue.group, id="0-0", mkstream=True)
    except ResponseError as error:
        if not str(error).startswith("BUSYGROUP"):
            raise


async def read_new(client: Client, queue: Queue, *, count: int, block_ms: int) -> list[Entry]:
    """Take up to `count` entries nobody has had yet, waiting up to `block_ms` for the first."""
    # The driver types its replies for both protocols and any decoding; ours are lists of bytes.
    reply: Any = await client.xreadgroup(
        queue.group, queue.consumer, {queue.stream: ">"}, count=count, block=max(block_ms, 1)
    )
    return [_entry(raw, deliveries=1) for _, raws in reply or () for raw in raws]


async def idle_entries(client: Client, queue: Queue, *, idle_ms: int, after: str = "-") -> list[Pending]:
    """Return one page of pending entries, of any consumer, that nobody renewed for `idle_ms`."""
    rows: Any = await client.xpending_range(queue.stream, queue.group, after, "+", _PENDING_PAGE, idle=idle_ms)
    return [Pending(row["message_id"].decode(), row["times_delivered"]) for row in rows]


def is_last_page(page: list[Pending]) -> bool:
    """Tell whether `idle_entries` has no more after `page`."""
    return len(page) < _PENDING_PAGE


async def claim(client: Client, queue: Queue, entries: list[Pending], *, idle_ms: int) -> list[Entry]:
    """Take over `entries`; those that another consumer was faster with, or that are gone, are left out."""
    if not entries:
        return []
    deliveries = {entry.id: entry.deliveries + 1 for entry in entries}
    raws: Any = await client.xclaim(queue.stream, queue.group, queue.consumer, idle_ms, list(deliveries))
    return [_entry(raw, deliveries[raw[0].decode()]) for raw in raws if raw[1]]


async def own_pending(client: Client, queue: Queue, *, count: int) -> list[str]:
    """Return the ids of up to `count` entries that are pending for this consumer."""
    rows: Any = await client.xpending_range(queue.stream, queue.group, "-", "+", count, consumername=queue.consumer)
    return [row["message_id"].decode() for row in rows]


async def renew(client: Client, queue: Queue, held: set[str]) -> None:
    """Restart the idle clock of the `held` entries that are still ours.

    What another consumer took over while this process slept stays with it.
    """
    mine = held.intersection(await own_pending(client, queue, count=2 * len(held) + _PENDING_PAGE))
    if mine:
        await client.xclaim(queue.stream, queue.group, queue.consumer, 0, list(mine), justid=True)


async def hand_back(client: Client, queue: Queue, ids: list[str], *, idle_ms: int, forget: bool) -> None:
    """Make own pending entries `idle_ms` old, so that others may claim them sooner. `forget` their deliveries."""
    mine = set(ids).intersection(await own_pending(client, queue, count=2 * len(ids) + _PENDING_PAGE))
    if mine:
        retries = 0 if forget else None
        await client.xclaim(
            queue.stream, queue.group, queue.consumer, 0, list(mine), idle=idle_ms, retrycount=retries, justid=True
        )


async def acknowledge(client: Client, queue: Queue, entry_id: str) -> None:
    """Acknowledge the entry, then delete it.

    Never in MULTI: a server that is out of memory refuses the transaction, and then the queue can never drain.
    """
    async with client.pipeline(transaction=False) as pipe:
        pipe.xack(queue.stream, queue.group, entry_id)
        pipe.xdel(queue.stream, entry_id)
        await pipe.execute()


async def bury(client: Client, queue: Queue, entry: Entry, reason: str) -> None:
    """Move the entry to the dead-letter stream, the only one with a bound on its length."""
    fields: dict[Any, Any] = {
        DATA: entry.data or b"",
        "reason": reason,
        "id": entry.id,
        "first_seen_at": entry.added_at.isoformat(),
        "deliveries": entry.deliveries,
    }
    await client.xadd(queue.stream + DEAD_SUFFIX, fields, maxlen=DEAD_KEPT, approximate=False)
    await acknowledge(client, queue, entry.id)


async def age_s(client: Client, stream: str, group: str = GROUP) -> float:
    """Return the age of the oldest entry that was delivered to nobody yet, 0.0 if there is none."""
    seen = await _last_delivered(client, stream, group)
    async with client.pipeline(transaction=False) as pipe:
        pipe.time()
        pipe.xrange(stream, min=f"({seen}" if seen else "-", count=1)
        (seconds, microseconds), oldest = await pipe.execute()
    if not oldest:
        return 0.0
    added_s = id_ms(oldest[0][0].decode()) / 1000
    return max(0.0, float(seconds) + float(microseconds) / 1e6 - added_s)


async def depth(client: Client, stream: str, group: str = GROUP) -> int:
    """Return how many entries wait for their first delivery."""
    length = int(await client.xlen(stream))
    for row in await _groups(client, stream):
        if row["name"].decode() == group:
            return max(0, length - int(row["pending"]))
    return length


async def _last_delivered(client: Client, stream: str, group: str) -> str | None:
    for row in await _groups(client, stream):
        if row["name"].decode() == group:
            return str(row["last-delivered-id"].decode())
    return None


async def _groups(client: Client, stream: str) -> list[dict[str, Any]]:
    """Return the groups of the stream, none if there is no such stream."""
    try:
        return list(await client.xinfo_groups(stream))
    except ResponseError as error:
        if "no such key" in str(error):
            return []
        raise


def _entry(raw: tuple[bytes, dict[bytes, bytes]], deliveries: int) -> Entry:
    entry_id, fields = raw
    return Entry(entry_id.decode(), fields.get(DATA), deliveries)
