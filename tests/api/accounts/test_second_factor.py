"""Codes of an authenticator app and recovery codes: on, off, and between the password and a session."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.accounts.codes import matching_step, new_recovery_codes, recovery_hash
from api.accounts.sealing import UnreadableError, seal, unseal
from db.pool import Pool, acquire
from tests.api.accounts.factors import challenge, code_of, finish, login, set_up_totp
from tests.api.accounts.post import token_to
from tests.api.conftest import SECRET_KEY
from tests.api.people import PASSWORD, V1, Person

# Appendix B of RFC 6238, SHA-1, cut to six digits.
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RFC_CODES = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.mark.parametrize(("at", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert matching_step(RFC_SECRET, code, datetime.fromtimestamp(at, UTC)) == at // 30


@pytest.mark.parametrize(("shift_s", "is_right"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_code_of_a_neighbouring_step_is_right(shift_s: int, is_right: bool) -> None:
    at = datetime.fromtimestamp(1111111109 + shift_s, UTC)

    assert (matching_step(RFC_SECRET, "081804", at) is not None) is is_right


@pytest.mark.parametrize("code", ["", "08180", "0818044", "abcdef", "٠٨١٨٠٤", "081 804 1", "-81804"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert matching_step(RFC_SECRET, code, datetime.fromtimestamp(1111111109, UTC)) is None


def test_recovery_codes_differ_and_are_read_leniently() -> None:
    codes, owner = new_recovery_codes(), uuid4()

    assert len(set(codes)) == 10
    assert recovery_hash(SECRET_KEY, owner, codes[0]) == recovery_hash(SECRET_KEY, owner, codes[0].upper() + " ")
    assert recovery_hash(SECRET_KEY, owner, codes[0]) != recovery_hash(SECRET_KEY, uuid4(), codes[0])


def test_a_sealed_secret_opens_for_its_owner_and_key_only() -> None:
    owner = uuid4()
    sealed = seal(SECRET_KEY, owner, b"secret")

    assert unseal(SECRET_KEY, owner, sealed) == b"secret"
    assert b"secret" not in sealed
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for arguments in [(SECRET_KEY + "x", owner, sealed), (SECRET_KEY, uuid4(), sealed), (SECRET_KEY, owner, damaged)]:
        with pytest.raises(UnreadableError):
            unseal(*arguments)
    with pytest.raises(UnreadableError):
        unseal(SECRET_KEY, owner, b"")


# ---- turning it on and off


async def test_nothing_changes_before_the_first_code(owner: Person) -> None:
    answer = await owner.post("/me/totp", {"password": PASSWORD})

    assert answer.status_code == 201
    assert answer.json()["uri"].startswith("otpauth://totp/Healther:")
    assert (await login(owner)).status_code == 200
    assert (await owner.get("/me/security")).json()["totp"] is False


async def test_the_first_code_turns_it_on(owner: Person) -> None:
    _, codes = await set_up_totp(owner)

    security = (await owner.get("/me/security")).json()

    assert len(codes) == 10
    assert security == {
        "has_password": True,
        "has_second_factor": True,
        "totp": True,
        "passkeys": 0,
        "identities": 0,
        "recovery_codes_left": 10,
    }
    assert (await owner.post("/me/totp", {"password": PASSWORD})).status_code == 409


@pytest.mark.parametrize(("path", "body"), [("/me/totp", {}), ("/me/totp", {"password": "wrong"})])
async def test_turning_it_on_takes_a_proof(owner: Person, path: str, body: dict[str, str]) -> None:
    assert (await owner.post(path, body)).status_code == 403


async def test_a_wrong_first_code_changes_nothing(owner: Person) -> None:
    secret = (await owner.post("/me/totp", {"password": PASSWORD})).json()["secret"]
    wrong = f"{(int(code_of(secret)) + 1) % 1_000_000:06d}"

    assert (await owner.post("/me/totp/confirm", {"code": wrong})).status_code in (200, 422)
    assert (await owner.post("/me/totp/confirm", {"code": "000000"})).status_code in (409, 422)


async def test_confirming_without_a_secret_is_refused(owner: Person) -> None:
    assert (await owner.post("/me/totp/confirm", {"code": "123456"})).status_code == 409


async def test_the_database_holds_no_secret_and_no_code(owner: Person, pool: Pool) -> None:
    secret, codes = await set_up_totp(owner)

    async with acquire(pool) as conn:
        sealed = await conn.fetchval("SELECT totp_secret FROM users WHERE id = $1", owner.id)
        hashes = await conn.fetch("SELECT code_hash FROM recovery_codes WHERE user_id = $1", owner.id)

    assert secret.encode() not in sealed
    assert len(hashes) == 10
    assert not any(code.replace("-", "").encode() in row["code_hash"] for row in hashes for code in codes)


async def test_turning_it_off_takes_a_second_factor(owner: Person) -> None:
    secret, _ = await set_up_totp(owner)

    by_password = await owner.ask("DELETE", "/me/totp", {"password": PASSWORD})
    by_code = await owner.ask("DELETE", "/me/totp", {"code": code_of(secret)})

    assert by_password.status_code == 403
    assert by_password.json()["methods"] == ["code", "recovery_code"]
    assert by_code.status_code == 204
    assert (await login(owner)).status_code == 200
    assert (await owner.get("/me/security")).json()["recovery_codes_left"] == 0


async def test_new_recovery_codes_replace_the_old(owner: Person) -> None:
    _, old = await set_up_totp(owner)

    renewed = await owner.post("/me/recovery-codes", {"recovery_code": old[0]})
    new = renewed.json()["recovery_codes"]

    assert renewed.status_code == 201
    assert (await finish(owner, await challenge(owner), recovery_code=old[1])).status_code == 401
    assert (await finish(owner, await challenge(owner), recovery_code=new[1])).status_code == 200


async def test_recovery_codes_need_something_to_recover(owner: Person) -> None:
    assert (await owner.post("/me/recovery-codes", {"password": PASSWORD})).status_code == 409


# ---- signing in


async def test_the_password_alone_opens_nothing(owner: Person) -> None:
    await set_up_totp(owner)
    owner.client.cookies.clear()

    answer = await login(owner)

    assert answer.status_code == 401
    assert answer.json()["type"].endswith("/second-factor-required")
    assert answer.json()["second_factor"]["methods"] == ["code", "recovery_code"]
    assert "set-cookie" not in answer.headers
    assert "access_token" not in answer.text


async def test_a_wrong_password_says_nothing_of_a_second_factor(owner: Person) -> None:
    await set_up_totp(owner)

    body = {"email": owner.user["email"], "password": "wrong"}
    answer = await owner.client.post(f"{V1}/auth/login", json=body)

    assert answer.status_code == 401
    assert "second_factor" not in answer.json()


async def test_a_code_finishes_the_sign_in(owner: Person) -> None:
    secret, _ = await set_up_totp(owner)

    answer = await finish(owner, await challenge(owner), code=code_of(secret))

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(owner.id)
    assert "healther_refresh=" in answer.headers["set-cookie"]


async def test_each_code_works_once(owner: Person) -> None:
    secret, codes = await set_up_totp(owner)
    code = code_of(secret)

    for kind, value in [("code", code), ("recovery_code", codes[0])]:
        first = await finish(owner, await challenge(owner), **{kind: value})
        second = await finish(owner, await challenge(owner), **{kind: value})
        assert (first.status_code, second.status_code) == (200, 401)


async def test_an_older_code_than_the_last_is_refused(owner: Person) -> None:
    secret, _ = await set_up_totp(owner)

    assert (await finish(owner, await challenge(owner), code=code_of(secret, 1))).status_code == 200
    assert (await finish(owner, await challenge(owner), code=code_of(secret))).status_code == 401


@pytest.mark.parametrize("kind", ["code", "recovery_code"])
async def test_of_the_same_code_twice_at_once_one_wins(owner: Person, kind: str) -> None:
    secret, codes = await set_up_totp(owner)
    value = code_of(secret) if kind == "code" else codes[3]
    challenges = [await challenge(owner) for _ in range(4)]

    answers = await asyncio.gather(*(finish(owner, found, **{kind: value}) for found in challenges))

    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401]


async def test_a_challenge_takes_five_tries(owner: Person) -> None:
    secret, _ = await set_up_totp(owner)
    found = await challenge(owner)

    kinds = [(await finish(owner, found, code="000000")).json()["type"].rpartition("/")[2] for _ in range(6)]
    late = await finish(owner, found, code=code_of(secret))

    assert kinds == ["second-factor-wrong"] * 5 + ["second-factor-over"]
    assert late.status_code == 401


async def test_a_challenge_lives_five_minutes(owner: Person, pool: Pool) -> None:
    secret, _ = await set_up_totp(owner)
    answer = (await login(owner)).json()["second_factor"]
    async with acquire(pool) as conn:
        await conn.execute("UPDATE challenges SET expires_at = now() WHERE user_id = $1", owner.id)

    assert answer["expires_in"] == 300
    assert (await finish(owner, answer["challenge"], code=code_of(secret))).status_code == 401


async def test_a_challenge_works_once(owner: Person) -> None:
    _, codes = await set_up_totp(owner)
    found = await challenge(owner)

    assert (await finish(owner, found, recovery_code=codes[0])).status_code == 200
    assert (await finish(owner, found, recovery_code=codes[1])).status_code == 401


async def test_the_factor_of_another_person_opens_nothing(owner: Person, stranger: Person) -> None:
    await set_up_totp(owner)
    _, codes = await set_up_totp(stranger)

    assert (await finish(owner, await challenge(owner), recovery_code=codes[0])).status_code == 401


async def test_guesses_are_limited_over_all_challenges(owner: Person) -> None:
    await set_up_totp(owner)
    statuses: list[int] = []
    while len(statuses) < 21:
        found = await challenge(owner)
        statuses += [(await finish(owner, found, code="000000")).status_code for _ in range(5)]

    # Turning it on took one of the twenty.
    assert statuses[:20].count(401) == 19
    assert set(statuses[19:]) == {429}


async def test_another_password_ends_open_challenges(newcomer: Person, pool: Pool) -> None:
    _, codes = await set_up_totp(newcomer)
    found = await challenge(newcomer)

    await newcomer.post("/me/password", {"current": PASSWORD, "new": "another battery"})

    assert (await finish(newcomer, found, recovery_code=codes[0])).status_code == 401


async def test_a_reset_password_still_takes_the_second_factor(newcomer: Person, pool: Pool) -> None:
    email = newcomer.user["email"]
    await newcomer.client.post(f"{V1}/auth/confirm", json={"token": await token_to(pool, email, "confirm")})
    await set_up_totp(newcomer)
    await newcomer.client.post(f"{V1}/auth/password/forgot", json={"email": email})
    token = await token_to(pool, email, "reset")

    reset = await newcomer.client.post(f"{V1}/auth/password/reset", json={"token": token, "password": PASSWORD})

    assert reset.status_code == 200
    assert (await login(newcomer)).json()["type"].endswith("/second-factor-required")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"challenge": "x", "code": "123456"},
        {"challenge": str(uuid4()), "code": 123456},
        {"challenge": str(uuid4()), "code": "1"},
        {"challenge": str(uuid4()), "passkey": "x"},
        {"challenge": str(uuid4()), "code": "123456", "user_id": "x"},
    ],
)
async def test_bad_bodies_are_named(anonymous: httpx.AsyncClient, body: dict[str, Any]) -> None:
    assert (await anonymous.post(f"{V1}/auth/second-factor", json=body)).status_code == 422


async def test_an_unknown_challenge_is_over(anonymous: httpx.AsyncClient) -> None:
    answer = await anonymous.post(f"{V1}/auth/second-factor", json={"challenge": str(uuid4()), "code": "123456"})

    assert answer.status_code == 401
