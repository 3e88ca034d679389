"""Who is told of outages: added by admins, asked where that is wanted, and gone when they want to be."""

import asyncio
import json
import re
import secrets
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from api.recipients.notices import AGREE_WITHIN_DAYS
from db.pool import Pool, acquire
from db.recipients import delete_unanswered
from probes.keeper import QUESTIONS_KEPT
from tests.api.accounts.post import Mail, mails_to
from tests.api.conftest import running
from tests.api.people import Person, field_of

TOKEN = re.compile(r"https://status\.example\.org(/recipients/(?:leave|confirm)\?token=([\w-]+))")


def some_address() -> str:
    return f"told-{secrets.token_hex(6)}@example.com"


async def add(person: Person, workspace: dict[str, Any], email: str) -> httpx.Response:
    return await person.post(f"/workspaces/{workspace['id']}/recipients", {"email": email})


async def listed(person: Person, workspace: dict[str, Any]) -> dict[str, dict[str, Any]]:
    answer = await person.get(f"/workspaces/{workspace['id']}/recipients")
    assert answer.status_code == 200, answer.text
    return {one["email"]: one for one in answer.json()["items"]}


async def first_mail(pool: Pool, address: str) -> Mail:
    return (await mails_to(pool, address, "recipient"))[-1]


async def link_to(pool: Pool, address: str) -> tuple[str, str]:
    """Return path and token of the link in the newest mail."""
    found = TOKEN.search((await first_mail(pool, address)).text)
    assert found is not None
    return found[1], found[2]


@pytest_asyncio.fixture(loop_scope="session")
async def asking(config: ApiConfig) -> AsyncIterator[FastAPI]:
    """An installation where recipients must agree."""
    async with running(config, has_smtp=True, confirm_recipients=True) as app:
        yield app


@pytest_asyncio.fixture(loop_scope="session")
async def asker(asking: FastAPI, pool: Pool) -> AsyncIterator[Person]:
    """Somebody there with a confirmed address."""
    person = await Person.registered(asking, f"asker-{secrets.token_hex(6)}@example.com")
    async with acquire(pool) as conn:
        await conn.execute("UPDATE users SET email_confirmed_at = now() WHERE id = $1", person.id)
    yield person
    await person.client.aclose()


async def test_whoever_makes_a_workspace_is_told_from_the_start(owner: Person, workspace: dict[str, Any]) -> None:
    told = await listed(owner, workspace)

    assert told.keys() == {owner.user["email"]}
    assert told[owner.user["email"]]["confirmed_at"] is not None


async def test_an_added_address_is_told_and_hears_who_added_it_and_how_to_leave(
    pool: Pool, owner: Person, workspace: dict[str, Any]
) -> None:
    email = some_address()
    made = await add(owner, workspace, email.upper())
    mail = await first_mail(pool, email)

    assert made.status_code == 201
    assert (made.json()["email"], made.json()["added_by"]) == (email, "Ann Example")
    assert made.json()["confirmed_at"] is not None
    assert owner.user["email"] in mail.text
    assert "/recipients/leave?token=" in mail.text
    assert "/recipients/leave?token=" in mail.html
    async with acquire(pool) as conn:
        headers = await conn.fetchval("SELECT headers FROM mails WHERE address = $1", email)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<https://status.example.org/recipients/leave?token=")


async def test_a_name_in_the_first_mail_is_no_link(pool: Pool, owner: Person) -> None:
    workspace = await owner.make_workspace("http://evil.example.com/win now")
    email = some_address()
    await add(owner, workspace, email)
    mail = await first_mail(pool, email)

    assert "evil.example" not in mail.text + mail.html + mail.subject


