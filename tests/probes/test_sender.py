"""The sender on a real database and a real SMTP server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope

from probes import sender
from probes.sender import delay, send_due
from tests.probes.flow import OWNER, Flow, flow, running, until

BOB = "bob@example.com"


@dataclass
class PostOffice:
    """An SMTP server that takes mails, or answers what it is told to."""

    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)  # address → answers to come
    url: str = ""

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        waiting = self.answers.get(address, [])
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.extend((address, message) for address in envelope.rcpt_tos)
        return "250 taken"


@asynccontextmanager
async def post_office() -> AsyncIterator[PostOffice]:
    office = PostOffice()
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(office, loop=asyncio.get_running_loop()), "127.0.0.1"
    )
    office.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        await server.wait_closed()


async def outage(installation: Flow, *, name: str = "Shop", is_over: bool = False) -> int:
    """Write an incident and its news, as ingest does."""
    monitor = await installation.add_monitor("https://shop.example.com", name=name)
    incident = await installation.value(
        "INSERT INTO incidents (monitor_id, started_at, reason, detail) VALUES ($1, '2026-03-01 12:00+00', 40, '503')"
        " RETURNING id",
        monitor,
    )
    await installation.execute("INSERT INTO outbox (incident_id, event) VALUES ($1, 'opened')", incident)
    if is_over:
        await installation.execute(
            "UPDATE incidents SET ended_at = '2026-03-01 12:12:03+00', end_cause = 'recovered' WHERE id = $1", incident
        )
        await installation.execute("INSERT INTO outbox (incident_id, event) VALUES ($1, 'closed')", incident)
    return int(incident)


async def add_recipient(installation: Flow, email: str, *, is_named_only: bool = False) -> None:
    await installation.execute(
        "INSERT INTO recipients (workspace_id, email, confirmed_at, is_named_only) VALUES ($1, $2, now(), $3)",
        installation.workspace,
        email,
        is_named_only,
    )


def text(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


async def test_an_outage_and_its_end_are_told_to_the_owner() -> None:
    async with flow() as installation, post_office() as office:
        incident = await outage(installation, is_over=True)

        await send_due(installation.store, replace(installation.config, smtp_url=office.url))

        down, recovered = sorted((message for _, message in office.taken), key=lambda one: str(one["Subject"]))
        assert [address for address, _ in office.taken] == [OWNER, OWNER]
        assert down["Subject"] == "[Down] Shop"
        assert "Since: 2026-03-01 12:00:00 UTC, " in text(down)
        assert "Why: The server answered with a status that is not expected. 503" in text(down)
        assert recovered["Subject"] == "[Recovered] Shop"
        assert "It was down for 12 min 3 s." in text(recovered)
        assert recovered["In-Reply-To"] == down["Message-ID"]
        assert f"incident-{incident}-opened" in down["Message-ID"]


async def test_without_a_server_the_mail_is_a_file(tmp_path: Path) -> None:
    async with flow(mail_dir=tmp_path / "mail") as installation:
        await outage(installation)

        await send_due(installation.store, installation.config)

        (path,) = (tmp_path / "mail").glob("*.eml")
        assert b"Subject: [Down] Shop" in path.read_bytes()
        assert await installation.value("SELECT sent_at IS NOT NULL FROM mails")


async def test_a_temporary_refusal_is_tried_again_with_the_same_id() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        config = replace(installation.config, smtp_url=office.url)
        office.answers[OWNER] = ["450 later"]

        await send_due(installation.store, config)
        before = await installation.rows("SELECT message_id, attempts, error, due_at - now() AS wait FROM mails")
        await installation.execute("UPDATE mails SET due_at = now()")
        await send_due(installation.store, config)

        assert before[0]["attempts"] == 1
        assert "later" in before[0]["error"]
        assert timedelta(seconds=50) < before[0]["wait"] <= timedelta(minutes=1)
        assert [message["Message-ID"] for _, message in office.taken] == [before[0]["message_id"]]


async def test_a_final_refusal_is_not_repeated_and_others_are_served() -> None:
    async with flow() as installation, post_office() as office:
        await add_recipient(installation, BOB)
        await outage(installation)
        office.answers[BOB] = ["550 no such mailbox"]

        for _ in range(2):
            await send_due(installation.store, replace(installation.config, smtp_url=office.url))

        dead = await installation.rows("SELECT address, attempts FROM mails WHERE dead_at IS NOT NULL")
        assert dead == [{"address": BOB, "attempts": 1}]
        assert [address for address, _ in office.taken] == [OWNER]


async def test_a_server_that_is_away_for_a_day_makes_a_dead_letter() -> None:
    async with flow() as installation:
        await outage(installation)
        config = replace(installation.config, smtp_url="smtp://127.0.0.1:1")

        await send_due(installation.store, config)
        await installation.execute("UPDATE mails SET due_at = now(), created_at = now() - interval '25 hours'")
        await send_due(installation.store, config)

        assert await installation.value("SELECT dead_at IS NOT NULL AND attempts = 2 FROM mails")


async def test_two_senders_send_a_mail_once() -> None:
    async with flow() as installation, post_office() as office:
        for number in range(20):
            await outage(installation, name=f"Shop {number}")
        config = replace(installation.config, smtp_url=office.url)

        for _ in range(4):
            await asyncio.gather(*(send_due(installation.store, config) for _ in range(2)))

        assert len({message["Message-ID"] for _, message in office.taken}) == len(office.taken) == 20


async def test_a_mail_whose_sender_died_is_sent_when_the_lease_ends() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        config = replace(installation.config, smtp_url="smtp://127.0.0.1:1")
        await send_due(installation.store, config)
        await installation.execute("UPDATE mails SET due_at = now(), leased_until = now() - interval '1 second'")

        await send_due(installation.store, replace(config, smtp_url=office.url))

        assert len(office.taken) == 1


@pytest.mark.parametrize(
    "name", ["Shop\r\nBcc: eve@example.com", "Shop\nSubject: other", "a\x00b\x1f\x7f", "Läden ☂ " * 25]
)
async def test_a_name_cannot_add_headers_or_recipients(name: str) -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation, name=name.replace("\x00", "\x01"))

        await send_due(installation.store, replace(installation.config, smtp_url=office.url))

        ((address, message),) = office.taken
        assert address == OWNER
        assert message.get_all("Subject", [])[0].startswith("[Down] ")
        assert (message["Bcc"], len(message.get_all("Subject", [])), len(message.get_all("To", []))) == (None, 1, 1)


async def test_the_process_sends_what_is_due_and_stops() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)

        async with running(sender.run, config=replace(installation.config, smtp_url=office.url)):

            async def is_sent() -> bool:
                return bool(office.taken)

            await until(is_sent)

        assert await installation.value("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL") == 1


def test_the_wait_doubles_from_a_minute_to_an_hour() -> None:
    assert [delay(attempts) // timedelta(minutes=1) for attempts in (1, 2, 3, 6, 7, 30)] == [1, 2, 4, 32, 60, 60]
