"""Percentiles are never averaged, anywhere: nothing in the product takes a mean, but of single latencies."""

import re
from pathlib import Path

import pytest

from tests.contracts.source import ROOT

MEAN = re.compile(r"\bavg\s*\([^)]*\)|\.(?:mean|rolling_mean|ewm_mean)\(|\bf?mean\(|\bAVG\s*\([^)]*\)")
SUMMED = re.compile(
    r"\b(?:sum|avg|mean)\s*\(\s*(?:\w+\.)?p(?:50|75|90|95|99)|\bp(?:50|75|90|95|99)\w*\s*[+]\s*\w*p(?:50|95|99)"
)
ALLOWED = {"avg(p.latency_us)"}  # the mean of explore, over single checks
PLACES = {"api": "*.py", "analytics": "*.py", "core": "*.py", "db": "*", "healther": "*.py", "frontend/src": "*.ts*"}


def files() -> list[Path]:
    found = [path for place, name in PLACES.items() for path in sorted((ROOT / place).rglob(name))]
    return [
        path for path in found if path.suffix in {".py", ".sql", ".ts", ".tsx"} and "node_modules" not in path.parts
    ]


@pytest.mark.parametrize("pattern", [MEAN, SUMMED], ids=["means", "sums of percentiles"])
def test_nothing_averages_percentiles(pattern: re.Pattern[str]) -> None:
    found = {
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in files()
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
        if match[0] not in ALLOWED
    }

    assert found == set()


@pytest.mark.parametrize("text", ["avg(p95_us)", "frame.mean()", "statistics.fmean(values)", "sum(d.p99_us) / 3"])
def test_it_would_be_seen(text: str) -> None:
    assert MEAN.search(text) or SUMMED.search(text)
