"""Draws the picture of a page for links to it, as a program of its own: `python picture_child.py < wish > picture.png`.

A program of its own, so that drawing takes no time from the event loop and its libraries no memory from the API.
The wish is JSON: font, name, title, detail, state, uptime, and the shapes as pipes made them: paths, tips, width.
"""

import io
import json
import re
import resource
import sys
from typing import Any

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
LEFT = 84
CPU_S, MEMORY_BYTES = 5, 512 * 1024 * 1024
MAX_INPUT_BYTES = 256 * 1024
# The light tokens (status.css) as hex: Cloud Dancer is the field.
CLOUD, INK, QUIET = "#F0EEE9", "#2B2C30", "#606168"
PIPES = {"u": "#3E9677", "m": "#FECA49", "o": "#D36E08", "d": "#A51026", "w": "#876BB3", "x": "#807B74", "p": "#807B74"}
TIPS = {"m": "#644500", "o": "#7D3500", "d": "#831320"}
STRONG = {"up": "#0D503A", "degraded": "#644500", "down": "#831320", "maintenance": "#563974"}
BAR = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)v([\d.]+)h-[\d.]+z")
Wish = dict[str, Any]


def main() -> int:
    """Read, draw, write."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    wish = json.loads(sys.stdin.buffer.read(MAX_INPUT_BYTES))
    sys.stdout.buffer.write(picture(wish))
    return 0


def picture(wish: Wish) -> bytes:
    """Return the picture as PNG."""
    image = Image.new("RGB", SIZE, CLOUD)
    draw = ImageDraw.Draw(image)
    _mark(draw)
    draw.text((LEFT + 52, 99), _fitted(wish["name"], _font(wish, 34, 560), 900), INK, _font(wish, 34, 560), "lm")
    _sentence(draw, wish)
    _pipes(draw, wish)
    _foot(draw, wish)
    output = io.BytesIO()
    image.quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()


def _font(wish: Wish, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(wish["font"], size)
    font.set_variation_by_axes([weight])
    return font


def _mark(draw: ImageDraw.ImageDraw) -> None:
    """Draw our mark: four bars, one of which hangs."""
    for place, height in enumerate((24, 24, 36, 24)):
        left = LEFT + place * 10
        draw.rectangle((left, 84, left + 4, 84 + height - 1), INK)


def _sentence(draw: ImageDraw.ImageDraw, wish: Wish) -> None:
    colour = STRONG.get(wish["state"], INK)
    size = next((size for size in (92, 80, 68) if _font(wish, size, 600).getlength(wish["title"]) <= 1032), 60)
    font = _font(wish, size, 600)
    lines = _wrapped(wish["title"], font, 1032)[:2]
    top = 250 - (len(lines) - 1) * size * 0.5
    for place, line in enumerate(lines):
        draw.text((LEFT - 4, top + place * size * 1.06), line, colour, font, "lm")
    if wish["detail"]:
        small = _font(wish, 30, 400)
        below = top + len(lines) * size * 1.06 - size * 0.28
        draw.text((LEFT, below), _fitted(wish["detail"], small, 1032), QUIET, small, "lt")


def _pipes(draw: ImageDraw.ImageDraw, wish: Wish) -> None:
    """Draw the bars: three times the shapes of the page, standing on whole pixels."""
    scale = 1032 / wish["width"]
    for kind, colours in (("paths", PIPES), ("tips", TIPS)):
        for letter, path in wish[kind].items():
            for left, top, width, height in BAR.findall(path):
                x, y = LEFT + round(float(left) * scale), 432 + round(float(top) * 2.4)
                right, bottom = x + round(float(width) * scale) - 1, y + round(float(height) * 2.4) - 1
                draw.rectangle((x, y, right, bottom), colours[letter])


def _foot(draw: ImageDraw.ImageDraw, wish: Wish) -> None:
    font = _font(wish, 24, 400)
    draw.text((LEFT, 566), "90 days ago", QUIET, font, "lm")
    draw.text((LEFT + 516, 566), wish["uptime"], QUIET, font, "mm")
    draw.text((LEFT + 1032, 566), "today", QUIET, font, "rm")


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        together = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(together) <= width:
            lines[-1] = together
        else:
            lines.append(word)
    return [_fitted(line, font, width) for line in lines]


def _fitted(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Cut a text that is too wide."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


if __name__ == "__main__":
    sys.exit(main())
