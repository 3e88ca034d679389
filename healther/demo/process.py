"""The demo's own processes: one loads the history and ends, one serves what the monitors check and sends pings."""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from healther import logs
from healther.demo.catalogue import EMAIL, MONITORS, WORKSPACE_SLUG
from healther.demo.targets import Ports, serve
from healther.installation import Extras
from healther.settings import Settings, reveal

PING_EVERY_S: Final = 300.0
RETRY_PING_S: Final = 5.0
PING_DEADLINE_S: Final = 5.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the demo remembers between starts, in HOME/demo.json: ports, password, and the token of its heartbeat."""

    ports: Ports
    password: str
    ping_token: str


def extras(settings: Settings) -> Extras:
    """Return what `healther demo` adds to `healther up`."""
    notes = _notes(settings)
    return Extras(
        before=("demo", "--only", "load"),
        beside=("demo", "--only", "serve"),
        words=(
            "",
            "  All monitors and their ninety days are made up.",
            f"  Sign in as {EMAIL} with the password {notes.password}",
            f"  Public page: {settings.address}/status/{WORKSPACE_SLUG}",
        ),
    )


def load_once(settings: Settings) -> int:
    """Load the history unless it is there."""
    from healther.demo.load import load

    logs.configure("demo")
    notes = _notes(settings)
    print("Making up ninety days …", flush=True)
    made = asyncio.run(load(reveal(settings.database_url) or "", notes.ports, notes.password, notes.ping_token))
    print("The made-up history is loaded." if made else "The made-up history was there already.", flush=True)
    return 0


def serve_until_stopped(settings: Settings) -> int:
    """Serve the demo's targets and send its pings until SIGTERM or SIGINT."""
    logs.configure("demo")
    asyncio.run(_serve(settings, _notes(settings)))
    return 0


async def _serve(settings: Settings, notes: Notes) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    medians_ms = {one.target.removeprefix("http:"): one.median_ms for one in MONITORS if one.target.startswith("http:")}
    pinging = asyncio.create_task(_send_pings(f"http://127.0.0.1:{settings.port}/ping/{notes.ping_token}"))
    try:
        await serve(medians_ms, notes.ports, stop)
    finally:
        pinging.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await pinging


async def _send_pings(url: str) -> None:
    """Be the nightly backup, a little more often."""
    while True:
        try:
            await asyncio.to_thread(_ping, url)
            await asyncio.sleep(PING_EVERY_S)
        except OSError as error:
            logger.info("ping not sent", extra={"error": str(error)})
            await asyncio.sleep(RETRY_PING_S)


def _ping(url: str) -> None:
    with urllib.request.urlopen(url, timeout=PING_DEADLINE_S):  # noqa: S310 - our own address
        logger.debug("ping sent")


def _notes(settings: Settings) -> Notes:
    """Return what was noted, made on the first start; a password that is set now wins."""
    path = settings.home / "demo.json"
    notes = _read(path) or Notes(_free_ports(), secrets.token_urlsafe(9), secrets.token_urlsafe(24))
    chosen = reveal(settings.demo_password)
    if chosen is not None:
        notes = Notes(notes.ports, chosen, notes.ping_token)
    _write(path, notes)
    return notes


def _read(path: Path) -> Notes | None:
    if not path.exists():
        return None
    content = json.loads(path.read_text())
    return Notes(Ports(**content["ports"]), content["password"], content["ping_token"])


def _write(path: Path, notes: Notes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_suffix(".new")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(notes), file)
    scratch.replace(path)


def _free_ports() -> Ports:
    """Choose ports that are free now; all are held until the last is chosen."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(4)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return Ports(*(one.getsockname()[1] for one in sockets))
