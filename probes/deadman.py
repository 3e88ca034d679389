"""Calls another service every minute while Healther is well: its silence tells what Healther itself no longer can.

A dead man's switch: a heartbeat monitor of another Healther, or any service that expects to be called. Well means that
the database answers, checks and alerts are handed out in time, and a worker with a network is there.
"""

import asyncio
import logging
from typing import Final

import httpx

from db.delays import Delays, select_delays
from db.errors import DatabaseError
from db.pool import acquire
from probes.store import Store

EVERY_S: Final = 60.0
LOOK_AGAIN_S: Final = 5.0
DEADLINE_S: Final = 20.0
LONGEST_OVERDUE_S: Final = 60.0
LONGEST_ALERT_S: Final = 120.0

logger = logging.getLogger(__name__)


async def call_while_well(url: str, store: Store) -> None:
    """Call `url` until cancelled; what keeps it from being called is logged when it changes."""
    told: str | None = None
    async with httpx.AsyncClient(follow_redirects=True, timeout=DEADLINE_S) as client:
        while True:
            trouble = await _trouble(store) or await _call(client, url)
            if trouble and trouble != told:
                logger.warning("dead man's switch not called", extra={"because": trouble})
            told = trouble
            await asyncio.sleep(LOOK_AGAIN_S if trouble else EVERY_S)


def what_is_wrong(delays: Delays) -> str | None:
    """Return why people might not hear of an outage now; None when all is well."""
    if not delays.workers:
        return "no worker with a network"
    if delays.checks_s > LONGEST_OVERDUE_S:
        return "checks are not handed out"
    if delays.alerts_s > LONGEST_ALERT_S:
        return "alerts are not sent"
    return None


async def _trouble(store: Store) -> str | None:
    try:
        async with asyncio.timeout(DEADLINE_S), acquire(store.pool) as conn:
            return what_is_wrong(await select_delays(conn))
    except (DatabaseError, TimeoutError):
        return "the database does not answer"


async def _call(client: httpx.AsyncClient, url: str) -> str | None:
    """Call once. The address is a secret: it is in no message."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            response = await client.get(url)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return f"the other service was not reached ({type(error).__name__})"
    return None if response.is_success else f"the other service answered {response.status_code}"
