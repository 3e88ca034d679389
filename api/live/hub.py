"""The fan-out of one API process: what Redis brings goes to the sockets that may have it.

One subscription serves all sockets. PostgreSQL has the last word: every few seconds, and whenever Redis comes back, two
questions for all sockets together tell what each may still follow and whether a change was missed.
"""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from api.live.feed import Feed
from api.live.frames import heartbeat, resync, write
from api.live.listener import Listener
from api.live.throttle import Throttle
from db.errors import DatabaseError
from db.live import select_seqs
from db.live_channels import EVERY_WORKSPACE, PREFIX, RIGHTS_CHANNEL, Frame, MisdirectedError, read_frames
from db.live_tickets import Rights, select_rights
from db.pool import Connection, Pool, acquire
from db.redis import Client, Message, subscribe

BEAT_S: Final = 4.0  # the contract's 5, with time for the questions
REST_S: Final = 0.1  # between two looks, however many ask for one
AGAIN_AFTER_S: Final = 1.0
GRACE_S: Final = 0.25  # a change that is committed needs a moment to arrive over Redis
RIGHTS_HOLD_S: Final = 5.0  # nothing is handed on by rights that are older

CROWD: Final = 100  # sockets of this process
PROVEN_AFTER_S: Final = 45.0  # a ping after 20 s, 20 s for its answer; who gave none is gone by then
SHORTEST_REST_S, LONGEST_REST_S = 0.25, 0.75

SESSION_ENDED: Final = 4401
NO_MEMBER: Final = 4403

logger = logging.getLogger(__name__)


