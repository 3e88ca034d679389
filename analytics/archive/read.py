"""Reads an archive that somebody brings: bounded, and compared with its hashes before a byte of it is used.

What is in an archive is never more than these limits, whatever it says of itself; names inside it are never paths.
Archives from strangers are read by analytics.archive.vetting first, which bounds memory and time as well.
"""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
import polars as pl

from analytics.archive.contents import CONFIGURATION, FORMAT, MANIFEST, TABLES, VERSION, checks_name
from analytics.check_files import OUTCOMES, POINTS, REASONS, STATES

MOST_JSON_BYTES: Final = 32 * 1024 * 1024
MOST_BYTES: Final = 32 * 1024**3  # unpacked, on the disk of whoever reads it one file at a time
MOST_FILES: Final = 5_100
MOST_OF: Final[Mapping[str, int]] = {  # parts of the configuration
    "monitors": 5_000,
    "policies": 1_000,
    "maintenance": 1_000,
    "exclusions": 20_000,
    "objectives": 500,
    "schedules": 100,
    "recipients": 1_000,
    "page": 1,
    "people": 10_000,
}
MOST_ROWS: Final[Mapping[str, int]] = {"intervals": 5_000_000, "incidents": 1_000_000, "days": 5_000_000}
MOST_CHANGES: Final = 500_000
MOST_CHECKS: Final = 50_000_000  # of one monitor: every 5 s for eight years
PIECE_BYTES: Final = 1_048_576
ROWS: Final = 100_000
KNOWN_NAMES: Final = re.compile(r"[a-z]+\.(json|parquet)|checks/[1-9][0-9]{0,9}\.parquet")
STATE_NUMBERS: Final = {word: number for number, word in STATES.items()}
OUTCOME_NUMBERS: Final = {word: number for number, word in OUTCOMES.items()}
REASON_NUMBERS: Final = {word: number for number, word in REASONS.items()}


class NoArchiveError(Exception):
    """The file is no archive of ours, or cannot be taken; the text says why, in a sentence.

    `reason`: not-an-archive, newer, damaged or too-large.
    """

    def __init__(self, text: str, reason: str = "damaged") -> None:
        super().__init__(text)
        self.reason = reason


class Archive:
    """An archive that was checked. Close it after use."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise NoArchiveError("This file is no archive of Healther.", "not-an-archive") from error
        self._folder = TemporaryDirectory(prefix="healther-archive-")
        try:
            self.manifest: dict[str, Any] = self._json(MANIFEST, "not-an-archive")
            self._check()
            self.configuration: dict[str, list[dict[str, Any]]] = self._json(CONFIGURATION, "damaged")
            self._count()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self._folder.cleanup()

    @property
    def name(self) -> str:
        """How the workspace was called."""
        return str(self.manifest.get("workspace"))[:100].strip() or "Workspace"

    def table(self, name: str) -> pl.DataFrame:
        """Return one of TABLES, with null for a time that nobody can mean."""
        schema = TABLES[name]
        parts = list(self._slices(f"{name}.parquet", schema, MOST_ROWS.get(name, MOST_CHANGES)))
        return pl.concat(parts) if parts else pl.DataFrame(schema=schema)

    def points(self, monitor_id: int) -> Iterator[pl.DataFrame]:
        """Yield the single checks of a monitor, some at a time, oldest first."""
        name = checks_name(monitor_id)
        if name in self.manifest["files"]:
            yield from self._slices(name, POINTS, MOST_CHECKS)

    def _slices(self, name: str, schema: pl.Schema, most_rows: int) -> Iterator[pl.DataFrame]:
        """Yield a table, some rows at a time."""
        path = Path(self._folder.name, "table.parquet")
        self._unpack(name, path)
        try:
            lazy = pl.scan_parquet(path)
            if lazy.collect_schema() != schema:
                raise NoArchiveError(f"{name} has other columns than it should.")
            rows = lazy.select(pl.len()).collect().item()
            if rows > most_rows:
                raise NoArchiveError(f"{name} has more rows than are taken: {rows}.", "too-large")
            for offset in range(0, rows, ROWS):
                yield lazy.slice(offset, ROWS).collect()
        except pl.exceptions.PolarsError as error:
            raise NoArchiveError(f"{name} cannot be read: {error}.") from error
        finally:
            path.unlink(missing_ok=True)

    def _check(self) -> None:
        """Raise NoArchiveError unless every file of the manifest is there, unchanged, and no other."""
        said = self.manifest
        if said.get("format") != FORMAT or not isinstance(said.get("files"), dict):
            raise NoArchiveError("This file is no archive of Healther.", "not-an-archive")
        if said.get("version") != VERSION:
            raise NoArchiveError("A newer Healther made this archive: bring this one up to date first.", "newer")
        self._check_sizes()
        if missing := {CONFIGURATION, *(f"{name}.parquet" for name in TABLES)} - said["files"].keys():
            raise NoArchiveError(f"There is no {min(missing)} in it.")
        for name, wanted in said["files"].items():
            if self._digest(name) != wanted:
                raise NoArchiveError(f"{name} is not what it was when the archive was made.")

    def _check_sizes(self) -> None:
        found = self._file.infolist()
        if len(found) > MOST_FILES or sum(one.file_size for one in found) > MOST_BYTES:
            raise NoArchiveError("There is more in it than is taken.", "too-large")
        names = [one.filename for one in found]
        if sorted(names) != sorted([*self.manifest["files"], MANIFEST]):
            raise NoArchiveError("What is in it is not what its manifest says.")
        if strange := [name for name in names if not KNOWN_NAMES.fullmatch(name)]:
            raise NoArchiveError(f"{strange[0][:100]!r} does not belong into an archive.")

    def _count(self) -> None:
        for part, rows in self.configuration.items():
            if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
                raise NoArchiveError(f"Its configuration is not as it should be: {part[:40]}.")
            if len(rows) > MOST_OF.get(part, MOST_FILES):
                raise NoArchiveError(f"It has more {part} than are taken: {len(rows)}.", "too-large")

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        for piece in self._pieces(name):
            digest.update(piece)
        return digest.hexdigest()

    def _unpack(self, name: str, path: Path) -> None:
        with path.open("wb") as out:
            for piece in self._pieces(name):
                out.write(piece)

    def _pieces(self, name: str) -> Iterator[bytes]:
        """Yield a file; never more bytes than the directory of the ZIP says, which was looked at before."""
        try:
            with self._file.open(name) as file:
                while piece := file.read(PIECE_BYTES):
                    yield piece
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise NoArchiveError(f"{name} is not in it, or damaged.") from error

    def _json(self, name: str, otherwise: str) -> Any:
        try:
            if self._file.getinfo(name).file_size > MOST_JSON_BYTES:
                raise NoArchiveError(f"{name} is larger than is taken.", "too-large")
            found = orjson.loads(b"".join(self._pieces(name)))
        except (KeyError, orjson.JSONDecodeError) as error:
            raise NoArchiveError(f"{name} is not in it, or cannot be read.", otherwise) from error
        if not isinstance(found, dict):
            raise NoArchiveError(f"{name} is not what it should be.", otherwise)
        return found


def numbered(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table with the numbers of the database in place of words; unknown words are null."""
    words: Mapping[str, Mapping[str, int]] = {
        "state": STATE_NUMBERS,
        "outcome": OUTCOME_NUMBERS,
        "reason": REASON_NUMBERS,
    }
    return table.with_columns(
        pl.col(name).replace_strict(known, default=None, return_dtype=pl.Int64)
        for name, known in words.items()
        if name in table.columns
    )
