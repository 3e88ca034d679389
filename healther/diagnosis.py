"""What `healther doctor` looks at: each check returns findings, and each bad one says what to do."""

import asyncio
import ctypes
import os
import platform
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from healther import queue_findings, store_findings
from healther.embedded import postgres, valkey
from healther.embedded.home import is_locked, read_record
from healther.embedded.service import ServiceError
from healther.findings import Finding, Level, note, well
from healther.installation import is_free, is_ready
from healther.settings import Settings, reveal

LEAST_FREE_BYTES: Final = 1_000_000_000
CLOCK_UNSYNCHRONISED: Final = 5  # TIME_ERROR of adjtimex(2)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything that can be wrong with this installation."""
    record = read_record(settings.home) if is_locked(settings.home) else {}
    database_url = reveal(settings.database_url) or record.get("database_url")
    redis_url = reveal(settings.redis_url) or record.get("redis_url")
    findings = [_python(), *_programs(settings), *_home(settings), _web(settings), _clock()]
    findings += store_findings.look(str(database_url)) if database_url else [_not_running("database")]
    findings += asyncio.run(queue_findings.look(str(redis_url))) if redis_url else [_not_running("queue")]
    return [*findings, _references(settings)]


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


def _references(settings: Settings) -> Finding:
    if settings.reference_targets:
        return well("reference targets", ", ".join(settings.reference_targets))
    message = "none: an outage of our own network looks like one of all targets"
    return note("reference targets", message, "set HEALTHER_REFERENCE_TARGETS (.env.example has an example)")


def _not_running(subject: str) -> Finding:
    return Finding(subject, Level.NOTE, "the embedded one is not running", "healther up starts it")
