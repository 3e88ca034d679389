"""Days and incidents of a public page: the history, one day by itself, and the feed."""

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from db.pool import Pool
from tests.api.people import Person
from tests.api.status.pages import add_day, add_outage, set_state

ATOM = "{http://www.w3.org/2005/Atom}"
HOUR = timedelta(hours=1)


def noon(age: int) -> datetime:
    return datetime.combine(datetime.now(UTC).date() - timedelta(days=age), time(12), UTC)


def iso(age: int) -> str:
    return noon(age).date().isoformat()


async def text_of(client: httpx.AsyncClient, page: dict[str, Any], rest: str = "") -> str:
    response = await client.get(f"/status/{page['slug']}{rest}")
    assert response.status_code == 200, response.text
    return response.text


async def test_bars_know_their_days_and_bad_ones_are_in_a_table(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    for age in range(4):
        await add_day(pool, monitor["id"], age, down_s=3 * 3600 if age == 2 else 0)
    await add_outage(pool, monitor["id"], noon(2), 3 * HOUR)
    text = await text_of(anonymous, page)

    assert f'data-days="{"-" * 86}uouu"' in text
    row = re.search(rf'<tr><th scope="row"><a href="[^"]*/day/{iso(2)}">.*?</tr>', text)
    assert row is not None
    assert re.findall(r"<td[^>]*>(.*?)</td>", row[0]) == ["Partly down", "3 h", "87.50%"]
    assert text.count('<tr><th scope="row">') == 1


async def test_open_ones_stand_apart_from_past_ones_which_stand_by_day(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await set_state(pool, monitor["id"], "down")
    for age, lasted in ((3, HOUR), (3, 2 * HOUR), (20, HOUR)):
        await add_outage(pool, monitor["id"], noon(age) + lasted, lasted)
    await add_outage(pool, monitor["id"], datetime.now(UTC) - timedelta(minutes=18), None)
    text = await text_of(anonymous, page)
    going_on, _, past = text.partition("Past incidents")

    assert "has been down for 18 min" in going_on
    assert re.findall(r'<h3><a href="[^"]*/day/([\d-]+)">', past) == [iso(3)]
    assert past.count("was down for") == 2
    assert iso(20) not in past

    history = await text_of(anonymous, page, "/history")

    assert re.findall(r'<h3><a href="[^"]*/day/([\d-]+)">', history) == [iso(0), iso(3), iso(20)]


async def test_a_new_page_says_when_monitoring_began(anonymous: httpx.AsyncClient, page: dict[str, Any]) -> None:
    today = datetime.now(UTC)

    assert f"None. Monitoring began on {today.day} {today:%b}." in await text_of(anonymous, page)
    assert f"None. Monitoring began on {today.day} {today:%b %Y}." in await text_of(anonymous, page, "/history")


async def test_a_day_by_itself(owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool) -> None:
    shop = await owner.make_monitor(page["id"], name="Shop")
    calm = await owner.make_monitor(page["id"], name="Calm")
    for monitor in (shop, calm):
        for age in (2, 1):
            await add_day(pool, monitor["id"], age, down_s=3600 if monitor is shop and age == 2 else 0)
    await add_outage(pool, shop["id"], noon(2), HOUR)
    text = await text_of(anonymous, page, f"/day/{iso(2)}")

    assert "Shop was down for 1 h on this day" in text
    assert "Down 12:00 to 13:00 UTC, 1 h" in text
    assert f'rel="prev" href="/status/{page["slug"]}/day/{iso(3)}"' in text
    assert f'rel="next" href="/status/{page["slug"]}/day/{iso(1)}"' in text
    assert "All systems were up" in await text_of(anonymous, page, f"/day/{iso(1)}")
    assert "Nothing was measured on this day" in await text_of(anonymous, page, f"/day/{iso(5)}")
    assert 'rel="next"' not in await text_of(anonymous, page, f"/day/{iso(0)}")
    assert 'rel="prev"' not in await text_of(anonymous, page, f"/day/{iso(89)}")


async def test_an_outage_over_midnight_belongs_to_both_days(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    shop = await owner.make_monitor(page["id"], name="Shop")
    await add_outage(pool, shop["id"], noon(3) + 11 * HOUR, 2 * HOUR)

    assert "Down 23:00 to 24:00 UTC, 1 h" in await text_of(anonymous, page, f"/day/{iso(3)}")
    assert "Down 00:00 to 01:00 UTC, 1 h" in await text_of(anonymous, page, f"/day/{iso(2)}")


@pytest.mark.parametrize("day", [iso(90), iso(-1), "2026-02-30", "20261015", "x", "2026-10-15/"])
async def test_a_day_that_is_not_on_the_page(anonymous: httpx.AsyncClient, page: dict[str, Any], day: str) -> None:
    await anonymous.get(f"/status/{page['slug']}")  # once from the routes, once from ready bytes

    assert (await anonymous.get(f"/status/{page['slug']}/day/{day}")).status_code == 404


async def test_the_feed_tells_beginnings_and_ends_once(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    shop = await owner.make_monitor(page["id"], name="Shop <&> \x0b co")
    await add_outage(pool, shop["id"], noon(3), HOUR)
    await add_outage(pool, shop["id"], noon(2), None)
    response = await anonymous.get(f"/status/{page['slug']}/history.atom")
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")

    assert response.headers["content-type"].startswith("application/atom+xml")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "Shop <&>  co is down",
        "Shop <&>  co is up again",
        "Shop <&>  co is down",
    ]
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        f"{iso(2)}T12:00:00Z",
        f"{iso(3)}T13:00:00Z",
        f"{iso(3)}T12:00:00Z",
    ]
    for thing in (feed, *entries):
        for needed in ("id", "title", "updated", "link"):  # RFC 4287
            assert thing.find(f"{ATOM}{needed}") is not None
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 3

    await owner.patch(f"/workspaces/{page['id']}", {"slug": f"{page['slug']}-moved", "name": "Moved"})
    moved = ElementTree.fromstring((await anonymous.get(f"/status/{page['slug']}-moved/history.atom")).content)

    assert [entry.findtext(f"{ATOM}id") for entry in moved.findall(f"{ATOM}entry")] == ids
