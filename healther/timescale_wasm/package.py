"""The npm package of the engine: installed on first use, exactly as package-lock.json pins it."""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
INSTALL_DEADLINE_S = 300.0
NPM_CI = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]


class InstallError(Exception):
    """The npm package cannot be installed; the message says why and what to do."""


def install(folder: Path | None = None) -> Path:
    """Return a folder with the server and its npm package, installing what is missing.

    folder: where to put a copy of the server, for an installation of Healther that is read-only; None: in place.
    Safe to call from several processes at once. Raises InstallError.
    """
    target = HERE if folder is None else folder
    target.mkdir(parents=True, exist_ok=True)
    if _is_installed(target):
        return target
    with locked(target):
        if not _is_installed(target):
            _copy_server(target)
            _run_npm(target)
            _stamp(target).write_text(_fingerprint(target))
    return target


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold an exclusive lock on a folder among the processes of this machine."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _is_installed(target: Path) -> bool:
    stamp = _stamp(target)
    return stamp.exists() and stamp.read_text() == _fingerprint(target)


def _stamp(target: Path) -> Path:
    return target / "node_modules" / ".healther-installed"


def _sources(target: Path) -> list[Path]:
    """Return the files an installation depends on: the pinned package and, for a copy, the server itself."""
    lock = HERE / "package-lock.json"
    return [lock] if target.samefile(HERE) else [lock, HERE / "package.json", *sorted(HERE.glob("*.mjs"))]


def _fingerprint(target: Path) -> str:
    digest = hashlib.sha256()
    for source in _sources(target):
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _copy_server(target: Path) -> None:
    for source in _sources(target):
        if not source.parent.samefile(target):
            shutil.copyfile(source, target / source.name)


def _run_npm(target: Path) -> None:
    try:
        done = subprocess.run(
            NPM_CI, cwd=target, capture_output=True, text=True, check=False, timeout=INSTALL_DEADLINE_S
        )
    except FileNotFoundError as problem:
        raise InstallError("npm is not there: TimescaleDB in WebAssembly needs Node 20 with npm") from problem
    except subprocess.TimeoutExpired as problem:
        raise InstallError(f"npm ci took longer than {INSTALL_DEADLINE_S:.0f} s in {target}") from problem
    if done.returncode != 0:
        raise InstallError(f"npm ci failed in {target}: {done.stderr.strip()[-2000:]}")
