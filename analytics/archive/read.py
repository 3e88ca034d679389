"""Reads an archive that somebody brings: checked before a byte of it is used."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson
import polars as pl

from analytics.archive.contents import CONFIGURATION, FORMAT, MANIFEST, TABLES, VERSION, checks_name
from analytics.check_files import OUTCOMES, POINTS, REASONS, STATES

MOST_JSON_BYTES: Final = 64 * 1024 * 1024
MOST_TABLE_BYTES: Final = 2 * 1024**3
PIECE_BYTES: Final = 1_048_576
ROWS: Final = 50_000
STATE_NUMBERS: Final = {word: number for number, word in STATES.items()}
OUTCOME_NUMBERS: Final = {word: number for number, word in OUTCOMES.items()}
REASON_NUMBERS: Final = {word: number for number, word in REASONS.items()}


class NoArchiveError(Exception):
    """The file is no archive of ours, or is damaged; the text says why."""


class Archive:
    """An archive that was checked. Close it after use."""

    def __init__(self, path: Path) -> None:
        try:
            self._file = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise NoArchiveError(f"{path} is no archive: {error}") from error
        try:
            self.manifest: dict[str, Any] = self._json(MANIFEST)
            self._check()
            self.configuration: dict[str, list[dict[str, Any]]] = self._json(CONFIGURATION)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def table(self, name: str) -> pl.DataFrame:
        """Return one of TABLES."""
        return self._frame(f"{name}.parquet", TABLES[name])

    def points(self, monitor_id: int) -> Iterator[pl.DataFrame]:
        """Yield the single checks of a monitor, some at a time, oldest first."""
        name = checks_name(monitor_id)
        if name in self.manifest["files"]:
            yield from self._frame(name, POINTS).iter_slices(ROWS)

    def _frame(self, name: str, schema: pl.Schema) -> pl.DataFrame:
        content = self._read(name, MOST_TABLE_BYTES)
        try:
            found = pl.read_parquet(io.BytesIO(content))
        except pl.exceptions.PolarsError as error:
            raise NoArchiveError(f"{name} cannot be read: {error}") from error
        if found.schema != schema:
            raise NoArchiveError(f"{name} has other columns than it should")
        return found

    def _check(self) -> None:
        """Raise NoArchiveError unless every file of the manifest is there, unchanged."""
        said = self.manifest
        if said.get("format") != FORMAT or said.get("version") != VERSION or not isinstance(said.get("files"), dict):
            raise NoArchiveError("this is no archive of Healther, or one of a newer version")
        for name, wanted in said["files"].items():
            if self._digest(name) != wanted:
                raise NoArchiveError(f"{name} is not what it was when the archive was made")
        if missing := {CONFIGURATION, *(f"{name}.parquet" for name in TABLES)} - said["files"].keys():
            raise NoArchiveError(f"there is no {min(missing)} in it")

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        try:
            with self._file.open(name) as file:
                while piece := file.read(PIECE_BYTES):
                    digest.update(piece)
        except (KeyError, zipfile.BadZipFile) as error:
            raise NoArchiveError(f"{name} is not in it, or damaged") from error
        return digest.hexdigest()

    def _read(self, name: str, most: int) -> bytes:
        try:
            if self._file.getinfo(name).file_size > most:
                raise NoArchiveError(f"{name} is too large")
            return self._file.read(name)
        except (KeyError, zipfile.BadZipFile) as error:
            raise NoArchiveError(f"{name} is not in it, or damaged") from error

    def _json(self, name: str) -> Any:
        try:
            found = orjson.loads(self._read(name, MOST_JSON_BYTES))
        except orjson.JSONDecodeError as error:
            raise NoArchiveError(f"{name} is no JSON") from error
        if not isinstance(found, dict):
            raise NoArchiveError(f"{name} is not what it should be")
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
