"""Proving an address: at the beginning, and when it changes."""

import asyncio
import secrets

import httpx
import pytest
from fastapi import FastAPI

from db.pool import Pool, acquire
from tests.api.accounts.post import mails_to, token_to
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

CONFIRM = f"{V1}/auth/confirm"


def new_address() -> str:
    return f"moved-{secrets.token_hex(6)}@example.com"


async def is_confirmed(person: Person) -> bool:
    return bool((await person.get("/me")).json()["email_confirmed"])


async def test_registering_sends_one_link(newcomer: Person, pool: Pool) -> None:
    mails = await mails_to(pool, newcomer.user["email"])

    assert [mail.purpose for mail in mails] == ["confirm"]
    assert mails[0].links[0].startswith("https://status.example.org/confirm#token=")
    assert mails[0].links[0] in mails[0].html
    assert newcomer.user["email_confirmed"] is False


async def test_confirming_once(newcomer: Person, pool: Pool) -> None:
    token = await token_to(pool, newcomer.user["email"], "confirm")

    first = await newcomer.client.post(CONFIRM, json={"token": token})
    second = await newcomer.client.post(CONFIRM, json={"token": token})

    assert (first.status_code, second.status_code) == (200, 400)
    assert second.json()["type"].endswith("/link-invalid")
    assert await is_confirmed(newcomer)


async def test_opening_the_link_uses_nothing_up(newcomer: Person, pool: Pool) -> None:
    token = await token_to(pool, newcomer.user["email"], "confirm")

    for method in ("GET", "HEAD"):
        for _ in range(10):
            response = await newcomer.client.request(method, CONFIRM, params={"token": token})
            assert response.status_code == 405

    assert (await newcomer.client.post(CONFIRM, json={"token": token})).status_code == 200


