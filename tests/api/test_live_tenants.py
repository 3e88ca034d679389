"""Nobody hears of other people's monitors: every frame's workspace is one of the socket's own."""

import asyncio
import time
from contextlib import AsyncExitStack
from itertools import count
from uuid import UUID

import pytest
from fastapi import FastAPI

from db.pool import Pool
from tests.api.live_sockets import Page, change, make_tenant, page_of, serving, until
from tests.api.people import Person

numbers = count()


@pytest.mark.parametrize(
    ("tenants", "sockets", "events"),
    [
        pytest.param(20, 5, 1_000, id="short"),
        pytest.param(20, 20, 10_000, id="whole", marks=pytest.mark.long),
    ],
)
async def test_no_frame_reaches_another_tenant(
    app: FastAPI, pool: Pool, monkeypatch: pytest.MonkeyPatch, tenants: int, sockets: int, events: int
) -> None:
    monkeypatch.setattr(app.state.services.places, "_limits", (20, 500, 5_000))  # all come from one address here
    monkeypatch.setattr("api.live.hub.CROWD", tenants * sockets)  # nobody rests here
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app))
        own: dict[UUID, tuple[int, list[Page]]] = {}
        for _ in range(tenants):
            person = await Person.registered(app, f"tenant-{time.time_ns()}@example.com")
            stack.push_async_callback(person.client.aclose)
            workspace_id, monitor_id = await make_tenant(pool, person, f"tenant-{next(numbers)}-{time.time_ns()}")
            pages = [await stack.enter_async_context(page_of(person, url)) for _ in range(sockets)]
            subjects = ({"all": True}, {"workspace_id": workspace_id}, {"monitor_id": monitor_id})
            await asyncio.gather(*(page.follow(**subjects[n % 3]) for n, page in enumerate(pages)))
            own[workspace_id] = (monitor_id, pages)

        for turn in range(events // tenants // 10):
            redis = app.state.services.redis
            await asyncio.gather(*(change(pool, redis, monitor_id, 10) for monitor_id, _ in own.values()))
            await until(lambda turn=turn: _least(own) >= (turn + 1) * 10, 30)  # type: ignore[misc]

    heard = [
        (workspace_id, frame) for workspace_id, (_, pages) in own.items() for page in pages for frame in page.frames
    ]
    assert len(heard) == events * sockets
    assert [frame for workspace_id, frame in heard if frame["workspace_id"] != str(workspace_id)] == []


def _least(own: dict[UUID, tuple[int, list[Page]]]) -> int:
    return min(len(page.frames) for _, pages in own.values() for page in pages)
