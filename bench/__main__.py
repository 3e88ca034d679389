"""`make bench`: every benchmark after the other, each in a process of its own; what it needs and prints is in its file.

Run: `make bench [ONLY=name]`, or `.venv/bin/python -m bench [--only NAME] [--long] [--write docs/benchmarks.md]`.
Exit status 1 when a benchmark failed or a figure missed its limit.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from bench.figures import BENCHMARKS, FIGURES
from bench.page import QUIET_LOAD, Run, machine, update

DEADLINE_S = 3600.0
LONG = {"days": ["--large"]}  # 10 GB and half an hour


def main() -> int:
    """Run what was asked for, print a summary, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=BENCHMARKS, action="append", help="run this one; may be repeated")
    parser.add_argument("--long", action="store_true", help="also what takes very long: days over 65 M points")
    parser.add_argument("--write", type=Path, metavar="FILE", help="fill in the measured column of this page")
    asked = parser.parse_args()
    print(f"{machine()}\n", flush=True)
    names = asked.only or BENCHMARKS
    runs = {name: run for name in names if (run := measure(name, is_long=asked.long)) is not None}
    failed = [name for name in names if name not in runs]
    missed = summarise(runs)
    if asked.write is not None:
        asked.write.write_text(update(asked.write.read_text(), runs))
    if failed:
        print(f"\nfailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed or missed else 0


def measure(name: str, *, is_long: bool) -> Run | None:
    """Run one benchmark, its words passed on as they come; None: it failed, or does not exist."""
    if importlib.util.find_spec(f"bench.{name}") is None:
        print(f"--- {name}: there is no bench/{name}.py", flush=True)
        return None
    load = os.getloadavg()[0]
    print(f"--- {name}" + (f" (the machine is busy: load {load:.1f})" if load > QUIET_LOAD else ""), flush=True)
    lines = []
    command = [sys.executable, "-u", "-m", f"bench.{name}", *(LONG.get(name, []) if is_long else [])]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None, "it was asked for"
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
        status = process.wait(DEADLINE_S)
    return Run("".join(lines), load) if status == 0 else None


def summarise(runs: dict[str, Run]) -> list[str]:
    """Print each figure beside its limit and return the names of those that missed it."""
    missed = []
    print()
    for figure in FIGURES:
        value = figure.read(runs[figure.benchmark].output) if figure.benchmark in runs else None
        if value is None:
            continue
        ratio = figure.ratio(value)
        shown = f"ratio {ratio:.2f}" if ratio is not None else ""
        print(f"{figure.what:<58}{value:>9g} {figure.unit:<12}{figure.target:<22}{shown}")
        if not figure.is_held(value):
            missed.append(figure.what)
    for what in missed:
        print(f"missed: {what}")
    return missed


if __name__ == "__main__":
    sys.exit(main())
