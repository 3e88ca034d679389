"""Which alerts one gets oneself."""

from typing import Any
from uuid import UUID

from db.pool import Pool, acquire
from tests.api.people import Person


async def told(person: Person) -> dict[str, tuple[str, bool]]:
    """Return by the workspace's name what the person is told, and whether they may turn it."""
    items = (await person.get("/me/notifications")).json()["items"]
    return {item["workspace_name"]: (item["told"], item["may_turn_on"]) for item in items}


async def turn(person: Person, workspace: dict[str, Any], *, is_told: bool) -> Any:
    return await person.ask("PUT", f"/me/notifications/{workspace['id']}", {"is_told": is_told})


async def test_an_owner_turns_them_off_and_on(owner: Person, workspace: dict[str, Any]) -> None:
    await owner.make_workspace("Second")
    off = await turn(owner, workspace, is_told=False)
    after = await told(owner)
    on = (await turn(owner, workspace, is_told=True)).json()

    assert (off.status_code, off.json()["told"]) == (200, "none")
    assert after == {"Acme": ("none", True), "Second": ("all", True)}
    assert on["told"] == "all"
    acts = [item["action"] for item in (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]]
    assert acts[:2] == ["recipient.agreed", "recipient.left"]


async def test_turning_it_to_what_it_is_changes_nothing(owner: Person, workspace: dict[str, Any]) -> None:
    await turn(owner, workspace, is_told=True)
    await turn(owner, workspace, is_told=False)
    await turn(owner, workspace, is_told=False)
    acts = [item["action"] for item in (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]]

    assert acts.count("recipient.left") == 1


async def test_an_owner_who_was_taken_off_the_list_comes_back(owner: Person, workspace: dict[str, Any]) -> None:
    path = f"/workspaces/{workspace['id']}/recipients"
    own = (await owner.get(path)).json()["items"][0]
    await owner.delete(f"{path}/{own['id']}")
    before = await told(owner)
    await turn(owner, workspace, is_told=True)

    assert (before, await told(owner)) == ({"Acme": ("none", True)}, {"Acme": ("all", True)})


async def test_an_observer_leaves_and_comes_back_but_does_not_add_themselves(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    before = await told(observer)
    refused = await turn(observer, workspace, is_told=True)
    await owner.post(f"/workspaces/{workspace['id']}/recipients", {"email": observer.user["email"]})
    added = await told(observer)
    left = (await turn(observer, workspace, is_told=False)).json()
    back = (await turn(observer, workspace, is_told=True)).json()

    assert (before, refused.status_code) == ({"Acme": ("none", False)}, 403)
    assert added == {"Acme": ("all", True)}
    assert ((left["told"], left["may_turn_on"]), (back["told"], back["may_turn_on"])) == (("none", True), ("all", True))


async def test_who_is_named_by_a_monitor_hears_of_that_one(
    owner: Person, observer: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await owner.patch(f"/monitors/{monitor['id']}", {"recipients": [observer.user["email"]]})

    assert await told(observer) == {"Acme": ("named", False)}


async def test_workspaces_of_others_are_not_there(stranger: Person, workspace: dict[str, Any]) -> None:
    assert (await turn(stranger, workspace, is_told=True)).status_code == 404
    assert await told(stranger) == {}


async def test_who_was_asked_answers_here_too(observer: Person, workspace: dict[str, Any], pool: Pool) -> None:
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO recipients (workspace_id, email) VALUES ($1, $2)",
            *(UUID(workspace["id"]), observer.user["email"]),
        )
    before = await told(observer)
    await turn(observer, workspace, is_told=True)

    assert (before, await told(observer)) == ({"Acme": ("asked", True)}, {"Acme": ("all", True)})
