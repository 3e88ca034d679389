"""Real servers and real WebSockets for tests of live updates."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from api.server import HeadLimits
from core.states import Outcome
from db import ingest
from db.engine import Engine
from db.live import StateChange, append_live_events
from db.live_channels import publish_live_events
from db.monitor_state import insert_states
from db.pool import Pool, acquire
from db.redis import Client
from tests.api.people import Person
from tests.db.world import verdict

ORIGIN = "https://status.example.org"
PATH = "/api/v1/live"


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to pytest."""
        yield


@asynccontextmanager
async def serving(app: FastAPI, *, buffer_bytes: int | None = None) -> AsyncIterator[str]:
    """Serve a running application on a free port of loopback, as `healther api` does; give the socket's address.

    `buffer_bytes`: what the system takes for a reader that does not read; None leaves it at several megabytes.
    """
    with socket.socket() as listening:
        if buffer_bytes is not None:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, buffer_bytes)
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer_bytes)
        listening.bind(("127.0.0.1", 0))
        settings: dict[str, Any] = {"http": HeadLimits, "ws_max_size": 65_536, "ws_per_message_deflate": False}
        server = _Server(uvicorn.Config(app, lifespan="off", log_config=None, **settings))
        task = asyncio.create_task(server.serve([listening]))
        try:
            await until(lambda: server.started)
            yield f"ws://127.0.0.1:{listening.getsockname()[1]}{PATH}"
        finally:
            server.should_exit = True
            async with asyncio.timeout(20):
                await task


@dataclass
class Page:
    """An open page: a socket and the frames it was sent, heartbeats apart."""

    socket: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)
    beats: list[dict[str, Any]] = field(default_factory=list)
    closed: int | None = None  # the code it was closed with

    async def read(self) -> None:
        """Take frames until the end."""
        try:
            async for text in self.socket:
                frame = orjson.loads(text)
                (self.beats if frame["type"] == "heartbeat" else self.frames).append(frame)
        except ConnectionClosed:
            pass
        self.closed = self.socket.close_code

    async def say(self, **message: Any) -> None:
        """Send a message; UUIDs become texts."""
        await self.socket.send(orjson.dumps(message, default=str).decode())

    async def next(self, kind: str, timeout_s: float = 10.0) -> dict[str, Any]:
        """Wait for the oldest frame of a kind and take it out."""

        def find() -> dict[str, Any] | None:
            return next((frame for frame in self.frames if frame["type"] == kind), None)

        found = await until(find, timeout_s)
        self.frames.remove(found)
        return dict(found)

    async def follow(self, **subject: Any) -> dict[str, Any]:
        """Subscribe and return the answer."""
        await self.say(type="subscribe", **subject)
        return await self.next("subscribed")

    async def end(self, timeout_s: float = 10.0) -> int:
        """Wait for the end and return its code."""
        code: int = await until(lambda: self.closed, timeout_s)
        return code


@asynccontextmanager
async def opened(url: str, origin: str | None = ORIGIN, **options: Any) -> AsyncIterator[Page]:
    """Open a socket without showing a ticket."""
    async with connect(url, origin=origin, compression=None, **options) as made:  # type: ignore[arg-type]
        page = Page(made)
        reader = asyncio.create_task(page.read())
        try:
            yield page
        finally:
            await made.close()
            await reader


@asynccontextmanager
async def page_of(person: Person, url: str, **options: Any) -> AsyncIterator[Page]:
    """Open a socket with a ticket of the person."""
    async with opened(url, **options) as page:
        await page.say(type="ticket", ticket=await ticket_of(person))
        await page.next("ready")
        yield page


async def ticket_of(person: Person) -> str:
    """Buy a ticket."""
    response = await person.post("/live/ticket")
    assert response.status_code == 200, response.text
    ticket: str = response.json()["ticket"]
    return ticket


@dataclass
class Probe:
    """Sees states of monitors, stores them as workers do, and tells or does not."""

    pool: Pool
    redis: Client
    _slots: dict[int, datetime] = field(default_factory=dict)

    async def see(self, monitor_id: int, *outcomes: Outcome, is_told: bool = True) -> ingest.Stored:
        """Store a verdict for each outcome, one minute apart."""
        slots = []
        for _ in outcomes:
            start = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=12)
            self._slots[monitor_id] = self._slots.get(monitor_id, start) + timedelta(minutes=1)
            slots.append(self._slots[monitor_id])
        batch = [verdict(monitor_id, slot, outcome) for slot, outcome in zip(slots, outcomes, strict=True)]
        async with acquire(self.pool) as conn:
            await insert_states(conn, [monitor_id])
            stored = await ingest.store(conn, batch, engine=Engine.POSTGRES)
        if is_told:
            await publish_live_events(self.redis, stored.live)
        return stored


async def change(pool: Pool, redis: Client, monitor_id: int, times: int) -> None:
    """Number that many changes of a monitor and tell them."""
    flips = [("up", "down"), ("down", "up")]
    changes = [StateChange(monitor_id, datetime.now(UTC), *flips[number % 2]) for number in range(times)]
    async with acquire(pool) as conn, conn.transaction():
        events = await append_live_events(conn, changes)
    await publish_live_events(redis, events)


async def until(condition: Callable[[], Any], timeout_s: float = 10.0) -> Any:
    """Poll until the condition gives something that is not None or False, and return it."""
    give_up_at = time.monotonic() + timeout_s
    while (found := condition()) in (None, False):
        assert time.monotonic() < give_up_at, f"not so within {timeout_s:g} s"
        await asyncio.sleep(0.01)
    return found


async def make_tenant(pool: Pool, person: Person, name: str) -> tuple[UUID, int]:
    """Make a workspace with one monitor behind the API's back, which takes a moment each."""
    async with acquire(pool) as conn:
        workspace_id: UUID = await conn.fetchval(
            "INSERT INTO workspaces (name, slug) VALUES ($1, $1) RETURNING id", name
        )
        await conn.execute("INSERT INTO memberships VALUES ($1, $2, 'owner')", workspace_id, person.id)
        monitor_id: int = await conn.fetchval(
            "INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,"
            " confirm_failures, confirm_recoveries, retry_ms)"
            " VALUES ($1, 'Shop', 'http', 'http://localhost', 60, 'seconds', 60, 1000, 1, 1, 0) RETURNING id",
            workspace_id,
        )
    return workspace_id, monitor_id
