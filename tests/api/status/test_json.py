"""What programs read: Statuspage's shape, and the live state that open pages ask for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from db.pool import Pool
from tests.api.people import Person
from tests.api.status.pages import STATES, add_outage, set_state

# The keys that clients of Statuspage read; ours has each of them, and its own ones under `healther`.
PAGE = {"id", "name", "url", "time_zone", "updated_at"}
COMPONENT = {
    *("id", "name", "status", "created_at", "updated_at", "position", "description", "showcase", "start_date"),
    *("group_id", "page_id", "group", "only_show_if_degraded"),
}
INCIDENT = {
    *("id", "name", "status", "created_at", "updated_at", "monitoring_at", "resolved_at", "impact", "shortlink"),
    *("started_at", "page_id", "incident_updates", "components"),
}
UPDATE = {
    *("id", "status", "body", "incident_id", "created_at", "updated_at", "display_at", "affected_components"),
    *("deliver_notifications", "custom_tweet", "tweet_id"),
}
AFFECTED = {"code", "name", "old_status", "new_status"}


async def read(client: httpx.AsyncClient, page: dict[str, Any], name: str) -> dict[str, Any]:
    response = await client.get(f"/status/{page['slug']}/{name}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["access-control-allow-origin"] == "*"
    found: dict[str, Any] = response.json()
    return found


async def test_summary_has_statuspages_words(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    for number, state in enumerate(["up", "degraded", "down", "unknown", "maintenance", "pending"]):
        monitor = await owner.make_monitor(page["id"], name=f"M{number}")
        if state in STATES:
            await set_state(pool, monitor["id"], state)
    found = await read(anonymous, page, "api/v2/summary.json")

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


async def test_every_part_has_statuspages_keys(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop", group="Core")
    await set_state(pool, monitor["id"], "down")
    now = datetime.now(UTC)
    await add_outage(pool, monitor["id"], now - timedelta(days=2), timedelta(hours=1))
    await add_outage(pool, monitor["id"], now - timedelta(minutes=18), None)
    found = await read(anonymous, page, "api/v2/summary.json")
    everything = (await read(anonymous, page, "api/v2/incidents.json"))["incidents"]

    assert set(found) == {"page", "components", "incidents", "scheduled_maintenances", "status", "healther"}
    assert set(found["page"]) == PAGE
    assert [set(one) - {"components"} for one in found["components"]] == [COMPONENT] * 2
    assert [set(incident) for incident in everything] == [INCIDENT] * 2
    updates = [update for incident in everything for update in incident["incident_updates"]]
    assert [set(update) for update in updates] == [UPDATE] * 3
    assert [set(one) for update in updates for one in update["affected_components"]] == [AFFECTED] * 3
    assert [(incident["status"], incident["impact"]) for incident in everything] == [
        ("investigating", "major"),
        ("resolved", "major"),
    ]
    assert [update["status"] for update in everything[1]["incident_updates"]] == ["resolved", "investigating"]
    assert found["incidents"] == everything[:1]
    assert (await read(anonymous, page, "api/v2/incidents/unresolved.json"))["incidents"] == everything[:1]
    assert (await read(anonymous, page, "api/v2/status.json"))["status"] == found["status"]
    assert (await read(anonymous, page, "api/v2/components.json"))["components"] == found["components"]


async def test_a_group_is_a_component_that_names_its_own(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool
) -> None:
    for name, group, state in (("A", "Core", "up"), ("B", "Core", "down"), ("C", None, "up")):
        monitor = await owner.make_monitor(page["id"], name=name, group=group)
        await set_state(pool, monitor["id"], state)
    found = (await read(anonymous, page, "api/v2/summary.json"))["components"]
    group = next(one for one in found if one["group"])

    assert [(one["name"], one["position"]) for one in found] == [("C", 1), ("Core", 2), ("A", 3), ("B", 4)]
    assert (group["status"], group["group_id"]) == ("major_outage", None)
    assert group["components"] == [one["id"] for one in found if one["group_id"] == group["id"]]


@pytest.mark.parametrize(
    ("states", "indicator"),
    [
        (["up"], "none"),
        (["up", "degraded"], "minor"),
        (["up", "unknown"], "minor"),
        (["up", "down"], "major"),
        (["down", "down"], "critical"),
        (["up", "maintenance"], "maintenance"),
        ([], "none"),
    ],
    ids=str,
)
async def test_the_indicator(
    owner: Person,
    anonymous: httpx.AsyncClient,
    page: dict[str, Any],
    pool: Pool,
    states: list[str],
    indicator: str,
) -> None:
    for state in states:
        await set_state(pool, (await owner.make_monitor(page["id"]))["id"], state)

    assert (await read(anonymous, page, "api/v2/status.json"))["status"]["indicator"] == indicator


@pytest.mark.parametrize("name", ["nothing.json", "status/active.json", "summary/unresolved.json", "summary"])
async def test_parts_that_there_are_not(anonymous: httpx.AsyncClient, page: dict[str, Any], name: str) -> None:
    await anonymous.get(f"/status/{page['slug']}")

    assert (await anonymous.get(f"/status/{page['slug']}/api/v2/{name}")).status_code in (404, 422)


async def test_live_changes_its_etag_with_the_page_and_not_with_time(
    owner: Person, anonymous: httpx.AsyncClient, page: dict[str, Any], pool: Pool, app: Any
) -> None:
    monitor = await owner.make_monitor(page["id"], name="Shop")
    await set_state(pool, monitor["id"], "up")
    path, pages = f"/status/{page['slug']}/live.json", app.state.services.pages
    first = await anonymous.get(path)
    pages.mark(page["slug"])
    same = await anonymous.get(path, headers={"If-None-Match": first.headers["etag"]})
    html = (await anonymous.get(f"/status/{page['slug']}")).text
    await set_state(pool, monitor["id"], "down")
    pages.mark(page["slug"])
    changed = await anonymous.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert first.json()["components"] == {str(monitor["id"]): "up"}
    assert f'data-version="{first.json()["version"]}"' in html
    assert same.status_code == 304
    assert (changed.status_code, changed.json()["state"], changed.json()["title"]) == (200, "down", "Shop is down")
