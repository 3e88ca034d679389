"""Apdex as its specification writes it."""

import pytest

from core.apdex import Apdex


@pytest.mark.parametrize(
    ("counts", "score", "text"),
    [
        # The specification's example: 100 samples, T = 3 s, 60 within 3 s, 30 within 12 s, 10 slower:
        # (60 + 30 / 2) / 100 = 0.75
        ((3000, 60, 30, 10), 0.75, "0.75 [3]"),
        ((500, 170, 20, 10), 0.9, "0.90 [0.5]"),  # (170 + 10) / 200
        ((500, 1, 1, 0), 0.75, "0.75 [0.5]*"),  # fewer than 100 samples
        ((250, 0, 0, 100), 0.0, "0.00 [0.25]"),
        ((1000, 0, 0, 0), None, "NS [1]"),
        ((1000, 195, 1, 4), 0.9775, "0.98 [1]"),  # halves are rounded up
        ((10_000, 100, 0, 0), 1.0, "1.00 [10]"),
    ],
)
def test_apdex(counts: tuple[int, int, int, int], score: float | None, text: str) -> None:
    found = Apdex(*counts)

    assert (found.score, found.text) == (score, text)