class Hub:
    """Feeds and listeners of a process. `run` must be running."""

    def __init__(self, pool: Pool, redis: Client) -> None:
        self._pool, self._redis = pool, redis
        self._feeds: dict[UUID, Feed] = {}
        self._listeners: set[Listener] = set()
        self._asked = asyncio.Event()
        self._looked_at_s = float("-inf")
        self._beat_due_s = 0.0
        self._checks = Throttle(self._send_check)

    async def run(self) -> None:
        """Listen and look until cancelled; what broke is logged, and both begin anew."""
        while True:
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._listen())
                    tasks.create_task(self._keep_looking())
            except* Exception:  # the broad catch at the top of a task: no socket may go silent for a bug
                logger.exception("live updates broke off")
            await asyncio.sleep(AGAIN_AFTER_S)

    # ---- for sockets

    @property
    def listeners(self) -> frozenset[Listener]:
        """The open sockets."""
        return frozenset(self._listeners)

    def add(self, listener: Listener) -> None:
        """Let a socket in whose rights were looked up just now."""
        if not self._listeners:
            self._looked_at_s = time.monotonic()
        self._listeners.add(listener)

    def remove(self, listener: Listener) -> None:
        """Forget a socket."""
        self._listeners.discard(listener)
        self._leave(listener, set(self._feeds))

    async def follow(self, conn: Connection, listener: Listener) -> dict[UUID, int]:
        """Bring a listener its changes from now on; return the number it starts behind, by workspace."""
        reach = listener.reach
        for workspace_id in reach:
            self._feeds.setdefault(workspace_id, Feed(workspace_id)).listeners[listener] = None
        self._leave(listener, set(self._feeds) - reach)
        await self._start(conn, reach)
        return {one: seq for one in reach if (feed := self._feeds.get(one)) and (seq := feed.seq) is not None}

    def rest_s(self, listener: Listener) -> float:
        """Return how long a socket rests between two sendings.

        Among many, one so young that it need not have answered a ping yet may be one that nobody reads: these are not
        sent to one change at a time. Rests differ, so that they do not all end at once.
        """
        if len(self._listeners) <= CROWD or listener.age_s > PROVEN_AFTER_S:
            return 0.0
        return random.uniform(SHORTEST_REST_S, LONGEST_REST_S)

    def resyncs(self, listener: Listener) -> list[str]:
        """Return the frames that tell a listener to fetch everything anew."""
        feeds = [self._feeds[one] for one in listener.reach if one in self._feeds]
        return [resync(feed.workspace_id, feed.seq) for feed in feeds if feed.seq is not None]

    async def _start(self, conn: Connection, workspace_ids: Iterable[UUID]) -> None:
        unknown = [one for one in workspace_ids if self._feeds[one].seq is None]
        if not unknown:
            return
        for workspace_id, seq in (await select_seqs(conn, unknown)).items():
            feed = self._feeds.get(workspace_id)
            if feed is not None and feed.seq is None:
                self._send_changes(feed, feed.start(seq))

    def _leave(self, listener: Listener, workspace_ids: set[UUID]) -> None:
        for workspace_id in workspace_ids:
            feed = self._feeds[workspace_id]
            feed.listeners.pop(listener, None)
            if not feed.listeners:
                del self._feeds[workspace_id]

    # ---- from Redis

    async def _listen(self) -> None:
        messages = subscribe(self._redis, EVERY_WORKSPACE, RIGHTS_CHANNEL, are_patterns=True)
        async with contextlib.aclosing(messages):
            async for message in messages:
                if message is None or not message.channel.startswith(PREFIX):
                    self._asked.set()  # something may have been missed, or somebody's rights have changed
                else:
                    self._deliver(message)

    def _deliver(self, message: Message) -> None:
        try:
            workspace_id, frames = read_frames(message)
        except MisdirectedError as error:
            logger.error("a live message was dropped", extra={"channel": message.channel, "error": str(error)})
            return
        feed = self._feeds.get(workspace_id)
        if feed is None or time.monotonic() - self._looked_at_s > RIGHTS_HOLD_S:
            return  # what is not handed on now is noticed by the next look
        for frame in frames:
            if frame["type"] == "check":
                self._checks.offer(frame)
            else:
                self._send_changes(feed, feed.take(frame))
        if feed.early:
            self._asked.set()

    def _send_changes(self, feed: Feed, frames: Iterable[Frame]) -> None:
        for frame in frames:
            text = write(frame)
            for listener in feed.listeners:
                if listener.wants(feed.workspace_id, frame["monitor_id"]):
                    listener.outgoing.change(text)

    def _send_check(self, frame: Frame) -> None:
        workspace_id, monitor_id = UUID(frame["workspace_id"]), frame["monitor_id"]
        feed = self._feeds.get(workspace_id)
        if feed is None:
            return
        text = write(frame)
        for listener in feed.listeners:
            if listener.wants(workspace_id, monitor_id):
                listener.outgoing.check(monitor_id, text)

    # ---- from PostgreSQL

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(0.0, self._beat_due_s - time.monotonic())):
                    await self._asked.wait()
            self._asked.clear()
            if self._listeners:
                await self._look_safely()
            self._beat_if_due()
            await asyncio.sleep(REST_S)

    async def _look_safely(self) -> None:
        try:
            async with asyncio.timeout(BEAT_S):
                await self._look()
        except (DatabaseError, TimeoutError) as error:
            logger.warning("live sockets not looked after", extra={"error": repr(error)})

    async def _look(self) -> None:
        """Close what may not stay open, and have those that missed something fetch it."""
        started_s = time.monotonic()
        before = {one: feed.seq for one, feed in self._feeds.items()}
        reaches = {listener: listener.reach for listener in self._listeners}  # what is added meanwhile was looked up
        async with acquire(self._pool) as conn:
            rights = await select_rights(conn, [listener.holder for listener in reaches])
            self._looked_at_s = started_s
            self._judge(rights, reaches)
            await self._widen(conn, rights)
            seqs = await select_seqs(conn, list(before))
        await self._close_gaps(before, seqs)

    def _judge(self, rights: Rights, reaches: dict[Listener, set[UUID]]) -> None:
        for listener, reach in reaches.items():
            if not rights.is_alive(listener.holder):
                self._end(listener, SESSION_ENDED, "the session has ended")
            elif not reach <= rights.workspaces_of(listener.holder):
                self._end(listener, NO_MEMBER, "no member any more")
            else:
                self._tell_roles(listener, rights)

    def _tell_roles(self, listener: Listener, rights: Rights) -> None:
        """Have somebody who was promoted or demoted fetch anew: what they may do is part of the state."""
        for workspace_id in listener.note_roles(rights.roles_of(listener.holder)):
            feed = self._feeds.get(workspace_id)
            if feed is not None and feed.seq is not None:
                listener.outgoing.change(resync(workspace_id, feed.seq))

    def _end(self, listener: Listener, code: int, reason: str) -> None:
        self.remove(listener)
        listener.outgoing.end(code, reason)

    async def _widen(self, conn: Connection, rights: Rights) -> None:
        """Let those who follow all hear of workspaces that are new to them."""
        for listener in list(self._listeners):
            mine = rights.workspaces_of(listener.holder)
            new = mine - listener.all if listener.all is not None else frozenset()
            if new:
                listener.all = mine
                numbers = await self.follow(conn, listener)
                for workspace_id in new & numbers.keys():
                    listener.outgoing.change(resync(workspace_id, numbers[workspace_id]))

    async def _close_gaps(self, before: dict[UUID, int | None], seqs: dict[UUID, int]) -> None:
        if any(self._is_behind(one, seq) for one, seq in seqs.items()):
            await asyncio.sleep(GRACE_S)
        for workspace_id, seq in seqs.items():
            feed = self._feeds.get(workspace_id)
            known = before[workspace_id]
            has_gone_back = known is not None and seq < known  # a database restored from a backup
            if feed is not None and (has_gone_back or self._is_behind(workspace_id, seq)):
                logger.info("live changes were missed", extra={"workspace": str(workspace_id), "seq": seq})
                ready = feed.start(seq)
                for listener in feed.listeners:
                    listener.outgoing.change(resync(workspace_id, seq))
                self._send_changes(feed, ready)

    def _is_behind(self, workspace_id: UUID, seq: int) -> bool:
        feed = self._feeds.get(workspace_id)
        return feed is not None and feed.seq is not None and feed.seq < seq

    def _beat_if_due(self) -> None:
        now_s = time.monotonic()
        if now_s < self._beat_due_s:
            return
        self._beat_due_s = now_s + BEAT_S
        if now_s - self._looked_at_s > RIGHTS_HOLD_S:
            return  # a heartbeat says that nothing is missing, which nobody knows now
        for feed in self._feeds.values():
            if feed.seq is not None:
                text = heartbeat(feed.workspace_id, feed.seq)
                for listener in feed.listeners:
                    listener.outgoing.beat(feed.workspace_id, text)
