"""Writes the golden files of this folder. What they say is then looked at by a person: see README.md."""

import json
from pathlib import Path
from typing import Any, Final

from api.status.pipes import Sizes, pipes

FOLDER: Final = Path(__file__).parent
PAGE: Final[dict[str, Any]] = {"width": 5, "gap": 3, "height": 30, "hang": [0, 3, 6, 9], "top": 4, "today": True}
ROW: Final[dict[str, Any]] = {"width": 4, "gap": 2, "height": 24, "hang": [0, 3, 6, 9], "top": 0, "today": False}
NARROW: Final[dict[str, Any]] = {
    "width": 2.475,
    "gap": 1.2,
    "height": 22,
    "hang": [0, 2, 4.5, 7],
    "top": 1.5,
    "today": True,
}

CASES: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "empty": ("", ROW),
    "one-day": ("u", ROW),
    "today-alone": ("d", PAGE),
    "each-letter": ("umodwxp-", ROW),
    "each-letter-today": ("-pxwdomu", PAGE),
    "contract": ("uuuumuuuuowwx-", ROW),
    "all-up": ("u" * 90, PAGE),
    "not-yet": ("-" * 90, PAGE),
    "began-lately": ("-" * 60 + "x" + "u" * 20 + "muuuowwuu", PAGE),
    "trouble": ("u" * 33 + "do" + "u" * 20 + "mm" + "u" * 10 + "wwx" + "u" * 19 + "d", PAGE),
    "narrow": (("uumu" * 22 + "od"), NARROW),
    "no-hang": ("umod", {**ROW, "hang": [0, 0, 0, 0]}),
    "contrast": ("umod" * 3, {**ROW, "hang": [0, 6, 12, 18]}),
    "thin": ("up" * 4, {**ROW, "width": 1.5, "gap": 0.5}),
}


def output(days: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return what a golden file holds for an input."""
    drawing = pipes(days, Sizes(**{**given, "hang": tuple(given["hang"])}))
    return {"viewBox": drawing.view_box, "paths": drawing.paths, "tips": drawing.tips, "now": drawing.now}


def write() -> None:
    """Write every case."""
    for name, (days, given) in CASES.items():
        case = {"input": {"days": days, **given}, "output": output(days, given)}
        (FOLDER / f"{name}.json").write_text(json.dumps(case, indent=1) + "\n")


if __name__ == "__main__":
    write()
