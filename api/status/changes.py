"""Listens to what probes publish, so that public pages follow a change at once instead of after their few seconds."""

import contextlib
import logging
from typing import Final

import orjson

from api.status.pages import Pages
from db.redis import Client, subscribe

logger = logging.getLogger(__name__)

CHANNEL: Final = "healther:events"


async def listen(redis: Client, pages: Pages) -> None:
    """Mark pages until cancelled; a Redis that goes away only makes pages follow later."""
    async with contextlib.aclosing(subscribe(redis, CHANNEL)) as messages:
        async for message in messages:
            if message is None:  # a new subscription: what was published before it was not seen
                pages.mark_all()
                continue
            monitor_id = _monitor_of(message.payload)
            if monitor_id is not None:
                pages.mark_monitor(monitor_id)


def _monitor_of(payload: bytes) -> int | None:
    try:
        monitor_id = orjson.loads(payload)["monitor_id"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        logger.warning("an event cannot be read")
        return None
    return monitor_id if isinstance(monitor_id, int) else None
