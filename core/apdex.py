"""Apdex: how many answers were fast enough, as one number from 0 to 1. Pure.

Source: Apdex Alliance, "Application Performance Index, Apdex Technical Specification", version 1.1, 2007. Satisfied: an
answer within T; tolerating: longer than T, within 4 T; frustrated: longer than 4 T, or a failure.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

TOLERATING: Final = 4  # times T
SMALL_GROUP: Final = 100  # samples; fewer are marked in the specification's way of writing


@dataclass(frozen=True, slots=True)
class Apdex:
    """Counts by how an answer felt, for the target time `t_ms`. Counts of parts add up."""

    t_ms: int
    satisfied: int
    tolerating: int
    frustrated: int

    @property
    def samples(self) -> int:
        """All answers and failures."""
        return self.satisfied + self.tolerating + self.frustrated

    @property
    def score(self) -> float | None:
        """Return (satisfied + tolerating / 2) / samples; None without samples."""
        return (self.satisfied + self.tolerating / 2) / self.samples if self.samples else None

    @property
    def text(self) -> str:
        """Return it as the specification writes it: `0.92 [0.5]`, `*` behind a small group, `NS` without samples."""
        t_s = f"[{Decimal(self.t_ms) / 1000:f}]".replace(".]", "]")
        if self.score is None:
            return f"NS {t_s}"
        exact = (Decimal(2 * self.satisfied + self.tolerating) / (2 * self.samples)).quantize(
            Decimal("0.01"), ROUND_HALF_UP
        )
        return f"{exact} {t_s}{'*' if self.samples < SMALL_GROUP else ''}"
