"""Forgotten and changed passwords."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.passwords import Passwords
from db.pool import Pool, acquire
from tests.api.accounts.post import mails_to, token_to
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

FORGOT = f"{V1}/auth/password/forgot"
RESET = f"{V1}/auth/password/reset"
LOGIN = f"{V1}/auth/login"
NEW = "a better battery"


async def login(person: Person, password: str) -> int:
    response = await person.client.post(LOGIN, json={"email": person.user["email"], "password": password})
    return response.status_code


async def reset_token(person: Person, pool: Pool) -> str:
    await person.client.post(FORGOT, json={"email": person.user["email"].upper()})
    return await token_to(pool, person.user["email"], "reset")


@contextmanager
def counted_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """List the Argon2 computations that really run."""
    done: list[str] = []
    with monkeypatch.context() as patched:
        for name in ("_hash", "_verify"):
            run = getattr(Passwords, name)

            def noted(self: Passwords, *arguments: str, _run: Any = run, _name: str = name) -> Any:
                done.append(_name)
                return _run(self, *arguments)

            patched.setattr(Passwords, name, noted)
        yield done


async def test_reset_sets_the_password_and_ends_all_sessions(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)

    answer = await newcomer.client.post(RESET, json={"token": token, "password": NEW})

    assert (answer.status_code, answer.json()) == (200, {"email": newcomer.user["email"]})
    assert (await newcomer.get("/me")).status_code == 401
    assert (await newcomer.client.post(f"{V1}/auth/refresh")).status_code == 401
    assert (await login(newcomer, PASSWORD), await login(newcomer, NEW)) == (401, 200)


async def test_reset_confirms_the_address_and_tells_the_person(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)
    await newcomer.client.post(RESET, json={"token": token, "password": NEW})

    body = {"email": newcomer.user["email"], "password": NEW}
    answer = (await newcomer.client.post(LOGIN, json=body)).json()

    assert answer["user"]["email_confirmed"] is True
    assert [mail.purpose for mail in await mails_to(pool, newcomer.user["email"])] == ["confirm", "reset", "notice"]


async def test_of_two_resets_at_once_one_wins(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)
    bodies = [{"token": token, "password": f"{NEW} {number}"} for number in range(5)]

    answers = await asyncio.gather(*(newcomer.client.post(RESET, json=body) for body in bodies))

    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]


async def test_a_reset_link_lives_an_hour(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)
    async with acquire(pool) as conn:
        lives = await conn.fetchval(
            "SELECT expires_at - created_at FROM mail_links WHERE user_id = $1 AND purpose = 'reset'", newcomer.id
        )
        await conn.execute(
            "UPDATE mail_links SET created_at = created_at - $2::interval, expires_at = expires_at - $2::interval"
            " WHERE user_id = $1",
            newcomer.id,
            lives,
        )

    assert lives.total_seconds() == 3600
    assert (await newcomer.client.post(RESET, json={"token": token, "password": NEW})).status_code == 400


async def test_opening_a_reset_link_uses_nothing_up(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)

    for _ in range(10):
        await newcomer.client.get(RESET, params={"token": token})
        await newcomer.client.head(RESET, params={"token": token})

    assert (await newcomer.client.post(RESET, json={"token": token, "password": NEW})).status_code == 200


async def test_links_are_good_for_their_purpose_only(newcomer: Person, pool: Pool) -> None:
    confirm = await token_to(pool, newcomer.user["email"], "confirm")
    reset = await reset_token(newcomer, pool)

    assert (await newcomer.client.post(RESET, json={"token": confirm, "password": NEW})).status_code == 400
    assert (await newcomer.client.post(f"{V1}/auth/confirm", json={"token": reset})).status_code == 400


async def test_the_database_does_not_know_the_token(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)

    async with acquire(pool) as conn:
        rows = await conn.fetch("SELECT l::text AS line FROM mail_links l")

    assert not any(token in row["line"] for row in rows)


async def test_forgot_answers_alike_for_known_and_unknown(newcomer: Person, pool: Pool) -> None:
    known = await newcomer.client.post(FORGOT, json={"email": newcomer.user["email"]})
    unknown = await newcomer.client.post(FORGOT, json={"email": "nobody-at-all@example.com"})

    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    assert set(known.headers) == set(unknown.headers)
    assert await mails_to(pool, "nobody-at-all@example.com") == []


async def test_forgot_does_no_work_that_depends_on_the_address_before_it_answers(mail_app: FastAPI) -> None:
    """The answer is complete before the database is asked: here it cannot be asked at all."""
    services = mail_app.state.services
    borrowed = [await services.pool.acquire() for _ in range(services.config.pool_max_size)]
    answered = asyncio.Event()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b'{"email": "somebody@example.com"}', "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "method": "POST",
        "path": FORGOT,
        "raw_path": FORGOT.encode(),
        "root_path": "",
        "scheme": "https",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "client": (address(), 1),
        "server": ("testserver", 443),
        "http_version": "1.1",
    }
    request = asyncio.create_task(mail_app(scope, receive, send))  # type: ignore[arg-type]
    await asyncio.wait_for(answered.wait(), 1.5)
    for connection in borrowed:
        await services.pool.release(connection)
    await request


async def test_a_flood_for_one_account_sends_few_mails_and_says_nothing(newcomer: Person, pool: Pool) -> None:
    answers = {(await newcomer.client.post(FORGOT, json={"email": newcomer.user["email"]})).content for _ in range(9)}

    assert len(answers) == 1
    assert len(await mails_to(pool, newcomer.user["email"], "reset")) == 5


async def test_a_flood_from_one_address_is_stopped(mail_app: FastAPI) -> None:
    transport = httpx.ASGITransport(mail_app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        statuses = [
            (await client.post(FORGOT, json={"email": f"n{number}@example.com"})).status_code for number in range(31)
        ]

    assert statuses == [202] * 30 + [429]


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("password", [PASSWORD + "x", "x"])
async def test_a_refused_login_computes_one_hash(
    newcomer: Person, monkeypatch: pytest.MonkeyPatch, is_known: bool, password: str
) -> None:
    email = newcomer.user["email"] if is_known else "nobody-at-all@example.com"

    with counted_hashes(monkeypatch) as done:
        answer = await newcomer.client.post(LOGIN, json={"email": email, "password": password})

    assert answer.status_code == 401
    assert done == ["_verify"]


async def test_registering_a_taken_address_computes_one_hash(newcomer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"email": newcomer.user["email"], "password": PASSWORD}

    with counted_hashes(monkeypatch) as done:
        answer = await newcomer.client.post(f"{V1}/auth/register", json=body)

    assert answer.status_code == 409
    assert done == ["_hash"]


# ---- the first proof of an address that somebody else registered


async def test_whoever_proves_the_address_first_gets_an_account_without_a_strangers_ways_in(
    newcomer: Person, pool: Pool
) -> None:
    async with acquire(pool) as conn:
        await conn.execute(
            "INSERT INTO passkeys (user_id, credential_id, public_key, name) VALUES ($1, $2, 'x', 'a stranger’s')",
            newcomer.id,
            newcomer.id.bytes,
        )
        await conn.execute(
            "INSERT INTO identities (provider, subject, user_id) VALUES ('github', $1, $2)",
            str(newcomer.id),
            newcomer.id,
        )

    await newcomer.client.post(RESET, json={"token": await reset_token(newcomer, pool), "password": NEW})

    async with acquire(pool) as conn:
        left = await conn.fetchval(
            "SELECT (SELECT count(*) FROM passkeys WHERE user_id = $1)"
            "     + (SELECT count(*) FROM identities WHERE user_id = $1)",
            newcomer.id,
        )
    assert left == 0


# ---- changing it


async def test_changing_ends_the_other_sessions(newcomer: Person) -> None:
    other = (await newcomer.client.post(LOGIN, json={"email": newcomer.user["email"], "password": PASSWORD})).json()[
        "access_token"
    ]

    answer = await newcomer.post("/me/password", {"current": PASSWORD, "new": NEW})

    headers = {"Authorization": f"Bearer {other}"}
    assert answer.status_code == 204
    assert (await newcomer.get("/me")).status_code == 200
    assert (await newcomer.client.get(f"{V1}/me", headers=headers)).status_code == 401
    assert (await login(newcomer, PASSWORD), await login(newcomer, NEW)) == (401, 200)


async def test_changing_makes_open_links_useless(newcomer: Person, pool: Pool) -> None:
    token = await reset_token(newcomer, pool)

    await newcomer.post("/me/password", {"current": PASSWORD, "new": NEW})

    assert (await newcomer.client.post(RESET, json={"token": token, "password": "yet another"})).status_code == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"current": "wrong", "new": NEW}, 403),
        ({"new": NEW}, 403),
        ({"current": None, "new": NEW}, 403),
        ({"current": PASSWORD, "new": "short"}, 422),
        ({"current": PASSWORD}, 422),
        ({"current": PASSWORD, "new": NEW, "email": "x@example.com"}, 422),
    ],
)
async def test_changing_takes_the_old_password(newcomer: Person, body: dict[str, Any], status: int) -> None:
    assert (await newcomer.post("/me/password", body)).status_code == status
    assert await login(newcomer, PASSWORD) == 200


async def test_guessing_the_old_password_is_limited(newcomer: Person) -> None:
    statuses = [
        (await newcomer.post("/me/password", {"current": f"guess {number}", "new": NEW})).status_code
        for number in range(21)
    ]

    assert statuses == [403] * 20 + [429]
