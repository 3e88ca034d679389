"""Invitations: by whom, to whom, once."""

import asyncio
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.config import ApiConfig
from db.pool import Pool, acquire
from tests.api.conftest import running
from tests.api.people import PASSWORD, V1, Person

LINK = re.compile(r"(https://status\.example\.org/invite)#token=([\w-]+)")


async def mails_to(pool: Pool, address: str) -> list[str]:
    """Return the texts of the mails that wait for an address, oldest first."""
    async with acquire(pool) as conn:
        rows = await conn.fetch("SELECT body_text FROM mails WHERE address = $1 ORDER BY id", address)
    return [row["body_text"] for row in rows]


async def token_for(pool: Pool, address: str) -> str:
    """Return the token of the newest invitation to an address."""
    found = LINK.search((await mails_to(pool, address))[-1])
    assert found is not None
    return found[2]


@asynccontextmanager
async def newcomer(app: FastAPI) -> AsyncIterator[Person]:
    person = await Person.registered(app, f"new-{secrets.token_hex(6)}@example.com")
    yield person
    await person.client.aclose()


async def invite(owner: Person, workspace: dict[str, Any], email: str, role: str = "observer") -> httpx.Response:
    return await owner.post(f"/workspaces/{workspace['id']}/invites", {"email": email, "role": role})


