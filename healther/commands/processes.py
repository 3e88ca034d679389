"""`healther api`, `dispatcher`, `worker`, `jobs` and `sender`: the long-running processes, one each."""

import argparse
import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from healther import logs

if TYPE_CHECKING:
    from healther.settings import Settings

logger = logging.getLogger(__name__)

Main: TypeAlias = "Callable[[Settings, asyncio.Event], Awaitable[None]]"


@dataclass(frozen=True)
class Process:
    """A command that runs one coroutine until SIGTERM or SIGINT sets its stop event."""

    name: str
    HELP: str
    main: Main

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Have no options: everything comes from the settings."""

    def run(self, options: argparse.Namespace) -> int:
        """Run until told to stop."""
        import uvloop

        from healther.settings import load

        logs.configure(self.name)
        settings = load("database_url", "redis_url")
        uvloop.run(until_stopped(lambda stop: self.main(settings, stop)))
        return 0


@dataclass(frozen=True)
class Api:
    """The web server."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")

    def run(self, options: argparse.Namespace) -> int:
        """Serve until told to stop; uvicorn looks after the signals."""
        import uvicorn

        from api.app import create_app
        from api.server import HeadLimits
        from healther.settings import load
        from healther.wiring import api_config

        logs.configure("api")
        settings = load("database_url", "redis_url", "secret_key")
        uvicorn.run(
            create_app(api_config(settings)),
            host=options.host,
            port=settings.port,
            loop="uvloop",
            http=HeadLimits,
            log_config=None,
            access_log=False,
            # A header that anybody can send must not decide who the client is: only named proxies say so.
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=list(settings.trusted_proxies),
            server_header=False,
            timeout_graceful_shutdown=10,
            # Sockets are for small messages; a compressor for each would take more memory than all that waits in them.
            ws_max_size=65_536,
            ws_ping_interval=20.0,
            ws_ping_timeout=20.0,
            ws_per_message_deflate=False,
        )
        return 0


async def until_stopped(main: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Run a coroutine whose event is set by SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await main(stop)


async def _dispatcher(settings: "Settings", stop: asyncio.Event) -> None:
    from healther.wiring import probe_config
    from probes.dispatcher import run

    if not settings.reference_targets:  # said here, because there may be many workers
        logger.info(
            "HEALTHER_REFERENCE_TARGETS is not set: an outage of our own network will look like one of all targets"
        )
    await run(probe_config(settings), stop)


async def _worker(settings: "Settings", stop: asyncio.Event) -> None:
    from healther.wiring import probe_config
    from probes.worker import run

    await run(probe_config(settings), stop)


async def _jobs(settings: "Settings", stop: asyncio.Event) -> None:
    from analytics.jobs import run
    from healther.wiring import jobs_config

    await run(jobs_config(settings), stop)


async def _sender(settings: "Settings", stop: asyncio.Event) -> None:
    from healther.wiring import probe_config
    from probes.sender import run

    await run(probe_config(settings), stop)


API = Api("Serve the REST API, the status pages and the frontend.")
DISPATCHER = Process("dispatcher", "Hand out due checks and look after the store.", _dispatcher)
WORKER = Process("worker", "Run checks.", _worker)
JOBS = Process("jobs", "Do long work in the background: removing for good what was deleted.", _jobs)
SENDER = Process("sender", "Send mails and other notifications.", _sender)
