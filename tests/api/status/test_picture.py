"""The picture for links to a page: drawn by a child process, kept as long as it would look the same."""

import io
from typing import Any

import httpx
from PIL import Image

from db.pool import Pool
from tests.api.people import Person
from tests.api.status.pages import set_state

CLOUD_DANCER = (240, 238, 233)


async def test_the_picture_is_as_large_as_links_want_it(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await set_state(pool, monitor["id"], "down")
    response = await anonymous.get(f"/status/{page['slug']}/og.png")
    again = await anonymous.get(f"/status/{page['slug']}/og.png", headers={"If-None-Match": response.headers["etag"]})
    image = Image.open(io.BytesIO(response.content)).convert("RGB")
    red = sum(count for count, colour in image.getcolors(100_000) or () if colour == (131, 19, 32))

    assert response.headers["content-type"] == "image/png"
    assert image.size == (1200, 630)
    assert image.getpixel((5, 5)) == CLOUD_DANCER
    assert red > 5_000  # the sentence is written in red
    assert len(response.content) < 60_000
    assert again.status_code == 304


async def test_names_in_letters_that_the_font_does_not_have(
    owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any], pool: Pool
) -> None:
    await owner.patch(f"/workspaces/{workspace['id']}", {"is_public": True, "name": "状態"})
    monitor = await owner.make_monitor(workspace["id"], name="お店" * 90)
    await set_state(pool, monitor["id"], "down")

    assert (await anonymous.get(f"/status/{workspace['slug']}/og.png")).status_code == 200


async def test_the_same_look_is_drawn_once(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, app: Any
) -> None:
    pages = app.state.services.pages
    first = await pages.pictures.get(await pages.get(page["slug"]))
    pages.mark(page["slug"])
    second = await pages.pictures.get(await pages.get(page["slug"]))
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await set_state(pool, monitor["id"], "down")
    pages.mark(page["slug"])
    third = await pages.pictures.get(await pages.get(page["slug"]))

    assert first is second
    assert third.etag != first.etag
