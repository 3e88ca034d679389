"""Starting one child process that cannot outlive us."""

import ctypes
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from healther.embedded.account import Account

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def spawn(
    command: Sequence[str],
    *,
    on_parent_death: signal.Signals,
    account: Account | None = None,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
    cwd: Path | None = None,
    lock: IO[str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a direct child in its own session; the kernel sends it `on_parent_death` when this process is gone.

    Call it from the main thread: Linux sends the signal when the *thread* that spawned the child ends. The own session
    keeps a terminal's Ctrl-C from the child, so that we decide the order of stopping. `log` None: our own output.
    The child keeps `lock` (see `claim`) as long as it or any of its own children live.
    """
    output = log.open("ab") if log is not None else None
    try:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_bind_to_parent(os.getpid(), on_parent_death),
            user=account.uid if account is not None else None,
            group=account.gid if account is not None else None,
            extra_groups=[] if account is not None else None,
            umask=0o077 if account is not None else -1,
            pass_fds=() if lock is None else (lock.fileno(),),
        )
    finally:
        if output is not None:
            output.close()


def claim(path: Path) -> IO[str] | None:
    """Open and lock a file; None: somebody else holds it. It is free again when nobody has it open any more."""
    file = path.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def follow_parent() -> None:
    """Ask the kernel for a SIGTERM to this process when the one that started it ends (used under make)."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _bind_to_parent(parent: int, on_parent_death: signal.Signals) -> Callable[[], None]:
    def bind() -> None:
        # Runs after the switch of user, which would clear the setting again.
        _libc.prctl(PR_SET_PDEATHSIG, on_parent_death, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return bind
