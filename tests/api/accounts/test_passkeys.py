"""Passkeys: as the only factor, as the second one, and in the hands of a thief."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from api.accounts.authenticators import is_available
from api.config import ApiConfig
from db.pool import Pool, acquire
from tests.api.accounts.authenticator import Authenticator
from tests.api.accounts.factors import add_passkey, finish, login
from tests.api.conftest import running
from tests.api.people import PASSWORD, V1, Person

LOGIN = f"{V1}/auth/passkey"


async def begun(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.post(f"{LOGIN}/options")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def sign_in(client: httpx.AsyncClient, device: Authenticator, **forged: Any) -> httpx.Response:
    step = await begun(client)
    credential = device.get(step["options"], **forged)
    return await client.post(LOGIN, json={"challenge": step["challenge"], "credential": credential})


async def test_the_first_passkey_brings_recovery_codes(owner: Person) -> None:
    first = await add_passkey(owner, Authenticator())
    second = await add_passkey(owner, Authenticator())

    items = (await owner.get("/me/passkeys")).json()["items"]

    assert len(first["recovery_codes"]) == 10
    assert second["recovery_codes"] is None
    assert [item["id"] for item in items] == [first["id"], second["id"]]
    assert "public_key" not in items[0]


async def test_signing_in_with_a_passkey_alone(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator()
    await add_passkey(owner, device)

    answer = await sign_in(anonymous, device)

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(owner.id)
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    assert (await anonymous.get(f"{V1}/me", headers=headers)).status_code == 200


async def test_a_passkey_asks_for_verification_and_names_nobody(anonymous: httpx.AsyncClient) -> None:
    options = (await begun(anonymous))["options"]

    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == []
    assert options["rpId"] == "status.example.org"


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://status.example.org"},
        {"origin": "https://status.example.org:444"},
        {"origin": "https://sub.status.example.org"},
        {"rp_id": "evil.example"},
        {"type": "webauthn.create"},
        {"challenge": bytes_to_base64url(bytes(32))},
        {"key": ec.generate_private_key(ec.SECP256R1())},
    ],
    ids=["origin", "scheme", "port", "subdomain", "relying party", "ceremony", "challenge", "key"],
)
async def test_a_forged_answer_opens_nothing(
    owner: Person, anonymous: httpx.AsyncClient, forged: dict[str, Any]
) -> None:
    device = Authenticator()
    await add_passkey(owner, device)

    assert (await sign_in(anonymous, device, **forged)).status_code == 401


async def test_a_touch_alone_is_not_enough_without_a_password(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator()
    await add_passkey(owner, device)
    device.verifies = False

    assert (await sign_in(anonymous, device)).status_code == 401


async def test_a_copied_authenticator_is_noticed_by_its_counter(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator()
    await add_passkey(owner, device)
    copy = replace(device)

    first = await sign_in(anonymous, device)
    second = await sign_in(anonymous, copy)

    assert (first.status_code, second.status_code) == (200, 401)


async def test_an_authenticator_that_does_not_count_works(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator(counts=False)
    await add_passkey(owner, device)

    assert [(await sign_in(anonymous, device)).status_code for _ in range(2)] == [200, 200]


async def test_an_answer_works_once(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator(counts=False)
    await add_passkey(owner, device)
    step = await begun(anonymous)
    body = {"challenge": step["challenge"], "credential": device.get(step["options"])}

    answers = await asyncio.gather(*(anonymous.post(LOGIN, json=body) for _ in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_challenge_expires(owner: Person, anonymous: httpx.AsyncClient, pool: Pool) -> None:
    device = Authenticator()
    await add_passkey(owner, device)
    step = await begun(anonymous)
    async with acquire(pool) as conn:
        await conn.execute("UPDATE challenges SET expires_at = now() WHERE id = $1::text::uuid", step["challenge"])

    body = {"challenge": step["challenge"], "credential": device.get(step["options"])}
    assert (await anonymous.post(LOGIN, json=body)).status_code == 401


async def test_an_unknown_passkey_opens_nothing(anonymous: httpx.AsyncClient) -> None:
    assert (await sign_in(anonymous, Authenticator())).status_code == 401


def broken_answers() -> list[dict[str, Any]]:
    device = Authenticator()
    good = device.get({"challenge": "AAAA", "rpId": "status.example.org"})
    response = good["response"]
    return [
        {},
        {**good, "id": "x"},
        {**good, "rawId": 7},
        {**good, "type": "password"},
        {**good, "response": None},
        {**good, "response": {**response, "signature": "%%%"}},
        {**good, "response": {**response, "signature": ""}},
        {**good, "response": {**response, "authenticatorData": "AAAA"}},
        {**good, "response": {**response, "clientDataJSON": bytes_to_base64url(b"[]")}},
        {**good, "response": {**response, "clientDataJSON": bytes_to_base64url(b"\xff{}")}},
        {**good, "response": {**response, "clientDataJSON": bytes_to_base64url(b'{"type":1}')}},
        {**good, "response": {**response, "userHandle": {"a": 1}}},
        {**good, "rawId": 10**40},
    ]


@pytest.mark.parametrize("credential", broken_answers())
async def test_what_is_no_answer_is_refused(anonymous: httpx.AsyncClient, credential: dict[str, Any]) -> None:
    step = await begun(anonymous)

    answer = await anonymous.post(LOGIN, json={"challenge": step["challenge"], "credential": credential})

    assert answer.status_code == 401


async def test_a_huge_answer_is_refused(anonymous: httpx.AsyncClient) -> None:
    body = {"challenge": str(uuid4()), "credential": {"id": "x" * 20_000}}

    assert (await anonymous.post(LOGIN, json=body)).status_code == 422


# ---- registering


@pytest.mark.parametrize(
    "forged",
    [
        {"origin": "https://evil.example"},
        {"rp_id": "evil.example"},
        {"type": "webauthn.get"},
        {"challenge": bytes_to_base64url(bytes(32))},
    ],
)
async def test_a_forged_registration_is_refused(owner: Person, forged: dict[str, Any]) -> None:
    step = (await owner.post("/me/passkeys/options", {"password": PASSWORD})).json()
    credential = Authenticator().create(step["options"], **forged)

    answer = await owner.post("/me/passkeys", {"challenge": step["challenge"], "credential": credential})

    assert answer.status_code == 422
    assert (await owner.get("/me/passkeys")).json()["items"] == []


async def test_a_registration_works_once_and_for_its_person(owner: Person, stranger: Person) -> None:
    step = (await owner.post("/me/passkeys/options", {"password": PASSWORD})).json()
    body = {"challenge": step["challenge"], "credential": Authenticator().create(step["options"])}

    assert (await stranger.post("/me/passkeys", body)).status_code == 422
    assert (await owner.post("/me/passkeys", body)).status_code == 422


async def test_a_passkey_belongs_to_one_account(owner: Person, stranger: Person) -> None:
    device = Authenticator()
    await add_passkey(owner, device)
    step = (await stranger.post("/me/passkeys/options", {"password": PASSWORD})).json()

    body = {"challenge": step["challenge"], "credential": device.create(step["options"])}

    assert (await stranger.post("/me/passkeys", body)).status_code == 409


async def test_registering_takes_a_proof(owner: Person) -> None:
    assert (await owner.post("/me/passkeys/options", {})).status_code == 403
    assert (await owner.post("/me/passkeys/options", {"password": "wrong"})).status_code == 403


async def test_broken_registrations_are_refused(owner: Person) -> None:
    device = Authenticator()
    for change in [{"attestationObject": "AAAA"}, {"attestationObject": "%"}, {"clientDataJSON": "e30"}]:
        step = (await owner.post("/me/passkeys/options", {"password": PASSWORD})).json()
        credential = device.create(step["options"])
        credential["response"].update(change)
        answer = await owner.post("/me/passkeys", {"challenge": step["challenge"], "credential": credential})
        assert answer.status_code == 422


# ---- renaming and removing


async def test_renaming(owner: Person, stranger: Person) -> None:
    made = await add_passkey(owner, Authenticator())

    renamed = await owner.patch(f"/me/passkeys/{made['id']}", {"name": " Laptop "})

    assert renamed.json()["name"] == "Laptop"
    assert (await stranger.patch(f"/me/passkeys/{made['id']}", {"name": "Mine"})).status_code == 404
    assert (await owner.patch(f"/me/passkeys/{made['id']}", {"name": " "})).status_code == 422


async def test_removing_takes_the_second_factor(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator()
    made = await add_passkey(owner, device)
    step = await begun(anonymous)
    signed = {"challenge": step["challenge"], "credential": device.get(step["options"])}

    by_password = await owner.ask("DELETE", f"/me/passkeys/{made['id']}", {"password": PASSWORD})
    by_passkey = await owner.ask("DELETE", f"/me/passkeys/{made['id']}", {"passkey": signed})

    assert (by_password.status_code, by_passkey.status_code) == (403, 204)
    assert (await login(owner)).status_code == 200


async def test_nobody_removes_the_passkeys_of_others(owner: Person, stranger: Person) -> None:
    made = await add_passkey(owner, Authenticator())

    assert (await stranger.ask("DELETE", f"/me/passkeys/{made['id']}", {"password": PASSWORD})).status_code == 404
    assert len((await owner.get("/me/passkeys")).json()["items"]) == 1


async def test_the_last_way_in_stays(owner: Person, pool: Pool, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator()
    made = await add_passkey(owner, device)
    async with acquire(pool) as conn:
        await conn.execute("UPDATE users SET password_hash = NULL WHERE id = $1", owner.id)

    body = {"recovery_code": made["recovery_codes"][0]}
    answer = await owner.ask("DELETE", f"/me/passkeys/{made['id']}", body)

    assert answer.status_code == 409
    assert answer.json()["type"].endswith("/last-way-in")
    assert (await sign_in(anonymous, device)).status_code == 200


async def test_a_proof_by_somebody_elses_passkey_does_not_hold(owner: Person, stranger: Person) -> None:
    device = Authenticator()
    await add_passkey(stranger, device)
    made = await add_passkey(owner, Authenticator())
    step = await begun(owner.client)

    signed = {"challenge": step["challenge"], "credential": device.get(step["options"])}
    answer = await owner.ask("DELETE", f"/me/passkeys/{made['id']}", {"passkey": signed})

    assert answer.status_code == 403


# ---- as the second factor


async def test_a_passkey_is_a_second_factor(owner: Person) -> None:
    device = Authenticator(verifies=True)
    await add_passkey(owner, device)
    device.verifies = False  # behind a password a touch is enough

    needed = (await login(owner)).json()["second_factor"]
    answer = await finish(owner, needed["challenge"], passkey=device.get(needed["passkey_options"]))

    assert needed["methods"] == ["passkey", "recovery_code"]
    assert answer.status_code == 200


async def test_somebody_elses_passkey_is_no_second_factor(owner: Person, stranger: Person) -> None:
    theirs = Authenticator()
    await add_passkey(stranger, theirs)
    await add_passkey(owner, Authenticator())

    needed = (await login(owner)).json()["second_factor"]
    answer = await finish(owner, needed["challenge"], passkey=theirs.get(needed["passkey_options"]))

    assert answer.status_code == 401


async def test_challenges_are_good_for_their_purpose_only(owner: Person, anonymous: httpx.AsyncClient) -> None:
    device = Authenticator()
    await add_passkey(owner, device)
    second = (await login(owner)).json()["second_factor"]
    first = await begun(anonymous)

    as_login = {"challenge": second["challenge"], "credential": device.get(second["passkey_options"])}
    as_second = device.get(first["options"])

    assert (await anonymous.post(LOGIN, json=as_login)).status_code == 401
    assert (await finish(owner, first["challenge"], passkey=as_second)).status_code == 401


# ---- where there can be none


@pytest.mark.parametrize(
    ("public_url", "is_there"),
    [
        ("https://status.example.org", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("https://192.0.2.7", False),
    ],
)
def test_passkeys_need_a_name(public_url: str, is_there: bool) -> None:
    assert is_available(public_url) is is_there


async def test_an_installation_without_a_name_says_so(config: ApiConfig) -> None:
    async with running(config, public_url="http://127.0.0.1:8000") as app:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            answer = await client.post(f"{LOGIN}/options")

    assert answer.status_code == 409
    assert "HEALTHER_PUBLIC_URL" in answer.json()["detail"]
