"""Reports made by the jobs process: progress, files, the mail of the month."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from analytics import jobs
from analytics.jobs import MAKE_REPORT, JobsConfig
from analytics.reports.asked import Asked, Language
from analytics.reports.background import make_due_reports, make_report
from analytics.reports.make import read_report
from analytics.reports.words import words_of
from api.restoring import restorer
from core.calendars import Cycle, cycle_at
from core.machine import Policy
from core.policies import AccountingPolicy
from core.spans import Span
from db.broker import JOBS, DurableStreamBroker, send
from db.pool import acquire
from db.report_schedules import ScheduleWish, insert_schedule
from db.reports import ReportWish, insert_report, select_linked_file, select_report
from tests.probes.flow import OWNER, Flow, flow, running, until

URL = "https://status.example.org"
NOW = datetime.now(UTC)
LAST_MONTH = cycle_at(NOW, Cycle.MONTH, "UTC", back=1)


async def order(installation: Flow, policy: str = "agreed@1", file_format: str = "csv") -> UUID:
    wish = ReportWish(
        workspace_id=installation.workspace,
        starts_at=NOW - timedelta(days=30),
        ends_at=NOW,
        time_zone="UTC",
        policy=policy,
        format=file_format,
        table_name="monitors",
    )
    async with acquire(installation.pool) as conn:
        return await insert_report(conn, wish, None)


async def found(installation: Flow, report_id: UUID) -> dict[str, Any]:
    async with acquire(installation.pool) as conn:
        report = await select_report(conn, installation.workspace, report_id)
    assert report is not None
    return report.model_dump()


async def test_the_worker_makes_what_is_ordered() -> None:
    async with flow() as installation:
        await installation.add_monitor()
        report_id = await order(installation)
        config = JobsConfig(installation.config.database_url, installation.config.redis_url, restorer(None))
        async with running(jobs.run, config=config):
            queue = DurableStreamBroker(config.redis_url, JOBS)
            await send(queue, MAKE_REPORT, str(report_id))
            await queue.shutdown()

            async def is_done() -> bool:
                return bool((await found(installation, report_id))["state"] == "done")

            assert await until(is_done)

        report = await found(installation, report_id)
        assert (report["progress"], report["error"]) == (100, None)
        assert report["file_name"].endswith(".csv")
        assert report["size_bytes"] > 100


async def test_reading_tells_how_far_it_is() -> None:
    """Twelve monitors, counted again from their checks: a word after five and after ten of them."""
    policy = AccountingPolicy("strict", confirmation=Policy(1, 1))
    heard: list[float] = []
    soon = NOW + timedelta(hours=1)  # when the monitors of this test are there

    async def told(share: float) -> None:
        heard.append(share)

    async with flow() as installation:
        for _ in range(12):
            await installation.add_monitor()
        asked = Asked(installation.workspace, "Acme", Span(NOW - timedelta(days=1), soon), "UTC", policy)
        async with acquire(installation.pool) as conn:
            build = await read_report(conn, asked, soon, told)

    assert heard == [5 / 12, 10 / 12]
    assert build().monitors.height == 12


async def test_what_was_left_lying_is_made_by_the_hourly_look() -> None:
    async with flow() as installation:
        waits, lies = await order(installation), await order(installation)
        statement = "UPDATE reports SET state = 'running', started_at = now() - $2::interval WHERE id = $1"
        await installation.execute(statement, lies, timedelta(hours=2))

        await make_due_reports(installation.pool, URL)

        assert [(await found(installation, one))["state"] for one in (waits, lies)] == ["done", "done"]


async def test_a_report_that_cannot_be_made_says_why() -> None:
    async with flow() as installation:
        report_id = await order(installation, policy="gone@3")

        await make_report(installation.pool, str(report_id))

        report = await found(installation, report_id)
        assert (report["state"], report["error"]) == ("failed", "the policy gone@3 is not there")


async def schedule(installation: Flow, *recipients: str) -> None:
    wish = ScheduleWish(cycle="month", format="pdf", policy="agreed", time_zone="UTC", recipients=list(recipients))
    begins = cycle_at(NOW, Cycle.MONTH, "UTC", back=1).start
    async with acquire(installation.pool) as conn:
        owner = await conn.fetchval("SELECT id FROM users")
        await insert_schedule(conn, installation.workspace, wish, begins, owner)


async def test_the_report_of_the_month_is_sent_once_to_those_who_want_it() -> None:
    async with flow() as installation:
        await installation.add_monitor()
        await schedule(installation, OWNER, "left@example.com")

        for _ in range(2):
            await make_due_reports(installation.pool, URL)

        [mail] = await installation.rows("SELECT address, purpose, subject, body_text, headers FROM mails")
        assert (mail["address"], mail["purpose"]) == (OWNER, "report")
        assert (
            mail["subject"]
            == f"[Report] Acme, {words_of(Language.ENGLISH).period(LAST_MONTH, 'UTC')}: no data available"
        )
        assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = re.search(rf"{URL}/reports/(\S+)", mail["body_text"])
        assert link is not None
        async with acquire(installation.pool) as conn:
            linked = await select_linked_file(conn, hashlib.sha256(link[1].encode()).digest())
        assert linked is not None
        assert linked.file.startswith(b"%PDF")


async def test_the_mail_speaks_the_language_of_whoever_asked_for_it() -> None:
    async with flow() as installation:
        await installation.execute("UPDATE users SET language = 'de'")
        await schedule(installation, OWNER)

        await make_due_reports(installation.pool, URL)

        [mail] = await installation.rows("SELECT subject, body_text, body_html FROM mails")
        named = words_of(Language.GERMAN).period(LAST_MONTH, "UTC")
        assert mail["subject"] == f"[Bericht] Acme, {named}: keine Daten verfügbar"
        assert "Keine Mails mehr" in mail["body_text"]
        assert '<html lang="de">' in mail["body_html"]


async def test_a_month_that_is_not_over_is_not_sent() -> None:
    async with flow() as installation:
        await schedule(installation, OWNER)
        await installation.execute(
            "UPDATE report_schedules SET sent_until = $1", cycle_at(NOW, Cycle.MONTH, "UTC").start
        )

        await make_due_reports(installation.pool, URL)

        assert await installation.value("SELECT count(*) FROM mails") == 0


async def test_old_files_go() -> None:
    async with flow() as installation:
        report_id = await order(installation)
        await installation.execute(
            "UPDATE reports SET created_at = now() - interval '91 days' WHERE id = $1", report_id
        )

        await make_due_reports(installation.pool, URL)

        assert await installation.value("SELECT count(*) FROM reports") == 0