async def test_an_address_is_added_once(owner: Person, workspace: dict[str, Any]) -> None:
    email = some_address()
    answers = await asyncio.gather(*(add(owner, workspace, email) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


@pytest.mark.parametrize(
    "email", ["", "x", "a@b\r\nBcc: c@d.example", "a@example.com, b@example.com", "a@" + "b" * 300]
)
async def test_what_is_no_address_is_refused(owner: Person, workspace: dict[str, Any], email: str) -> None:
    assert field_of(await add(owner, workspace, email)) == "email"


async def test_a_mailbox_that_did_not_ask_is_not_filled(pool: Pool, owner: Person, workspace: dict[str, Any]) -> None:
    email = some_address()
    statuses = []
    for _ in range(6):
        made = await add(owner, workspace, email)
        statuses.append(made.status_code)
        if made.status_code == 201:
            await owner.delete(f"/workspaces/{workspace['id']}/recipients/{made.json()['id']}")

    assert statuses == [201, 201, 201, 429, 429, 429]
    assert len(await mails_to(pool, email)) == 3


async def test_removed_means_not_told(owner: Person, workspace: dict[str, Any]) -> None:
    made = (await add(owner, workspace, some_address())).json()
    place = f"/workspaces/{workspace['id']}/recipients/{made['id']}"

    assert [(await owner.delete(place)).status_code for _ in range(2)] == [204, 404]
    assert made["email"] not in await listed(owner, workspace)


async def test_others_addresses_take_a_confirmed_address_of_ones_own(asking: FastAPI) -> None:
    person = await Person.registered(asking, some_address())
    workspace = await person.make_workspace()
    refused = await add(person, workspace, some_address())
    told = await listed(person, workspace)
    await person.client.aclose()

    assert refused.status_code == 403
    assert refused.json()["type"].endswith("/unconfirmed-address")
    assert told.keys() == {person.user["email"]}


async def test_opening_the_link_changes_nothing_and_the_button_does(
    pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    email = some_address()
    await add(owner, workspace, email)
    path, _ = await link_to(pool, email)
    for method in ("GET", "HEAD", "GET"):
        page = await anonymous.request(method, path)
        assert page.status_code == 200
    assert email in await listed(owner, workspace)

    left = await anonymous.post(path)

    assert '<form method="post"' in page.text
    assert email in page.text
    assert "script" not in page.text
    assert left.status_code == 200
    assert "have stopped" in left.text
    assert email not in await listed(owner, workspace)


async def test_the_mail_programs_button_is_one_click(
    pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    email = some_address()
    await add(owner, workspace, email)
    path, _ = await link_to(pool, email)

    # RFC 8058: a form as the body, no cookies, no redirect
    answers = [
        await anonymous.post(
            path, content=b"List-Unsubscribe=One-Click", headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert email not in await listed(owner, workspace)


async def test_leaving_and_coming_back_by_token_is_written_down(
    pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    email = some_address()
    await add(owner, workspace, email)
    _, token = await link_to(pool, email)
    left = await anonymous.post("/api/v1/recipients/leave", json={"token": token})
    gone = await listed(owner, workspace)
    back = await anonymous.post("/api/v1/recipients/confirm", json={"token": token})
    audit = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]

    assert left.json() == {"email": email, "workspace": "Acme", "is_told": False}
    assert email not in gone
    assert back.json()["is_told"] is True
    assert email in await listed(owner, workspace)
    assert [entry["action"] for entry in audit if entry["action"].startswith("recipient.")] == [
        "recipient.agreed",
        "recipient.left",
        "recipient.added",
    ]


async def test_who_left_comes_back_only_by_their_own_will(
    pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    email = some_address()
    await add(owner, workspace, email)
    path, _ = await link_to(pool, email)
    await anonymous.post(path)

    again = await add(owner, workspace, email)

    assert again.status_code == 201
    assert again.json()["confirmed_at"] is None
    assert "Yes, tell me" in (await first_mail(pool, email)).text


async def test_where_it_is_set_so_people_are_asked_first(pool: Pool, asker: Person) -> None:
    workspace, email = await asker.make_workspace(), some_address()
    made = await add(asker, workspace, email)
    path, _ = await link_to(pool, email)
    page = await asker.client.get(path)
    asked = (await listed(asker, workspace))[email]
    agreed = await asker.client.post(path)

    assert made.json()["confirmed_at"] is None
    assert "/recipients/confirm" in path
    assert "Yes, tell me" in page.text
    assert asked["confirmed_at"] is None
    assert agreed.status_code == 200
    assert (await listed(asker, workspace))[email]["confirmed_at"] is not None


async def test_a_question_is_open_for_a_week(pool: Pool, asker: Person) -> None:
    workspace, email = await asker.make_workspace(), some_address()
    await add(asker, workspace, email)
    path, _ = await link_to(pool, email)
    async with acquire(pool) as conn:
        await conn.execute("UPDATE mails SET created_at = now() - interval '8 days' WHERE address = $1", email)

    assert (await asker.client.post(path)).status_code == 404
    assert (await listed(asker, workspace))[email]["confirmed_at"] is None


async def test_who_does_not_answer_is_forgotten_after_a_week(pool: Pool, asker: Person) -> None:
    workspace = await asker.make_workspace()
    answered, silent, recent = some_address(), some_address(), some_address()
    for email in (answered, silent, recent):
        await add(asker, workspace, email)
    path, _ = await link_to(pool, answered)
    await asker.client.post(path)
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE recipients SET created_at = now() - interval '8 days' WHERE email = ANY($1)", [answered, silent]
        )
        await delete_unanswered(conn, QUESTIONS_KEPT)

    assert (await listed(asker, workspace)).keys() == {asker.user["email"], answered, recent}
    assert timedelta(days=AGREE_WITHIN_DAYS) == QUESTIONS_KEPT
    assert (await add(asker, workspace, silent)).status_code == 201


async def test_who_left_and_does_not_answer_has_left(
    pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    """Being forgotten must not be a way around their will: added once more, they are asked once more."""
    email = some_address()
    await add(owner, workspace, email)
    path, _ = await link_to(pool, email)
    await anonymous.post(path)
    await add(owner, workspace, email)
    async with acquire(pool) as conn:
        await conn.execute("UPDATE recipients SET created_at = now() - interval '8 days' WHERE email = $1", email)
        await delete_unanswered(conn, QUESTIONS_KEPT)
    gone = await listed(owner, workspace)

    again = await add(owner, workspace, email)

    assert email not in gone
    assert (again.status_code, again.json()["confirmed_at"]) == (201, None)


async def test_observers_do_not_read_addresses(owner: Person, observer: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"], recipients=[owner.user["email"]])
    lists = ("/monitors", f"/workspaces/{workspace['id']}/monitors")
    seen = [(await observer.get(f"/monitors/{monitor['id']}")).json()]
    for path in lists:
        answer = await observer.get(path)
        seen += answer.json()["items"] if answer.status_code == 200 else []

    assert {json.dumps(one["recipients"]) for one in seen} == {"null"}
    assert owner.user["email"] not in json.dumps(seen)
    assert (await observer.get(f"/workspaces/{workspace['id']}/recipients")).status_code == 403
    assert (await owner.get(f"/monitors/{monitor['id']}")).json()["recipients"] == [owner.user["email"]]


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 200, "%00", "é"])
async def test_a_token_that_is_none_is_told_so_on_a_page(anonymous: httpx.AsyncClient, token: str) -> None:
    for method in ("GET", "POST"):
        page = await anonymous.request(method, f"/recipients/leave?token={token}")
        assert page.status_code == 404
        assert "does not work" in page.text
        assert page.headers["cache-control"] == "no-store"


async def test_names_on_the_page_are_text(pool: Pool, owner: Person, anonymous: httpx.AsyncClient) -> None:
    workspace, email = await owner.make_workspace("<script>alert(1)</script>"), some_address()
    await add(owner, workspace, email)
    path, _ = await link_to(pool, email)
    page = await anonymous.get(path)

    assert "<script>" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]


async def test_a_member_who_is_taken_out_is_not_told_any_more(
    pool: Pool, owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    await add(owner, workspace, observer.user["email"])
    before = await listed(owner, workspace)
    await owner.delete(f"/workspaces/{workspace['id']}/members/{observer.id}")

    assert observer.user["email"] in before
    assert observer.user["email"] not in await listed(owner, workspace)


async def test_who_moves_to_another_address_is_told_there(owner: Person, workspace: dict[str, Any]) -> None:
    monitor = await owner.make_monitor(workspace["id"], recipients=[owner.user["email"]])
    new = some_address()
    moved = await owner.post("/me/email", {"email": new, "password": "correct horse battery"})

    assert moved.status_code == 202, moved.text
    assert (await listed(owner, workspace)).keys() == {new}
    assert (await owner.get(f"/monitors/{monitor['id']}")).json()["recipients"] == [new]


async def test_a_monitor_names_recipients_members_and_others(
    pool: Pool, owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    """Who is new hears of that monitor only, and from whom; nobody is written to twice."""
    known, new, newer = some_address(), some_address(), some_address()
    await add(owner, workspace, known)
    place = f"/workspaces/{workspace['id']}/monitors"
    wish = {"name": "Shop", "kind": "http", "target": "https://shop.example.com/"}
    made = await owner.post(place, {**wish, "recipients": [known.upper(), known, observer.user["email"], new]})
    changed = await owner.patch(f"/monitors/{made.json()['id']}", {"recipients": [new, newer]})
    muted = await owner.patch(f"/monitors/{made.json()['id']}", {"recipients": []})
    reset = await owner.patch(f"/monitors/{made.json()['id']}", {"recipients": None})
    told = await listed(owner, workspace)
    acts = (await owner.get(f"/workspaces/{workspace['id']}/audit")).json()["items"]

    assert made.json()["recipients"] == [known, observer.user["email"], new]
    assert changed.json()["recipients"] == [new, newer]
    assert [told[one]["is_named_only"] for one in (known, observer.user["email"], new, newer)] == [
        False,
        True,
        True,
        True,
    ]
    assert (muted.json()["recipients"], reset.json()["recipients"]) == ([], None)
    assert [len(await mails_to(pool, one, "recipient")) for one in (known, new, newer)] == [1, 1, 1]
    assert {new, newer} <= {act["object_name"] for act in acts if act["action"] == "recipient.added"}


async def test_naming_others_takes_a_confirmed_address_of_ones_own(asking: FastAPI, pool: Pool) -> None:
    person, email = await Person.registered(asking, some_address()), some_address()
    workspace = await person.make_workspace()
    wish = {"name": "Shop", "kind": "http", "target": "https://shop.example.com/", "recipients": [email]}
    refused = await person.post(f"/workspaces/{workspace['id']}/monitors", wish)
    monitors = (await person.get(f"/workspaces/{workspace['id']}/monitors")).json()["items"]
    await person.client.aclose()

    assert (refused.status_code, monitors) == (403, [])
    assert not await mails_to(pool, email)


async def test_who_is_named_is_asked_first_where_that_is_set(asker: Person) -> None:
    workspace, email = await asker.make_workspace(), some_address()
    await asker.make_monitor(workspace["id"], recipients=[email])

    assert (await listed(asker, workspace))[email]["confirmed_at"] is None


async def test_ones_own_address_may_be_added_though_it_is_told(owner: Person, workspace: dict[str, Any]) -> None:
    told = (await listed(owner, workspace))[owner.user["email"]]
    made = await add(owner, workspace, owner.user["email"])

    assert (made.status_code, made.json()) == (201, told)


async def test_a_named_member_can_be_told_of_everything(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    await owner.make_monitor(workspace["id"], recipients=[observer.user["email"]])
    made = await add(owner, workspace, observer.user["email"])

    assert made.status_code == 201
    assert made.json()["is_named_only"] is False


async def test_who_left_cannot_be_named(
    pool: Pool, owner: Person, anonymous: httpx.AsyncClient, workspace: dict[str, Any]
) -> None:
    email = some_address()
    await add(owner, workspace, email)
    path, _ = await link_to(pool, email)
    await anonymous.post(path)
    wish = {"name": "Shop", "kind": "http", "target": "https://shop.example.com/", "recipients": [email]}

    assert field_of(await owner.post(f"/workspaces/{workspace['id']}/monitors", wish)) == "recipients"


async def test_the_sender_is_woken(owner: Person, workspace: dict[str, Any], app: FastAPI) -> None:
    async with app.state.services.redis.pubsub() as listening:
        await listening.subscribe("healther:outbox")
        await listening.get_message(timeout=5)
        await add(owner, workspace, some_address())
        message = await listening.get_message(ignore_subscribe_messages=True, timeout=5)

    assert message is not None
