"""From a question to a file: reads, builds and writes a report. Called by the API, the command line and jobs."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from analytics.reports.files import to_csv, to_json, to_parquet, to_xlsx
from analytics.reports.inputs import Asked, gather
from analytics.reports.pdf import to_pdf
from analytics.reports.sla import SlaReport, build
from db.pool import Connection


class Format(StrEnum):
    """The files a report can be."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    PDF = "pdf"


class Table(StrEnum):
    """The tables of a report, for the formats that hold one."""

    MONITORS = "monitors"
    INTERVALS = "intervals"
    INCIDENTS = "incidents"
    DAYS = "days"
    LATENCY = "latency"
    EXCLUSIONS = "exclusions"


MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.PDF: "application/pdf",
}


async def read_report(conn: Connection, asked: Asked, now: datetime) -> Callable[[], SlaReport]:
    """Read what a report needs and return the work that is left, for a thread: it takes no connection."""
    inputs = await gather(conn, asked, now)
    return lambda: build(inputs)


def write(report: SlaReport, file_format: Format, table: Table = Table.MONITORS) -> bytes:
    """Write a report; `table` for the formats that hold one table."""
    match file_format:
        case Format.JSON:
            return to_json(report)
        case Format.CSV:
            return to_csv(report.tables[table.value])
        case Format.PARQUET:
            return to_parquet(report.tables[table.value])
        case Format.XLSX:
            return to_xlsx(report)
        case Format.PDF:
            return to_pdf(report)


def file_name(asked: Asked, file_format: Format, table: Table) -> str:
    """Return a name that says what is inside, of letters that every file system takes."""
    first, last = (f"{at:%Y%m%d}" for at in asked.period)
    part = f"-{table.value}" if file_format in (Format.CSV, Format.PARQUET) and table is not Table.MONITORS else ""
    return f"sla-{asked.workspace_id}-{first}-{last}{part}.{file_format.value}"
