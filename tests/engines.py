"""Fresh, empty databases for tests, on each engine the product runs on.

Each function is a context manager that gives a DSN for libpq and asyncpg. `prepare` (migrations, say) is called once a
test process with the DSN of a template, which every later database is a copy of; it has to close its connections.
The servers are direct children of the test process: they end with it, however it ends.
"""

import atexit
import os
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from db import migrate
from healther.embedded import home
from healther.embedded import postgres as embedded_postgres
from healther.embedded.process import spawn
from healther.embedded.service import Service
from healther.timescale_wasm import TimescaleWasm

Prepare = Callable[[str], None]
NATIVE_URL = "HEALTHER_TEST_TIMESCALE_URL"
START_DEADLINE_S = 60.0
CONNECT_DEADLINE_S = 30
# Given after the production options, which they replace. A crash of the machine may cost us a test database.
FAST_OPTIONS = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=300"]

_at_end = ExitStack()
atexit.register(_at_end.close)


def _nothing(dsn: str) -> None:
    """Leave the template as it is."""


def migrated(dsn: str) -> None:
    """Bring a template to the newest schema; who passes this very function shares one template a process.

    TimescaleDB's jobs look at the clock whenever they like: the tests ask the keeper instead.
    """
    migrate.upgrade(dsn)
    with psycopg.connect(dsn, connect_timeout=CONNECT_DEADLINE_S) as connection:
        installed = connection.execute("SELECT engine FROM installation").fetchone()
        if installed == ("timescale",):
            connection.execute("SELECT alter_job(job_id, scheduled => false) FROM timescaledb_information.jobs")


@contextmanager
def timescale_wasm(prepare: Prepare = _nothing) -> Iterator[str]:
    """Give a database on TimescaleDB in WebAssembly: a process of its own, on a copy of a prepared cluster (1 s)."""
    with tempfile.TemporaryDirectory(prefix="healther-wasm-") as folder:
        cluster = Path(folder, "cluster")
        shutil.copytree(_wasm_template(prepare), cluster)
        with TimescaleWasm(cluster) as server:
            yield server.dsn


@contextmanager
def postgres(prepare: Prepare = _nothing) -> Iterator[str]:
    """Give a database on PostgreSQL: one server for the test process, from the wheel that the product embeds."""
    with _copy(_postgres_server(), prepare) as dsn:
        yield dsn


@contextmanager
def native_timescale(prepare: Prepare = _nothing) -> Iterator[str]:
    """Give a database on the TimescaleDB server that HEALTHER_TEST_TIMESCALE_URL names, with the extension made."""
    url = os.environ.get(NATIVE_URL)
    if not url:
        raise RuntimeError(f"set {NATIVE_URL} to a superuser's address on a throw-away TimescaleDB server")
    with _copy(url, prepare, needs_timescale=True) as dsn:
        yield dsn


# ---- TimescaleDB in WebAssembly


@cache
def _wasm_template(prepare: Prepare) -> Path:
    folder = Path(_at_end.enter_context(tempfile.TemporaryDirectory(prefix="healther-wasm-")), "cluster")
    with TimescaleWasm(folder) as server:
        prepare(server.dsn)
    return folder


# ---- PostgreSQL servers


@cache
def _postgres_server() -> str:
    folder = Path(tempfile.mkdtemp(prefix="healther-pg-", dir="/tmp"))  # short: a socket's path has 107 bytes
    _at_end.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o711)
    opened = _at_end.enter_context(_opened_home(folder / "home"))
    _at_end.enter_context(_running(embedded_postgres.service(opened, None)))
    return embedded_postgres.database_url(opened)


@contextmanager
def _opened_home(path: Path) -> Iterator[home.Home]:
    opened = home.open_home(path)
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def _running(service: Service) -> Iterator[None]:
    service.prepare()
    options = [word for option in FAST_OPTIONS for word in ("-c", option)]
    process = spawn(
        [*service.command, *options],
        on_parent_death=signal.SIGQUIT,
        account=service.account,
        env=service.env,
        log=service.log,
        cwd=service.cwd,
    )
    try:
        give_up_at = time.monotonic() + START_DEADLINE_S
        while not service.is_ready():
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"{service.name} did not start: {service.log and service.log.read_text()[-2000:]}")
            time.sleep(0.02)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(START_DEADLINE_S)


# ---- databases on a server


@contextmanager
def _copy(server: str, prepare: Prepare, *, needs_timescale: bool = False) -> Iterator[str]:
    template = _template(server, prepare, needs_timescale)
    name = _create(server, template)
    try:
        yield _with_database(server, name)
    finally:
        _drop(server, name, needs_timescale)


@cache
def _template(server: str, prepare: Prepare, needs_timescale: bool) -> str:
    """Make a template that nobody can connect to: TimescaleDB's workers would, and then it cannot be copied."""
    name = _create(server, "template0")
    _at_end.callback(_drop, server, name, False)
    dsn = _with_database(server, name)
    if needs_timescale:
        _execute(dsn, SQL("CREATE EXTENSION IF NOT EXISTS timescaledb"))
    prepare(dsn)
    if needs_timescale:
        _execute(dsn, SQL("SELECT _timescaledb_functions.stop_background_workers()"))
    _execute(server, SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(Identifier(name)))
    ended = SQL("SELECT pg_terminate_backend(pid, 20000) FROM pg_stat_activity WHERE datname = {}").format(name)
    _execute(server, ended)
    return name


def _create(server: str, template: str) -> str:
    name = f"test_{uuid.uuid4().hex}"
    _execute(server, SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
    return name


def _drop(server: str, name: str, has_workers: bool) -> None:
    if has_workers:  # else one may reconnect between the forced end of all connections and the drop
        _execute(_with_database(server, name), SQL("SELECT _timescaledb_functions.stop_background_workers()"))
    _execute(server, SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))


def _execute(dsn: str, statement: SQL | psycopg.sql.Composed) -> None:
    with psycopg.connect(dsn, autocommit=True, connect_timeout=CONNECT_DEADLINE_S) as connection:
        connection.execute(statement)


def _with_database(dsn: str, name: str) -> str:
    address = urlsplit(dsn)
    rest = f"?{address.query}" if address.query else ""  # urlunsplit would drop the empty host of a Unix socket
    return f"{address.scheme}://{address.netloc}/{name}{rest}"
