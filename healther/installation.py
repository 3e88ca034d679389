"""A whole installation on one machine: the stores, the schema, and our processes under one supervisor."""

import http.client
import logging
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from healther.embedded import postgres, timescale, valkey
from healther.embedded.home import Home, is_locked, open_home, read_record
from healther.embedded.service import Service, ServiceError, own_process
from healther.embedded.supervisor import StopRequested, Supervisor
from healther.settings import LOCAL_NETWORKS, PREFIX, Settings, reveal

logger = logging.getLogger(__name__)

# After a kill -9 the old web server needs a moment to let go of its port.
PORT_DEADLINE_S = 5.0
PROBE_STAGE = 3
READYZ_DEADLINE_S = 2.0
MOST_EARLY_ENDS = 4


@dataclass(frozen=True)
class Stores:
    """Where the data lives; `services` are those that we have to start for it."""

    database_url: str
    redis_url: str
    engine: str
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Extras:
    """What `healther demo` adds: a command to run after the migration, and one to run beside the rest."""

    before: Sequence[str] = ()
    beside: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()


NOTHING_MORE = Extras()


def run_everything(settings: Settings, *, host: str, extras: Extras = NOTHING_MORE) -> int:
    """Start all of it, say where it is, and look after it until somebody stops it. Returns the exit status."""
    if not is_locked(settings.home):  # else open_home has the better words
        was_killed = bool(read_record(settings.home))
        _claim_port(host, settings.port, patience_s=PORT_DEADLINE_S if was_killed else 0.0)
    home = open_home(settings.home)
    try:
        return _supervise(settings, home, host, extras)
    finally:
        home.close()


def _supervise(settings: Settings, home: Home, host: str, extras: Extras) -> int:
    started_at = time.monotonic()
    stores = find_stores(settings, home)
    env = {**environment(settings, home, stores), **extras.env}
    note = _notebook(settings, home, stores)
    try:
        with Supervisor(on_change=note) as supervisor:
            supervisor.start(*stores.services)
            _run_once(supervisor, env, "migrate")
            if extras.before:
                _run_once(supervisor, env, *extras.before)
            beside = [own_process("demo", *extras.beside, env=env)] if extras.beside else []
            supervisor.start(*beside, *processes(settings, env, host))
            supervisor.wait_until(lambda: _is_up(supervisor, settings.port), lambda: "the web server is not ready")
            print(_welcome(settings, home, stores, time.monotonic() - started_at, extras.words), flush=True)
            supervisor.watch()
            print("\nStopping …", flush=True)
    except StopRequested:
        print("\nStopped before everything had started.", flush=True)
    return 0


def find_stores(settings: Settings, home: Home) -> Stores:
    """Return the database and the queue that the settings name, or embedded ones."""
    services = []
    database_url, engine = reveal(settings.database_url), "the server of HEALTHER_DATABASE_URL"
    if database_url is None and settings.embedded == "timescale":
        services.append(timescale.service(home))
        database_url, engine = timescale.database_url(home), "embedded TimescaleDB (WebAssembly, to look at)"
    elif database_url is None:
        services.append(postgres.service(home, settings.postgres_bin))
        database_url, engine = postgres.database_url(home), "embedded PostgreSQL"
    redis_url = reveal(settings.redis_url)
    if redis_url is None:
        services.append(valkey.service(home, settings.valkey_bin))
        redis_url = valkey.redis_url(home)
    return Stores(database_url, redis_url, engine, tuple(services))


def environment(settings: Settings, home: Home, stores: Stores) -> dict[str, str]:
    """Return the environment of our processes: what is set, and what `healther up` adds where nothing is."""
    given = {
        "HOME": str(home.path),
        "PORT": str(settings.port),
        "DATABASE_URL": stores.database_url,
        "REDIS_URL": stores.redis_url,
        "SECRET_KEY": reveal(settings.secret_key) or home.secret(),
    }
    if settings.allowed_networks is None:
        given["ALLOWED_NETWORKS"] = LOCAL_NETWORKS
    return {**os.environ, **{f"{PREFIX}{name}": value for name, value in given.items()}}


def processes(settings: Settings, env: dict[str, str], host: str) -> list[Service]:
    """Return our long-running processes; the dispatcher stops first, so that the workers can finish what they have."""
    workers = settings.workers or len(os.sched_getaffinity(0))
    return [
        own_process("api", "api", "--host", host, env=env),
        own_process("dispatcher", "dispatcher", env=env, stage=PROBE_STAGE),
        *(own_process(f"worker-{number}", "worker", env=env) for number in range(1, workers + 1)),
        own_process("jobs", "jobs", env=env),
        own_process("sender", "sender", env=env),
    ]


def is_ready(port: int) -> bool:
    """Return whether the web server says that it can do its work."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=READYZ_DEADLINE_S)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def _is_up(supervisor: Supervisor, port: int) -> bool:
    failing = [name for name, count in supervisor.restarts.items() if count >= MOST_EARLY_ENDS]
    if failing:
        raise ServiceError(f"{' and '.join(failing)}: ended {MOST_EARLY_ENDS} times while starting; see the log above")
    return is_ready(port)


def _run_once(supervisor: Supervisor, env: Mapping[str, str], *arguments: str) -> None:
    status = supervisor.run(own_process(arguments[0], *arguments, env=env))
    if status != 0:
        raise ServiceError(f"healther {' '.join(arguments)} ended with status {status}; its own words are above")


def _claim_port(host: str, port: int, *, patience_s: float) -> None:
    """Make sure that the port is free; ServiceError names the way out."""
    give_up_at = time.monotonic() + patience_s
    while not is_free(host, port):
        if time.monotonic() > give_up_at:
            raise ServiceError(f"port {port} is used by another program: stop it, or set HEALTHER_PORT to a free one")
        time.sleep(0.05)


def is_free(host: str, port: int) -> bool:
    """Return whether a server could listen there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _notebook(settings: Settings, home: Home, stores: Stores) -> Callable[[dict[str, int]], None]:
    """Return the function that keeps run.json true; an address with a password in it is not written down."""
    embedded = {service.name for service in stores.services}
    known = {
        "supervisor": os.getpid(),
        "address": settings.address,
        "database_url": stores.database_url if settings.database_url is None else None,
        "redis_url": stores.redis_url if "valkey" in embedded else None,
    }

    def note(running: dict[str, int]) -> None:
        home.note({**known, "processes": running})

    return note


def _welcome(settings: Settings, home: Home, stores: Stores, seconds: float, words: Sequence[str]) -> str:
    lines = [
        "",
        f"  Healther runs at {settings.address}  (ready after {seconds:.1f} s)",
        "",
        f"  database   {stores.engine}",
        f"  data       {home.path}" + (f" -> {home.place}" if home.was_moved else ""),
    ]
    if home.was_moved:
        lines.append(
            "             (the database's own user may not enter the folder above, so its files lie in the second)"
        )
    if settings.allowed_networks is None:
        lines.append("  probes     may also reach loopback and private networks; HEALTHER_ALLOWED_NETWORKS changes it")
    return "\n".join([*lines, *words, "", "  Ctrl-C stops everything.", ""])
