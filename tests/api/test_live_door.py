"""Who gets a socket: origins, tickets, limits, and what is said first."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from api.live.places import Places
from db.pool import Pool, acquire
from tests.api.live_sockets import ORIGIN, opened, page_of, serving, ticket_of, until
from tests.api.people import Person


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as address:
        yield address


REFUSED = {
    "none": None,
    "null": "null",
    "empty": "",
    "evil": "https://evil.example",
    "sub-domain": "https://a.status.example.org",
    "parent": "https://example.org",
    "port": "https://status.example.org:8443",
    "http": "http://status.example.org",
    "suffix": "https://status.example.org.evil.example",
    "star": "*",
    "path": "https://status.example.org/",
    "list": f"{ORIGIN}, https://evil.example",
}


@pytest.mark.parametrize("origin", REFUSED.values(), ids=REFUSED)
async def test_a_foreign_page_is_refused_before_the_socket_opens(url: str, origin: str | None) -> None:
    headers = {} if origin is None else {"Origin": origin}

    with pytest.raises(InvalidStatus) as refusal:
        async with connect(url, additional_headers=headers):
            pass

    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("origin", [ORIGIN, None], ids=["own page", "program"])
async def test_own_pages_and_programs_come_in(url: str, owner: Person, origin: str | None) -> None:
    headers = {} if origin else {"Authorization": f"Bearer {owner.token}"}

    async with page_of(owner, url, origin=origin, additional_headers=headers) as page:
        answer = await page.follow(all=True)

    assert answer == {"type": "subscribed", "all": True, "workspaces": []}


async def test_a_ticket_opens_one_socket(url: str, owner: Person) -> None:
    ticket = await ticket_of(owner)
    heard: list[Any] = []
    for _ in range(2):
        async with opened(url) as page:
            await page.say(type="ticket", ticket=ticket)
            heard.append(await page.end() if heard else await page.next("ready"))

    assert heard == [{"type": "ready"}, 4401]


async def test_a_ticket_lasts_thirty_seconds(url: str, owner: Person, pool: Pool) -> None:
    ticket = await ticket_of(owner)
    async with acquire(pool) as conn:
        await conn.execute("UPDATE live_tickets SET expires_at = expires_at - interval '31 s'")

    async with opened(url) as page:
        await page.say(type="ticket", ticket=ticket)

        assert await page.end() == 4401


async def test_a_ticket_dies_with_its_session(url: str, owner: Person) -> None:
    ticket = await ticket_of(owner)
    await owner.post("/auth/logout")

    async with opened(url) as page:
        await page.say(type="ticket", ticket=ticket)

        assert await page.end() == 4401


@pytest.mark.parametrize(
    "first",
    [
        {"type": "ticket", "ticket": "made up"},
        {"type": "ticket"},
        {"type": "subscribe", "all": True},
        {"type": "ticket", "ticket": 7},
        [],
    ],
    ids=["made up", "none", "another message", "number", "list"],
)
async def test_without_a_ticket_the_socket_is_closed(url: str, first: Any) -> None:
    async with opened(url) as page:
        await page.say(**first) if isinstance(first, dict) else await page.socket.send("[]")

        assert await page.end() == 4401


async def test_an_access_token_is_no_ticket(url: str, owner: Person) -> None:
    async with opened(url) as page:
        await page.say(type="ticket", ticket=owner.token)

        assert await page.end() == 4401


async def test_a_silent_socket_is_closed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.live.protocol.TICKET_WITHIN_S", 0.2)

    async with opened(url) as page:
        assert await page.end() == 4401


async def test_a_ticket_takes_an_account(anonymous: Any) -> None:
    assert (await anonymous.post("/api/v1/live/ticket")).status_code == 401


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 4400),
        ('{"type": "shout"}', 4400),
        ('{"type": "subscribe"}', 4400),
        ('{"type": "subscribe", "all": true, "monitor_id": 1}', 4400),
        ('{"type": "subscribe", "monitor_id": 99999999999}', 4400),
        ('{"type": "since", "workspace_id": "x", "seq": 1}', 4400),
        (" " * 70_000, 1009),
    ],
    ids=["no JSON", "unknown", "nothing", "two", "too large", "no workspace", "too long"],
)
async def test_what_is_not_understood_ends_the_socket(url: str, owner: Person, text: str, code: int) -> None:
    async with page_of(owner, url) as page:
        await page.socket.send(text)

        assert await page.end() == code


async def test_a_flood_of_messages_ends_the_socket(url: str, owner: Person) -> None:
    async with page_of(owner, url) as page:
        for _ in range(80):
            await page.say(type="unsubscribe", all=True)

        assert await page.end() == 4429


async def test_one_person_has_twenty_sockets(url: str, owner: Person, app: FastAPI) -> None:
    places: Places = app.state.services.places
    taken = [place for _ in range(21) if (place := await places.sit(owner.id))]
    assert len(taken) == 20
    try:
        async with opened(url) as page:
            await page.say(type="ticket", ticket=await ticket_of(owner))

            assert await page.end() == 4429
    finally:
        for place in taken:
            await places.rise(place)


async def test_one_address_has_fifty_sockets(url: str, app: FastAPI) -> None:
    places: Places = app.state.services.places
    taken = [place for _ in range(60) if (place := await places.enter("127.0.0.1"))]
    try:
        with pytest.raises(InvalidStatus) as refusal:
            async with connect(url, origin=ORIGIN):  # type: ignore[arg-type]
                pass
    finally:
        for place in taken:
            await places.leave(place)

    assert refusal.value.response.status_code == 429


async def test_a_socket_gives_its_places_back(url: str, owner: Person, app: FastAPI) -> None:
    places: Places = app.state.services.places
    before = places.open
    async with page_of(owner, url):
        assert places.open == before + 1

    await until(lambda: places.open == before)


@pytest.mark.parametrize("scope", ["read", "write"])
async def test_an_api_key_follows_its_workspace_until_it_is_revoked(
    url: str, owner: Person, workspace: dict[str, Any], scope: str
) -> None:
    other = await owner.make_workspace("Other")
    made = (await owner.post("/me/api-keys", {"name": "k", "workspace_id": workspace["id"], "scope": scope})).json()
    headers = {"Authorization": f"Bearer {made['key']}"}
    ticket = (await owner.client.post("/api/v1/live/ticket", headers=headers)).json()["ticket"]

    async with opened(url, origin=None, additional_headers=headers) as page:
        await page.say(type="ticket", ticket=ticket)
        answer = await page.follow(all=True)
        await page.say(type="subscribe", workspace_id=other["id"])
        await page.next("refused")
        await owner.delete(f"/me/api-keys/{made['id']}")

        assert answer["workspaces"] == [{"workspace_id": workspace["id"], "seq": 0}]
        assert await page.end(5) == 4401
