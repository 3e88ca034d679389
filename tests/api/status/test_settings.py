"""What a public page shows is chosen here; the monitors' own forms show the same choices."""

from typing import Any

import pytest

from tests.api.people import Person


async def settings(person: Person, workspace: dict[str, Any]) -> dict[str, Any]:
    response = await person.get(f"/workspaces/{workspace['id']}/status-page")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def change(person: Person, workspace: dict[str, Any], **body: Any) -> dict[str, Any]:
    response = await person.patch(f"/workspaces/{workspace['id']}/status-page", body)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


async def test_a_new_page_shows_everything_in_the_order_it_was_made(owner: Person, workspace: dict[str, Any]) -> None:
    made = [await owner.make_monitor(workspace["id"], name=name) for name in ("Web", "API")]
    found = await settings(owner, workspace)

    assert found == {
        "workspace_id": workspace["id"],
        "url": f"https://status.example.org/status/{workspace['slug']}",
        "slug": workspace["slug"],
        "is_public": workspace["is_public"],
        "title": None,
        "description": None,
        "items": [
            {
                "monitor_id": monitor["id"],
                "name": monitor["name"],
                "is_public": True,
                "public_name": None,
                "group": None,
                "position": place,
            }
            for place, monitor in enumerate(made)
        ],
    }


async def test_groups_stand_where_their_first_monitor_stands(owner: Person, workspace: dict[str, Any]) -> None:
    ids = {name: (await owner.make_monitor(workspace["id"], name=name))["id"] for name in "abcde"}
    wanted = [
        {"monitor_id": ids["e"], "position": 0, "group": "Shop"},
        {"monitor_id": ids["a"], "position": 1, "group": None},
        {"monitor_id": ids["b"], "position": 2, "group": "Core"},
        {"monitor_id": ids["c"], "position": 3, "group": "Shop"},
    ]
    found = await change(owner, workspace, items=wanted)

    assert [(item["name"], item["group"]) for item in found["items"]] == [
        ("e", "Shop"),
        ("c", "Shop"),
        ("a", None),
        ("d", None),  # it has no position: behind those of its group that have one
        ("b", "Core"),
    ]
    assert [item["position"] for item in found["items"]] == [0, 1, 2, 3, 4]


async def test_one_truth_with_the_monitors_form(owner: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"], group="Core")
    item = {"monitor_id": monitor["id"], "is_public": False, "public_name": "Storefront", "group": "Edge"}
    await change(owner, workspace, items=[item])
    read = (await owner.get(f"/monitors/{monitor['id']}")).json()

    assert (read["is_public"], read["public_name"], read["group"]) == (False, "Storefront", "Edge")

    await owner.patch(f"/monitors/{monitor['id']}", {"is_public": True, "group": None})
    found = (await settings(owner, workspace))["items"][0]

    assert (found["is_public"], found["public_name"], found["group"]) == (True, "Storefront", None)


async def test_what_is_left_out_stays_and_null_is_the_default(owner: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"], public_name="Storefront", group="Core")
    await change(owner, workspace, title="Acme status", description="How we are.")
    await change(owner, workspace, items=[{"monitor_id": monitor["id"], "is_public": False}])
    kept = await settings(owner, workspace)

    assert (kept["title"], kept["description"]) == ("Acme status", "How we are.")
    assert (kept["items"][0]["public_name"], kept["items"][0]["group"]) == ("Storefront", "Core")

    nulls = {"monitor_id": monitor["id"], "is_public": None, "public_name": None, "group": None, "position": None}
    reset = await change(owner, workspace, title=None, items=[nulls])

    assert (reset["title"], reset["description"]) == (None, "How we are.")
    assert (reset["items"][0]["is_public"], reset["items"][0]["public_name"], reset["items"][0]["group"]) == (
        True,
        None,
        None,
    )


async def test_the_audit_log_tells_what_changed(owner: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"])
    await change(owner, workspace, title="Acme", items=[{"monitor_id": monitor["id"], "is_public": False}])
    await change(owner, workspace, title="Acme")  # changes nothing, so nothing is noted
    log = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]
    entries = [entry for entry in log if entry["action"] == "status_page.changed"]

    assert len(entries) == 1
    assert entries[0]["changes"]["title"] == {"old": None, "new": "Acme"}
    assert [one["is_public"] for one in entries[0]["changes"]["monitors"]["old"]] == [True]
    assert [one["is_public"] for one in entries[0]["changes"]["monitors"]["new"]] == [False]
    assert "shop.example.com" not in str(entries)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 101}, "title"),
        ({"description": "x" * 501}, "description"),
        ({"items": [{"monitor_id": "1"}]}, "items.0.monitor_id"),
        ({"items": [{"monitor_id": 2_000_000_000}]}, "items.0.monitor_id"),
        ({"items": [{"position": 1}]}, "items.0.monitor_id"),
        ({"items": [{"monitor_id": 1, "position": -1}]}, "items.0.position"),
        ({"items": [{"monitor_id": 1, "target": "x"}]}, "items.0.target"),
        ({"is_public": True}, "is_public"),
    ],
)
async def test_what_cannot_be_is_refused(
    owner: Person, workspace: dict[str, Any], body: dict[str, Any], field: str
) -> None:
    response = await owner.patch(f"/workspaces/{workspace['id']}/status-page", body)

    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


async def test_a_monitor_of_another_workspace_is_not_there(owner: Person, workspace: dict[str, Any]) -> None:
    foreign = await owner.make_monitor((await owner.make_workspace("Other"))["id"])
    mine = await owner.make_monitor(workspace["id"])
    body = {"items": [{"monitor_id": mine["id"], "is_public": False}, {"monitor_id": foreign["id"]}]}
    response = await owner.patch(f"/workspaces/{workspace['id']}/status-page", body)
    twice = {"items": [{"monitor_id": mine["id"]}] * 2}

    assert response.json()["errors"][0]["field"] == "items.1.monitor_id"
    assert (await settings(owner, workspace))["items"][0]["is_public"] is True  # all or nothing
    assert (await owner.patch(f"/workspaces/{workspace['id']}/status-page", twice)).status_code == 422
