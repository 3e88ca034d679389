"""The page of figures: what a run printed comes in, and nothing else changes."""

import pytest

from bench.figures import FIGURES, Figure
from bench.page import HEAD, NOT_YET, RULE, Run, update

EMPTY = f"# Figures\n\n{HEAD}\n{RULE}\n\nAfter.\n"
MEMORY = "api 80.0 MB resident\ntogether        361.5 MB resident   220.1 MB share   limit 400 MB resident\n"


def rows(page: str, benchmark: str) -> list[str]:
    return [line for line in page.splitlines() if f"ONLY={benchmark}`" in line]


def test_a_figure_that_was_not_measured_says_so() -> None:
    page = update(EMPTY, {})

    assert page.count(NOT_YET) == len(FIGURES)
    assert page.startswith("# Figures\n")
    assert page.endswith("\n\nAfter.\n")


def test_a_run_fills_its_own_rows_only() -> None:
    once = update(EMPTY, {"memory": Run(MEMORY, load=0.1)})
    twice = update(once, {"open_loop": Run("wait error p50    0.40 ms (limit 1) ok\n", load=3.0)})

    assert "| 361.5 MB | 0.90, held |" in rows(twice, "memory")[0]
    assert "busy" not in rows(twice, "memory")[0]
    assert "| 0.4 ms | 0.40, held |" in rows(twice, "open_loop")[0]
    assert "busy (load 3.0)" in rows(twice, "open_loop")[0]
    assert NOT_YET in rows(twice, "open_loop")[1]
    assert update(twice, {}) == twice


def test_the_worst_of_several_lines_counts() -> None:
    output = "postgres 1000 monitors ratio 0.31  ok\npostgres 100 monitors ratio 0.24  TOO SLOW\n"
    page = update(EMPTY, {"ingest": Run(output, load=0.0)})

    assert "| 0.24 × | 1.04, **missed** |" in rows(page, "ingest")[0]


@pytest.mark.parametrize(
    ("value", "ratio", "is_held"), [(5000.0, 1.0, True), (10_000.0, 0.5, True), (2500.0, 2.0, False)]
)
def test_at_least_is_held_from_the_limit_on(value: float, ratio: float, is_held: bool) -> None:
    figure = Figure("rate", "status_page", "", "/s", "at least", 5000)

    assert (figure.ratio(value), figure.is_held(value)) == (ratio, is_held)


def test_names_of_figures_differ() -> None:
    assert len({figure.what for figure in FIGURES}) == len(FIGURES)
