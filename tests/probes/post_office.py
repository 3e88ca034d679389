"""A real SMTP server that behaves as badly as it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class PostOffice:
    """Takes mails, or answers what waits in its lists.

    `answers`: by address, answers to RCPT to come. `endings`: what happens after the data of the next mails: an answer,
    `"die"` (take it and close without a word) or `"hang"` (take it and say nothing). `greeted`: an answer to MAIL FROM.
    """

    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    endings: list[str] = field(default_factory=list)
    refusal: str | None = None
    url: str = ""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle_MAIL(  # noqa: N802 - named by the library
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.refusal is not None:
            return self.refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        waiting = self.answers.get(address, [])
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        ending = self.endings.pop(0) if self.endings else "250 taken"
        if ending[0] in "45":
            return ending
        self._take(envelope)
        if ending == "die":
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if ending == "hang":
            await asyncio.Event().wait()
        return ending

    def _take(self, envelope: Envelope) -> None:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.raw.append(content)
        self.envelopes.append(list(envelope.rcpt_tos))
        self.taken.extend((address, message) for address in envelope.rcpt_tos)
        self.arrived.set()


@asynccontextmanager
async def post_office(port: int = 0) -> AsyncIterator[PostOffice]:
    """Run a server for the block."""
    office = PostOffice()
    connections: list[SMTP] = []

    def connection() -> SMTP:
        connections.append(SMTP(office, loop=asyncio.get_running_loop(), enable_SMTPUTF8=True))
        return connections[-1]

    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", port)
    office.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield office
    finally:
        server.close()
        for one in connections:
            if isinstance(one.transport, asyncio.Transport):
                one.transport.abort()
        await server.wait_closed()


def text(message: EmailMessage, kind: str = "plain") -> str:
    """Return the text, or the page, of a mail."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())
