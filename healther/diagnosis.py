"""What `healther doctor` looks at: each check returns findings, and each bad one says what to do."""

import asyncio
import ctypes
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from db.redis import BrokerError, Client, connect, deadline
from healther.embedded import postgres, valkey
from healther.embedded.home import is_locked, read_record
from healther.embedded.service import ServiceError
from healther.installation import is_free, is_ready
from healther.settings import Settings, reveal

QUEUE_DEADLINE_S: Final = 5.0
LARGEST_CLOCK_ERROR_S: Final = 1.0
LEAST_FREE_BYTES: Final = 1_000_000_000
OLDEST_REDIS: Final = (7, 0)
CLOCK_UNSYNCHRONISED: Final = 5  # TIME_ERROR of adjtimex(2)


class Level(StrEnum):
    """How a finding ends: `note` is worth knowing, `problem` makes the doctor exit with 1."""

    WELL = "ok"
    NOTE = "note"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do where there is something to do."""

    subject: str
    level: Level
    message: str
    remedy: str | None = None


def examine(settings: Settings) -> list[Finding]:
    """Look at everything that can be wrong with this installation."""
    record = read_record(settings.home) if is_locked(settings.home) else {}
    database_url = reveal(settings.database_url) or record.get("database_url")
    redis_url = reveal(settings.redis_url) or record.get("redis_url")
    findings = [_python(), *_programs(settings), *_home(settings), _web(settings), _clock()]
    findings += _database(str(database_url)) if database_url else [_not_running("database")]
    findings += asyncio.run(_queue(str(redis_url))) if redis_url else [_not_running("queue")]
    return findings


def _python() -> Finding:
    return Finding("python", Level.WELL, f"{platform.python_version()} at {sys.executable}")


def _programs(settings: Settings) -> list[Finding]:
    findings = []
    if settings.database_url is None and settings.embedded == "postgres":
        findings.append(_program("postgresql", lambda: postgres.find_programs(settings.postgres_bin)))
    if settings.database_url is None and settings.embedded == "timescale":
        findings.append(_node())
    if settings.redis_url is None:
        findings.append(_program("valkey", lambda: valkey.find_program(settings.valkey_bin)))
    return findings


def _program(subject: str, find: Callable[[], Path]) -> Finding:
    try:
        return Finding(subject, Level.WELL, f"programs in {find()}")
    except ServiceError as error:
        return Finding(subject, Level.PROBLEM, str(error))


def _node() -> Finding:
    node = shutil.which("node")
    if node is None:
        return Finding("node", Level.PROBLEM, "not on the PATH", "install Node 20 or newer, or unset HEALTHER_EMBEDDED")
    return Finding("node", Level.WELL, node)


def _home(settings: Settings) -> list[Finding]:
    home = settings.home
    if not home.exists():
        return [Finding("home", Level.NOTE, f"{home} does not exist yet", "healther up makes it")]
    if home.stat().st_uid != os.geteuid():
        message = f"{home} belongs to uid {home.stat().st_uid}"
        return [Finding("home", Level.PROBLEM, message, "run Healther as that user, or set HEALTHER_HOME")]
    state = "in use by a running healther up" if is_locked(home) else "not in use"
    return [Finding("home", Level.WELL, f"{home}, {state}"), _disk(home)]


def _disk(home: Path) -> Finding:
    free_bytes = shutil.disk_usage(home).free
    message = f"{free_bytes / 1e9:.1f} GB free"
    if free_bytes < LEAST_FREE_BYTES:
        return Finding("disk", Level.PROBLEM, message, "make room, or shorten how long raw results are kept")
    return Finding("disk", Level.WELL, message)


def _web(settings: Settings) -> Finding:
    if is_ready(settings.port):
        return Finding("web", Level.WELL, f"answers at http://127.0.0.1:{settings.port}/readyz")
    if not is_free("127.0.0.1", settings.port):
        message = f"port {settings.port} is taken, and /readyz does not answer 200 there"
        return Finding("web", Level.PROBLEM, message, "read the log of healther api, or set HEALTHER_PORT")
    return Finding("web", Level.NOTE, f"nothing runs at port {settings.port}; it is free", "healther up starts it")


def _clock() -> Finding:
    if time.time() < Path(__file__).stat().st_mtime:
        message = "the clock is earlier than this installation"
        return Finding("clock", Level.PROBLEM, message, "set it: every check would carry a wrong time")
    try:
        status = ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))
    except AttributeError:  # not Linux
        return Finding("clock", Level.NOTE, "cannot be looked at on this system")
    if status == CLOCK_UNSYNCHRONISED:
        return Finding(
            "clock", Level.NOTE, "the kernel does not know it to be synchronised", "run chrony or systemd-timesyncd"
        )
    return Finding("clock", Level.WELL, "synchronised")


def _not_running(subject: str) -> Finding:
    return Finding(subject, Level.NOTE, "the embedded one is not running", "healther up starts it")


def _database(url: str) -> list[Finding]:
    from db.errors import DatabaseError
    from db.migrate import current, head

    try:
        revision, newest = current(url), head()
    except DatabaseError as error:
        message = f"cannot be used: {error}"
        return [Finding("database", Level.PROBLEM, message, "check HEALTHER_DATABASE_URL and that the server runs")]
    if revision != newest:
        message = f"its schema is at {revision or 'nothing'}, this Healther needs {newest}"
        return [Finding("database", Level.PROBLEM, message, "healther migrate")]
    return [Finding("database", Level.WELL, f"schema {revision}"), *asyncio.run(_engine(url))]


async def _engine(url: str) -> list[Finding]:
    from db.engine import Engine, detect
    from db.pool import connected

    async with connected(url, name="healther doctor") as connection:
        engine = await detect(connection)
    if engine is Engine.POSTGRES:
        return [Finding("engine", Level.WELL, "postgres (no TimescaleDB Community on this server)")]
    return [Finding("engine", Level.WELL, "timescale")]


async def _queue(url: str) -> list[Finding]:
    client = connect(url, max_connections=1)
    try:
        async with deadline(QUEUE_DEADLINE_S):
            return await _look_at_queue(client)
    except BrokerError as error:
        return [
            Finding("queue", Level.PROBLEM, f"no answer: {error}", "check HEALTHER_REDIS_URL and that the server runs")
        ]
    finally:
        await client.aclose()


async def _look_at_queue(client: Client) -> list[Finding]:
    server = await client.info()
    findings = [_version(server), _eviction(server), _durability(server)]
    seconds, micros = await client.time()
    error_s = abs(time.time() - (seconds + micros / 1e6))
    if error_s > LARGEST_CLOCK_ERROR_S:
        message = f"its clock and ours differ by {error_s:.1f} s"
        findings.append(Finding("queue clock", Level.PROBLEM, message, "synchronise the clocks of both machines"))
    return findings


def _version(server: dict[str, object]) -> Finding:
    version = str(server.get("redis_version", "0.0"))
    name = "Valkey" if "valkey_version" in server else "Redis"
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_REDIS:
        return Finding("queue", Level.PROBLEM, f"{name} {version} is too old", "use Valkey, or Redis 7 or newer")
    return Finding("queue", Level.WELL, f"{name} {server.get('valkey_version', version)}")


def _eviction(server: dict[str, object]) -> Finding:
    policy = str(server.get("maxmemory_policy"))
    if policy == "noeviction":
        return Finding("queue memory", Level.WELL, "nothing is evicted")
    message = f"maxmemory-policy is {policy}: the server may throw work away"
    return Finding("queue memory", Level.PROBLEM, message, "set maxmemory-policy noeviction")


def _durability(server: dict[str, object]) -> Finding:
    if server.get("aof_enabled"):
        return Finding("queue durability", Level.WELL, "append-only file is on")
    message = "the append-only file is off: a restart of the server costs the checks under way (they are sent again)"
    return Finding("queue durability", Level.NOTE, message, "set appendonly yes")
