"""What workers and dispatchers tell open pages once it is stored."""

import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from core.states import Outcome, State
from db.live import LiveEvent
from db.live_channels import EVERY_WORKSPACE, Frame, read_frames
from db.redis import connect, subscribe
from probes import dispatcher, worker
from probes.beside import beside
from probes.live_checks import live_frames
from tests.db.world import verdict
from tests.probes.flow import Flow, flow, running, until
from tests.servers import Valkey

WORKSPACE = UUID(int=1)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@asynccontextmanager
async def heard(queue: Valkey) -> AsyncIterator[list[Frame]]:
    """Collect what is published for open pages."""
    frames: list[Frame] = []

    async def listen() -> None:
        async with contextlib.aclosing(subscribe(redis, EVERY_WORKSPACE, are_patterns=True)) as messages:
            async for message in messages:
                frames.extend(read_frames(message)[1] if message is not None else [{"type": "begun"}])

    redis = connect(queue.url)
    async with beside(listen()):
        await until(lambda: _first(frames, "begun"))
        yield frames
    await redis.aclose()


async def _first(frames: list[Frame], kind: str) -> Frame | None:
    return next((frame for frame in frames if frame["type"] == kind), None)


async def test_a_check_and_its_change_are_told() -> None:
    async with flow() as here, heard(here.queue) as frames, running(dispatcher.run, worker.run, config=here.config):
        monitor_id = await here.add_monitor()  # nothing listens there

        check = await until(lambda: _first(frames, "check"))
        state = await until(lambda: _first(frames, "state"))
        incident = await until(lambda: _first(frames, "incident"))

    assert (check["monitor_id"], check["outcome"], check["state"], check["latency_ms"]) == (
        monitor_id,
        "down",
        "down",
        None,
    )
    assert (state["seq"], state["old_state"], state["new_state"]) == (1, "pending", "down")
    assert (incident["seq"], incident["event"], incident["end_cause"]) == (2, "opened", None)


async def test_an_incident_that_a_pause_ends_is_told_by_the_dispatcher() -> None:
    async with flow() as here, heard(here.queue) as frames, running(dispatcher.run, worker.run, config=here.config):
        monitor_id = await here.add_monitor()
        await until(lambda: _first(frames, "incident"))

        await _pause(here, monitor_id)
        closed = await until(lambda: _closed(frames))

    assert (closed["seq"], closed["end_cause"]) == (3, "paused")


async def _pause(here: Flow, monitor_id: int) -> None:
    await here.execute("UPDATE monitors SET paused_at = now(), revision = revision + 1 WHERE id = $1", monitor_id)


async def _closed(frames: list[Frame]) -> Frame | None:
    return next((frame for frame in frames if frame.get("event") == "closed"), None)


def test_changes_come_first_and_then_the_latest_check_of_each_monitor() -> None:
    event = LiveEvent(WORKSPACE, 1, 7, "state", {"at": "", "old_state": "up", "new_state": "down"})
    verdicts = [verdict(7, NOON + timedelta(minutes=n), Outcome.UP, latency_us=n * 1_000) for n in (2, 1)]
    unknown = verdict(8, NOON)

    frames = live_frames([event], [*verdicts, unknown], {7: State.UP, 8: State.UP}, {7: WORKSPACE})

    assert [(frame["type"], frame.get("latency_ms")) for frame in frames[WORKSPACE]] == [
        ("state", None),
        ("check", 2.0),
    ]
