"""A mail about an outage as HTML: a table and inline styles, for that is what mail programs understand.

Nothing is loaded, and nothing is said by colour alone: the state has a glyph and a word. Colours are those of the
design's tokens; programs that know dark mode get the dark ones.
"""

from html import escape
from typing import Final, NamedTuple

from probes.alert_words import WORDS, State, Words


class Paint(NamedTuple):
    """What marks a state: its glyph, and its line, ground and ink."""

    glyph: str
    line: str
    soft: str
    strong: str


PAINTS: Final[dict[State, Paint]] = {
    "down": Paint("✕", "#a51026", "#f7dbdb", "#831320"),
    "up": Paint("✓", "#3e9677", "#d2eee0", "#0d503a"),
}
_FONT: Final = "font-family:Geist,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_DARK: Final = """\
@media (prefers-color-scheme: dark) {
 .canvas{background:#101114 !important} .card{background:#222327 !important;border-color:#2e2f33 !important}
 .ink{color:#e4e3de !important} .soft-ink{color:#b7b6b1 !important} .rule{border-color:#2e2f33 !important}
 .link{color:#8ec5ec !important} .button{background:#F0EEE9 !important} .button a{color:#2B2C30 !important}
 .down{background:#411e20 !important;color:#faa2a4 !important}
 .up{background:#183026 !important;color:#8ee0bd !important}
 .line-down{background:#cc3849 !important} .line-up{background:#4cc096 !important}
}"""
_PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>{subject}</title>
<style>
:root{{color-scheme:light dark}}
{dark}
</style></head>
<body class="canvas" style="margin:0;padding:0;background:#F0EEE9">
<div style="display:none;max-height:0;overflow:hidden">{summary}</div>
<table role="presentation" class="canvas" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#F0EEE9"
 style="background:#F0EEE9"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#FEFDFB"
 style="max-width:560px;background:#FEFDFB;border:1px solid #dcd9d2;border-radius:8px;{font}">
<tr><td class="line-{state}" height="4" bgcolor="{line}" style="height:4px;line-height:4px;font-size:0;
background:{line};border-radius:8px 8px 0 0">&nbsp;</td></tr>
<tr><td style="padding:28px 28px 8px">
<span class="{state}" style="display:inline-block;padding:4px 12px;border-radius:999px;background:{soft};color:{strong};
font-size:14px;line-height:20px;font-weight:600">{glyph}&nbsp; {word}</span>
<h1 class="ink" style="margin:16px 0 6px;font-size:22px;line-height:28px;font-weight:600;color:#2B2C30;
word-break:break-word">{headline}</h1>
<p class="soft-ink" style="margin:0 0 16px;font-size:16px;line-height:24px;color:#4d4e54">{summary}</p>
</td></tr>
<tr><td style="padding:0 28px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">
{facts}
</table></td></tr>
<tr><td style="padding:24px 28px 28px"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr>
{links}
</tr></table></td></tr>
</table>
<p class="soft-ink" style="max-width:560px;margin:16px auto 0;{font};font-size:13px;line-height:20px;color:#606168">
{reason} <a class="link" href="{way_out}" style="color:#29598b">Stop these mails</a></p>
</td></tr></table>
</body></html>
"""
_FACT: Final = """\
<tr><td class="soft-ink rule" valign="top" width="120" style="padding:10px 12px 10px 0;border-top:1px solid #dcd9d2;\
font-size:14px;line-height:20px;color:#606168">{label}</td>
<td class="ink rule" valign="top" style="padding:10px 0;border-top:1px solid #dcd9d2;font-size:14px;line-height:20px;\
color:#2B2C30;word-break:break-word">{value}</td></tr>"""
_BUTTON: Final = """\
<td class="button" bgcolor="#2B2C30" style="background:#2B2C30;border-radius:6px"><a href="{link}" \
style="display:inline-block;padding:10px 18px;font-size:15px;line-height:20px;font-weight:600;color:#F0EEE9;\
text-decoration:none">{label}</a></td>"""
_LINK: Final = """\
<td style="padding-left:20px"><a class="link" href="{link}" style="font-size:15px;line-height:20px;color:#29598b">\
{label}</a></td>"""


def render(words: Words, reason: str, way_out: str) -> str:
    """Return the page. `reason`: why this person gets it; `way_out`: the address at which they leave."""
    paint = PAINTS[words.state]
    return _PAGE.format(
        subject=escape(words.subject),
        dark=_DARK,
        font=_FONT,
        state=words.state,
        **paint._asdict(),
        word=WORDS[words.state],
        headline=escape(words.headline),
        summary=escape(words.summary),
        facts="\n".join(_FACT.format(label=escape(label), value=escape(value)) for label, value in words.facts),
        links="\n".join(_linked(words)),
        reason=escape(reason),
        way_out=escape(way_out),
    )


def _linked(words: Words) -> list[str]:
    shapes = [_BUTTON, *[_LINK] * (len(words.links) - 1)]
    return [
        shape.format(label=escape(label), link=escape(link))
        for shape, (label, link) in zip(shapes, words.links, strict=True)
    ]
