"""The application on a thread and loop of its own: what makes requests is synchronous, and calls it in process."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import orjson
from fastapi import FastAPI

from api.app import create_app
from api.config import ApiConfig
from core.observation import Observation, Phases
from core.states import Outcome
from db.broker import CHECKS_NOW, run_worker
from db.redis import put_answer
from probes.answers import answer_of
from probes.tasks import RUN_REQUEST, broker
from tests.api.people import BASE_URL, address
from tests.api.world import World, make_world

ANSWER_DEADLINE_S = 30.0
SEEN = Observation(Outcome.UP, latency_us=12_300, phases=Phases(1000, 2000, 3000), http_status=200)

Result = TypeVar("Result")


class Installation:
    """A running application with a world in it that is made anew when a request may have changed who may do what."""

    def __init__(self, config: ApiConfig) -> None:
        self._config = config
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="application", daemon=True)
        self.app: FastAPI = create_app(config)
        self.world: World
        self.asked = 0

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run a coroutine on the application's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(ANSWER_DEADLINE_S)

    def send(self, request: dict[str, Any]) -> httpx.Response:
        """Send a request, as Schemathesis writes one, from an address that nobody had before."""
        self.asked += 1
        return self.wait_for(self._send(request))

    def renew_world(self) -> None:
        """Make other people in other workspaces."""
        self.world = self.wait_for(make_world(self.app))

    async def _send(self, request: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, client=(address(), 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL, cookies=request.get("cookies")) as client:
            return await client.request(
                request["method"],
                request["url"],
                params=request.get("params"),
                headers=request["headers"],
                **({"json": request["json"]} if "json" in request else {"content": request.get("data")}),
            )

    async def _live(self, started: threading.Event, stop: asyncio.Event) -> None:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.app.router.lifespan_context(self.app))
            self.world = await make_world(self.app)
            carrier = broker(self._config.redis_url, CHECKS_NOW, {RUN_REQUEST: self._answer})
            self._redis = carrier.client
            worker = asyncio.create_task(run_worker(carrier, max_async_tasks=4, stop=stop))
            started.set()
            await stop.wait()
            await worker

    async def _answer(self, request_id: str) -> None:
        """Play the worker: nothing outside is ever asked."""
        await put_answer(self._redis, request_id, orjson.dumps(answer_of(SEEN, datetime.now(UTC))))

    @contextmanager
    def running(self) -> Iterator["Installation"]:
        """Run it for the block."""
        self._thread.start()
        started, stop = threading.Event(), asyncio.Event()
        living = asyncio.run_coroutine_threadsafe(self._live(started, stop), self._loop)
        while not started.wait(0.05):
            if living.done():
                living.result()
        try:
            yield self
        finally:
            self._loop.call_soon_threadsafe(stop.set)
            living.result(ANSWER_DEADLINE_S)
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()
