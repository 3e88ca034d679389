"""What is said on one socket: a ticket first, then what to follow. docs/live.md describes it."""

import asyncio
import contextlib
import hashlib
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID

from pydantic import ValidationError
from starlette.websockets import WebSocket, WebSocketDisconnect

from api.live.frames import COMMAND, FIRST, SinceIn, SubscribeIn, UnsubscribeIn, resync, write
from api.live.hub import Hub
from api.live.listener import Listener
from api.live.outgoing import TOO_MUCH
from api.live.places import Places
from db.errors import DatabaseError
from db.live import select_events_since, select_seqs
from db.live_tickets import Holder, Rights, select_rights, select_workspace_of_monitor, take_ticket
from db.pool import Connection, Pool, acquire

TICKET_WITHIN_S: Final = 5.0
MOST_BYTES: Final = 65_536
MOST_FOLLOWED: Final = 500  # monitors and workspaces named one by one
MOST_MISSED: Final = 500  # events that `since` gives
COMMANDS_A_SECOND: Final = 10.0
COMMANDS_AT_ONCE: Final = 50.0

MISUNDERSTOOD: Final = 4400
NO_TICKET: Final = 4401
TRY_LATER: Final = 1013
TOO_BIG: Final = 1009

logger = logging.getLogger(__name__)


class Farewell(Exception):  # noqa: N818 - named for what it does
    """The socket ends with this code and these words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


def ticket_hash(ticket: str) -> bytes:
    """Return what the database keeps of a ticket."""
    return hashlib.sha256(ticket.encode()).digest()


async def serve(websocket: WebSocket, pool: Pool, hub: Hub, places: Places) -> None:
    """Talk to an accepted socket until one side ends it."""
    try:
        async with _seated(websocket, pool, places) as holder:
            await Conversation(websocket, pool, hub, holder).hold()
    except Farewell as end:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError, TimeoutError):
            async with asyncio.timeout(TICKET_WITHIN_S):
                await websocket.close(end.code, end.reason)
    except WebSocketDisconnect:
        logger.debug("live socket gone")


@asynccontextmanager
async def _seated(websocket: WebSocket, pool: Pool, places: Places) -> AsyncIterator[Holder]:
    """Let the block run for whoever shows a good ticket in time and has a place left."""
    holder = await _admitted(websocket, pool)
    place = await places.sit(holder.user_id)
    if place is None:
        raise Farewell(TOO_MUCH, "too many open sockets")
    try:
        yield holder
    finally:
        await places.rise(place)


async def _admitted(websocket: WebSocket, pool: Pool) -> Holder:
    try:
        async with asyncio.timeout(TICKET_WITHIN_S):
            shown = FIRST.validate_json(await _receive(websocket))
    except (TimeoutError, ValidationError) as error:
        raise Farewell(NO_TICKET, "send a ticket first") from error
    try:
        async with acquire(pool) as conn:
            holder = await take_ticket(conn, ticket_hash(shown.ticket))
    except DatabaseError as error:
        raise Farewell(TRY_LATER, "try again in a moment") from error
    if holder is None:
        raise Farewell(NO_TICKET, "the ticket is not valid: buy another one")
    return holder


async def _receive(websocket: WebSocket) -> str:
    """Return the next message. The server refuses larger ones before they are here (ws_max_size)."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"], message.get("reason"))
    text = message.get("text")
    if not isinstance(text, str):
        raise Farewell(MISUNDERSTOOD, "send text")
    if len(text) > MOST_BYTES:
        raise Farewell(TOO_BIG, "the message is too big")
    return text


