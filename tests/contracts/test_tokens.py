"""The application, the public page, its pictures and its badges have the same colours: those of the design tokens."""

import re
from collections.abc import Sequence
from pathlib import Path

from api.badges import faces
from api.status import picture_child

ROOT = Path(__file__).parents[2]
TOKENS = ROOT / "frontend" / "src" / "styles" / "tokens.css"
PAGE = ROOT / "api" / "static" / "status.css"

COLOUR = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
Colour = tuple[float, ...]


def application() -> tuple[dict[str, Colour], dict[str, Colour]]:
    """Return the tokens of the application by name: light, and dark."""
    light, _, rest = TOKENS.read_text().partition('[data-theme="dark"] {')
    return _colours(light), _colours(rest.partition("\n}")[0])


def _colours(css: str) -> dict[str, Colour]:
    return {name: _floats(parts) for name, *parts in re.findall(rf"--([\w-]+): {COLOUR}", css)}


def _floats(parts: Sequence[str]) -> Colour:
    return tuple(float(part) for part in parts)


def test_the_public_page_has_the_colours_of_the_application() -> None:
    light, dark = application()
    found = re.findall(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\)", PAGE.read_text())
    wrong = {
        name: (parts, light.get(name), dark.get(name))
        for name, *parts in found
        if (_floats(parts[:3]), _floats(parts[3:])) != (light.get(name), dark.get(name))
    }

    assert len(found) > 25
    assert wrong == {}


def test_pictures_and_badges_have_them_too() -> None:
    known = {match.upper() for match in re.findall(r"/\* (#[0-9A-Fa-f]{6}) \*/", TOKENS.read_text())}
    drawn = {*picture_child.PIPES.values(), *picture_child.TIPS.values(), *picture_child.STRONG.values()}
    drawn |= {picture_child.CLOUD, picture_child.INK, picture_child.QUIET}
    badges = {faces.GREEN, faces.YELLOW, faces.ORANGE, faces.RED, faces.VIOLET, faces.GREY, faces.BLUE}

    assert {colour.upper() for colour in drawn | badges} - known == set()
