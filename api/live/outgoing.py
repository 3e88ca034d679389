"""What waits to be sent on one socket. Its size is bounded, whatever the reader does.

Changes wait in order; when there are too many of them the reader is told to fetch its state anew instead. Of heartbeats
and checks only the latest one is worth sending, so they never pile up. A socket may have to rest between two sendings,
so that many that nobody reads do not hold up the others; answers do not wait for that.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

from starlette.websockets import WebSocket

MOST_CHANGES: Final = 100
MOST_REPLIES: Final = 1_000
MOST_CHECKS: Final = 1_000
SEND_DEADLINE_S: Final = 20.0
SENT_AT_ONCE: Final = 10

TOO_MUCH: Final = 4429


class Outgoing:
    """The queue of one socket; `send_all` empties it. `resyncs` makes the frames that replace what was thrown away."""

    def __init__(self, resyncs: Callable[[], Sequence[str]], rest_s: Callable[[], float] = lambda: 0.0) -> None:
        self._resyncs, self._rest_s = resyncs, rest_s
        self._replies: deque[str] = deque()
        self._changes: deque[str] = deque()
        self._beats: dict[UUID, str] = {}
        self._checks: dict[int, str] = {}
        self._has_overflowed = False
        self._ending: tuple[int, str] | None = None
        self._filled = asyncio.Event()
        self._hurry = asyncio.Event()  # there is something that does not wait for the end of a rest

    def __len__(self) -> int:
        """How many frames wait."""
        return sum(map(len, (self._replies, self._changes, self._beats, self._checks)))

    def reply(self, *texts: str) -> None:
        """Answer the client; one that asks without reading is closed."""
        self._replies.extend(texts)
        if len(self._replies) > MOST_REPLIES:
            self.end(TOO_MUCH, "too many questions")
        self._filled.set()
        self._hurry.set()

    def change(self, text: str) -> None:
        """Queue a numbered frame. After an overflow nothing is queued until the reader was told."""
        if not self._has_overflowed:
            self._changes.append(text)
        if len(self._changes) > MOST_CHANGES:
            self._changes.clear()
            self._has_overflowed = True
        self._filled.set()

    def beat(self, workspace_id: UUID, text: str) -> None:
        """Queue a heartbeat in place of an older one."""
        self._beats[workspace_id] = text
        self._filled.set()

    def check(self, monitor_id: int, text: str) -> None:
        """Queue a check in place of an older one of the monitor; without room it is left out."""
        if monitor_id in self._checks or len(self._checks) < MOST_CHECKS:
            self._checks[monitor_id] = text
            self._filled.set()

    def end(self, code: int, reason: str) -> None:
        """Send nothing more but the end; the first one counts."""
        self._ending = self._ending or (code, reason)
        self._forget()
        self._filled.set()
        self._hurry.set()

    async def send_all(self, websocket: WebSocket) -> None:
        """Send until the end is sent. Raises TimeoutError when a frame cannot be sent in time."""
        while self._ending is None:
            await self._filled.wait()
            self._filled.clear()
            self._hurry.clear()
            texts = self._take()
            for start in range(0, len(texts), SENT_AT_ONCE):
                if start > 0:
                    await asyncio.sleep(
                        0
                    )  # sending to a socket with room does not wait: let the others have their turn
                await self._send(websocket, texts[start : start + SENT_AT_ONCE])
            await self._rest()
        async with asyncio.timeout(SEND_DEADLINE_S):
            await websocket.close(*self._ending)

    async def _rest(self) -> None:
        rest_s = self._rest_s()
        if rest_s > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(rest_s):
                    await self._hurry.wait()

    async def _send(self, websocket: WebSocket, texts: Sequence[str]) -> None:
        async with asyncio.timeout(SEND_DEADLINE_S):
            for text in texts:
                if self._ending is None:
                    await websocket.send_text(text)

    def _take(self) -> list[str]:
        resyncs = self._resyncs() if self._has_overflowed else ()
        taken = [*self._replies, *resyncs, *self._changes, *self._beats.values(), *self._checks.values()]
        self._forget()
        return taken

    def _forget(self) -> None:
        for waiting in (self._replies, self._changes, self._beats, self._checks):
            waiting.clear()
        self._has_overflowed = False
