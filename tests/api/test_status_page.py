"""The public page: what it says, whom it says it to, and what never gets onto it."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import httpx
import orjson
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from db.errors import Unavailable
from db.pool import Pool, acquire
from db.redis import connect, publish
from tests.api.conftest import running
from tests.api.people import BASE_URL, Person
from tests.servers import Valkey

CANARY = "canary-7f3a9c"
STATES = {"up": 1, "degraded": 2, "down": 3, "unknown": 4, "maintenance": 5}


async def set_state(pool: Pool, monitor_id: int, state: str, minutes: int = 18) -> None:
    code = STATES[state]
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO monitor_state (monitor_id, state, since, last_slot, covered_until, recorded, outcome)
            VALUES ($1, $2::smallint, now() - make_interval(mins => $3), now(), now() + interval '1 hour', $2::smallint,
                    least($2::smallint, 4))
                ON CONFLICT (monitor_id) DO UPDATE
                SET state = excluded.state, recorded = excluded.recorded, since = excluded.since
            """,
            *(monitor_id, code, minutes),
        )


@pytest_asyncio.fixture(loop_scope="session")
async def page(owner: Person, workspace: dict[str, Any]) -> dict[str, Any]:
    """A workspace whose page is public."""
    changed: dict[str, Any] = (await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True})).json()
    return changed


async def banner_of(client: httpx.AsyncClient, page: dict[str, Any]) -> str:
    text = (await client.get(f"/status/{page['slug']}")).text
    found = re.search(r"<h2>(.*?)</h2>", text)
    assert found is not None
    return found[1]


async def test_private_and_unknown_pages_are_answered_alike(
    anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    private = await anonymous.get(f"/status/{workspace['slug']}")
    unknown = await anonymous.get("/status/nobody-has-this")
    private_json = await anonymous.get(f"/status/{workspace['slug']}/api/v2/summary.json")

    assert (private.status_code, unknown.status_code, private_json.status_code) == (404, 404, 404)
    assert private.text == unknown.text
    assert private.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("slug", ["x" * 200, "%00", "..%2f", "é", "<script>"])
async def test_a_slug_that_cannot_be_is_404(anonymous: httpx.AsyncClient, slug: str) -> None:
    assert (await anonymous.get(f"/status/{slug}")).status_code == 404


async def test_going_private_works_at_once(owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any]) -> None:
    assert (await anonymous.get(f"/status/{page['slug']}")).status_code == 200
    await owner.patch(f"/workspaces/{page['id']}", {"is_public": False})

    assert (await anonymous.get(f"/status/{page['slug']}")).status_code == 404


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ([], "Nothing is shown here yet"),
        (["pending"], "Monitoring has just begun"),
        (["paused"], "Monitoring is paused"),
        (["up", "up"], "All systems are up"),
        (["up", "paused"], "All systems are up"),
        (["up", "down"], "M1 is down"),
        (["down", "down"], "M0 and M1 are down"),
        (["down", "down", "down", "degraded"], "Three services are down"),
        (["up", "degraded"], "M1 is degraded"),
        (["up", "unknown"], "No current data for M1"),
        (["up", "maintenance"], "M1 is in maintenance"),
    ],
    ids=str,
)
async def test_the_banner_is_a_sentence_made_of_the_states(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, states: list[str], sentence: str
) -> None:
    for number, state in enumerate(states):
        monitor = await owner.make_monitor(page["id"], name=f"M{number}")
        if state in STATES:
            await set_state(pool, monitor["id"], state)
        if state == "paused":
            await owner.post(f"/monitors/{monitor['id']}/pause")

    assert await banner_of(anonymous, page) == sentence


async def test_how_long_it_has_been_down(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    monitor = await owner.make_monitor(page["id"])
    await set_state(pool, monitor["id"], "down", minutes=125)
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO incidents (monitor_id, started_at, reason) VALUES ($1, now() - interval '125 minutes', 1)",
            monitor["id"],
        )
    text = (await anonymous.get(f"/status/{page['slug']}")).text

    assert "(2 h 5 min). Detected automatically." in text
    assert "has been down for 2 h 5 min" in text


