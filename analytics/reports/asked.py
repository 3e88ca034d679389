"""What a report is asked for: the workspace, the period, the policy, and the kind of file.

Imported by the API, which does not want Polars in its memory before somebody wants a report.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from core.policies import AccountingPolicy
from core.spans import Span


@dataclass(frozen=True, slots=True)
class Asked:
    """What is reported on. `period` ends now at the latest; `time_zone` is that of days in tables and pipes."""

    workspace_id: UUID
    workspace_name: str
    period: Span
    time_zone: str
    policy: AccountingPolicy


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
    OBJECTIVES = "objectives"


class Language(StrEnum):
    """The languages that reports speak, in what people read: PDF, XLSX, mails."""

    ENGLISH = "en"
    ITALIAN = "it"
    GERMAN = "de"


MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.PDF: "application/pdf",
}


def file_name(asked: Asked, file_format: Format, table: Table) -> str:
    """Return a name that says what is inside, of letters that every file system takes."""
    first, last = (f"{at:%Y%m%d}" for at in asked.period)
    part = f"-{table.value}" if file_format in (Format.CSV, Format.PARQUET) and table is not Table.MONITORS else ""
    return f"sla-{asked.workspace_id}-{first}-{last}{part}.{file_format.value}"
