"""Mails on a real database and a real SMTP server that refuses, delays, dies and hangs (F17 to F22)."""

import asyncio
import os
import signal
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.mail_queue import QueuedMail
from probes import mail, sender
from probes.mail import MailDelayed, MailRefused, compose
from probes.sender import delay, send_due
from tests.probes.flow import OWNER, Flow, flow, running, until
from tests.probes.outages import BOB, add_recipient, outage, time_passes
from tests.probes.post_office import PostOffice, post_office, text

NOWHERE = "smtp://127.0.0.1:1"
ROOT = Path(__file__).parents[2]
ONE_ROUND = """
import asyncio, sys
from pathlib import Path
from probes.config import ProbeConfig
from probes.sender import send_due
from probes.store import opened

async def main() -> None:
    async with opened(sys.argv[1], asyncio.Event(), name="sender to be killed") as store:
        await send_due(store, ProbeConfig(sys.argv[1], "redis://nowhere", smtp_url=sys.argv[2]))

asyncio.run(main())
"""


async def post(installation: Flow, office: PostOffice | None, rounds: int = 1) -> None:
    """Let the sender run."""
    config = replace(installation.config, smtp_url=office.url if office else NOWHERE)
    for _ in range(rounds):
        await send_due(installation.store, config)


async def test_without_a_server_the_mail_is_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    async with flow(mail_dir=tmp_path / "mail") as installation:
        await outage(installation)

        await send_due(installation.store, installation.config)

        (path,) = (tmp_path / "mail").glob("*")
        assert path.suffix == ".eml"
        assert b"Subject: [Down] Shop" in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert await installation.value("SELECT sent_at IS NOT NULL FROM mails")


async def test_mails_of_the_api_go_the_same_way() -> None:
    async with flow() as installation, post_office() as office:
        await installation.execute(
            "INSERT INTO mails (purpose, address, message_id, subject, body_text, body_html)"
            " VALUES ('confirm', $1, '<a@b>', 'Confirm', 'https://x.example/#token=1', '<p>x')",
            BOB,
        )

        await post(installation, office)

        ((address, message),) = office.taken
        assert (address, message["Subject"], message["Message-ID"]) == (BOB, "Confirm", "<a@b>")
        assert "#token=1" in text(message)
        kept = await installation.rows("SELECT body_text, body_html FROM mails")
        assert kept == [{"body_text": None, "body_html": None}]


async def test_links_are_forgotten_once_a_mail_is_sent() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        await post(installation, office)

        assert "List-Unsubscribe" in office.taken[0][1]
        assert "token=" not in str(await installation.rows("SELECT * FROM mails"))


async def test_smtp_is_down_and_comes_back() -> None:
    """F17: tried again with growing pauses, sent after the repair, one mail each."""
    async with flow() as installation:
        await add_recipient(installation, BOB)
        await outage(installation)
        for _ in range(3):
            await post(installation, None)
            await time_passes(installation, timedelta(hours=1))
        tries = await installation.rows("SELECT attempts, error FROM mails")
        async with post_office() as office:
            await post(installation, office, rounds=2)

        assert [row["attempts"] for row in tries] == [3, 3]
        assert all(row["error"] for row in tries)
        assert sorted(address for address, _ in office.taken) == [OWNER, BOB]


async def test_a_day_of_trying_makes_a_dead_letter() -> None:
    async with flow() as installation:
        await outage(installation)
        await post(installation, None)
        await installation.execute("UPDATE mails SET due_at = now(), created_at = now() - interval '25 hours'")
        await post(installation, None)

        dead = await installation.rows("SELECT attempts, dead_at IS NOT NULL AS is_dead, body_text FROM mails")
        assert [(row["attempts"], row["is_dead"]) for row in dead] == [(2, True)]
        assert "Shop is down" in dead[0]["body_text"]


async def test_greylisting_is_waited_out_with_the_same_id() -> None:
    """F18."""
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.answers[OWNER] = ["451 4.7.1 greylisted, come back later"]

        await post(installation, office, rounds=2)
        (before,) = await installation.rows("SELECT message_id, attempts, error, due_at - now() AS wait FROM mails")
        await time_passes(installation, timedelta(minutes=1))
        await post(installation, office)

        assert (before["attempts"], before["wait"] <= timedelta(minutes=1)) == (1, True)
        assert before["wait"] > timedelta(seconds=50)
        assert "greylisted" in before["error"]
        assert [message["Message-ID"] for _, message in office.taken] == [before["message_id"]]


