"""A badge as SVG: two fields with text, in whatever sans serif the reader has; its width is fixed by `textLength`."""

from html import escape
from typing import Final

from api.badges.faces import Face

HEIGHT: Final = 20
PADDING: Final = 6
INK: Final = "#2B2C30"
CLOUD: Final = "#F0EEE9"
MAX_LABEL: Final = 60

# Widths at 11 px, near those of Verdana and DejaVu Sans: `textLength` evens out what is left.
_NARROW: Final = frozenset("ijl.,:;'|! ()[]ftI-r/\\")
_WIDE: Final = frozenset("mwMW%@")


def svg(face: Face) -> str:
    """Return the badge. Text is escaped; there is no script, style sheet or font in it."""
    label, message = _clean(face.label), _clean(face.message)
    left, right = width_of(label) + 2 * PADDING, width_of(message) + 2 * PADDING
    title = escape(_clean(face.title))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{HEIGHT}" role="img"'
        f' aria-label="{title}"><title>{title}</title>'
        f'<clipPath id="r"><rect width="{left + right}" height="{HEIGHT}" rx="4"/></clipPath><g clip-path="url(#r)">'
        f'<rect width="{left}" height="{HEIGHT}" fill="{INK}"/>'
        f'<rect x="{left}" width="{right}" height="{HEIGHT}" fill="{face.colour}"/></g>'
        f'<g fill="{CLOUD}" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{_text(label, PADDING)}{_text(message, left + PADDING)}</g></svg>"
    )


def width_of(text: str) -> int:
    """Return about how many pixels a text takes."""
    return round(sum(4.3 if letter in _NARROW else 10.4 if letter in _WIDE else 7.1 for letter in text))


def _text(text: str, x: int) -> str:
    return f'<text x="{x}" y="14" textLength="{width_of(text)}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'


def _clean(text: str) -> str:
    """Return the text on one line, without what XML cannot hold, cut to a sensible length."""
    plain = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return plain if len(plain) <= MAX_LABEL * 2 else f"{plain[: MAX_LABEL * 2 - 1]}…"
