"""Mails, and the two ways out: an SMTP server, or files when there is none.

MailError
├── MailDelayed   the server may take it later: try again
└── MailRefused   it never will
    └── AddressRefused   because of the address
"""

import asyncio
import contextlib
import logging
import os
import re
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from db.mail_queue import QueuedMail

SEND_DEADLINE_S: Final = 60.0
_COMMAND_DEADLINE_S: Final = 20.0
_GOODBYE_DEADLINE_S: Final = 2.0
# Control characters, and those that turn the direction of what follows.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")

logger = logging.getLogger(__name__)


class MailError(Exception):
    """The mail was not sent."""


class MailDelayed(MailError):  # noqa: N818 - named for the problem
    """No answer, a temporary refusal (4xx), or a server that refuses us: the same mail may be taken later."""


class MailRefused(MailError):  # noqa: N818 - named for the problem
    """A final refusal (5xx), of this address or of the message."""


class AddressRefused(MailRefused):
    """A final refusal of the address: there is no such mailbox, or it takes nothing."""


class _Policy(EmailPolicy):
    """RFC 5322 lines. Ids and links stay as they are: the library would write long ones as encoded words."""

    _VERBATIM: Final = frozenset({"in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"})

    def _fold(self, name: str, value: Any, refold_binary: bool = False) -> str:
        if name.lower() in self._VERBATIM:
            return f"{name}: {value}{self.linesep}"
        return str(super()._fold(name, value, refold_binary))  # type: ignore[misc]


_POLICY: Final = _Policy(linesep="\r\n", cte_type="7bit")


def compose(mail: QueuedMail, sender: str, now: datetime) -> EmailMessage:
    """Build the message of a queued mail; raise MailRefused for an address that no mail can go to."""
    to = _address(mail.address)
    message = EmailMessage(policy=_POLICY if to.addr_spec.isascii() else _POLICY.clone(utf8=True, cte_type="8bit"))
    message["From"] = _address(sender)
    message["To"] = to
    message["Subject"] = plain(mail.subject)
    message["Date"] = format_datetime(now.astimezone(UTC))
    message["Message-ID"] = plain(mail.message_id)
    for name, value in mail.headers.items():
        message[name] = plain(value)
    message.set_content(mail.body_text or "")
    if mail.body_html is not None:
        message.add_alternative(mail.body_html, subtype="html")
    return message


async def send_by_smtp(message: EmailMessage, url: str) -> None:
    """Hand the mail to the server `smtp://user:password@host:port` (`smtps` for TLS from the start).

    STARTTLS is used where the server offers it. Raises MailDelayed or MailRefused, within SEND_DEADLINE_S.
    """
    to = message["To"].addresses[0].addr_spec
    client = _client(url)
    try:
        async with asyncio.timeout(SEND_DEADLINE_S):  # the library's own limit is for each command
            await client.connect()
            await client.sendmail(
                message["From"].addresses[0].addr_spec,
                [to],  # one: of several it would not say which ones were refused
                message.as_bytes(),
                mail_options=[] if to.isascii() else ["SMTPUTF8", "BODY=8BITMIME"],
            )
        await _say_goodbye(client)
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise _judged(error) from error
    finally:
        client.close()


def _client(url: str) -> aiosmtplib.SMTP:
    parts = urlsplit(url)
    return aiosmtplib.SMTP(
        hostname=parts.hostname or "localhost",
        port=parts.port,
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        use_tls=parts.scheme == "smtps",
        local_hostname="localhost",  # the library would look up our own name, slowly where DNS is slow
        timeout=_COMMAND_DEADLINE_S,
    )


async def _say_goodbye(client: aiosmtplib.SMTP) -> None:
    """End the session; the mail is taken by now, whatever happens here."""
    with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        async with asyncio.timeout(_GOODBYE_DEADLINE_S):
            await client.quit()


async def write_to_folder(message: EmailMessage, folder: Path) -> None:
    """Leave the mail as a file and say so in the log: an installation without SMTP shows what it would have sent."""
    path = folder / f"{re.sub(r'[^a-zA-Z0-9.@-]', '', message['Message-ID'])}.eml"
    try:
        await asyncio.to_thread(_write, path, message.as_bytes())
    except OSError as error:
        raise MailDelayed(str(error)) from error
    logger.info("mail written", extra={"subject": str(message["Subject"]), "path": str(path)})


def plain(text: str) -> str:
    """Return the text so that nothing in it becomes a header or a recipient of its own.

    Control characters go. Encoded words are taken apart: the library decodes them, and with them the line ends inside.
    """
    return _CONTROL.sub(" ", text).replace("=?", "= ?").strip()


def _write(path: Path, content: bytes) -> None:
    """Write the whole file or none; only its owner may read it, for it may hold a link that opens something."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    part.replace(path)


def _address(text: str) -> Address:
    """Read `Name <local@domain>`; the domain is written in ASCII."""
    name, address = parseaddr(plain(text))
    local, _, domain = address.rpartition("@")
    if not local or not domain:
        raise MailRefused(f"{address!r} is not a mail address")
    try:
        domain = domain.encode("idna").decode()
        if local.isascii():
            return Address(display_name=name, addr_spec=f"{local}@{domain}")
        return Address(display_name=name, username=local, domain=domain)  # the other way refuses it
    except ValueError as error:  # UnicodeError is one
        raise MailRefused(f"{address!r} is not a mail address") from error


# What is wrong there is wrong with us or our server, not with this mail: its operator may repair it within the day.
_OURS: Final = (
    aiosmtplib.SMTPAuthenticationError,
    aiosmtplib.SMTPConnectError,
    aiosmtplib.SMTPHeloError,
    aiosmtplib.SMTPSenderRefused,
)


# RFC 3463: a policy, such as a block list that our server stands on. It says nothing about the address.
_ABOUT_US: Final = re.compile(r"\b5\.7\.\d+\b")


def _judged(error: Exception) -> MailError:
    code = None if isinstance(error, _OURS) else _code(error)
    text = plain(str(error)) or type(error).__name__
    if code is None or not 500 <= code < 600:
        return MailDelayed(text)
    is_address = isinstance(error, aiosmtplib.SMTPRecipientsRefused) and not _ABOUT_US.search(text)
    return AddressRefused(text) if is_address else MailRefused(text)


def _code(error: Exception) -> int | None:
    """Return the server's reply code; the library wraps those of single recipients."""
    if isinstance(error, aiosmtplib.SMTPRecipientsRefused) and error.recipients:
        return error.recipients[0].code
    return error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
