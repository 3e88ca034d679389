"""What the supervisor knows about a process: how to start it, how to see that it is ready, how to stop it."""

import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from healther.embedded.account import Account


class ServiceError(Exception):
    """A service cannot be started; the message says why and what to do."""


def _nothing() -> None:
    pass


def _at_once() -> bool:
    return True


@dataclass(frozen=True)
class Service:
    """One process under the supervisor.

    `prepare` runs before every start, also after a crash. The process keeps `lock` as long as any part of it lives, so
    that a new one never meets a killed one that is still closing. Services of one `stage` stop together, the highest
    stage first.
    """

    name: str
    command: Sequence[str]
    stage: int
    env: Mapping[str, str] | None = None
    account: Account | None = None
    cwd: Path | None = None
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    force_signal: signal.Signals = signal.SIGKILL
    on_parent_death: signal.Signals = signal.SIGKILL
    stop_grace_s: float = 45.0
    lock: Path | None = None
    prepare: Callable[[], None] = field(default=_nothing)
    is_ready: Callable[[], bool] = field(default=_at_once)


def own_process(name: str, *arguments: str, env: Mapping[str, str], stage: int = 2) -> Service:
    """Return one of our own processes: `healther ARGUMENTS`, on this Python.

    It dies at once with the supervisor: a kill loses nothing that is acknowledged, and its database is going as well.
    """
    return Service(name=name, command=[sys.executable, "-m", "healther", *arguments], stage=stage, env=env)
