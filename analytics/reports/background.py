"""Reports that are made by the jobs process: those that people asked for, and those that are sent every month."""

import asyncio
import hashlib
import logging
import secrets
from datetime import datetime
from html import escape
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from analytics.ledger import find_policy
from analytics.reports.asked import Asked, Format, Language, Table, file_name
from analytics.reports.make import read_report, write
from analytics.reports.sla import SlaReport
from analytics.reports.words import Words, words_of
from core.calendars import Cycle, cycle_at
from core.spans import Span
from db.clock import select_now
from db.errors import DatabaseError
from db.mails import insert_mail
from db.pool import Connection, Pool, acquire
from db.recipients import Addressee, select_addressees
from db.report_schedules import ClaimedSchedule, ReportSchedule, claim_schedule, update_sent
from db.reports import (
    ClaimedReport,
    ReportWish,
    claim_report,
    delete_old_reports,
    insert_report,
    update_progress,
    update_report_done,
    update_report_failed,
)
from db.workspaces import select_named_workspaces

READ, ADDED_UP, WRITTEN = 60, 80, 95  # percent: reading takes longest
TOKEN_BYTES: Final = 32

logger = logging.getLogger(__name__)


async def make_report(pool: Pool, report_id: str) -> None:
    """Make a report that waits; nothing happens when somebody else has it. Raises DatabaseError, to be run again."""
    async with acquire(pool) as conn:
        wish = await claim_report(conn, UUID(report_id))
    if wish is not None:
        await _try(pool, wish)


async def make_due_reports(pool: Pool, public_url: str) -> None:
    """Order what is due by schedule, then make everything that waits, also what was left lying; forget old files."""
    async with acquire(pool) as conn:
        await delete_old_reports(conn)
        await order_due(conn, public_url)
    while True:
        async with acquire(pool) as conn:
            wish = await claim_report(conn, None)
        if wish is None:
            return
        await _try(pool, wish)


async def order_due(conn: Connection, public_url: str) -> int:
    """Make and send the reports of periods that are over; return how many. Each in a transaction of its own."""
    after = sent = 0
    while True:
        async with conn.transaction():
            schedule = await claim_schedule(conn, after)
            if schedule is None:
                return sent
            after = schedule.id
            now = await select_now(conn)
            period = cycle_at(now, Cycle(schedule.cycle), schedule.time_zone, back=1)
            if period.end > schedule.sent_until:
                await _send(conn, schedule, period, now, public_url)
                await update_sent(conn, schedule.id, period.end)
                sent += 1


async def _try(pool: Pool, wish: ClaimedReport) -> None:
    """Make one report. One that cannot be made says so, instead of being tried for ever."""
    try:
        await _make(pool, wish)
    except DatabaseError:
        raise
    except Exception as error:
        logger.exception("report not made", extra={"report": str(wish.id)})
        async with acquire(pool) as conn:
            await update_report_failed(conn, wish.id, repr(error))


async def _make(pool: Pool, wish: ClaimedReport) -> None:
    """Make one report; between two steps no connection is held."""
    async with acquire(pool) as conn:
        asked = await _asked(conn, wish, wish.policy, Span(wish.starts_at, wish.ends_at))
        if asked is None:
            await update_report_failed(conn, wish.id, f"the policy {wish.policy} is not there")
            return

        async def told(share: float) -> None:
            await update_progress(conn, wish.id, max(1, round(READ * share)))

        build = await read_report(conn, asked, await select_now(conn), told)
        await update_progress(conn, wish.id, READ)
    report = await asyncio.to_thread(build)
    async with acquire(pool) as conn:
        await update_progress(conn, wish.id, ADDED_UP)
    file_format, table = Format(wish.format), Table(wish.table_name)
    file = await asyncio.to_thread(write, report, file_format, table, Language(wish.language))
    async with acquire(pool) as conn:
        await update_progress(conn, wish.id, WRITTEN)
        await _keep(conn, wish.id, report, file, file_name(asked, file_format, table))
    logger.info("report made", extra={"report": str(wish.id), "bytes": len(file)})