async def test_of_two_at_once_one_wins(newcomer: Person, pool: Pool) -> None:
    token = await token_to(pool, newcomer.user["email"], "confirm")

    answers = await asyncio.gather(*(newcomer.client.post(CONFIRM, json={"token": token}) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400, 400]


async def test_a_newer_link_replaces_the_older(newcomer: Person, pool: Pool) -> None:
    older = await token_to(pool, newcomer.user["email"], "confirm")

    resent = await newcomer.post("/me/email/confirmation")
    newer = await token_to(pool, newcomer.user["email"], "confirm")

    assert resent.status_code == 202
    assert (await newcomer.client.post(CONFIRM, json={"token": older})).status_code == 400
    assert (await newcomer.client.post(CONFIRM, json={"token": newer})).status_code == 200
    assert (await newcomer.post("/me/email/confirmation")).status_code == 409


async def test_an_expired_link_is_useless(newcomer: Person, pool: Pool) -> None:
    token = await token_to(pool, newcomer.user["email"], "confirm")
    async with acquire(pool) as conn:
        await conn.execute(
            """
            UPDATE mail_links
               SET created_at = now() - interval '25 hours', expires_at = now() - interval '1 second'
             WHERE user_id = $1
            """,
            newcomer.id,
        )

    assert (await newcomer.client.post(CONFIRM, json={"token": token})).status_code == 400


async def test_links_are_not_resent_without_end(newcomer: Person) -> None:
    statuses = [(await newcomer.post("/me/email/confirmation")).status_code for _ in range(6)]

    assert statuses == [202] * 5 + [429]


@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "x-forwarded-proto", "forwarded", "origin"])
async def test_a_request_does_not_choose_the_link(mail_app: FastAPI, pool: Pool, header: str) -> None:
    email = new_address()
    transport = httpx.ASGITransport(mail_app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        body = {"email": email, "password": PASSWORD}
        evil = {header: "evil.example"}
        await client.post(f"{V1}/auth/register", json=body, headers=evil)
        await client.post(f"{V1}/auth/password/forgot", json={"email": email}, headers=evil)

    mails = await mails_to(pool, email)
    assert [mail.purpose for mail in mails] == ["confirm", "reset"]
    assert not any("evil" in mail.text + mail.html for mail in mails)


async def test_a_name_is_no_link_in_a_mail(mail_app: FastAPI, pool: Pool) -> None:
    email = new_address()
    transport = httpx.ASGITransport(mail_app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        name = "Win https://evil.example/x now\r\nBcc: a@b.example <b>"
        response = await client.post(
            f"{V1}/auth/register", json={"email": email, "password": PASSWORD, "first_name": name}
        )

    mail = (await mails_to(pool, email))[0]
    assert response.status_code == 201
    assert "evil.example" not in mail.text
    assert "\nBcc" not in mail.text
    assert "<b>" not in mail.html


async def test_without_smtp_an_address_counts_as_confirmed(owner: Person, pool: Pool) -> None:
    assert await is_confirmed(owner)
    assert await mails_to(pool, owner.user["email"]) == []


# ---- moving to another address


async def test_an_account_moves_with_two_mails(newcomer: Person, pool: Pool) -> None:
    email = new_address()

    asked = await newcomer.post("/me/email", {"email": email, "password": PASSWORD})
    told = [mail.purpose for mail in await mails_to(pool, newcomer.user["email"])]
    token = await token_to(pool, email, "change_email")
    moved = await newcomer.client.post(CONFIRM, json={"token": token})

    assert asked.json() == {"email": newcomer.user["email"], "is_pending": True}
    assert told == ["confirm", "notice"]
    assert moved.status_code == 200
    me = (await newcomer.get("/me")).json()
    assert (me["email"], me["email_confirmed"]) == (email, True)


async def test_the_old_links_die_with_the_old_address(newcomer: Person, pool: Pool) -> None:
    old, email = newcomer.user["email"], new_address()
    await newcomer.client.post(f"{V1}/auth/password/forgot", json={"email": old})
    reset = await token_to(pool, old, "reset")
    confirm = await token_to(pool, old, "confirm")

    await newcomer.post("/me/email", {"email": email, "password": PASSWORD})
    await newcomer.client.post(CONFIRM, json={"token": await token_to(pool, email, "change_email")})

    answer = await newcomer.client.post(f"{V1}/auth/password/reset", json={"token": reset, "password": "another word"})
    assert answer.status_code == 400
    assert (await newcomer.client.post(CONFIRM, json={"token": confirm})).status_code == 400


async def test_a_taken_address_is_not_shown_and_gets_no_link(newcomer: Person, owner: Person, pool: Pool) -> None:
    taken = owner.user["email"]

    asked = await newcomer.post("/me/email", {"email": taken, "password": PASSWORD})

    assert asked.json() == {"email": newcomer.user["email"], "is_pending": True}
    assert await mails_to(pool, taken) == []


async def test_an_address_taken_meanwhile_is_refused(newcomer: Person, mail_app: FastAPI, pool: Pool) -> None:
    email = new_address()
    await newcomer.post("/me/email", {"email": email, "password": PASSWORD})
    token = await token_to(pool, email, "change_email")
    other = await Person.registered(mail_app, email)
    await other.client.aclose()

    assert (await newcomer.client.post(CONFIRM, json={"token": token})).status_code == 409


@pytest.mark.parametrize(
    ("proof", "kind"),
    [({}, "proof-needed"), ({"password": "wrong"}, "proof-wrong"), ({"code": "123456"}, "proof-wrong")],
)
async def test_moving_takes_a_proof(newcomer: Person, proof: dict[str, str], kind: str) -> None:
    asked = await newcomer.post("/me/email", {"email": new_address(), **proof})

    assert asked.status_code == 403
    assert asked.json()["type"].endswith(kind)


async def test_without_smtp_an_account_moves_at_once(stranger: Person, owner: Person) -> None:
    email = new_address()

    taken = await stranger.post("/me/email", {"email": owner.user["email"], "password": PASSWORD})
    moved = await stranger.post("/me/email", {"email": email, "password": PASSWORD})

    assert taken.status_code == 409
    assert moved.json() == {"email": email, "is_pending": False}
    assert (await stranger.get("/me")).json()["email"] == email
