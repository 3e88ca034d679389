"""The public page: what it says, whom it says it to, and what never gets onto it."""

import asyncio
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import httpx
import orjson
import pytest

from api.status.built import STATUSPAGE as STATUSPAGE_FILES
from db.pool import Pool, acquire
from db.redis import connect, publish
from tests.api.people import Person
from tests.api.status.pages import STATES, banner_of, set_state
from tests.servers import Valkey

CANARY = "canary-7f3a9c"
STATUSPAGE = [f"/{name}" for name in STATUSPAGE_FILES]


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
    today = datetime.now(UTC).date()
    below = ["", "/history", "/history.atom", "/live.json", f"/day/{today}", *STATUSPAGE]
    paths = [f"/status/{page['slug']}{rest}" for rest in below] + [
        *(f"/badge/{shown['id']}/{kind}.{end}" for kind in ("status", "uptime", "latency") for end in ("svg", "json")),
        *("/openapi.json", "/readyz", "/healthz"),
    ]
    answers = [await anonymous.get(path) for path in paths]

    assert {answer.status_code for answer in answers} == {200}
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
    assert not tags.found & {"img", "onerror", "style"}
    assert response.text.count("<script") == 1
    assert re.search(r'<script src="/static/status\.js\?v=\w+" defer></script>', response.text)


async def test_the_policy_lets_nothing_of_others_in(anonymous: httpx.AsyncClient, page: dict[str, Any]) -> None:
    policy = (await anonymous.get(f"/status/{page['slug']}")).headers["content-security-policy"]

    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [
        ("theme=dark", ' data-theme="dark"'),
        ("a=b; theme=light; c=d", ' data-theme="light"'),
        ("theme=system", ""),
        ('theme="><script>', ""),
        ("mytheme=dark", ""),
        ("", ""),
    ],
)
async def test_the_theme_is_that_of_the_cookie(
    anonymous: httpx.AsyncClient, page: dict[str, Any], cookie: str, shown: str
) -> None:
    for rest in ("", "/history"):
        response = await anonymous.get(f"/status/{page['slug']}{rest}", headers={"Cookie": cookie})
        assert f'<html lang="en"{shown}>' in response.text
        assert "Cookie" in response.headers["vary"]


async def test_the_page_has_its_own_title_words_and_order(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any]
) -> None:
    ids = [(await owner.make_monitor(page["id"], name=name))["id"] for name in ("First", "Second", "Third")]
    items = [
        {"monitor_id": ids[2], "position": 0, "public_name": "Storefront"},
        {"monitor_id": ids[0], "position": 1, "is_public": False},
    ]
    body = {"title": "Shop status", "description": "How the shop is.", "items": items}
    await owner.patch(f"/workspaces/{page['id']}/status-page", body)
    text = (await anonymous.get(f"/status/{page['slug']}")).text

    assert "Shop status</h1>" in text
    assert "How the shop is." in text
    assert re.findall(r"<h3>(.*?)</h3>", text) == ["Storefront", "Second"]


async def test_links_to_the_page_have_words_and_a_picture(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await set_state(pool, monitor["id"], "down")
    text = (await anonymous.get(f"/status/{page['slug']}")).text
    address = f"https://status.example.org/status/{page['slug']}"

    assert f'<link rel="canonical" href="{address}">' in text
    assert '<meta property="og:title" content="Shop is down">' in text
    assert f'<meta property="og:image" content="{address}/og.png?v=' in text
    assert '<meta name="twitter:card" content="summary_large_image">' in text
    assert "icon-down.svg" in text


async def test_an_old_address_leads_to_the_new_one(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any]
) -> None:
    moved = f"{page['slug']}-new"
    await owner.patch(f"/workspaces/{page['id']}", {"slug": moved})
    below = ("", "/history", "/history.atom", "/live.json", "/og.png", "/api/v2/status.json")
    answers = [await anonymous.get(f"/status/{page['slug']}{rest}") for rest in below]

    assert [answer.headers["location"] for answer in answers] == [f"/status/{moved}{rest}" for rest in below]


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

    assert re.findall(r'<details class="card group"( open)?>\s*<summary><h3 class="name">(\w+)', text) == [
        ("", "Calm"),
        (" open", "Sick"),
    ]


async def test_a_page_shows_its_own_workspace_only(
    owner: Person, stranger: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    foreign = await stranger.make_monitor((await stranger.make_workspace("Other"))["id"], name="Foreign", group="Core")
    await set_state(pool, foreign["id"], "down")
    mine = await owner.make_monitor(page["id"], name="Mine", group="Core")
    await set_state(pool, mine["id"], "up")
    summary = (await anonymous.get(f"/status/{page['slug']}/api/v2/summary.json")).json()

    assert await banner_of(anonymous, page) == "All systems are up"
    assert [one["name"] for one in summary["components"]] == ["Core", "Mine"]
