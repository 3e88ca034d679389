"""The embedded TimescaleDB (HEALTHER_EMBEDDED=timescale): compiled to WebAssembly, run by Node.

For looking at continuous aggregates without Docker; not for production: it runs one statement at a time.
"""

import os
import socket
from pathlib import Path

from healther.embedded.home import Home
from healther.embedded.service import Service, ServiceError
from healther.timescale_wasm import InstallError, command, dsn, install

STAGE = 0
PACKAGE = Path(__file__).parents[1] / "timescale_wasm"
CONNECT_DEADLINE_S = 1.0


def database_url(home: Home) -> str:
    """Return the address of the embedded database."""
    return dsn(socket_dir=home.sockets)


def service(home: Home) -> Service:
    """Return the TimescaleDB of a home; the first start installs its npm package. It needs no user of its own."""
    writable = os.access(PACKAGE, os.W_OK)
    try:
        folder = install(None if writable else home.path / "timescale_wasm")
    except InstallError as problem:
        raise ServiceError(str(problem)) from problem
    return Service(
        name="timescale",
        command=command(folder, data_dir=home.path / "timescale", socket_dir=home.sockets),
        stage=STAGE,
        log=home.logs / "timescale.log",
        lock=home.path / "timescale.lock",
        is_ready=lambda: _accepts(home.sockets / ".s.PGSQL.5432"),
    )


def _accepts(path: Path) -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(CONNECT_DEADLINE_S)
            connection.connect(str(path))
    except OSError:
        return False
    return True
