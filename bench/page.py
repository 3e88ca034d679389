"""The table in docs/benchmarks.md: rows of benchmarks that ran are replaced, all others stay as they are."""

import os
import platform
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.figures import FIGURES, Figure

HEAD: Final = "| what | target | measured | of the target | machine, date | repeat |"
RULE: Final = "|---|---|---|---|---|---|"
NOT_YET: Final = "not measured yet"
QUIET_LOAD: Final = 0.5  # runnable processes of others while a benchmark starts


@dataclass(frozen=True, slots=True)
class Run:
    """What one benchmark printed, and how busy the machine was when it began (load average of a minute)."""

    output: str
    load: float


def update(text: str, runs: Mapping[str, Run]) -> str:
    """Return the page with the rows of these runs filled in."""
    known = {row.split("|")[1].strip(): row for row in re.findall(r"^\| .* \|$", text, re.MULTILINE)}
    rows = [_row(figure, runs, known.get(figure.what)) for figure in FIGURES]
    before, after = _around(text)
    return "\n".join([*before, HEAD, RULE, *rows, *after]) + "\n"


def _around(text: str) -> tuple[list[str], list[str]]:
    lines = text.splitlines()
    first = lines.index(HEAD)
    last = next((n for n in range(first, len(lines)) if not lines[n].startswith("|")), len(lines))
    return lines[:first], lines[last:]


def _row(figure: Figure, runs: Mapping[str, Run], known: str | None) -> str:
    run = runs.get(figure.benchmark)
    value = figure.read(run.output) if run is not None else None
    if run is None or value is None:
        return known or _cells(figure, NOT_YET, "", "")
    ratio = figure.ratio(value)
    share = "" if figure.bound is None else ("held" if figure.is_held(value) else "**missed**")
    return _cells(
        figure, f"{value:g} {figure.unit}".strip(), f"{ratio:.2f}, {share}" if ratio is not None else share, place(run)
    )


def _cells(figure: Figure, measured: str, share: str, where: str) -> str:
    return (
        f"| {figure.what} | {figure.target} | {measured} | {share} | {where} | `make bench ONLY={figure.benchmark}` |"
    )


def place(run: Run) -> str:
    """Return machine and date, and whether others worked on the machine."""
    busy = "" if run.load <= QUIET_LOAD else f", busy (load {run.load:.1f})"
    return f"{machine()}, {time.strftime('%Y-%m-%d')}{busy}"


def machine() -> str:
    """Return cores, processor and system in a few words."""
    names: Iterable[str] = re.findall(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    processor = re.sub(r"\((R|TM)\)|\bCPU\b|@.*", "", next(iter(names), platform.machine()))
    return f"{len(os.sched_getaffinity(0))} × {' '.join(processor.split())}, Linux {platform.release().split('-')[0]}"
