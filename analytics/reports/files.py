"""A report as files: JSON, CSV, Parquet and XLSX. CSV, JSON and Parquet are the same bytes for the same report."""

import io
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
import polars as pl
import xlsxwriter

from analytics.reports.asked import Language
from analytics.reports.sla import SlaReport, described
from analytics.reports.sources import Sources
from analytics.reports.words import Words, words_of
from core.uptime import floored

# A spreadsheet takes a cell that begins with one of these for a formula, and names are chosen by people.
FORMULA_STARTS: Final = r"^([=+\-@\t\r])"
TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%S%.3fZ"
DIGITS: Final = 3
PERCENT: Final = "0.000%"  # a spreadsheet rounds half up, so availability is written rounded down: never 100 % by that
LARGEST_SHEET: Final = 1_048_575  # rows of XLSX without the heading
RATIOS: Final = ("availability", "target")  # how the columns of ratios begin
WIDTHS: Final = {
    "monitor": 30,
    "objective": 30,
    "start": 24,
    "end": 24,
    "reason": 24,
    "agreed_by": 20,
    "agreed_at": 24,
    "tags": 20,
}


def to_json(report: SlaReport) -> bytes:
    """Write everything but the intervals, which may be many: they are a table of their own."""
    small = {name: table.rows(named=True) for name, table in report.tables.items() if name != "intervals"}
    content = {
        **described(report.asked, report.sources),
        "as_recorded": _as_recorded(report.sources),
        "data_hash": report.data_hash,
        "totals": report.totals,
        **small,
    }
    return orjson.dumps(content, default=_plain, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE)


def _as_recorded(sources: Sources) -> dict[str, Any] | None:
    """Return what the last sentence of `sources` says, for those who say it in another language."""
    if sources.recorded_until is None:
        return None
    return {"until": sources.recorded_until, "monitors": sources.recorded_monitors}


def to_csv(table: pl.DataFrame) -> bytes:
    """Write a table as CSV (RFC 4180), with a heading; times in UTC."""
    safe = pl.selectors.string().str.replace(FORMULA_STARTS, "'$1")
    return table.with_columns(safe).write_csv(datetime_format=TIME_FORMAT).encode()


def to_parquet(table: pl.DataFrame) -> bytes:
    """Write a table as Parquet, compressed with Zstandard."""
    out = io.BytesIO()
    table.write_parquet(out, compression="zstd", statistics=True)
    return out.getvalue()


def to_xlsx(report: SlaReport, language: Language = Language.ENGLISH) -> bytes:
    """Write all tables as sheets of a workbook, the summary first. Columns keep their names in every language."""
    words = words_of(language)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": f"SLA {report.asked.workspace_name}", "created": report.asked.period.end.replace(tzinfo=None)}
    )
    _write_summary(book, report, words)
    for name, table in report.tables.items():
        _write_table(book, words.said["sheets"][name], table)
    book.close()
    return out.getvalue()


def _write_summary(book: Any, report: SlaReport, words: Words) -> None:
    sheet = book.add_worksheet(words.said["sheets"]["summary"])
    bold = book.add_format({"bold": True})
    labels, asked = words.said["summary"], report.asked
    method = [*words.method(asked.policy), *words.sources(report.sources)]
    rows = [
        (labels["workspace"], asked.workspace_name),
        (labels["from"], asked.period.start.astimezone(UTC).isoformat()),
        (labels["to"], asked.period.end.astimezone(UTC).isoformat()),
        (labels["time_zone"], asked.time_zone),
        (labels["policy"], words.say("policy", name=asked.policy.name, version=str(asked.policy.version))),
        *((labels[name], value) for name, value in report.totals.items()),
        (labels["data_hash"], report.data_hash),
        *((labels["method"] if number == 0 else "", line) for number, line in enumerate(method)),
    ]
    for number, (name, value) in enumerate(rows):
        sheet.write_string(number, 0, name, bold)
        if name == labels["availability"] and value is not None:
            sheet.write_number(number, 1, floored(value, DIGITS), book.add_format({"num_format": PERCENT}))
        else:
            sheet.write(number, 1, value)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 80)


def _write_table(book: Any, name: str, table: pl.DataFrame) -> None:
    sheet = book.add_worksheet(name)
    bold, ratio = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": PERCENT})
    times = pl.selectors.temporal()
    shown = table.head(LARGEST_SHEET).with_columns(times.cast(pl.String))
    for number, column in enumerate(shown.columns):
        sheet.write_string(0, number, column, bold)
        is_ratio = column.startswith(RATIOS)
        sheet.set_column(number, number, WIDTHS.get(column, 14), ratio if is_ratio else None)
        values = shown[column].to_list()
        if is_ratio:
            values = [None if value is None else floored(value, DIGITS) for value in values]
        sheet.write_column(1, number, values)
    sheet.freeze_panes(1, 0)
    if table.height:
        sheet.autofilter(0, 0, min(table.height, LARGEST_SHEET), table.width - 1)


def _plain(value: Any) -> Any:
    if isinstance(value, UUID | datetime):
        return str(value)
    raise TypeError(f"{type(value)} is not written to JSON")
