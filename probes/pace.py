"""Starts no more checks than the event loop can serve: a worker short of CPU runs fewer checks, each in time.

Without it all checks of an overloaded worker would be in flight at once, every step of each would wait for a step of
all others, results would come too late to count, and nothing would be measured at all.
"""

import asyncio
import time
from collections import deque
from typing import Final

TICK_S: Final = 0.02
GOOD_LAG_S: Final = 0.1  # below: more may start in a tick
BAD_LAG_S: Final = 0.25  # above: fewer
MOST_STARTS: Final = 200.0  # a tick
FEWEST_STARTS: Final = 5.0


class Pace:
    """Hands out starts, tick by tick; `run` must be running beside."""

    def __init__(self) -> None:
        self._each_tick = MOST_STARTS
        self._left = MOST_STARTS
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def start(self) -> None:
        """Wait for the turn to start; usually it is there at once. In order of arrival."""
        if self._left >= 1 and not self._waiting:
            self._left -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        await turn

    async def run(self) -> None:
        """Hand out starts until cancelled."""
        while True:
            began_s = time.monotonic()
            await asyncio.sleep(TICK_S)
            self.tick(time.monotonic() - began_s - TICK_S)

    def tick(self, lag_s: float) -> None:
        """Begin a tick; `lag_s` is how late the loop came to it."""
        if lag_s > BAD_LAG_S:
            self._each_tick = max(FEWEST_STARTS, self._each_tick / 2)
        elif lag_s < GOOD_LAG_S:
            self._each_tick = min(MOST_STARTS, self._each_tick * 1.25)
        self._left = self._each_tick
        while self._waiting and self._left >= 1:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._left -= 1