async def _keep(conn: Connection, report_id: UUID, report: SlaReport, file: bytes, name: str) -> None:
    await update_report_done(conn, report_id, file, name, report.data_hash, report.totals["availability"])


async def _asked(conn: Connection, wish: ReportWish | ReportSchedule, policy: str, period: Span) -> Asked | None:
    rules = await find_policy(conn, wish.workspace_id, policy)
    named = await select_named_workspaces(conn, str(wish.workspace_id))
    if rules is None or not named:
        return None
    return Asked(wish.workspace_id, named[0].name, period, wish.time_zone, rules)


async def _send(conn: Connection, schedule: ClaimedSchedule, period: Span, now: datetime, public_url: str) -> None:
    """Make a report and a mail for everybody who still wants it, with a link that needs no account."""
    asked = await _asked(conn, schedule, schedule.policy, period)
    people = [one for one in await select_addressees(conn, [schedule.workspace_id]) if one.email in schedule.recipients]
    if asked is None or not people:
        logger.warning("a scheduled report for nobody", extra={"schedule": schedule.id})
        return
    build = await read_report(conn, asked, now)
    report = await asyncio.to_thread(build)
    file_format = Format(schedule.format)
    file = await asyncio.to_thread(write, report, file_format, Table.MONITORS, Language(schedule.language))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    wish = ReportWish(
        workspace_id=schedule.workspace_id,
        starts_at=period.start,
        ends_at=period.end,
        time_zone=schedule.time_zone,
        policy=f"{asked.policy.name}@{asked.policy.version}",
        format=schedule.format,
        table_name=Table.MONITORS.value,
    )
    report_id = await insert_report(conn, wish, None, hashlib.sha256(token.encode()).digest())
    await claim_report(conn, report_id)
    await _keep(conn, report_id, report, file, file_name(asked, file_format, Table.MONITORS))
    for person in people:
        await _mail(conn, schedule, report, person, f"{public_url}/reports/{token}", public_url)


async def _mail(
    conn: Connection, schedule: ClaimedSchedule, report: SlaReport, person: Addressee, link: str, public_url: str
) -> None:
    leave = secrets.token_urlsafe(TOKEN_BYTES)
    way_out = f"{public_url}/recipients/leave?token={leave}"
    words, asked, totals = words_of(Language(schedule.language)), report.asked, report.totals
    figures = {
        "workspace": asked.workspace_name,
        "period": words.period(asked.period, asked.time_zone),
        "availability": words.percent(totals["availability"]),
    }
    subject = words.say("mail_subject", **figures)
    lines = [
        words.say("mail_period", **figures),
        words.say(
            "mail_figures",
            downtime=words.duration(totals["down_s"]),
            outages=words.count(totals["outages"]),
            policy=asked.policy.name,
            **figures,
        ),
        words.say("mail_report", link=link),
        f"{words.say('mail_went', email=person.email, **figures)} {words.say('mail_no_more')}: {way_out}",
    ]
    host = urlsplit(public_url).hostname or "localhost"
    to = hashlib.sha256(person.email.encode()).hexdigest()[:16]
    await insert_mail(
        conn,
        "report",
        person.email,
        f"<report-{schedule.id}-{report.asked.period.end:%Y%m%d}-{to}@{host}>",
        " ".join(subject.split())[:150],
        "\n\n".join(lines) + "\n",
        _html(lines[:2], words.say("mail_went", email=person.email, **figures), words, (link, way_out)),
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{way_out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
        workspace_id=schedule.workspace_id,
        way_out=(person.id, hashlib.sha256(leave.encode()).digest()),
    )


def _html(lines: list[str], last: str, words: Words, links: tuple[str, str]) -> str:
    """Return the mail as HTML without anything that is loaded. `links`: to the report, and out of the mails."""
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines)
    link, way_out = (escape(one) for one in links)
    return (
        f'<!doctype html><html lang="{words.language.value}">'
        '<body style="font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;padding:24px">'
        f'{shown}<p><a href="{link}">{words.say("mail_open")}</a> ({words.say("mail_kept")})</p>'
        f'<p style="color:#595959;font-size:14px">{escape(last)}'
        f' <a href="{way_out}">{words.say("mail_no_more")}</a></p>'
        "</body></html>"
    )