async def test_nothing_private_reaches_strangers(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    """Each private field carries the canary; the names that are meant for the public do not."""
    address = f"{CANARY}@example.com"
    await owner.post(f"/workspaces/{page['id']}/recipients", {"email": address})
    secret = {
        "name": CANARY,
        "target": f"https://{CANARY}.example.com/",
        "headers": {"A": CANARY},
        "body": CANARY,
        "expect": {"body_contains": CANARY},
        "tags": [CANARY],
        "recipients": [address],
    }
    shown = await owner.make_monitor(page["id"], **secret, public_name="The shop")
    hidden = await owner.make_monitor(page["id"], **secret, is_public=False)
    for monitor in (shown, hidden):
        await set_state(pool, monitor["id"], "down")
        async with acquire(pool) as conn:
            await conn.execute(
                "UPDATE monitor_state SET detail = $2, reason = 40 WHERE monitor_id = $1", monitor["id"], CANARY
            )
            await conn.execute(
                "INSERT INTO incidents (monitor_id, started_at, reason, detail) VALUES ($1, now(), 40, $2)",
                *(monitor["id"], CANARY),
            )
    answers = [await anonymous.get(f"/status/{page['slug']}{rest}") for rest in ("", "/api/v2/summary.json")] + [
        await anonymous.get(path) for path in ("/openapi.json", "/readyz", "/healthz")
    ]

    assert [answer.status_code for answer in answers] == [200] * 5
    assert "The shop" in answers[0].text
    assert [answer.url.path for answer in answers if CANARY in answer.text] == []


async def test_what_people_write_is_text_and_not_html(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True, "name": evil})
    await owner.make_monitor(workspace["id"], name=evil, group=evil)
    response = await anonymous.get(f"/status/{workspace['slug']}")

    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.found: set[str] = set()

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.found |= {tag, *(name for name, _ in attrs)}

    tags = Tags()
    tags.feed(response.text)
    assert not tags.found & {"script", "img", "onerror", "style"}
    assert "script-src" not in response.headers["content-security-policy"]
    assert response.headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_page_has_an_etag_and_comes_compressed(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any]
) -> None:
    path = f"/status/{page['slug']}"
    first = await anonymous.get(path)
    again = await anonymous.get(path, headers={"If-None-Match": first.headers["etag"]})
    head = await anonymous.head(path)
    plain = await anonymous.get(path, headers={"Accept-Encoding": "identity"})

    assert first.headers["content-encoding"] == "gzip"
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert "content-encoding" not in plain.headers
    assert plain.content == first.content
    assert "set-cookie" not in first.headers


async def test_a_change_of_state_is_shown_at_once(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, shared_valkey: Valkey
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await set_state(pool, monitor["id"], "up")
    assert await banner_of(anonymous, page) == "All systems are up"
    await set_state(pool, monitor["id"], "down")
    redis = connect(shared_valkey.url)
    async with asyncio.timeout(4):  # less than the five seconds after which it would be made anew anyway
        while await banner_of(anonymous, page) != "Shop is down":
            await publish(redis, "healther:events", orjson.dumps({"monitor_id": monitor["id"], "kind": "changed"}))
            await asyncio.sleep(0.01)
    await redis.aclose()


async def test_groups_are_open_when_something_is_wrong(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    for name, state in {"Calm": "up", "Sick": "down"}.items():
        monitor = await owner.make_monitor(page["id"], group=name)
        await set_state(pool, monitor["id"], state)
    text = (await anonymous.get(f"/status/{page['slug']}")).text

    assert re.findall(r'<details class="card group"( open)?>\s*<summary><span class="name">(\w+)', text) == [
        ("", "Calm"),
        (" open", "Sick"),
    ]


async def test_summary_has_statuspages_shape(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    for number, state in enumerate(["up", "degraded", "down", "unknown", "maintenance", "pending"]):
        monitor = await owner.make_monitor(page["id"], name=f"M{number}")
        if state in STATES:
            await set_state(pool, monitor["id"], state)
    found = (await anonymous.get(f"/status/{page['slug']}/api/v2/summary.json")).json()

    assert found["status"] == {"indicator": "major", "description": "M2 is down"}
    assert [(one["name"], one["status"]) for one in found["components"]] == [
        ("M0", "operational"),
        ("M1", "degraded_performance"),
        ("M2", "major_outage"),
        ("M3", "degraded_performance"),
        ("M4", "under_maintenance"),
    ]
    assert found["page"]["url"] == f"https://status.example.org/status/{page['slug']}"
    assert found["scheduled_maintenances"] == []


@pytest_asyncio.fixture(loop_scope="session")
async def own_app(config: ApiConfig) -> AsyncIterator[FastAPI]:
    """An application whose pages a test may age."""
    async with running(config) as app:
        yield app


async def test_without_the_database_old_pages_say_how_old_they_are(
    own_app: FastAPI, owner: Person, page: dict[str, Any], pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = await owner.make_monitor(page["id"])
    await set_state(pool, monitor["id"], "up")
    pages, slug = own_app.state.services.pages, page["slug"]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(own_app), base_url=BASE_URL) as client:
        assert await banner_of(client, page) == "All systems are up"
        built = pages._built[slug]
        old = datetime.now(UTC) - timedelta(minutes=10)
        pages._built[slug] = replace(built, data=replace(built.data, at=old), until=0)

        async def away(slug: str) -> None:
            raise Unavailable("gone")

        monkeypatch.setattr(pages, "_load", away)
        banner = await banner_of(client, page)
        text = (await client.get(f"/status/{slug}")).text
        summary = (await client.get(f"/status/{slug}/api/v2/summary.json")).json()
        unknown = await client.get("/status/never-seen")

    assert banner.startswith("Last update ")
    assert "Was operational" in text
    assert 'class="state up"' not in text
    assert summary["status"]["indicator"] == "minor"
    assert summary["healther"]["is_stale"] is True
    assert summary["status"]["description"] == banner
    assert unknown.status_code == 503


async def test_a_page_is_small(owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any]) -> None:
    """HTML and CSS of a dozen services together stay below 20 kB compressed, with no script at all."""
    for number in range(12):
        await owner.make_monitor(page["id"], name=f"Service {number}")
    html = (await anonymous.get(f"/status/{page['slug']}")).content
    stylesheet = re.search(rb'href="(/static/status.css[^"]*)"', html)
    assert stylesheet is not None
    css = (await anonymous.get(stylesheet[1].decode())).content

    assert len(gzip.compress(html)) + len(gzip.compress(css)) < 20_000
    assert b"<script" not in html
