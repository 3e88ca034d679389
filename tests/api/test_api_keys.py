"""API keys: shown once, for one workspace, with the role of that moment."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api.keys import KEY_START, PREFIX_CHARACTERS, key_hash, new_key
from db.pool import Pool, acquire
from tests.api.people import Person, field_of


async def keyed(person: Person, workspace: dict[str, Any], scope: str = "write", **more: Any) -> Person:
    """Return the person as a program with a key of theirs."""
    body = {"name": "deploy", "workspace_id": workspace["id"], "scope": scope, **more}
    response = await person.post("/me/api-keys", body)
    assert response.status_code == 201, response.text
    return replace(person, token=response.json()["key"])


def test_a_key_has_256_random_bits_in_base62() -> None:
    keys = {new_key() for _ in range(1000)}

    assert len(keys) == 1000
    assert {len(key) for key in keys} == {len(KEY_START) + 43}
    assert all(key.removeprefix(KEY_START).isalnum() for key in keys)


async def test_a_key_is_shown_once_and_only_its_hash_is_stored(
    pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    key = (await keyed(owner, workspace)).token

    listed = await owner.get("/me/api-keys")
    async with acquire(pool) as conn:
        rows = await conn.fetch("SELECT k::text AS row FROM api_keys k UNION ALL SELECT a::text FROM audit_log a")
        stored = await conn.fetchval("SELECT key_hash FROM api_keys WHERE user_id = $1", owner.id)

    assert key not in listed.text
    assert listed.json()["items"][0]["prefix"] == key[:PREFIX_CHARACTERS]
    assert stored == key_hash(key)
    assert not any(key[PREFIX_CHARACTERS:] in row["row"] for row in rows)


async def test_a_key_works_where_a_token_does(owner: Person, workspace: dict[str, Any]) -> None:
    program = await keyed(owner, workspace)

    made = await program.post(
        f"/workspaces/{workspace['id']}/monitors", {"name": "Shop", "kind": "tcp", "target": "shop.example.com:443"}
    )
    listed = await program.get("/monitors")

    assert made.status_code == 201
    assert [item["id"] for item in listed.json()["items"]] == [made.json()["id"]]


async def test_a_key_to_read_changes_nothing(owner: Person, workspace: dict[str, Any], monitor: dict[str, Any]) -> None:
    program = await keyed(owner, workspace, "read")

    answers = [
        await program.get(f"/monitors/{monitor['id']}"),
        await program.patch(f"/monitors/{monitor['id']}", {"name": "x"}),
        await program.post(f"/monitors/{monitor['id']}/pause"),
        await program.delete(f"/monitors/{monitor['id']}"),
        await program.patch(f"/workspaces/{workspace['id']}", {"name": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [200, 403, 403, 403, 403]


async def test_a_key_reaches_its_workspace_only(owner: Person, workspace: dict[str, Any]) -> None:
    other = await owner.make_workspace("Other")
    monitor = await owner.make_monitor(other["id"])
    program = await keyed(owner, workspace)

    answers = [
        await program.get(f"/workspaces/{other['id']}"),
        await program.get(f"/workspaces/{other['id']}/monitors"),
        await program.get(f"/monitors/{monitor['id']}"),
        await program.get("/monitors", workspace=other["id"]),
        await program.delete(f"/monitors/{monitor['id']}"),
        await program.ask("DELETE", f"/workspaces/{other['id']}", {"name": "Other"}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert [item["id"] for item in (await program.get("/workspaces")).json()["items"]] == [workspace["id"]]
    assert (await program.get("/monitors")).json()["items"] == []
    assert (await program.get("/me/overview")).json()["workspaces"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/me"),
        ("DELETE", "/me"),
        ("GET", "/me/api-keys"),
        ("POST", "/me/api-keys"),
        ("DELETE", "/me/api-keys/00000000-0000-0000-0000-000000000000"),
        ("PUT", "/me/photo"),
        ("POST", "/me/password"),
        ("GET", "/me/sessions"),
        ("POST", "/workspaces"),
        ("POST", "/invites/accept"),
        ("GET", "/operator"),
    ],
)
async def test_a_key_does_not_open_the_account(
    owner: Person, workspace: dict[str, Any], method: str, path: str
) -> None:
    program = await keyed(owner, workspace)

    assert (await program.ask(method, path, {} if method != "GET" else None)).status_code == 403


async def test_a_key_has_the_role_its_person_has_now(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    program = await keyed(observer, workspace)
    path = f"/workspaces/{workspace['id']}"

    before = await program.patch(path, {"name": "x"})
    await owner.patch(f"{path}/members/{observer.id}", {"role": "admin"})
    promoted = await program.patch(path, {"name": "x"})

    assert (before.status_code, promoted.status_code) == (403, 200)


async def test_the_keys_of_a_removed_member_end_for_good(
    pool: Pool, owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    program = await keyed(observer, workspace)
    await owner.delete(f"/workspaces/{workspace['id']}/members/{observer.id}")
    await observer.join(pool, workspace["id"], "admin")

    assert (await program.get(f"/workspaces/{workspace['id']}")).status_code == 401
    assert (await observer.get("/me/api-keys")).json()["items"] == []


async def test_a_revoked_key_is_refused_at_once(owner: Person, workspace: dict[str, Any]) -> None:
    program = await keyed(owner, workspace)
    key = (await owner.get("/me/api-keys")).json()["items"][0]

    revoked = await owner.delete(f"/me/api-keys/{key['id']}")

    assert revoked.status_code == 204
    assert (await program.get("/monitors")).status_code == 401
    assert (await owner.delete(f"/me/api-keys/{key['id']}")).status_code == 404


async def test_an_expired_key_is_refused(pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    program = await keyed(owner, workspace, expires_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    before = await program.get("/monitors")
    async with acquire(pool) as conn:
        await conn.execute("UPDATE api_keys SET expires_at = now() WHERE key_hash = $1", key_hash(program.token))

    assert (before.status_code, (await program.get("/monitors")).status_code) == (200, 401)


@pytest.mark.parametrize(
    "key", [KEY_START, KEY_START + "0" * 43, f"{KEY_START}{'x' * 5000}", "HLT_abc", f"{KEY_START}ä"]
)
async def test_a_made_up_key_is_refused(owner: Person, key: str) -> None:
    headers = [(b"Authorization", f"Bearer {key}".encode())]

    assert (await owner.client.get("/api/v1/monitors", headers=headers)).status_code == 401


async def test_nobody_ends_the_key_of_somebody_else(owner: Person, observer: Person, workspace: dict[str, Any]) -> None:
    await keyed(owner, workspace)
    key = (await owner.get("/me/api-keys")).json()["items"][0]

    assert (await observer.delete(f"/me/api-keys/{key['id']}")).status_code == 404


async def test_there_is_no_key_for_a_workspace_of_others(stranger: Person, workspace: dict[str, Any]) -> None:
    answer = await stranger.post("/me/api-keys", {"name": "x", "workspace_id": workspace["id"], "scope": "read"})

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"scope": "admin"}, "scope"),
        ({"workspace_id": "x"}, "workspace_id"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "expires_at"),
        ({"expires_at": "2030-01-01T00:00:00"}, "expires_at"),
        ({"expires_at": "9999-12-31T23:59:59-12:00"}, "expires_at"),
        ({"key_hash": "x"}, "key_hash"),
    ],
)
async def test_wrong_values_are_named(
    owner: Person, workspace: dict[str, Any], change: dict[str, Any], field: str
) -> None:
    body = {"name": "x", "workspace_id": workspace["id"], "scope": "read", **change}

    answer = await owner.post("/me/api-keys", body)

    assert (answer.status_code, field_of(answer)) == (422, field)


async def test_the_last_use_is_noted_at_most_once_a_minute(
    pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    program = await keyed(owner, workspace)
    used = "SELECT last_used_at, xmin::text FROM api_keys WHERE key_hash = $1"

    seen = []
    for _ in range(3):
        await program.get("/monitors")
        async with acquire(pool) as conn:
            seen.append(tuple(await conn.fetchrow(used, key_hash(program.token)) or ()))

    assert len(set(seen)) == 1
    assert seen[0][0] is not None


async def test_a_person_has_a_hundred_keys_at_most(pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    async with acquire(pool) as conn:
        await conn.executemany(
            "INSERT INTO api_keys (user_id, workspace_id, name, prefix, key_hash, scope)"
            " VALUES ($1, $2::text::uuid, 'x', 'hlt_12345678', $3, 'read')",
            [(owner.id, workspace["id"], secrets.token_bytes(32)) for _ in range(100)],
        )

    answer = await owner.post("/me/api-keys", {"name": "x", "workspace_id": workspace["id"], "scope": "read"})

    assert answer.status_code == 409
