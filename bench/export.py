"""Ten million checks as one Parquet file, beside DuckDB writing the same rows.

Run: `make bench ONLY=export`, with HEALTHER_TEST_TIMESCALE_URL (see bench/history.py; without it, smaller). Ours is
what archives and `checks.parquet` do: pages by COPY, laid down as Arrow files, one Parquet file at the end. Limits:
twice the time of DuckDB, and 400 MB.

DuckDB's extension that reads PostgreSQL is a download of its own, so it gets the rows as people without it do: COPY as
CSV onto the disk, read by `read_csv`, with the same columns, words, compression and size of row groups. Both times
begin at the database and end with the file, and monitor by monitor both take turns, so that other work on the machine
hits both; DuckDB's part alone, CSV to Parquet, is printed too. The two files must say the same.
"""

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final

import duckdb

from analytics.check_files import OUTCOMES, REASONS, ROW_GROUP, STATES, Parts, fill
from bench.history import DAYS, LONG_S, PERIOD, History, history
from bench.peak import peak_mb
from db.check_columns import select_regions
from db.pool import Connection, connected

ROWS: Final = 10_000_000
A_MONITOR: Final = DAYS * 1440
OF_A_MONITOR: Final = """
    SELECT slot, region, attempt, state, outcome, covers_s, latency_us, dns_us, connect_us, tls_us, wait_us,
           transfer_us, http_status, reason, detail, lateness_ms, host(address) AS address
      FROM checks
     WHERE monitor_id = $1
       AND slot >= $2
       AND slot < $3
     ORDER BY slot, region, attempt
"""
FROM_CSV: Final = """
    COPY (SELECT slot, {region} AS region, attempt, {state} AS state, {outcome} AS outcome, covers_s, latency_us,
                 dns_us, connect_us, tls_us, wait_us, transfer_us, http_status, {reason} AS reason, detail AS message,
                 lateness_ms, address
            FROM read_csv('{csv}', header = false, columns = {{
                     'slot': 'TIMESTAMPTZ', 'region': 'SMALLINT', 'attempt': 'SMALLINT', 'state': 'TINYINT',
                     'outcome': 'TINYINT', 'covers_s': 'INTEGER', 'latency_us': 'INTEGER', 'dns_us': 'INTEGER',
                     'connect_us': 'INTEGER', 'tls_us': 'INTEGER', 'wait_us': 'INTEGER', 'transfer_us': 'INTEGER',
                     'http_status': 'SMALLINT', 'reason': 'SMALLINT', 'detail': 'VARCHAR', 'lateness_ms': 'INTEGER',
                     'address': 'VARCHAR'}}))
      TO '{parquet}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {row_group})
"""
SAYS: Final = """
    SELECT count(*), sum(latency_us), sum(lateness_ms), sum(epoch_us(slot)), sum(epoch_us(slot) % 1000003),
           count(*) FILTER (WHERE state = 'down'), count(reason), any_value(address), count(message)
      FROM read_parquet('{path}')
"""


async def measure(made: History, folder: Path) -> None:
    """Print the figures."""
    print(made.words)
    monitors = min(made.monitors, -(-ROWS // A_MONITOR))
    before_mb = peak_mb()
    async with connected(made.dsn) as conn:
        regions = await select_regions(conn)
        with Parts() as parts, (folder / "checks.csv").open("wb") as csv:
            read_s, copied_s = await taking_turns(conn, monitors, parts, csv, regions)
            began = time.perf_counter()
            parts.write(folder / "ours.parquet")
    took = time.perf_counter() - began + read_s
    memory_mb, load = peak_mb() - before_mb, os.getloadavg()[0]
    duckdb_s = theirs(folder, regions)
    whole = copied_s + duckdb_s
    size_mb = (folder / "ours.parquet").stat().st_size / 1e6
    print(f"{made.prefix}export of {parts.rows:,} checks  {took:6.2f} s, {size_mb:.0f} MB on the disk, load {load:.1f}")
    print(f"{made.prefix}memory of the export  {memory_mb:.0f} MB")
    print(f"COPY and DuckDB  {whole:6.2f} s  (COPY {copied_s:.2f}, DuckDB {duckdb.__version__} {duckdb_s:.2f})")
    print(f"{made.prefix}COPY and DuckDB = 1  ratio {took / whole:.2f}")
    print(f"{made.prefix}DuckDB from CSV alone = 1  {took / duckdb_s:.2f}")
    compare(folder)


async def taking_turns(
    conn: Connection, monitors: int, parts: Parts, csv: BinaryIO, regions: Mapping[int, str]
) -> tuple[float, float]:
    """Lay down the checks of the first monitors, and write them as CSV; return how long each took."""
    ours = theirs = 0.0
    for monitor_id in range(1, monitors + 1):
        began = time.perf_counter()
        await fill(parts, conn, monitor_id, *PERIOD, regions)
        between = time.perf_counter()
        await conn.copy_from_query(OF_A_MONITOR, monitor_id, *PERIOD, output=csv, format="csv", timeout=LONG_S)
        ours += between - began
        theirs += time.perf_counter() - between
    return ours, theirs


def theirs(folder: Path, regions: Mapping[int, str]) -> float:
    """Let DuckDB make the file from CSV and return how long it took."""
    words = {"region": regions, "state": STATES, "outcome": OUTCOMES, "reason": REASONS}
    columns = {name: mapped(name, known) for name, known in words.items()}
    began = time.perf_counter()
    with duckdb.connect() as database:
        database.execute("SET TimeZone = 'UTC'")
        database.execute(
            FROM_CSV.format(
                csv=folder / "checks.csv", parquet=folder / "duckdb.parquet", row_group=ROW_GROUP, **columns
            )
        )
    return time.perf_counter() - began


def mapped(name: str, known: Mapping[int, str]) -> str:
    """Return SQL that says a number in words."""
    return f"CASE {name} " + " ".join(f"WHEN {number} THEN '{word}'" for number, word in known.items()) + " END"


def compare(folder: Path) -> None:
    """Fail when the files differ in what they say."""
    with duckdb.connect() as database:
        found: list[Any] = [
            database.execute(SAYS.format(path=folder / name)).fetchone() for name in ("ours.parquet", "duckdb.parquet")
        ]
    if found[0] != found[1]:
        raise SystemExit(f"ours {found[0]} is not DuckDB's {found[1]}")


def main() -> None:
    """Measure."""
    with history() as made, TemporaryDirectory(prefix="healther-export-") as folder:
        asyncio.run(measure(made, Path(folder)))


if __name__ == "__main__":
    main()
