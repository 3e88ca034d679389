"""Handles on the programs of `tests.healther.parent`, and on other processes."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

DEADLINE_S = 60.0


class Parent:
    """A running `tests.healther.parent`."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.healther.parent", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        self._rest = b""

    def read_until(self, condition: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Return the first line for which the condition holds."""
        give_up_at = time.monotonic() + DEADLINE_S
        assert self.process.stdout is not None
        while time.monotonic() < give_up_at:
            while b"\n" in self._rest:
                line, self._rest = self._rest.split(b"\n", 1)
                if condition(content := json.loads(line)):
                    return dict(content)
            if select.select([self.process.stdout], [], [], 1.0)[0]:
                piece = os.read(self.process.stdout.fileno(), 65536)
                if not piece:
                    raise AssertionError(f"the parent ended: {self.words()}")
                self._rest += piece
        raise AssertionError("no such line in time")

    def ready(self) -> dict[str, Any]:
        """Wait until everything is up."""
        return self.read_until(lambda line: "ready" in line)

    def words(self) -> str:
        """Wait for the end and return what it wrote to standard error."""
        assert self.process.stderr is not None
        self.process.wait(DEADLINE_S)
        return self.process.stderr.read().decode()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(DEADLINE_S)


def is_alive(pid: int) -> bool:
    """Return whether a process exists and is no zombie."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def wait_until(condition: Callable[[], bool], timeout_s: float = DEADLINE_S) -> None:
    """Poll a condition; AssertionError when it does not hold in time."""
    give_up_at = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < give_up_at, "it did not happen in time"
        time.sleep(0.02)