class Conversation:
    """One socket with a holder: reads commands, answers, and sends what the hub brings."""

    def __init__(self, websocket: WebSocket, pool: Pool, hub: Hub, holder: Holder) -> None:
        self._websocket, self._pool, self._hub = websocket, pool, hub
        self._listener = Listener(holder, hub.resyncs, hub.rest_s)
        self._allowance, self._allowed_at_s = COMMANDS_AT_ONCE, time.monotonic()

    async def hold(self) -> None:
        """Read and send side by side, until the client goes or the socket is ended."""
        self._hub.add(self._listener)
        self._reply({"type": "ready"})
        sender = asyncio.create_task(self._listener.outgoing.send_all(self._websocket))
        reader = asyncio.create_task(self._read())
        try:
            await asyncio.wait((sender, reader), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.remove(self._listener)
            await _finished(reader)
            await _finished(sender)

    async def _read(self) -> None:
        """Take commands; what goes wrong is the last thing that is sent."""
        try:
            while True:
                text = await _receive(self._websocket)
                self._count()
                await self._obey(text)
        except Farewell as end:
            await self._end(end.code, end.reason)
        except DatabaseError:
            await self._end(TRY_LATER, "try again in a moment")

    async def _end(self, code: int, reason: str) -> None:
        """Leave the last word to the sender, which ends the conversation."""
        self._hub.remove(self._listener)
        self._listener.outgoing.end(code, reason)
        await asyncio.Event().wait()

    def _count(self) -> None:
        now_s = time.monotonic()
        earned = (now_s - self._allowed_at_s) * COMMANDS_A_SECOND
        self._allowance, self._allowed_at_s = min(COMMANDS_AT_ONCE, self._allowance + earned) - 1, now_s
        if self._allowance < 0:
            raise Farewell(TOO_MUCH, "too many messages")

    async def _obey(self, text: str) -> None:
        try:
            command = COMMAND.validate_json(text)
        except ValidationError as error:
            raise Farewell(MISUNDERSTOOD, "not understood: see docs/live.md") from error
        async with acquire(self._pool) as conn:
            match command:
                case SubscribeIn():
                    await self._subscribe(conn, command)
                case UnsubscribeIn():
                    await self._unsubscribe(conn, command)
                case SinceIn():
                    await self._give_missed(conn, command)

    async def _subscribe(self, conn: Connection, wish: SubscribeIn) -> None:
        """Follow what the person may read at this moment; a stranger hears the same as somebody who mistyped."""
        listener = self._listener
        if len(listener.workspaces) + len(listener.monitors) >= MOST_FOLLOWED:
            self._refuse(wish, f"A socket follows at most {MOST_FOLLOWED} things: subscribe to workspaces, or to all.")
            return
        roles = (await self._rights(conn)).roles_of(listener.holder)
        listener.roles = {**roles, **listener.roles}  # what changed since the last look is told by the next
        added = await self._add(conn, wish, frozenset(roles))
        if not added and not wish.all:
            kind = "workspace" if wish.workspace_id is not None else "monitor"
            self._refuse(wish, f"There is no such {kind}, or it is not one of yours.")
            return
        numbers = await self._hub.follow(conn, listener)
        followed = [{"workspace_id": str(one), "seq": numbers[one]} for one in sorted(added) if one in numbers]
        self._reply({"type": "subscribed", **wish.named, "workspaces": followed})

    async def _add(self, conn: Connection, wish: SubscribeIn, mine: frozenset[UUID]) -> frozenset[UUID]:
        """Note what is followed from now on; return the workspaces it lies in, none for what is not one's own."""
        listener = self._listener
        if wish.all:
            listener.all = mine
            return mine
        if wish.workspace_id is not None:
            added = mine & {wish.workspace_id}
            listener.workspaces |= added
            return added
        assert wish.monitor_id is not None, "one of the three is set"
        workspace_id = await select_workspace_of_monitor(conn, wish.monitor_id, listener.holder.user_id)
        if workspace_id is None or workspace_id not in mine:
            return frozenset()
        listener.monitors[wish.monitor_id] = workspace_id
        return frozenset({workspace_id})

    async def _unsubscribe(self, conn: Connection, wish: UnsubscribeIn) -> None:
        listener = self._listener
        if wish.all:
            listener.all = None
        elif wish.workspace_id is not None:
            listener.workspaces.discard(wish.workspace_id)
        elif wish.monitor_id is not None:
            listener.monitors.pop(wish.monitor_id, None)
        await self._hub.follow(conn, listener)
        self._reply({"type": "unsubscribed", **wish.named})

    async def _give_missed(self, conn: Connection, wish: SinceIn) -> None:
        """Send the changes behind a number, or `resync` when they are not all there any more."""
        listener, workspace_id = self._listener, wish.workspace_id
        if workspace_id not in listener.reach:
            self._refuse(wish, "Subscribe to it first.")
            return
        events = await select_events_since(conn, workspace_id, wish.seq, MOST_MISSED)
        current = events[-1].seq if events else (await select_seqs(conn, [workspace_id])).get(workspace_id, 0)
        is_whole = [event.seq for event in events] == list(range(wish.seq + 1, current + 1))
        if is_whole and wish.seq <= current and len(events) < MOST_MISSED:
            wanted = [event for event in events if listener.wants(workspace_id, event.monitor_id)]
            listener.outgoing.reply(*(write(event.frame) for event in wanted))
        else:
            listener.outgoing.reply(resync(workspace_id, current))

    async def _rights(self, conn: Connection) -> Rights:
        rights = await select_rights(conn, [self._listener.holder])
        if not rights.is_alive(self._listener.holder):
            raise Farewell(NO_TICKET, "the session has ended")
        return rights

    def _refuse(self, wish: SubscribeIn | SinceIn, detail: str) -> None:
        named = wish.named if isinstance(wish, SubscribeIn) else {"workspace_id": str(wish.workspace_id)}
        self._reply({"type": "refused", **named, "detail": detail})

    def _reply(self, frame: dict[str, object]) -> None:
        self._listener.outgoing.reply(write(frame))


async def _finished(task: asyncio.Task[None]) -> None:
    """Cancel what still runs; the end of a connection is nothing to report."""
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError, WebSocketDisconnect, RuntimeError, TimeoutError):
        await task