@pytest.mark.parametrize("place", ["recipient", "data"])
async def test_a_final_refusal_is_one_attempt(place: str) -> None:
    """F19: the dead letter says why."""
    async with flow() as installation, post_office() as office:
        await outage(installation)
        if place == "recipient":
            office.answers[OWNER] = ["550 5.1.1 no such mailbox"]
        else:
            office.endings = ["554 5.6.0 not wanted"]

        await post(installation, office)
        await time_passes(installation, timedelta(days=1))
        await post(installation, office)

        (dead,) = await installation.rows("SELECT attempts, error, dead_at IS NOT NULL AS is_dead FROM mails")
        assert (dead["attempts"], dead["is_dead"], office.taken) == (1, True, [])
        assert "no such mailbox" in dead["error"] or "not wanted" in dead["error"]


async def test_a_server_that_refuses_us_is_no_reason_to_give_a_mail_up() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.refusal = "530 5.7.0 authentication required"
        await post(installation, office)
        office.refusal = None
        await time_passes(installation, timedelta(hours=1))
        await post(installation, office)

        assert [address for address, _ in office.taken] == [OWNER]


async def test_a_server_that_dies_after_the_data_gets_the_same_mail_again() -> None:
    """F20: at most two copies, told apart by nothing: a receiver knows the id."""
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.endings = ["die"]

        await post(installation, office)
        await time_passes(installation, timedelta(hours=1))
        await post(installation, office, rounds=2)

        assert len(office.taken) == 2
        assert len({message["Message-ID"] for _, message in office.taken}) == 1


async def test_of_two_recipients_one_is_refused() -> None:
    """F21: a mail for each, so the state of each is right."""
    async with flow() as installation, post_office() as office:
        await add_recipient(installation, BOB)
        await outage(installation)
        office.answers[BOB] = ["550 no such mailbox"]

        await post(installation, office, rounds=2)

        states = await installation.rows("SELECT address, sent_at IS NOT NULL AS sent FROM mails ORDER BY address")
        assert states == [{"address": OWNER, "sent": True}, {"address": BOB, "sent": False}]
        assert office.envelopes == [[OWNER]]
        assert [message["To"] for _, message in office.taken] == [OWNER]


async def test_a_server_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """F22: the whole of a mail has one deadline, 60 s; shortened here."""
    assert mail.SEND_DEADLINE_S <= 60
    monkeypatch.setattr(mail, "SEND_DEADLINE_S", 0.5)
    async with flow() as installation, post_office() as office:
        await add_recipient(installation, BOB)
        await outage(installation)
        office.endings = ["hang"]
        async with asyncio.timeout(5):
            await post(installation, office)

        (late,) = await installation.rows("SELECT attempts, error FROM mails WHERE sent_at IS NULL")
        assert late["attempts"] == 1
        assert len(office.taken) == 2  # the one that hangs was taken, and so was the other one


async def test_two_senders_send_each_mail_once() -> None:
    async with flow() as installation, post_office() as office:
        for number in range(20):
            await outage(installation, name=f"Shop {number}")
        config = replace(installation.config, smtp_url=office.url)

        for _ in range(4):
            await asyncio.gather(*(send_due(installation.store, config) for _ in range(2)))

        assert len({message["Message-ID"] for _, message in office.taken}) == len(office.taken) == 20


async def test_a_sender_that_is_killed_between_sending_and_marking_sends_the_same_mail_again() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.endings = ["hang"]
        killed = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ONE_ROUND, installation.config.database_url, office.url, cwd=ROOT
        )
        async with asyncio.timeout(30):
            await office.arrived.wait()
        os.kill(killed.pid, signal.SIGKILL)
        await killed.wait()
        leased = await installation.value("SELECT leased_until > now() FROM mails")
        await post(installation, office)
        before_the_end = len(office.taken)
        await installation.execute("UPDATE mails SET leased_until = now() - interval '1 second'")
        await post(installation, office, rounds=2)

        assert (leased, before_the_end, len(office.taken)) == (True, 1, 2)
        assert len({message["Message-ID"] for _, message in office.taken}) == 1