async def test_an_invited_person_gets_in_with_the_role_of_the_invitation(
    app: FastAPI, pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    async with newcomer(app) as person:
        made = await invite(owner, workspace, person.user["email"].upper(), "admin")
        accepted = await person.post("/invites/accept", {"token": await token_for(pool, person.user["email"])})
        seen = await person.get(f"/workspaces/{workspace['id']}")

    assert made.status_code == 201
    assert accepted.json() == {"workspace_id": workspace["id"], "role": "admin"}
    assert seen.json()["role"] == "admin"


async def test_accepting_proves_the_address(app: FastAPI, pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    async with newcomer(app) as person:
        await invite(owner, workspace, person.user["email"])
        await person.post("/invites/accept", {"token": await token_for(pool, person.user["email"])})
        me = (await person.get("/me")).json()

    assert me["email_confirmed_at"] is not None


async def test_of_two_who_accept_at_once_one_wins(
    app: FastAPI, pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    async with newcomer(app) as person:
        await invite(owner, workspace, person.user["email"])
        token = {"token": await token_for(pool, person.user["email"])}
        answers = await asyncio.gather(*(person.post("/invites/accept", token) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 404, 404, 404]


async def test_looking_uses_nothing_up(
    app: FastAPI, pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    async with newcomer(app) as person:
        await invite(owner, workspace, person.user["email"])
        token = {"token": await token_for(pool, person.user["email"])}
        for _ in range(5):
            shown = await anonymous.post(f"{V1}/invites/preview", json=token)
            await anonymous.get("/invite")
            await anonymous.head("/invite")
        accepted = await person.post("/invites/accept", token)

    assert shown.json()["workspace"] == workspace["name"]
    assert (shown.json()["invited_by"], shown.json()["has_account"]) == ("Ann Example", True)
    assert accepted.status_code == 200


async def test_an_invitation_is_for_its_address_only(
    pool: Pool, owner: Person, stranger: Person, workspace: dict[str, Any]
) -> None:
    email = f"guest-{secrets.token_hex(6)}@example.com"
    await invite(owner, workspace, email)

    answer = await stranger.post("/invites/accept", {"token": await token_for(pool, email)})

    assert answer.status_code == 403
    assert (await stranger.get(f"/workspaces/{workspace['id']}")).status_code == 404


async def test_a_resent_invitation_has_a_new_link_and_the_old_one_is_dead(
    app: FastAPI, pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    async with newcomer(app) as person:
        made = await invite(owner, workspace, person.user["email"])
        old = await token_for(pool, person.user["email"])
        resent = await owner.post(f"/workspaces/{workspace['id']}/invites/{made.json()['id']}/resend")
        new = await token_for(pool, person.user["email"])
        first = await person.post("/invites/accept", {"token": old})
        second = await person.post("/invites/accept", {"token": new})

    assert resent.status_code == 200
    assert (first.status_code, second.status_code) == (404, 200)


async def test_a_revoked_invitation_is_dead(app: FastAPI, pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    async with newcomer(app) as person:
        made = await invite(owner, workspace, person.user["email"])
        gone = await owner.delete(f"/workspaces/{workspace['id']}/invites/{made.json()['id']}")
        answer = await person.post("/invites/accept", {"token": await token_for(pool, person.user["email"])})
        listed = await owner.get(f"/workspaces/{workspace['id']}/invites")

    assert (gone.status_code, answer.status_code) == (204, 404)
    assert listed.json()["items"] == []


async def test_an_expired_invitation_is_dead_and_makes_room_for_a_new_one(
    app: FastAPI, pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    async with newcomer(app) as person:
        await invite(owner, workspace, person.user["email"])
        token = await token_for(pool, person.user["email"])
        async with acquire(pool) as conn:
            await conn.execute(
                "UPDATE invites SET created_at = now() - interval '8 days', expires_at = now() - interval '1 s'"
                " WHERE email = $1",
                person.user["email"],
            )
        late = await person.post("/invites/accept", {"token": token})
        again = await invite(owner, workspace, person.user["email"])

    assert (late.status_code, again.status_code) == (404, 201)


@pytest.mark.parametrize("role", ["admin", None])
async def test_an_invitation_dies_when_its_sender_is_no_longer_an_owner(
    app: FastAPI, pool: Pool, owner: Person, stranger: Person, workspace: dict[str, Any], role: str | None
) -> None:
    await stranger.join(pool, workspace["id"], "owner")
    async with newcomer(app) as person:
        await invite(stranger, workspace, person.user["email"])
        token = {"token": await token_for(pool, person.user["email"])}
        member = f"/workspaces/{workspace['id']}/members/{stranger.id}"
        await (owner.patch(member, {"role": role}) if role else owner.delete(member))
        answer = await person.post("/invites/accept", token)
        listed = await owner.get(f"/workspaces/{workspace['id']}/invites")

    assert answer.status_code == 404
    assert [found["is_alive"] for found in listed.json()["items"]] == [False]


async def test_the_same_address_is_invited_once(owner: Person, workspace: dict[str, Any]) -> None:
    email = f"guest-{secrets.token_hex(6)}@example.com"

    answers = [await invite(owner, workspace, email) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 409]


async def test_a_member_is_not_invited_again(owner: Person, observer: Person, workspace: dict[str, Any]) -> None:
    answer = await invite(owner, workspace, observer.user["email"])

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/is-member")


@pytest.mark.parametrize("role", ["owner", "viewer", ""])
async def test_only_roles_below_owner_can_be_given(owner: Person, workspace: dict[str, Any], role: str) -> None:
    assert (await invite(owner, workspace, "guest@example.com", role)).status_code == 422


async def test_nobody_invites_in_the_name_of_a_web_address(pool: Pool, owner: Person) -> None:
    email = f"guest-{secrets.token_hex(6)}@example.com"
    workspace = await owner.make_workspace("https://evil.example.net/win <b>now</b>\r\nBcc: x@example.com")

    await invite(owner, workspace, email)

    text = (await mails_to(pool, email))[0]
    assert "evil.example" not in text
    assert re.findall(r"https?://[^\s/]+", text) == ["https://status.example.org"]


async def test_links_begin_with_the_address_of_the_settings(
    pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    email = f"guest-{secrets.token_hex(6)}@example.com"
    forged = {"Host": "evil.example", "Origin": "https://evil.example", "X-Forwarded-Host": "evil.example"}
    headers = {"Authorization": f"Bearer {owner.token}", **forged}

    path = f"{V1}/workspaces/{workspace['id']}/invites"
    answer = await owner.client.post(path, json={"email": email, "role": "observer"}, headers=headers)

    assert answer.status_code == 201
    assert "evil" not in (await mails_to(pool, email))[0]


async def test_a_mailbox_is_not_filled(owner: Person, workspace: dict[str, Any]) -> None:
    made = await invite(owner, workspace, f"victim-{secrets.token_hex(6)}@example.com")
    path = f"/workspaces/{workspace['id']}/invites/{made.json()['id']}/resend"

    answers = [(await owner.post(path)).status_code for _ in range(7)]

    assert answers == [200] * 5 + [429] * 2


async def test_only_hashes_of_tokens_are_stored(pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    email = f"guest-{secrets.token_hex(6)}@example.com"
    await invite(owner, workspace, email)
    token = await token_for(pool, email)

    async with acquire(pool) as conn:
        rows = await conn.fetch("SELECT i::text AS row FROM invites i UNION ALL SELECT a::text FROM audit_log a")

    assert not any(token in row["row"] for row in rows)


async def test_with_smtp_an_unconfirmed_owner_cannot_invite(fresh_config: ApiConfig) -> None:
    async with running(fresh_config, has_smtp=True) as app:
        owner = await Person.registered(app, "owner@example.com")
        workspace = await owner.make_workspace()
        refused = await invite(owner, workspace, "guest@example.com")
        async with acquire(app.state.services.pool) as conn:
            await conn.execute("UPDATE users SET email_confirmed_at = now()")
        allowed = await invite(owner, workspace, "guest@example.com")
        await owner.client.aclose()

    assert (refused.status_code, allowed.status_code) == (403, 201)
    assert refused.json()["type"].endswith("/unconfirmed-address")


async def test_an_invitation_opens_an_installation_that_is_closed_to_others(fresh_config: ApiConfig) -> None:
    async with running(fresh_config, registration="invite") as app:
        owner = await Person.registered(app, "owner@example.com")
        workspace = await owner.make_workspace()
        await invite(owner, workspace, "guest@example.com")
        token = await token_for(app.state.services.pool, "guest@example.com")
        body = {"email": "guest@example.com", "password": PASSWORD}
        register = f"{V1}/auth/register"
        without = await owner.client.post(register, json=body)
        forged = await owner.client.post(register, json={**body, "invite_token": "x" * 43})
        other = await owner.client.post(register, json={**body, "email": "a@example.com", "invite_token": token})
        invited = await owner.client.post(register, json={**body, "invite_token": token})
        await owner.client.aclose()

    assert [answer.status_code for answer in (without, forged, other)] == [403] * 3
    assert invited.status_code == 201
