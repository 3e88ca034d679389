"""No workspace sends without an end: what exceeds a day's alerts is held back, and its owners are told once (P4)."""

from dataclasses import replace

from probes.sender import send_due
from tests.probes.flow import OWNER, Flow, flow
from tests.probes.outages import BOB, add_recipient, outage
from tests.probes.post_office import PostOffice, post_office, text

DAY_LATER = (
    "UPDATE mails SET created_at = created_at - interval '25 hours'",
    "UPDATE held_alerts SET began_at = began_at - interval '25 hours', last_at = last_at - interval '25 hours'",
)


async def post(installation: Flow, office: PostOffice, mails_per_day: int) -> None:
    config = replace(installation.config, smtp_url=office.url, alert_mails_per_day=mails_per_day)
    for _ in range(3):  # the notice to the owner is made in the first round; ten mails a round
        await send_due(installation.store, config)


def told(office: PostOffice) -> list[tuple[str, str]]:
    return sorted((address, message["Subject"].split()[0]) for address, message in office.taken)


async def test_a_day_has_so_many_alerts_and_the_owner_is_told_once() -> None:
    async with flow() as installation, post_office() as office:
        await add_recipient(installation, BOB)
        for number in range(4):
            await outage(installation, name=f"Shop {number}")
        await post(installation, office, 5)

        subjects = [subject for _, subject in told(office)]
        assert (subjects.count("[Down]"), subjects.count("Alerts")) == (5, 1)
        (notice,) = [
            mail for address, mail in office.taken if mail["Subject"].startswith("Alerts") and address == OWNER
        ]
        assert "sent 5 alert mails within 24 hours" in text(notice)
        assert await installation.value("SELECT mails FROM held_alerts") == 3

        await outage(installation, name="Later")
        await post(installation, office, 5)
        assert len(office.taken) == 6
        assert await installation.value("SELECT mails FROM held_alerts") == 5


async def test_the_next_day_alerts_go_out_again() -> None:
    async with flow() as installation, post_office() as office:
        for number in range(2):
            await outage(installation, name=f"Shop {number}")
        await post(installation, office, 1)
        for statement in DAY_LATER:
            await installation.execute(statement)
        for number in range(2):
            await outage(installation, name=f"Next {number}")
        await post(installation, office, 1)

        assert [subject for _, subject in told(office)] == ["Alerts", "Alerts", "[Down]", "[Down]"]
        assert await installation.value("SELECT mails FROM held_alerts") == 1


async def test_zero_means_no_end() -> None:
    async with flow() as installation, post_office() as office:
        for number in range(3):
            await outage(installation, name=f"Shop {number}")
        await post(installation, office, 0)

        assert told(office) == [(OWNER, "[Down]")] * 3


async def test_one_workspace_does_not_use_up_another_ones_day() -> None:
    async with flow() as installation, post_office() as office:
        other = await installation.value("INSERT INTO workspaces (name, slug) VALUES ('Other', 'other') RETURNING id")
        await installation.execute(
            "INSERT INTO mails (purpose, workspace_id, address, message_id, subject, body_text, sent_at)"
            " SELECT 'alert', $1, $2, n::text, 'x', 'x', now() FROM generate_series(1, 9) n",
            other,
            BOB,
        )
        await outage(installation)
        await post(installation, office, 1)

        assert told(office) == [(OWNER, "[Down]")]
