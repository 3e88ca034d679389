"""Mails about incidents, and the two ways out: an SMTP server, or files when there is none.

MailError
├── MailDelayed   the server may take it later: try again
└── MailRefused   it never will
"""

import asyncio
import hashlib
import logging
import re
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from core.reasons import Reason, sentence

SEND_DEADLINE_S: Final = 60.0
_COMMAND_DEADLINE_S: Final = 20.0
_NAME_LIMIT: Final = 100  # characters of a monitor's name in the subject
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

logger = logging.getLogger(__name__)


class MailError(Exception):
    """The mail was not sent."""


class MailDelayed(MailError):  # noqa: N818 - named for the problem
    """No answer, or a temporary refusal (4xx): the same mail may be taken later."""


class MailRefused(MailError):  # noqa: N818 - named for the problem
    """A final refusal (5xx), of this address or of the message."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a mail says. `ended_at` None: the outage goes on."""

    incident_id: int
    event: str  # opened, closed
    monitor_id: int
    name: str
    target: str
    started_at: datetime
    ended_at: datetime | None
    reason: Reason
    detail: str | None


def compose(notice: Notice, recipient: str, sender: str, public_url: str, *, now: datetime) -> EmailMessage:
    """Write the mail to one recipient. Sending it again gives the same Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender)
    message["To"] = _address(recipient)
    message["Subject"] = _subject(notice)
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = message_id(notice, recipient, public_url)
    message["Auto-Submitted"] = "auto-generated"
    if notice.event == "closed":
        message["In-Reply-To"] = message_id(_opening(notice), recipient, public_url)
        message["References"] = message["In-Reply-To"]
    message.set_content(_text(notice, public_url))
    return message


def message_id(notice: Notice, recipient: str, public_url: str) -> str:
    """Return the id of the mail about this event to this address: always the same."""
    to = hashlib.sha256(recipient.lower().encode()).hexdigest()[:16]
    host = urlsplit(public_url).hostname or "localhost"
    return f"<incident-{notice.incident_id}-{notice.event}-{to}@{host}>"


async def send_by_smtp(message: EmailMessage, url: str) -> None:
    """Hand the mail to the server `smtp://user:password@host:port` (`smtps` for TLS from the start).

    STARTTLS is used where the server offers it. Raises MailDelayed or MailRefused, within SEND_DEADLINE_S.
    """
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(SEND_DEADLINE_S):
            await aiosmtplib.send(
                message,
                hostname=parts.hostname or "localhost",
                port=parts.port,
                username=unquote(parts.username) if parts.username else None,
                password=unquote(parts.password) if parts.password else None,
                use_tls=parts.scheme == "smtps",
                local_hostname="localhost",  # the library would look up our own name, slowly where DNS is slow
                timeout=_COMMAND_DEADLINE_S,
            )
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise _judged(error) from error


async def write_to_folder(message: EmailMessage, folder: Path, recipient: str) -> None:
    """Leave the mail as a file and say so in the log: an installation without SMTP shows what it would have sent."""
    path = folder / f"{_file_name(message['Message-ID'])}.eml"
    try:
        await asyncio.to_thread(_write, path, message.as_bytes())
    except OSError as error:
        raise MailDelayed(str(error)) from error
    logger.info("mail written", extra={"subject": str(message["Subject"]), "recipient": recipient, "path": str(path)})


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _file_name(identity: str) -> str:
    return re.sub(r"[^a-zA-Z0-9.@-]", "", identity)


def _judged(error: Exception) -> MailError:
    code = _code(error)
    text = _CONTROL.sub(" ", str(error)) or type(error).__name__
    if code is not None and 500 <= code < 600:
        return MailRefused(text)
    if isinstance(error, aiosmtplib.SMTPNotSupported | ssl.SSLCertVerificationError):
        return MailRefused(text)
    return MailDelayed(text)


def _code(error: Exception) -> int | None:
    """Return the server's reply code; the library wraps those of single recipients."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        return error.recipients[0].code
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None


def _opening(notice: Notice) -> Notice:
    return Notice(
        notice.incident_id,
        "opened",
        notice.monitor_id,
        notice.name,
        notice.target,
        notice.started_at,
        None,
        notice.reason,
        notice.detail,
    )


def _subject(notice: Notice) -> str:
    word = "Down" if notice.event == "opened" else "Recovered"
    return f"[{word}] {_plain(notice.name)[:_NAME_LIMIT]}"


def _text(notice: Notice, public_url: str) -> str:
    why = _plain(sentence(notice.reason, notice.detail))
    return "\n".join([*(_opened if notice.event == "opened" else _closed)(notice, why), "", public_url, ""])


def _opened(notice: Notice, why: str) -> list[str]:
    return [
        f"{_plain(notice.name)} is down since {_clock(notice.started_at)}.",
        "",
        why,
        *_target_line(notice),
    ]


def _closed(notice: Notice, why: str) -> list[str]:
    ended_at = notice.ended_at or notice.started_at
    return [
        f"{_plain(notice.name)} has recovered at {_clock(ended_at)}.",
        f"It was down for {span(ended_at - notice.started_at)}, since {_clock(notice.started_at)}.",
        "",
        f"What was wrong: {why}",
        *_target_line(notice),
    ]


def _target_line(notice: Notice) -> list[str]:
    return [f"Target: {_plain(notice.target)}"] if notice.target else []


def span(duration: timedelta) -> str:
    """Write a duration by its two largest units, rounded down: `45 s`, `12 min 3 s`, `5 h 10 min`, `3 d 4 h`."""
    rest = max(0, int(duration.total_seconds()))
    parts: list[tuple[int, str]] = []
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        value, rest = divmod(rest, seconds)
        if value or parts:
            parts.append((value, unit))
    return " ".join(f"{value} {unit}" for value, unit in parts[:2] if value) or "0 s"


def _clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _address(text: str) -> Address:
    """Read `Name <local@domain>`; without control characters nothing can become another header or recipient."""
    name, address = parseaddr(_plain(text))
    return Address(display_name=name, addr_spec=address)


def _plain(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()
