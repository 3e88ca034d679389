"""The probe's own pace: notices when the event loop stood still, so that no target is blamed for it."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Final

STALL_S: Final = 2.0  # a wake-up later than this is a stall
SAMPLE_S: Final = 0.25
_REMEMBERED_STALLS: Final = 64


class LoopLag:
    """Samples how late the event loop wakes up; run `run()` as a task beside the checks."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic, stall_s: float = STALL_S) -> None:
        self.clock = clock
        self.lag_s = 0.0  # of the newest sample
        self._stall_s = stall_s
        self._due_s: float | None = None
        self._stalls: deque[tuple[float, float]] = deque(maxlen=_REMEMBERED_STALLS)

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            self._due_s = self.clock() + SAMPLE_S
            await asyncio.sleep(SAMPLE_S)
            self._sample()

    def stalled_s(self, started_s: float, ended_s: float) -> float:
        """Return the longest stall that touches the span between two readings of the clock; 0.0 if there was none.

        A stall counts from its end on even when the sampler itself has not been woken yet.
        """
        self._sample()
        return max((end - begin for begin, end in self._stalls if begin < ended_s and end > started_s), default=0.0)

    def _sample(self) -> None:
        if self._due_s is None:
            return
        now_s = self.clock()
        self.lag_s = max(0.0, now_s - self._due_s)
        if self.lag_s > self._stall_s:
            self._stalls.append((self._due_s, now_s))
            self._due_s = now_s  # told once
