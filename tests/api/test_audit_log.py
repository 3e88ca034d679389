"""The audit log: everything that is changed, nothing that is secret."""

import csv
import io
import json
from typing import Any

import pytest

from api.audit import differences
from db.pool import Pool, acquire
from tests.api.people import Person
from tests.api.test_api_keys import keyed


async def entries(person: Person, workspace: dict[str, Any], **query: Any) -> list[dict[str, Any]]:
    response = await person.get(f"/workspaces/{workspace['id']}/audit", **query)
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


async def test_every_act_is_written_down(
    pool: Pool, owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    place = f"/workspaces/{workspace['id']}"
    monitor = await owner.make_monitor(workspace["id"])
    await owner.patch(f"/monitors/{monitor['id']}", {"name": "Store"})
    await owner.post(f"/monitors/{monitor['id']}/pause")
    await owner.post(f"/monitors/{monitor['id']}/resume")
    await owner.delete(f"/monitors/{monitor['id']}")
    await owner.patch(place, {"name": "Acme 2", "is_public": True})
    made = await owner.post(f"{place}/invites", {"email": "x@example.com", "role": "admin"})
    await owner.post(f"{place}/invites/{made.json()['id']}/resend")
    await owner.delete(f"{place}/invites/{made.json()['id']}")
    key = await owner.post("/me/api-keys", {"name": "deploy", "workspace_id": workspace["id"], "scope": "read"})
    await owner.delete(f"/me/api-keys/{key.json()['id']}")
    await owner.patch(f"{place}/members/{observer.id}", {"role": "admin"})
    await owner.delete(f"{place}/members/{observer.id}")
    await observer.join(pool, workspace["id"], "observer")
    await observer.post(f"{place}/leave")
    await observer.join(pool, workspace["id"], "admin")
    await owner.ask("DELETE", place, {"name": "Acme 2"})
    await owner.post(f"{place}/restore")
    await owner.post(f"{place}/transfer", {"user_id": str(observer.id)})

    written = [entry["action"] for entry in reversed(await entries(observer, workspace))]

    assert written == [
        "workspace.created",
        "monitor.created",
        "monitor.changed",
        "monitor.paused",
        "monitor.resumed",
        "monitor.deleted",
        "workspace.changed",
        "invite.sent",
        "invite.resent",
        "invite.revoked",
        "api_key.created",
        "api_key.revoked",
        "member.role_changed",
        "member.removed",
        "member.left",
        "workspace.deleted",
        "workspace.restored",
        "workspace.transferred",
    ]


async def test_an_entry_says_who_what_when_from_where(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await owner.patch(
        f"/monitors/{monitor['id']}", {"name": "Store", "period": {"value": 1, "unit": "hours"}, "tags": ["eu"]}
    )

    entry = (await entries(owner, workspace))[0]

    assert (entry["actor_id"], entry["actor_name"], entry["via"]) == (str(owner.id), "Ann Example", "session")
    assert (entry["object_id"], entry["object_name"]) == (str(monitor["id"]), "Store")
    assert entry["address"].startswith("10.")
    assert entry["changes"]["name"] == {"old": "Shop", "new": "Store"}
    assert entry["changes"]["period_s"] == {"old": 900, "new": 3600}
    assert entry["changes"]["tags"] == {"old": [], "new": ["eu"]}


async def test_what_a_key_did_is_told_apart(owner: Person, workspace: dict[str, Any]) -> None:
    program = await keyed(owner, workspace)
    await program.patch(f"/workspaces/{workspace['id']}", {"name": "By program"})

    entry = (await entries(owner, workspace))[0]

    assert (entry["action"], entry["via"]) == ("workspace.changed", "api_key")


async def test_secrets_are_not_written(pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"], method="POST", headers={"X-Key": "canary-1"}, body="canary-2")
    await owner.patch(f"/monitors/{monitor['id']}", {"headers": {"X-Key": "canary-3", "X-New": "canary-4"}})
    await owner.patch(f"/monitors/{monitor['id']}", {"body": "canary-5"})

    changed = [entry["changes"] for entry in await entries(owner, workspace)][:2]
    async with acquire(pool) as conn:
        rows = await conn.fetch("SELECT a::text AS row FROM audit_log a")

    assert changed[1]["headers"] == {
        "old": {"X-Key": "(hidden)"},
        "new": {"X-Key": "(hidden)", "X-New": "(hidden)"},
    }
    assert changed[0]["body"] == {"old": "(hidden)", "new": "(hidden)"}
    ours = [f"canary-{number}" for number in range(1, 6)]  # other tests have canaries too
    assert not any(secret in row["row"] for row in rows for secret in ours)


async def test_what_changes_nothing_is_not_written(
    owner: Person, observer: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    before = len(await entries(owner, workspace))
    await owner.patch(f"/workspaces/{workspace['id']}", {"name": workspace["name"]})
    await owner.patch(f"/monitors/{monitor['id']}", {"name": monitor["name"]})
    await owner.post(f"/monitors/{monitor['id']}/resume")
    await owner.patch(f"/workspaces/{workspace['id']}/members/{observer.id}", {"role": "observer"})
    await observer.patch(f"/workspaces/{workspace['id']}", {"name": "Refused"})

    assert len(await entries(owner, workspace)) == before


async def test_pages_follow_each_other(owner: Person, workspace: dict[str, Any]) -> None:
    for number in range(5):
        await owner.patch(f"/workspaces/{workspace['id']}", {"name": f"Name {number}"})

    seen, before = [], None
    while True:
        query: dict[str, Any] = {} if before is None else {"before": before}
        page = (await owner.get(f"/workspaces/{workspace['id']}/audit", limit=2, **query)).json()
        seen += [entry["id"] for entry in page["items"]]
        before = page["next"]
        if before is None:
            break

    assert len(seen) == 6
    assert seen == sorted(set(seen), reverse=True)


async def test_the_export_is_a_csv_of_everything_without_formulas(
    owner: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await owner.patch(f"/monitors/{monitor['id']}", {"name": '=HYPERLINK("https://evil.example";"x")'})

    response = await owner.get(f"/workspaces/{workspace['id']}/audit.csv")

    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert [row["action"] for row in rows] == ["monitor.changed", "monitor.created", "workspace.created"]
    assert rows[0]["object_name"].startswith("'=")
    assert json.loads(rows[0]["changes"])["name"]["old"] == "Shop"


@pytest.mark.parametrize("path", ["audit", "audit.csv"])
async def test_owners_and_admins_read_it(
    pool: Pool, owner: Person, observer: Person, stranger: Person, workspace: dict[str, Any], path: str
) -> None:
    place = f"/workspaces/{workspace['id']}/{path}"
    before = [(await person.get(place)).status_code for person in (owner, observer, stranger)]
    await owner.patch(f"/workspaces/{workspace['id']}/members/{observer.id}", {"role": "admin"})

    assert before == [200, 403, 404]
    assert (await observer.get(place)).status_code == 200


async def test_an_act_that_fails_leaves_no_entry(owner: Person, stranger: Person, workspace: dict[str, Any]) -> None:
    taken = (await stranger.make_workspace())["slug"]
    await owner.patch(f"/workspaces/{workspace['id']}", {"name": "New name", "slug": taken})

    assert [entry["action"] for entry in await entries(owner, workspace)] == ["workspace.created"]


def test_differences_show_long_values_shortened_and_secrets_masked() -> None:
    before = {"name": "a", "bio": "x" * 600, "token": "t1", "updated_at": 1, "gone": 1, "same": [1]}
    after = {"name": "b", "bio": "", "token": None, "updated_at": 2, "same": [1]}

    assert differences(before, after) == {
        "name": {"old": "a", "new": "b"},
        "bio": {"old": "x" * 500 + "…", "new": ""},
        "token": {"old": "(hidden)", "new": None},
    }
