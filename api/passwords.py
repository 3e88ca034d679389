"""Passwords: Argon2id within a budget, so that a flood of log-ins cannot take all CPU and memory.

Half of the cores work on them, half of the time, at a lower priority than all else. A bounded number waits, and who
comes after that is told to try again. Nobody waits for a rest while there is no flood.
"""

import asyncio
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from api.errors import Problem

Result = TypeVar("Result")

MAX_AT_ONCE: Final = max(1, len(os.sched_getaffinity(0)) // 2)
MAX_WAITING: Final = 64
MAX_WAIT_S: Final = 3.0  # who would wait longer is told to come back
REST_RATIO: Final = 1.0  # of the CPU time that a computation took; then the thread takes the next one
SMOOTHING: Final = 0.2
NICENESS: Final = 5  # a third of the share of everybody else when cores are scarce
RETRY_AFTER_S: Final = 2


class Passwords:
    """Hash and verify, with a bound on what runs and what waits."""

    def __init__(self, memory_kib: int) -> None:
        # Above the OWASP minimum for Argon2id (19 MiB, t=2, p=1).
        self._hasher = PasswordHasher(time_cost=2, memory_cost=memory_kib, parallelism=1, type=Type.ID)
        self._threads = ThreadPoolExecutor(MAX_AT_ONCE, thread_name_prefix="argon2", initializer=_step_back)
        self._waiting = 0
        self._rest = threading.local()
        self._typical_s = 0.0  # of one computation with its rest, by the clock
        self._nobodys_hash = self._hasher.hash("the password of nobody")

    async def hash(self, password: str) -> str:
        """Return the hash to store. Raises a 429 when too many wait already."""
        return await self._run(self._hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Compare; takes the same time for an account that does not exist (`stored` None)."""
        return await self._run(self._verify, stored or self._nobodys_hash, password) and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(stored)

    def close(self) -> None:
        """Let the threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _run(self, work: Callable[..., Result], *arguments: str) -> Result:
        if self._waiting >= MAX_WAITING or self._waiting * self._typical_s > MAX_WAIT_S * MAX_AT_ONCE:
            detail = "Too many people are signing in at this moment. Try again in a few seconds."
            raise Problem(429, detail, headers={"Retry-After": str(RETRY_AFTER_S)})
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._paced, work, *arguments)
        finally:
            self._waiting -= 1

    def _paced(self, work: Callable[..., Result], *arguments: str) -> Result:
        """Work in a thread, after the rest that the computation before has earned it."""
        time.sleep(max(0.0, getattr(self._rest, "until", 0.0) - time.monotonic()))
        started, started_cpu = time.monotonic(), time.thread_time()
        try:
            return work(*arguments)
        finally:
            rest_s = (time.thread_time() - started_cpu) * REST_RATIO
            ended = time.monotonic()
            self._rest.until = ended + rest_s
            self._typical_s += SMOOTHING * (ended - started + rest_s - self._typical_s)

    def _hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def _verify(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False


def _step_back() -> None:
    """Lower the priority of this thread only: Linux counts threads as processes there."""
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
