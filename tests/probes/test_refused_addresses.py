"""Addresses that are refused for good are not written to for ever (F19)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from db.refused_addresses import SUPPRESSED_AFTER
from probes.sender import send_due
from tests.probes.flow import OWNER, Flow, flow
from tests.probes.outages import BOB, HOUR, add_recipient, goes_down, outage, recovers
from tests.probes.post_office import PostOffice, post_office

GONE = "550 5.1.1 no such user here"


async def tell_of_outage(installation: Flow, office: PostOffice, *, after: timedelta = HOUR) -> None:
    """Let some time pass, let the shop be down, and tell it."""
    await installation.execute("UPDATE refused_addresses SET counted_at = counted_at - $1::interval", after)
    await installation.execute("DELETE FROM alert_state")
    monitor = await installation.value("SELECT id FROM monitors")
    await recovers(installation, monitor)
    await goes_down(installation, monitor)
    await installation.execute("DELETE FROM outbox WHERE event = 'closed'")
    await send_due(installation.store, replace(installation.config, smtp_url=office.url))


async def refused(installation: Flow) -> list[dict[str, object]]:
    return await installation.rows(
        "SELECT address, refusals, reason, suppressed_at IS NOT NULL AS is_suppressed FROM refused_addresses"
    )


async def test_an_address_that_is_refused_often_gets_no_more_mail() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        await add_recipient(installation, BOB)
        office.answers[BOB] = [GONE] * 9
        for _ in range(SUPPRESSED_AFTER + 2):
            await tell_of_outage(installation, office)

        (row,) = await refused(installation)
        assert (row["address"], row["refusals"], row["is_suppressed"]) == (BOB, SUPPRESSED_AFTER, True)
        assert GONE[4:] in str(row["reason"])
        assert len(office.answers[BOB]) == 9 - SUPPRESSED_AFTER
        assert [address for address, _ in office.taken] == [OWNER] * (SUPPRESSED_AFTER + 2)


async def test_a_burst_of_refusals_counts_once() -> None:
    """A server that is set up wrongly for a few minutes does not cost anybody their alerts."""
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.answers[OWNER] = [GONE] * (SUPPRESSED_AFTER + 1)
        for _ in range(SUPPRESSED_AFTER + 1):
            await tell_of_outage(installation, office, after=timedelta(minutes=10) / SUPPRESSED_AFTER)

        (row,) = await refused(installation)
        assert (row["refusals"], row["is_suppressed"]) == (1, False)
        assert office.answers[OWNER] == []


async def test_a_mail_that_is_taken_begins_the_count_anew() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.answers[OWNER] = [GONE] * (SUPPRESSED_AFTER - 1)
        for _ in range(SUPPRESSED_AFTER):
            await tell_of_outage(installation, office)

        assert len(office.taken) == 1
        assert await refused(installation) == []


@pytest.mark.parametrize("answer", ["554 5.7.1 your server is on a block list", "450 4.2.0 later"])
async def test_what_says_nothing_about_the_address_does_not_count(answer: str) -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.answers[OWNER] = [answer]
        await tell_of_outage(installation, office)

        assert await refused(installation) == []


async def test_a_refused_message_is_not_a_refused_address() -> None:
    async with flow() as installation, post_office() as office:
        await outage(installation)
        office.endings = ["554 5.6.0 this message is odd"] * 9
        await tell_of_outage(installation, office)

        assert await installation.value("SELECT count(*) FROM mails WHERE dead_at IS NOT NULL") > 0
        assert await refused(installation) == []


async def test_what_people_ask_for_is_tried_all_the_same_and_lifts_it() -> None:
    async with flow() as installation, post_office() as office:
        await installation.execute(
            "INSERT INTO refused_addresses (address, reason, refusals, suppressed_at) VALUES ($1, 'gone', 3, now())",
            BOB,
        )
        for purpose in ("invite", "reset"):
            await installation.execute(
                "INSERT INTO mails (purpose, address, message_id, subject, body_text) VALUES ($1, $2, $3, 'x', 'x')",
                purpose,
                BOB.title(),
                f"<{purpose}@b>",
            )
        await send_due(installation.store, replace(installation.config, smtp_url=office.url))

        assert [message["Message-ID"] for _, message in office.taken] == ["<reset@b>"]
        dead = await installation.rows("SELECT purpose, attempts, error FROM mails WHERE dead_at IS NOT NULL")
        assert [(row["purpose"], "refused 3 times" in row["error"]) for row in dead] == [("invite", True)]
        assert await refused(installation) == []
