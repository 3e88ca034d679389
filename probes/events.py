"""What changed, told to whoever listens on Redis right after the commit. Best effort: the tables hold the truth."""

import logging
from collections.abc import Iterable

import orjson

from core.machine import EventKind
from db.ingest import Change
from db.redis import BrokerError, Client, publish
from probes.channels import EVENTS_CHANNEL, SENDER_CHANNEL

logger = logging.getLogger(__name__)


async def publish_changes(redis: Client, changes: Iterable[Change]) -> None:
    """Publish changes of state, and wake the senders when there is news to send."""
    has_news = False
    try:
        for change in changes:
            await publish(redis, EVENTS_CHANNEL, _payload(change), timeout_s=0.5)
            has_news = has_news or change.event.kind is not EventKind.CHANGED
        if has_news:
            await publish(redis, SENDER_CHANNEL, b"", timeout_s=0.5)
    except BrokerError as error:
        logger.debug("changes not published", extra={"error": repr(error)})


def _payload(change: Change) -> bytes:
    event = change.event
    return orjson.dumps(
        {
            "monitor_id": change.monitor_id,
            "kind": event.kind.value,
            "old": None if event.old is None else event.old.word,
            "new": event.new.word,
            "at": event.at,
        }
    )
