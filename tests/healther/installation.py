"""A whole installation as a person starts it: `healther up` or `healther demo`, in a folder of its own."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.healther.harness import wait_until

ROOT = Path(__file__).parents[2]


class Installation:
    """It begins to start when it is made; `settings` are variables of the environment."""

    def __init__(self, folder: Path, command: str = "up", **settings: str) -> None:
        self.home = folder / "home"
        with socket.create_server(("127.0.0.1", 0)) as finder:
            self.port = int(finder.getsockname()[1])
        self.log = folder / "up.log"
        self._command = command
        self._settings = settings
        self.process = self._start()

    @property
    def address(self) -> str:
        """Where people reach it."""
        return f"http://localhost:{self.port}"

    def start_again(self) -> None:
        self.process = self._start()

    def wait_until_ready(self) -> dict[str, int]:
        """Return the processes by name, once the address was printed."""
        wait_until(lambda: self.process.poll() is not None or "Healther runs at" in self.log.read_text())
        assert self.process.poll() is None, self.log.read_text()
        return dict(json.loads((self.home / "run.json").read_text())["processes"])

    def stop(self) -> None:
        """Press Ctrl-C, unless it has ended already."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def _start(self) -> "subprocess.Popen[bytes]":
        env = {name: value for name, value in os.environ.items() if not name.startswith("HEALTHER_")}
        env |= {"HEALTHER_HOME": str(self.home), "HEALTHER_PORT": str(self.port), "HEALTHER_WORKERS": "1"}
        command = [sys.executable, "-m", "healther", self._command]
        with self.log.open("wb") as log:
            return subprocess.Popen(command, cwd=ROOT, env=env | self._settings, stdout=log, stderr=log)


@contextmanager
def running(folder: Path, command: str = "up", **settings: str) -> Iterator[Installation]:
    """Run an installation for the block."""
    installation = Installation(folder, command, **settings)
    try:
        installation.wait_until_ready()
        yield installation
    finally:
        installation.stop()
