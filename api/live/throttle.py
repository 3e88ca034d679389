"""Checks of a monitor, at most one a second; the latest one is never lost."""

import asyncio
from collections.abc import Callable
from typing import Final

from db.live_channels import Frame

EVERY_S: Final = 1.0


class Throttle:
    """Hands a frame on at once, or the latest of several when the second is over."""

    def __init__(self, send: Callable[[Frame], None]) -> None:
        self._send = send
        self._resting: dict[int, Frame | None] = {}  # monitors of the last second, and what waits

    def offer(self, frame: Frame) -> None:
        """Take a check."""
        monitor_id = int(frame["monitor_id"])
        if monitor_id in self._resting:
            self._resting[monitor_id] = frame
        else:
            self._hand_on(monitor_id, frame)

    def _hand_on(self, monitor_id: int, frame: Frame) -> None:
        self._resting[monitor_id] = None
        asyncio.get_running_loop().call_later(EVERY_S, self._wake, monitor_id)
        self._send(frame)

    def _wake(self, monitor_id: int) -> None:
        frame = self._resting.pop(monitor_id)
        if frame is not None:
            self._hand_on(monitor_id, frame)
