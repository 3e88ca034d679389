"""Letters to one person: a subject, a greeting, a few sentences, at most one link. As text and as plain HTML.

Every mail that the API causes is written here and put into the queue; the sender sends it. Links begin with the public
address of the settings, never with what a request says about itself.
"""

import re
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from db.mails import Purpose, insert_mail
from db.pool import Connection

LONGEST_SUBJECT: Final = 150
LONGEST_NAME: Final = 60

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{subject}</title></head>
<body style="margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font:16px/1.5 system-ui,sans-serif">
<div style="max-width:560px">
{parts}
</div></body></html>
"""
_LINK: Final = (
    '<p><a href="{link}" style="display:inline-block;padding:10px 18px;border-radius:6px;background:#1a1a1a;'
    'color:#ffffff;text-decoration:none">{label}</a></p>\n'
    '<p style="color:#595959;font-size:14px">Or open this address: <a href="{link}">{link}</a></p>'
)


@dataclass(frozen=True, slots=True)
class Letter:
    """What to write. `sentences` come before the link, `closing` behind it; each is a paragraph."""

    subject: str
    sentences: tuple[str, ...]
    greeting: str = "Hello,"
    link: str | None = None
    link_label: str = "Open"
    closing: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The letter as plain text."""
        link = (f"{self.link_label}:\n{self.link}",) if self.link else ()
        return "\n\n".join((self.greeting, *self.sentences, *link, *self.closing, "Healther")) + "\n"

    @property
    def html(self) -> str:
        """The letter as HTML without images, scripts or anything that is loaded."""
        link = [_LINK.format(link=escape(self.link), label=escape(self.link_label))] if self.link else []
        parts = [
            *(_paragraph(text) for text in (self.greeting, *self.sentences)),
            *link,
            *(_paragraph(text) for text in (*self.closing, "Healther")),
        ]
        return _PAGE.format(subject=escape(self.subject), parts="\n".join(parts))


async def post(
    conn: Connection,
    public_url: str,
    purpose: Purpose,
    address: str,
    letter: Letter,
    *,
    workspace_id: UUID | None = None,
    headers: dict[str, str] | None = None,
    way_out: tuple[UUID, bytes] | None = None,
) -> None:
    """Put a letter into the queue, in the caller's transaction; `Services.wake_sender` afterwards saves seconds.

    `way_out`: the recipient who can leave by this letter, and the hash of the token in it.
    """
    await insert_mail(
        conn,
        purpose,
        address,
        f"<{uuid4().hex}@{urlsplit(public_url).hostname or 'localhost'}>",
        _one_line(letter.subject)[:LONGEST_SUBJECT],
        letter.text,
        letter.html,
        headers=headers,
        workspace_id=workspace_id,
        way_out=way_out,
    )


def greeting(first_name: str) -> str:
    """Return the first line for somebody whose name may be empty."""
    name = harmless(first_name)
    return f"Hello {name}," if name else "Hello,"


def harmless(name: str) -> str:
    """Return a name that somebody chose so that it can stand in a stranger's mail: short, and never a link.

    Mail programs turn `example.com` into a link; a blank behind the dot keeps them from it.
    """
    plain = re.sub(r"://|//|\\", " ", _one_line(name))
    return " ".join(re.sub(r"[.@](?=\w)", lambda sign: f"{sign[0]} ", plain).split())[:LONGEST_NAME].strip()


def link(public_url: str, page: str, token: str) -> str:
    """Return the address of a page with a token behind `#`, which browsers do not send and logs do not see."""
    return f"{public_url}/{page}#token={token}"


def _one_line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"
