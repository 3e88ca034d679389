"""`healther report`: the SLA report of a workspace as a file, from the database itself."""

import argparse
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from healther.progress import in_words

if TYPE_CHECKING:
    from analytics.reports.asked import Asked
    from core.spans import Span
    from db.workspaces import NamedWorkspace

HELP = "Write the SLA report of a workspace: PDF, XLSX, CSV, JSON or Parquet."
FORMATS = ("pdf", "xlsx", "csv", "json", "parquet")
TABLES = ("monitors", "intervals", "incidents", "days", "latency", "exclusions", "objectives")
LANGUAGES = ("en", "it", "de")
STEPS = ("read", "add up", "write")


class CannotReportError(Exception):
    """The report that was asked for cannot be made; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--workspace", metavar="NAME", help="its slug, id or name; not needed when there is only one")
    parser.add_argument(
        "--period", metavar="PERIOD", help="2026-10, 2026-Q4, 2026, or FROM..TO (RFC 3339); default: the last month"
    )
    parser.add_argument("--policy", default="agreed", metavar="NAME", help="how to count: name or name@version")
    parser.add_argument("--time-zone", default="UTC", metavar="ZONE", help="the clock of months and days (default UTC)")
    parser.add_argument("--format", choices=FORMATS, help="default: what the name of the file ends with, else pdf")
    parser.add_argument("--table", choices=TABLES, default="monitors", help="which table, in CSV and Parquet")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the words in PDF and XLSX (default en)")
    parser.add_argument("--output", "-o", metavar="FILE", help="default: a name that says what is inside; - is stdout")
    parser.add_argument("--json", action="store_true", help="print what was written, and the figures, as JSON")
    parser.add_argument("--quiet", action="store_true", help="no progress")


def run(options: argparse.Namespace) -> int:
    """Write the report; 0 when it is there."""
    import asyncio

    from db.errors import DatabaseError
    from healther import logs
    from healther.finding import database_url

    logs.configure("report")
    if wrong := _misuse(options):
        print(f"healther report: {wrong}", file=sys.stderr)
        return 2
    try:
        told = asyncio.run(_report(options, database_url()))
    except (CannotReportError, DatabaseError, OSError) as error:
        print(f"healther report: {in_words(error)}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps(told, indent=2), file=sys.stderr if options.output == "-" else sys.stdout)
    elif options.output != "-":
        print(f"{told['file']}  {told['availability_words']}  ({told['policy']}, {told['from']} to {told['to']})")
    return 0


async def _report(options: argparse.Namespace, url: str) -> dict[str, Any]:
    from analytics.reports.asked import Format, Language, Table, file_name
    from analytics.reports.make import read_report, write
    from analytics.reports.words import words_of
    from db.clock import select_now
    from db.pool import connected

    progress = Progress(is_shown=not options.quiet and sys.stderr.isatty())
    async with connected(url, name="healther report") as conn:
        now = await select_now(conn)
        asked = await _asked(conn, options, now)
        progress.show(0)
        build = await read_report(conn, asked, now)
    progress.show(1)
    report = build()
    progress.show(2)
    file_format, table = Format(_format(options)), Table(options.table)
    language = Language(options.language)
    content = write(report, file_format, table, language)
    path = options.output or file_name(asked, file_format, table)
    if path == "-":
        sys.stdout.buffer.write(content)
    else:
        Path(path).write_bytes(content)  # noqa: ASYNC240 - nothing else runs here
    progress.end()
    return {
        "file": path,
        "bytes": len(content),
        "workspace": asked.workspace_name,
        "from": asked.period.start.isoformat(),
        "to": asked.period.end.isoformat(),
        "policy": f"{asked.policy.name}@{asked.policy.version}",
        "availability": report.totals["availability"],
        "availability_words": words_of(language).percent(report.totals["availability"]),
        "totals": report.totals,
        "data_hash": report.data_hash,
    }


async def _asked(conn: Any, options: argparse.Namespace, now: datetime) -> "Asked":
    from zoneinfo import available_timezones

    from analytics.ledger import find_policy
    from analytics.reports.asked import Asked

    if options.time_zone not in available_timezones():
        raise CannotReportError(f"{options.time_zone!r} is no time zone; write one like Europe/Vienna")
    workspace = await _workspace(conn, options.workspace)
    policy = await find_policy(conn, workspace.id, options.policy)
    if policy is None:
        raise CannotReportError(f"{workspace.name} has no policy {options.policy!r}")
    period = period_of(options.period, options.time_zone, now)
    return Asked(workspace.id, workspace.name, period, options.time_zone, policy)


async def _workspace(conn: Any, named: str | None) -> "NamedWorkspace":
    from db.workspaces import select_named_workspaces

    found = await select_named_workspaces(conn, named)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CannotReportError(f"there is no workspace {named!r}" if named else "there is no workspace")
    names = ", ".join(one.slug for one in found[:10])
    raise CannotReportError(f"which workspace? Say --workspace with one of: {names}")


def period_of(text: str | None, time_zone: str, now: datetime) -> "Span":
    """Read a period as people type it, in a zone; raise CannotReportError for one that cannot be."""
    from core.calendars import Cycle, cycle_at
    from core.spans import Span

    if text is None:
        return cycle_at(now, Cycle.MONTH, time_zone, back=1)
    if ".." in text:
        start, _, end = text.partition("..")
        found = Span(_instant(start), _instant(end))
    else:
        found = _calendar_period(text, time_zone)
    ended = Span(found.start, min(found.end, now))
    if ended.start >= ended.end:
        raise CannotReportError(f"the period {text!r} is empty or lies in the future")
    return ended


def _calendar_period(text: str, time_zone: str) -> "Span":
    from core.calendars import Cycle, cycle_at

    patterns = {Cycle.MONTH: r"(\d{4})-(\d\d)", Cycle.QUARTER: r"(\d{4})-?[Qq]([1-4])", Cycle.YEAR: r"(\d{4})"}
    for cycle, pattern in patterns.items():
        found = re.fullmatch(pattern, text)
        if found:
            number = int(found[2]) if found.lastindex == 2 else 1
            month = number * 3 - 2 if cycle is Cycle.QUARTER else number
            if not (1970 < int(found[1]) < 9999 and 1 <= month <= 12):
                break
            # the middle of the month's first day pair is inside the period in every zone
            return cycle_at(datetime(int(found[1]), month, 3, tzinfo=UTC), cycle, time_zone)
    raise CannotReportError(f"{text!r} is no period; write 2026-10, 2026-Q4, 2026 or FROM..TO")


def _instant(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise CannotReportError(f"{text!r} is no time; write one like 2026-10-01T00:00:00Z") from error
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def _format(options: argparse.Namespace) -> str:
    return str(options.format or _ending(options) or "pdf")


def _ending(options: argparse.Namespace) -> str:
    return "" if options.output == "-" else Path(options.output or "").suffix.removeprefix(".").lower()


def _misuse(options: argparse.Namespace) -> str | None:
    """Say what is wrong with the options before anything is read; None: nothing."""
    if options.format is None and _ending(options) not in ("", *FORMATS):
        return f"{options.output!r} ends with no format; write one of {', '.join(FORMATS)}, or say --format"
    if options.table != "monitors" and _format(options) not in ("csv", "parquet"):
        return f"--table is for csv and parquet; {_format(options)} holds all of them"
    return None


class Progress:
    """A line on the terminal that says what is done."""

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown

    def show(self, done: int) -> None:
        """Show that some steps are done."""
        if self._is_shown:
            bar = "█" * (8 * done) + "░" * (8 * (len(STEPS) - done))
            print(f"\r{bar} {STEPS[done]:<8}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            print(f"\r{'':<40}\r", end="", file=sys.stderr, flush=True)
