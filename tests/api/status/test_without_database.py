"""When the database is away, pages are shown as they were, and say so."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from api.status.built import Built
from db.errors import Unavailable
from db.pool import Pool
from tests.api.conftest import running
from tests.api.people import BASE_URL, Person
from tests.api.status.pages import banner_of, set_state


@pytest_asyncio.fixture(loop_scope="session")
async def own_app(config: ApiConfig) -> AsyncIterator[FastAPI]:
    """An application whose pages a test may age."""
    async with running(config) as app:
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def old(
    own_app: FastAPI, owner: Person, page: dict[str, Any], pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[httpx.AsyncClient, dict[str, Any]]]:
    """A client of an application that lost its database ten minutes ago, and a monitor that was up then."""
    monitor = await owner.make_monitor(page["id"], name="Shop", group="Core")
    await set_state(pool, monitor["id"], "up")
    pages, slug = own_app.state.services.pages, page["slug"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(own_app), base_url=BASE_URL) as client:
        assert await banner_of(client, page) == "All systems are up"
        assert (await client.get(f"/badge/{monitor['id']}/status.json")).json()["message"] == "up"
        known = pages._built[slug]
        aged = Built(replace(known.data, at=datetime.now(UTC) - timedelta(minutes=10)), known.now, known.page_url)
        aged.until = 0
        pages._built[slug] = aged

        async def away(slug: str) -> None:
            raise Unavailable("gone")

        monkeypatch.setattr(pages, "_load", away)
        yield client, monitor


async def test_the_page_says_how_old_it_is_and_is_never_green(
    old: tuple[httpx.AsyncClient, dict[str, Any]], page: dict[str, Any]
) -> None:
    client, _ = old
    banner = await banner_of(client, page)
    text = (await client.get(f"/status/{page['slug']}")).text

    assert banner.startswith("Last update ")
    assert "Was operational" in text
    assert '"state up"' not in text
    assert '"banner up"' not in text
    assert '<details class="card group" open>' in text


async def test_programs_are_told_too(old: tuple[httpx.AsyncClient, dict[str, Any]], page: dict[str, Any]) -> None:
    client, monitor = old
    summary = (await client.get(f"/status/{page['slug']}/api/v2/summary.json")).json()
    live = (await client.get(f"/status/{page['slug']}/live.json")).json()
    badge = (await client.get(f"/badge/{monitor['id']}/status.json")).json()

    assert summary["status"]["indicator"] == "minor"
    assert summary["healther"]["is_stale"] is True
    assert (live["is_stale"], live["state"]) == (True, "unknown")
    assert (badge["message"], badge["color"]) == ("no data", "#5B5852")


async def test_history_days_and_feed_are_still_there(
    old: tuple[httpx.AsyncClient, dict[str, Any]], page: dict[str, Any]
) -> None:
    client, _ = old
    for rest in ("/history", "/history.atom", f"/day/{datetime.now(UTC).date() - timedelta(days=1)}"):
        assert (await client.get(f"/status/{page['slug']}{rest}")).status_code == 200


async def test_a_page_that_nobody_knows_cannot_be_shown(old: tuple[httpx.AsyncClient, dict[str, Any]]) -> None:
    client, _ = old
    answer = await client.get("/status/never-seen")

    assert answer.status_code == 503
    assert "retry-after" in answer.headers
