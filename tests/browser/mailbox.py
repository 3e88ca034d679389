"""A real SMTP server that writes each mail it takes into a folder, decoded, where the browser's tests read it."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Folder:
    """Takes every mail; `0001.json` is the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's
        message = message_from_bytes(envelope.original_content or b"", policy=default)
        body = message.get_body(("plain",))
        text = body.get_content() if body is not None else ""
        self._taken += 1
        unfinished = self._path / f"{self._taken:04}.part"
        unfinished.write_text(json.dumps({"to": envelope.rcpt_tos, "subject": str(message["Subject"]), "text": text}))
        unfinished.rename(unfinished.with_suffix(".json"))
        return "250 taken"


@contextmanager
def mailbox(folder: Path) -> Iterator[str]:
    """Run the server for the block and return its address."""
    folder.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = int(finder.getsockname()[1])  # the library cannot be told to find one
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
