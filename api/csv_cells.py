"""Lines of CSV that a spreadsheet may open."""

import csv
import io
from collections.abc import Iterable
from typing import Final

# A spreadsheet takes a cell that begins with one of these for a formula, and names are chosen by people.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Write rows as lines of CSV (RFC 4180)."""
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
