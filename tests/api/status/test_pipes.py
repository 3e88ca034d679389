"""Hanging pipes: the golden files that the TypeScript twin is tested with too."""

import json
from typing import Any

import pytest

from api.status.pipes import ALPHABET, Sizes, pipes
from tests.data.pipes.make import CASES, FOLDER, output

FILES = sorted(FOLDER.glob("*.json"))


def case(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_golden(path: Any) -> None:
    found = json.loads(path.read_text())
    given = dict(found["input"])
    days = given.pop("days")

    assert output(days, given) == found["output"]
    assert list(output(days, given)["paths"]) == list(found["output"]["paths"])


def test_every_case_has_its_file() -> None:
    assert {path.stem for path in FILES} == set(CASES)


def test_a_day_that_fails_hangs_deeper_the_worse_it_was() -> None:
    """Said once without the golden files, so that making them anew cannot hide a mistake."""
    found = case("each-letter")["output"]

    assert found["viewBox"] == "0 0 46 33"
    assert found["paths"]["u"] == "M0 0h4v24h-4z"
    assert found["tips"] == {"m": "M6 24h4v3h-4z", "o": "M12 24h4v6h-4z", "d": "M18 24h4v9h-4z"}
    assert found["paths"]["w"].count("z") == 5
    assert found["paths"]["x"] == "M30 21h4v3h-4z"
    assert found["paths"]["p"] == "M36 0h4v24h-4zM37 1v22h2v-22z"
    assert "-" not in found["paths"]


def test_today_is_set_off_and_marked() -> None:
    found = case("all-up")["output"]

    assert found["viewBox"] == "0 0 720 43"  # ninety pitches: bars fall on whole pixels
    assert found["paths"]["u"].endswith("M704 4h5v30h-5zM715 4h5v30h-5z")
    assert found["now"] == "M715 0h5v2h-5z"


def test_another_letter_is_refused() -> None:
    with pytest.raises(ValueError, match="not a day: !z"):
        pipes("uz!", Sizes())


def test_letters_are_those_of_the_contract() -> None:
    assert ALPHABET == "umodwxp-"
