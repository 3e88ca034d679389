"""Planned maintenance on a public page: running and coming, of public monitors only, in every representation."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from db.pool import Pool, acquire
from tests.api.people import Person
from tests.api.status.pages import banner_of, set_state
from tests.api.status.test_json import COMPONENT, INCIDENT, UPDATE, read

MAINTENANCE = INCIDENT | {"scheduled_for", "scheduled_until"}
HOUR = timedelta(hours=1)
ATOM = "{http://www.w3.org/2005/Atom}"


async def plan(owner: Person, page: dict[str, Any], monitor_ids: list[int], start: datetime, **more: Any) -> int:
    body = {
        "title": "Secret name of the work",
        "note": "db-12 moves",
        "monitor_ids": monitor_ids,
        "starts_at": start.isoformat(),
        "duration_s": 7200,
    }
    answer = await owner.post(f"/workspaces/{page['id']}/maintenance", body | more)
    assert answer.status_code == 201, answer.text
    window_id: int = answer.json()["id"]
    return window_id


async def move(pool: Pool, window_id: int, starts_at: datetime, ends_at: datetime) -> None:
    """Let a window have been open at another time: the API plans nothing in the past."""
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE maintenance_occurrences SET starts_at = $2, ends_at = $3 WHERE window_id = $1",
            *(window_id, starts_at, ends_at),
        )


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


async def test_what_is_worked_on_now(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, now: datetime
) -> None:
    shop, api = [await owner.make_monitor(page["id"], name=name) for name in ("Shop", "API")]
    for monitor in (shop, api):
        await set_state(pool, monitor["id"], "up")
    window_id = await plan(owner, page, [shop["id"]], now + HOUR)
    await move(pool, window_id, now - HOUR, now + HOUR)
    found = await read(anonymous, page, "api/v2/summary.json")

    assert await banner_of(anonymous, page) == "Shop is in maintenance"
    assert found["status"] == {"indicator": "maintenance", "description": "Shop is in maintenance"}
    assert [one["status"] for one in found["components"]] == ["under_maintenance", "operational"]
    (work,) = found["scheduled_maintenances"]
    assert (work["name"], work["status"], work["impact"]) == ("Maintenance of Shop", "in_progress", "maintenance")
    assert [one["name"] for one in work["components"]] == ["Shop"]
    assert (await read(anonymous, page, "api/v2/scheduled-maintenances/upcoming.json"))["scheduled_maintenances"] == []
    assert (await read(anonymous, page, "api/v2/scheduled-maintenances/active.json"))["scheduled_maintenances"] == [
        work
    ]


async def test_what_is_down_does_not_hide_what_is_worked_on(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, now: datetime
) -> None:
    shop, api = [await owner.make_monitor(page["id"], name=name) for name in ("Shop", "API")]
    await set_state(pool, shop["id"], "down")
    await set_state(pool, api["id"], "down")
    window_id = await plan(owner, page, [shop["id"]], now + HOUR)
    await move(pool, window_id, now - HOUR, now + HOUR)
    text = (await anonymous.get(f"/status/{page['slug']}")).text

    assert await banner_of(anonymous, page) == "API is down"
    assert '<section class="banner beside maintenance" aria-label="Maintenance of Shop">' in text


async def test_a_plan_has_statuspages_keys_and_its_own_times(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, now: datetime
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop", group="Core")
    await set_state(pool, monitor["id"], "up")
    await plan(owner, page, [monitor["id"]], now + 3 * HOUR)
    found = await read(anonymous, page, "api/v2/scheduled-maintenances/upcoming.json")

    (work,) = found["scheduled_maintenances"]
    assert set(work) == MAINTENANCE
    assert [set(update) for update in work["incident_updates"]] == [UPDATE]
    assert [set(one) - {"components"} for one in work["components"]] == [COMPONENT]
    assert datetime.fromisoformat(work["scheduled_for"]) == now + 3 * HOUR
    assert datetime.fromisoformat(work["scheduled_until"]) == now + 5 * HOUR
    assert (work["status"], work["resolved_at"]) == ("scheduled", None)
    text = (await anonymous.get(f"/status/{page['slug']}")).text
    assert "Planned maintenance" in text
    assert "<strong>Maintenance of Shop</strong>" in text
    assert await banner_of(anonymous, page) == "All systems are up"


async def test_strangers_hear_of_public_monitors_only(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], now: datetime
) -> None:
    hidden = await owner.make_monitor(page["id"], name="Hidden", is_public=False)
    await owner.make_monitor(page["id"], name="Shop")
    await plan(owner, page, [hidden["id"]], now + HOUR)
    await plan(owner, page, [], now + 2 * HOUR, is_for_all=True)
    names = ("", "api/v2/summary.json", "api/v2/scheduled-maintenances.json", "history.atom")
    texts = [(await anonymous.get(f"/status/{page['slug']}/{name}".rstrip("/"))).text for name in names]

    assert all("Maintenance of Shop" in text for text in texts)
    assert not [word for word in ("Hidden", "Secret", "db-12") for text in texts if word in text]


async def test_what_recurs_is_told_a_week_before(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], now: datetime
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await plan(owner, page, [monitor["id"]], now + HOUR, rrule="FREQ=WEEKLY", duration_s=600)
    await plan(owner, page, [monitor["id"]], now + timedelta(days=60))
    found = await read(anonymous, page, "api/v2/scheduled-maintenances.json")

    starts = [datetime.fromisoformat(one["scheduled_for"]) for one in found["scheduled_maintenances"]]
    assert starts == [now + timedelta(days=60), now + HOUR]


async def test_the_feed_tells_what_was_planned_began_and_ended(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, now: datetime
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    window_id = await plan(owner, page, [monitor["id"]], now + HOUR)
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE maintenance_windows SET created_at = $2 WHERE id = $1", window_id, now - timedelta(days=2)
        )
    await move(pool, window_id, now - 3 * HOUR, now - HOUR)
    root = ElementTree.fromstring((await anonymous.get(f"/status/{page['slug']}/history.atom")).content)

    titles = [entry.findtext(f"{ATOM}title") for entry in root.iter(f"{ATOM}entry")]
    assert titles == [f"Maintenance of Shop {what}" for what in ("is over", "has begun", "is planned")]
    (work,) = (await read(anonymous, page, "api/v2/scheduled-maintenances.json"))["scheduled_maintenances"]
    assert [update["status"] for update in work["incident_updates"]] == ["completed", "in_progress", "scheduled"]