async def test_the_process_sends_what_is_due_and_stops() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)

        async with running(sender.run, config=replace(installation.config, smtp_url=office.url)):

            async def is_sent() -> bool:
                return bool(await installation.value("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL"))

            await until(is_sent)

        assert len(office.taken) == 1


INJECTIONS = [
    "Shop\r\nBcc: eve@example.com",
    "Shop\nSubject: other",
    "Shop\rTo: eve@example.com",
    "Shop\r\n\r\nBody",
    "Shop\u2028Bcc: eve@example.com",
    "Shop\x85Bcc: eve@example.com",
    "Shop\x0b\x0cBcc: eve@example.com",
    "Shop =?utf-8?q?=0D=0ABcc=3A_eve=40example=2Ecom?=",
    "Shop \u202eRESU TSURT",
    "Shop, eve@example.com",
    "<eve@example.com>",
    "a\x01b\x1f\x7f",
    "Läden ☂ " * 25,
    "x" * 200,
    "\t" * 50 + "Shop",
]


async def test_a_name_cannot_add_headers_or_recipients() -> None:
    async with flow() as installation, post_office() as office:
        for name in INJECTIONS:
            await outage(installation, name=name)

        await post(installation, office, rounds=2)

        assert office.envelopes == [[OWNER]] * len(INJECTIONS)
        for (_, message), content in zip(office.taken, office.raw, strict=True):
            assert message.get_all("Subject", [])[0].startswith("[Down] ")
            assert (message["Bcc"], message["Cc"]) == (None, None)
            assert [len(message.get_all(name, [])) for name in ("Subject", "To", "From", "Message-ID")] == [1, 1, 1, 1]
            assert [str(one) for one in message["To"].addresses] == [OWNER]
            head = content.split(b"\r\n\r\n")[0]
            assert all(len(line) < 998 and line.isascii() for line in head.split(b"\r\n"))


def queued(address: str = BOB, **columns: object) -> QueuedMail:
    values = {
        "id": 1,
        "address": address,
        "message_id": "<incident-1-opened-0123456789abcdef@monitoring.a-really-long-company-name.example.com>",
        "subject": "[Down] Shop",
        "headers": {},
        "body_text": "x",
        "body_html": None,
        "created_at": datetime.now(UTC),
        "attempts": 1,
        **columns,
    }
    return QueuedMail.model_validate(values)


def test_long_ids_and_links_stay_readable() -> None:
    """The library would write what is longer than a line as encoded words, which no mail program takes for a link."""
    link = f"<https://monitoring.a-really-long-company-name.example.com/recipients/leave?token={'x' * 43}>"
    answered = "<incident-1-opened-0123456789abcdef@monitoring.a-really-long-company-name.example.com>"
    headers = {"In-Reply-To": answered, "References": answered, "List-Unsubscribe": link}
    content = compose(queued(headers=headers), "Healther <h@localhost>", datetime.now(UTC)).as_bytes().decode()

    for name, value in headers.items():
        assert f"{name}: {value}\r\n" in content


@pytest.mark.parametrize("address", ["", "x", "@x.example", "x@", "x@y@", "\r\nBcc: x", "x@" + "y" * 70 + ".example"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(MailRefused):
        compose(queued(address), "Healther <h@localhost>", datetime.now(UTC))


async def test_addresses_and_texts_of_the_whole_world_arrive() -> None:
    async with post_office() as office:
        for address in ("bob@bücher.example", "бob@example.com"):
            message = compose(
                queued(address, subject="[Down] Läden ☂", body_text="Grüße ☂\n"),
                "Wächter <h@localhost>",
                datetime.now(UTC),
            )
            await mail.send_by_smtp(message, office.url)

    assert [address for address, _ in office.taken] == ["bob@xn--bcher-kva.example", "бob@example.com"]
    assert {text(message).strip() for _, message in office.taken} == {"Grüße ☂"}
    assert {str(message["Subject"]) for _, message in office.taken} == {"[Down] Läden ☂"}


async def test_nobody_listens() -> None:
    with pytest.raises(MailDelayed):
        await mail.send_by_smtp(compose(queued(), "h@localhost", datetime.now(UTC)), NOWHERE)


def test_the_wait_doubles_from_a_minute_to_an_hour() -> None:
    assert [delay(attempts) // timedelta(minutes=1) for attempts in (1, 2, 3, 6, 7, 30)] == [1, 2, 4, 32, 60, 60]
