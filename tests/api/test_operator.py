"""The operator's page: the installation, and nothing of what people watch."""

import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from api.config import ApiConfig
from db.pool import Pool, acquire
from tests.api.conftest import running
from tests.api.people import Person

MESSAGE_ID = "<abc123@status.example.org>"
INSERT = """
    INSERT INTO mails (purpose, address, message_id, subject, body_text, sent_at, dead_at, error)
    VALUES ('alert', $1, $2, '[Down] Secret shop', $3, $4::text::timestamptz, $5::text::timestamptz, $6)
 RETURNING id
"""


async def put_mail(pool: Pool, message_id: str, text: str | None = "the link", **times: str | None) -> int:
    dead = times.get("dead_at")
    arguments = ("to@example.com", message_id, text, times.get("sent_at"), dead, "550 no such user" if dead else None)
    async with acquire(pool) as conn:
        return int(await conn.fetchval(INSERT, *arguments))


@pytest.mark.parametrize("path", ["/operator", "/operator/mails", "/operator/mails/1"])
async def test_there_is_nothing_for_others(stranger: Person, owner: Person, path: str) -> None:
    """`owner` owns a workspace, not the installation: in a shared one somebody else came first."""
    answers = [await person.get(path) for person in (owner, stranger)]

    assert [answer.status_code for answer in answers] == [404, 404]


async def test_the_operator_sees_how_the_installation_does(fresh_config: ApiConfig) -> None:
    async with running(fresh_config) as app:
        await app.state.services.redis.flushdb()  # other tests of this process leave requests in the queue
        operator = await Person.registered(app, "first@example.com")
        other = await Person.registered(app, "second@example.com")
        workspace = await other.make_workspace("Canary name")
        await other.make_monitor(workspace["id"], name="Canary monitor", target="https://canary.example.com")
        await put_mail(app.state.services.pool, MESSAGE_ID, dead_at="2026-01-01")
        seen, refused = await operator.get("/operator"), await other.get("/operator")
        foreign = await operator.get(f"/workspaces/{workspace['id']}")
        for person in (operator, other):
            await person.client.aclose()

    body = seen.json()
    assert (seen.status_code, refused.status_code, foreign.status_code) == (200, 404, 404)
    assert (body["users"], body["workspaces"], body["monitors"], body["mails_dead"]) == (2, 1, 1, 1)
    assert (body["engine"], body["registration"]) == ("postgres", "open")
    assert [queue["depth"] for queue in body["queues"]] == [0, 0]
    assert "anary" not in seen.text


async def test_without_smtp_the_operator_reads_kept_mails(fresh_config: ApiConfig, tmp_path: Path) -> None:
    kept = EmailMessage()
    kept["Subject"] = "Confirm"
    kept.set_content("the link of the file")
    (tmp_path / "abc123@status.example.org.eml").write_bytes(kept.as_bytes())
    async with running(fresh_config, mail_dir=tmp_path) as app:
        operator = await Person.registered(app, "first@example.com")
        pool = app.state.services.pool
        waiting = await put_mail(pool, "<w@x>")
        sent = await put_mail(pool, MESSAGE_ID, None, sent_at="2026-01-01")
        odd = await put_mail(pool, "<../../../etc/passwd>", None, sent_at="2026-01-01")
        texts = [(await operator.get(f"/operator/mails/{number}")).json()["text"] for number in (waiting, sent, odd)]
        missing = await operator.get("/operator/mails/999999")
        await operator.client.aclose()

    assert texts[0] == "the link"
    assert texts[1].strip() == "the link of the file"
    assert (texts[2], missing.status_code) == (None, 404)


async def test_with_smtp_the_operator_reads_no_mail(fresh_config: ApiConfig) -> None:
    async with running(fresh_config, has_smtp=True) as app:
        operator = await Person.registered(app, "first@example.com")
        dead = await put_mail(app.state.services.pool, MESSAGE_ID, dead_at="2026-01-01")
        listed = (await operator.get("/operator/mails", state="dead")).json()["items"]
        read = await operator.get(f"/operator/mails/{dead}")
        await operator.client.aclose()

    assert [(mail["id"], mail["error"]) for mail in listed] == [(dead, "550 no such user")]
    assert (read.json()["text"], read.json()["subject"], listed[0]["subject"]) == (None, None, None)


async def test_mails_come_in_pages(fresh_config: ApiConfig) -> None:
    async with running(fresh_config) as app:
        operator = await Person.registered(app, "first@example.com")
        made = [await put_mail(app.state.services.pool, f"<{number}@x>") for number in range(3)]
        first = (await operator.get("/operator/mails", limit=2, state="waiting")).json()
        rest = (await operator.get("/operator/mails", limit=2, state="waiting", before=first["next"])).json()
        await operator.client.aclose()

    assert [mail["id"] for mail in first["items"] + rest["items"]][:3] == list(reversed(made))


def command(dsn: str, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"HEALTHER_DATABASE_URL": dsn, "HEALTHER_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        [sys.executable, "-m", "healther", "operator", *arguments],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
    )


async def test_the_command_makes_and_unmakes_operators(fresh_config: ApiConfig, tmp_path: Path) -> None:
    async with running(fresh_config) as app:
        people: list[Person] = [await Person.registered(app, f"p{number}@example.com") for number in range(2)]
        results: list[Any] = []
        for arguments in (
            ("add", "P1@Example.com"),
            ("list",),
            ("remove", "p1@example.com"),
            ("add", "no@example.com"),
        ):
            ended = command(fresh_config.database_url, tmp_path, *arguments)
            results.append((ended.returncode, (await people[1].get("/operator")).status_code, ended.stdout))
        for person in people:
            await person.client.aclose()

    assert [result[:2] for result in results] == [(0, 200), (0, 200), (0, 404), (1, 404)]
    assert results[1][2].split() == ["p0@example.com", "p1@example.com"]
