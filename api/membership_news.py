"""Tells every API process that somebody's rights in a workspace changed, and open sockets are judged anew.

A removal closes those of that person; another role has them fetch anew (`resync`).
"""

import logging
from typing import Final
from uuid import UUID

from orjson import dumps

from api.services import Services
from db.redis import BrokerError, publish

logger = logging.getLogger(__name__)

CHANNEL: Final = "healther:membership"
DEADLINE_S: Final = 0.3


async def tell_membership(services: Services, workspace_id: UUID, *user_ids: UUID) -> None:
    """Publish {workspace_id, user_id} for each person. Best effort: whoever holds a socket also asks by itself."""
    try:
        for user_id in user_ids:
            news = dumps({"workspace_id": str(workspace_id), "user_id": str(user_id)})
            await publish(services.redis, CHANNEL, news, timeout_s=DEADLINE_S)
    except BrokerError as error:
        logger.info("a changed membership was not told", extra={"error": repr(error)})
