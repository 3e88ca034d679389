"""Starts services, restarts those that end by themselves, and stops exactly what it started.

Single-threaded on purpose: the parent-death signal of a child follows the thread that spawned it, so everything is done
by the main thread, which sleeps until a signal or the next planned step wakes it.
"""

import logging
import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType
from typing import IO

from healther.embedded.process import claim, spawn
from healther.embedded.service import Service, ServiceError

logger = logging.getLogger(__name__)

READY_DEADLINE_S = 60.0
READY_POLL_S = 0.05
FIRST_BACKOFF_S = 0.2
LONGEST_BACKOFF_S = 30.0
# A process that ran this long is healthy: its next crash is a new story.
SETTLED_S = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):  # noqa: N818 - a wish of the person, not an error
    """Somebody asked us to stop while we waited for something."""


@dataclass
class _Unit:
    service: Service
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0  # monotonic seconds, as the next
    start_due_at: float = 0.0
    backoff_s: float = FIRST_BACKOFF_S
    restarts: int = 0
    is_one_time: bool = False  # its end is its result


class Supervisor:
    """Use it as a context manager in the main thread: at the end, everything that it started is stopped.

    `on_change` is called with the running processes (name to pid) whenever one starts or ends.
    """

    def __init__(self, on_change: Callable[[dict[str, int]], None] | None = None) -> None:
        self._units: list[_Unit] = []
        self._on_change = on_change
        self._stop_requests = 0
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._old_handlers: dict[signal.Signals, object] = {}

    def __enter__(self) -> "Supervisor":
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (*STOP_SIGNALS, signal.SIGCHLD):
            self._old_handlers[number] = signal.signal(number, self._on_signal)
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.stop()
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in self._old_handlers.items():
                signal.signal(number, handler)  # type: ignore[arg-type]  # what signal.signal returned
            os.close(self._wake_read)
            os.close(self._wake_write)

    @property
    def running(self) -> dict[str, int]:
        """The live processes, name to pid."""
        return {unit.service.name: unit.process.pid for unit in self._units if unit.process is not None}

    @property
    def restarts(self) -> dict[str, int]:
        """How often each service had to be started again."""
        return {unit.service.name: unit.restarts for unit in self._units}

    def start(self, *services: Service) -> None:
        """Start services together and wait until all are ready.

        ServiceError: one ended first, or is not ready in time. StopRequested: somebody pressed Ctrl-C.
        """
        units = [_Unit(service) for service in services]
        self._units += units
        self.wait_until(lambda: all(self._has_come_up(unit) for unit in units), lambda: _describe(units))

    def run(self, service: Service) -> int:
        """Run a service to its end and return its exit status."""
        process = self._spawn(service)
        unit = _Unit(service, process, time.monotonic(), is_one_time=True)
        self._units.append(unit)
        try:
            while process.poll() is None:
                self._turn(timeout_s=1.0)
                self._raise_if_stopped()
        finally:
            if process.poll() is not None:
                self._units.remove(unit)
        return process.returncode

    def wait_until(self, condition: Callable[[], bool], description: Callable[[], str]) -> None:
        """Look after the processes until a condition holds; ServiceError with the description when it takes long."""
        give_up_at = time.monotonic() + READY_DEADLINE_S
        while not condition():
            self._raise_if_stopped()
            if time.monotonic() > give_up_at:
                raise ServiceError(f"not ready after {READY_DEADLINE_S:.0f} seconds: {description()}")
            self._turn(timeout_s=READY_POLL_S)

    def watch(self) -> None:
        """Look after the processes until somebody asks us to stop."""
        while not self._stop_requests:
            self._turn(timeout_s=self._until_next_start_s())

    def stop(self) -> None:
        """Stop everything that we started, the highest stage first; a second request while we do it forces the rest."""
        requests_before = max(self._stop_requests, 1)
        for stage in sorted({unit.service.stage for unit in self._units}, reverse=True):
            units = [unit for unit in self._units if unit.service.stage == stage and unit.process is not None]
            self._stop_together(units, requests_before)
        self._units.clear()
        self._tell()

    def _stop_together(self, units: Sequence[_Unit], requests_before: int) -> None:
        for unit in units:
            self._send(unit, unit.service.stop_signal)
        deadline_at = time.monotonic() + max((unit.service.stop_grace_s for unit in units), default=0.0)
        while any(_is_alive(unit) for unit in units):
            if time.monotonic() > deadline_at or self._stop_requests > requests_before:
                self._force(units)
                return
            self._sleep(READY_POLL_S)

    def _force(self, units: Sequence[_Unit]) -> None:
        for unit in units:
            if _is_alive(unit):
                logger.warning("process is forced to stop", extra={"name_of_process": unit.service.name})
                self._send(unit, unit.service.force_signal)
        for unit in units:
            if unit.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    unit.process.wait(timeout=10)
            if _is_alive(unit):
                self._send(unit, signal.SIGKILL)

    @staticmethod
    def _send(unit: _Unit, number: signal.Signals) -> None:
        if unit.process is not None:
            unit.process.send_signal(number)  # a no-op for a process that we have already reaped

    def _turn(self, timeout_s: float | None) -> None:
        """Sleep until something happens, then reap and restart."""
        self._sleep(timeout_s)
        for unit in self._units:
            if not unit.is_one_time and unit.process is not None and unit.process.poll() is not None:
                self._has_ended(unit)
        if not self._stop_requests:
            for unit in self._units:
                if unit.process is None and time.monotonic() >= unit.start_due_at and unit.restarts:
                    self._try_start(unit)

    def _has_ended(self, unit: _Unit) -> None:
        assert unit.process is not None
        now = time.monotonic()
        if now - unit.started_at > SETTLED_S:
            unit.backoff_s = FIRST_BACKOFF_S
        unit.start_due_at = now + unit.backoff_s
        unit.backoff_s = min(unit.backoff_s * 2, LONGEST_BACKOFF_S)
        unit.restarts += 1
        status, unit.process = unit.process.returncode, None
        if not self._stop_requests:
            logger.warning(
                "process ended, starting it again",
                extra={
                    "name_of_process": unit.service.name,
                    "status": status,
                    "in_s": round(unit.start_due_at - now, 1),
                },
            )
        self._tell()

    def _has_come_up(self, unit: _Unit) -> bool:
        if unit.restarts:
            raise ServiceError(f"{unit.service.name} does not start{_last_words(unit.service)}")
        if unit.process is None:
            self._try_start(unit)
        return unit.process is not None and unit.service.is_ready()

    def _try_start(self, unit: _Unit) -> None:
        lock = claim(unit.service.lock) if unit.service.lock is not None else None
        if unit.service.lock is not None and lock is None:
            unit.start_due_at = time.monotonic() + FIRST_BACKOFF_S  # a killed one is still closing
            return
        try:
            unit.service.prepare()
            unit.process = self._spawn(unit.service, lock)
        finally:
            if lock is not None:
                lock.close()
        unit.started_at = time.monotonic()
        self._tell()

    @staticmethod
    def _spawn(service: Service, lock: IO[str] | None = None) -> subprocess.Popen[bytes]:
        return spawn(
            service.command,
            on_parent_death=service.on_parent_death,
            account=service.account,
            env=service.env,
            log=service.log,
            cwd=service.cwd,
            lock=lock,
        )

    def _until_next_start_s(self) -> float | None:
        due = [unit.start_due_at for unit in self._units if unit.process is None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _raise_if_stopped(self) -> None:
        if self._stop_requests:
            raise StopRequested

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if number in STOP_SIGNALS:
            self._stop_requests += 1

    def _sleep(self, timeout_s: float | None) -> None:
        """Sleep until a signal arrives or the time is over."""
        if select.select([self._wake_read], [], [], timeout_s)[0]:
            os.read(self._wake_read, 4096)

    def _tell(self) -> None:
        if self._on_change is not None:
            self._on_change(self.running)


def _is_alive(unit: _Unit) -> bool:
    return unit.process is not None and unit.process.poll() is None


def _describe(units: Sequence[_Unit]) -> str:
    waiting = [unit for unit in units if not (_is_alive(unit) and unit.service.is_ready())]
    return "; ".join(_why_waiting(unit) for unit in waiting)


def _why_waiting(unit: _Unit) -> str:
    if unit.process is None and unit.service.lock is not None:
        return f"an earlier {unit.service.name} is still running: fuser {unit.service.lock} names its process"
    return f"{unit.service.name}{_last_words(unit.service)}"


def _last_words(service: Service) -> str:
    """Return the end of the service's log, for the message that says why it failed."""
    if service.log is None or not service.log.exists():
        return ""
    lines = service.log.read_text(errors="replace").splitlines()[-5:]
    return f"; the end of {service.log}:\n  " + "\n  ".join(lines)
