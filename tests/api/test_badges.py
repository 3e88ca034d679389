"""Badges: what they say, and that only what is public has one."""

from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from api.badges.drawing import svg, width_of
from api.badges.faces import Face
from db.pool import Pool, acquire
from tests.api.people import Person
from tests.api.status.pages import add_day, set_state

SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("status", "uptime", "latency")


async def publish(owner: Person, workspace: dict[str, Any], **body: Any) -> dict[str, Any]:
    await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True})
    return await owner.make_monitor(workspace["id"], **body)


async def facts(client: httpx.AsyncClient, monitor: dict[str, Any], kind: str, query: str = "") -> dict[str, Any]:
    response = await client.get(f"/badge/{monitor['id']}/{kind}.json{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_shields_schema(owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]) -> None:
    monitor = await publish(owner, workspace, name="internal", public_name="Shop")

    assert await facts(anonymous, monitor, "status") == {
        "schemaVersion": 1,
        "label": "Shop",
        "message": "not checked yet",
        "color": "#5B5852",
        "cacheSeconds": 60,
    }


@pytest.mark.parametrize(
    ("state", "message"),
    [
        *(("up", "up"), ("degraded", "degraded"), ("down", "down"), ("unknown", "no data")),
        ("maintenance", "maintenance"),
    ],
)
async def test_the_state(
    owner: Person,
    anonymous: httpx.AsyncClient,
    workspace: dict[str, Any],
    pool: Pool,
    state: str,
    message: str,
) -> None:
    monitor = await publish(owner, workspace)
    await set_state(pool, monitor["id"], state)

    assert (await facts(anonymous, monitor, "status"))["message"] == message


async def test_uptime_is_rounded_down(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any], pool: Pool
) -> None:
    monitor = await publish(owner, workspace)
    for age in range(1, 31):
        await add_day(pool, monitor["id"], age, down_s=300 if age == 1 else 0)
    found = await facts(anonymous, monitor, "uptime")

    assert (found["label"], found["message"], found["color"]) == ("uptime", "99.98%", "#0D503A")


async def test_latency_is_the_median_of_the_last_day(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any], pool: Pool
) -> None:
    monitor = await publish(owner, workspace)
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO checks (monitor_id, slot, attempt, outcome, state, covers_s, latency_us, region)
            SELECT $1, date_trunc('second', now()) - make_interval(mins => n), 0, 1, 1, 60, n * 1000, 0
              FROM generate_series(101, 135) AS n
            """,
            monitor["id"],
        )

    assert (await facts(anonymous, monitor, "latency"))["message"] == "118 ms"


async def test_without_results_there_is_no_number(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    monitor = await publish(owner, workspace)

    assert [(await facts(anonymous, monitor, kind))["message"] for kind in ("uptime", "latency")] == ["no data"] * 2


async def test_a_picture_has_words_in_it_and_needs_nothing_else(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any], pool: Pool
) -> None:
    monitor = await publish(owner, workspace, name="Shop <&>")
    await set_state(pool, monitor["id"], "up")
    response = await anonymous.get(f"/badge/{monitor['id']}/status.svg?label=the%20%3Cshop%3E")
    again = await anonymous.get(
        response.url.path + "?label=the%20%3Cshop%3E", headers={"If-None-Match": response.headers["etag"]}
    )
    picture = ElementTree.fromstring(response.content)

    assert response.headers["content-type"].startswith("image/svg+xml")
    assert "max-age=60" in response.headers["cache-control"]
    assert again.status_code == 304
    assert picture.findtext(f"{SVG}title") == "Shop <&>: up"
    assert [text.text for text in picture.iter(f"{SVG}text")] == ["the <shop>", "up"]
    assert not {"script", "style", "image", "use", "foreignObject"} & {
        one.tag.removeprefix(SVG) for one in picture.iter()
    }
    assert "http" not in response.text.replace("http://www.w3.org/2000/svg", "")


async def test_what_no_public_page_shows_is_answered_alike(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    private = await owner.make_monitor(workspace["id"])
    await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True})
    hidden = await owner.make_monitor(workspace["id"], is_public=False)
    gone = await owner.make_monitor(workspace["id"])
    await owner.delete(f"/monitors/{gone['id']}")
    await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": False})
    ids = [private["id"], hidden["id"], gone["id"], 2_000_000_000]
    answers = [
        await anonymous.get(f"/badge/{id_}/{kind}.{end}") for id_ in ids for kind in KINDS for end in ("svg", "json")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.json()["detail"] for answer in answers}) == 1


async def test_hidden_at_once(owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]) -> None:
    monitor = await publish(owner, workspace)
    assert (await anonymous.get(f"/badge/{monitor['id']}/status.svg")).status_code == 200
    items = [{"monitor_id": monitor["id"], "is_public": False}]
    await owner.patch(f"/workspaces/{workspace['id']}/status-page", {"items": items})

    assert (await anonymous.get(f"/badge/{monitor['id']}/status.svg")).status_code == 404


@pytest.mark.parametrize("path", ["1/nothing.svg", "0/status.svg", "x/status.svg", "1/status.png"])
async def test_badges_that_there_are_not(anonymous: httpx.AsyncClient, path: str) -> None:
    assert (await anonymous.get(f"/badge/{path}")).status_code in (404, 422)


def test_a_badge_is_as_wide_as_its_words() -> None:
    short, long = (svg(Face(label, "up", "#000", label)) for label in ("i", "a long label indeed"))
    width = int(ElementTree.fromstring(long).attrib["width"])

    assert width == width_of("a long label indeed") + width_of("up") + 24
    assert int(ElementTree.fromstring(short).attrib["width"]) < width


def test_a_name_as_long_as_names_can_be_is_cut() -> None:
    picture = ElementTree.fromstring(svg(Face("x" * 200, "up", "#000", "x" * 200)))

    assert next(picture.iter(f"{SVG}text")).text == f"{'x' * 119}…"
