"""The Redis channels of live updates: their names are made here and nowhere else, never by a client.

Whoever changed something publishes after its commit, best effort: the numbers of db/live.py show what was lost. A
message repeats the workspace of its channel; one where the two differ is never delivered.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import orjson

from db.live import LiveEvent
from db.redis import BrokerError, Client, Message, deadline

logger = logging.getLogger(__name__)

PREFIX: Final = "healther:live:"
EVERY_WORKSPACE: Final = PREFIX + "*"
RIGHTS_CHANNEL: Final = "healther:membership"
PUBLISH_DEADLINE_S: Final = 0.3

Frame = dict[str, Any]


class MisdirectedError(Exception):
    """A message on the channel of another workspace, or one that cannot be read."""


async def publish_live_events(redis: Client, events: Iterable[LiveEvent]) -> None:
    """Tell open pages what changed. Raises nothing when Redis is away."""
    frames: defaultdict[UUID, list[Frame]] = defaultdict(list)
    for event in events:
        frames[event.workspace_id].append(event.frame)
    await publish_frames(redis, frames)


async def publish_frames(redis: Client, frames: dict[UUID, list[Frame]]) -> None:
    """Send each workspace its frames, in one round trip. Raises nothing when Redis is away."""
    if not frames:
        return
    try:
        async with deadline(PUBLISH_DEADLINE_S), redis.pipeline(transaction=False) as pipe:
            for workspace_id, of_workspace in frames.items():
                message = {"workspace_id": str(workspace_id), "frames": of_workspace}
                pipe.publish(f"{PREFIX}{workspace_id}", orjson.dumps(message))
            await pipe.execute()
    except BrokerError as error:
        logger.debug("live frames not published", extra={"error": repr(error)})


async def publish_rights_changed(redis: Client) -> None:
    """Have every API process look at once whether open pages may stay open. Raises nothing when Redis is away."""
    try:
        async with deadline(PUBLISH_DEADLINE_S):
            await redis.publish(RIGHTS_CHANNEL, b"")
    except BrokerError as error:
        logger.info("changed rights not published", extra={"error": repr(error)})


def read_frames(message: Message) -> tuple[UUID, list[Frame]]:
    """Return the workspace of a message and its frames; raise MisdirectedError."""
    try:
        workspace_id = UUID(message.channel.removeprefix(PREFIX))
        content = orjson.loads(message.payload)
        frames = content["frames"]
        named = {content["workspace_id"], *(_workspace_of(frame) for frame in frames)}
    except (ValueError, KeyError, TypeError) as error:
        raise MisdirectedError(f"cannot be read: {error!r}") from error
    if named != {str(workspace_id)}:
        raise MisdirectedError("names another workspace than its channel")
    return workspace_id, frames


def _workspace_of(frame: Frame) -> str:
    """Return whom a frame is for; raise a KeyError or ValueError for one that is none."""
    int(frame["monitor_id"])
    if frame["type"] != "check":
        int(frame["seq"])
    return str(frame["workspace_id"])
