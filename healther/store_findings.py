"""What `healther doctor` finds in the database: schema, engine, its jobs, work that waits, and the workers."""

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from healther.findings import Finding, note, problem, well

if TYPE_CHECKING:
    from db.engine import Engine
    from db.engines.timescale import Job
    from db.installation import Installation, Probe
    from db.pool import Connection

LONGEST_OVERDUE_S: Final = 30.0
LONGEST_ALERT_S: Final = 60.0
LONGEST_MAIL_S: Final = 600.0


def look(url: str) -> list[Finding]:
    """Look at the database; a server that does not answer is a finding too."""
    from db.errors import DatabaseError
    from db.migrate import current, head

    try:
        revision, newest = current(url), head()
        if revision != newest:
            message = f"its schema is at {revision or 'nothing'}, this Healther needs {newest}"
            return [problem("database", message, "healther migrate")]
        return [well("database", f"schema {revision}"), *asyncio.run(_contents(url))]
    except DatabaseError as error:
        remedy = "check HEALTHER_DATABASE_URL and that the server runs"
        return [problem("database", f"cannot be used: {error}", remedy)]


async def _contents(url: str) -> list[Finding]:
    from db.engine import detect
    from db.installation import select_installation, select_probes
    from db.pool import connected

    async with connected(url, name="healther doctor") as conn:
        engine = await detect(conn)
        jobs = await _jobs(conn, engine)
        return [
            _engine(engine),
            await _second_wall(conn),
            *jobs,
            *waiting(await select_installation(conn)),
            *workers(await select_probes(conn), datetime.now(UTC)),
        ]


def _engine(engine: "Engine") -> Finding:
    more = " (no TimescaleDB Community on this server)" if engine.value == "postgres" else ""
    return well("engine", engine.value + more)


async def _second_wall(conn: "Connection") -> Finding:
    """Tell whether requests of people are held by row-level security, and background work is not."""
    from db.row_security import has_row_security, is_exempt

    if not await is_exempt(conn):
        message = "this user does not own the tables: background work and sign-ins see no row"
        return problem("row security", message, "use the user that ran healther migrate")
    if await has_row_security(conn):
        return well("row security", "on: people's requests act as healther_api")
    message = "off: this user may not use a role healther_api; conditions in the queries are the only wall"
    remedy = "as an administrator: CREATE ROLE healther_api NOLOGIN; GRANT healther_api TO this user; healther migrate"
    return note("row security", message, remedy)


async def _jobs(conn: "Connection", engine: "Engine") -> list[Finding]:
    """Return TimescaleDB's own jobs that fail, or that never ran: the dispatcher does their work meanwhile."""
    from db.engines.timescale import select_jobs

    if engine.value != "timescale":
        return []
    jobs = await select_jobs(conn)
    findings = [_sick(job) for job in jobs if not job.is_healthy]
    return findings or [well("timescaledb jobs", f"all {len(jobs)} do their work")]


def _sick(job: "Job") -> Finding:
    state = f"{job.last_status or 'never ran'}, {job.total_failures or 0} failures"
    message = f"{job.proc_name} on {job.hypertable}: {state}"
    remedy = f"the dispatcher does its work; timescaledb_information.job_errors says more about job {job.job_id}"
    return note("timescaledb job", message, remedy)


def waiting(found: "Installation") -> list[Finding]:
    """Judge the work that waits in the tables."""
    findings = []
    if found.checks_overdue_s > LONGEST_OVERDUE_S:
        message = f"{found.checks_overdue} checks are due since up to {found.checks_overdue_s:.0f} s"
        findings.append(problem("checks", message, "see that healther dispatcher runs, and read its log"))
    if found.alerts_waiting_s > LONGEST_ALERT_S:
        message = f"{found.alerts_waiting} alerts wait since up to {found.alerts_waiting_s:.0f} s"
        findings.append(problem("alerts", message, "see that healther sender runs, and read its log"))
    if found.mails_waiting_s > LONGEST_MAIL_S:
        message = f"{found.mails_waiting} mails wait since up to {found.mails_waiting_s:.0f} s"
        findings.append(problem("mails", message, "see that healther sender runs and HEALTHER_SMTP_URL is right"))
    if found.mails_dead:
        message = f"{found.mails_dead} mails could not be delivered and were given up"
        findings.append(note("mails", message, "the operator's page shows them with the server's words"))
    return findings or [well("work", f"nothing waits too long; {found.monitors} monitors")]


def workers(probes: "list[Probe]", now: datetime) -> list[Finding]:
    """Judge the workers: who runs, and who has no network."""
    from db.probes import GONE_AFTER

    running = [probe for probe in probes if now - probe.last_seen_at < GONE_AFTER]
    findings = [
        problem(
            "workers",
            f"{probe.name} has no network since {probe.offline_since:%Y-%m-%d %H:%M:%S} UTC: its checks say unknown",
            "repair the network of that machine, or correct HEALTHER_REFERENCE_TARGETS",
        )
        for probe in running
        if probe.offline_since is not None
    ]
    if not running and probes:
        last = max(probe.last_seen_at for probe in probes)
        message = f"none runs; the last one was seen at {last:%Y-%m-%d %H:%M:%S} UTC"
        findings.append(problem("workers", message, "start healther worker: nothing is checked now"))
    elif not running:
        findings.append(note("workers", "none has run within a week", "start healther worker"))
    return findings or [well("workers", f"{len(running)} seen within the last minute")]
