"""From a question to a file: reads, builds and writes a report. Called by the API, the command line and jobs."""

from collections.abc import Callable
from datetime import datetime

from analytics.reports.asked import Asked, Format, Language, Table
from analytics.reports.files import to_csv, to_json, to_parquet, to_xlsx
from analytics.reports.inputs import Told, gather
from analytics.reports.pdf import to_pdf
from analytics.reports.sla import SlaReport, build
from db.pool import Connection


async def read_report(
    conn: Connection, asked: Asked, now: datetime, told: Told | None = None
) -> Callable[[], SlaReport]:
    """Read what a report needs and return the work that is left, for a thread: it takes no connection.

    `told` hears how far the reading is, from 0 to 1, while states are counted again from checks.
    """
    inputs = await gather(conn, asked, now, told)
    return lambda: build(inputs)


def write(
    report: SlaReport,
    file_format: Format,
    table: Table = Table.MONITORS,
    language: Language = Language.ENGLISH,
) -> bytes:
    """Write a report; `table` for the formats that hold one table, `language` for those that people read."""
    match file_format:
        case Format.JSON:
            return to_json(report)
        case Format.CSV:
            return to_csv(report.tables[table.value])
        case Format.PARQUET:
            return to_parquet(report.tables[table.value])
        case Format.XLSX:
            return to_xlsx(report, language)
        case Format.PDF:
            return to_pdf(report, language)
