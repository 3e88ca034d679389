"""A real SMTP server that writes each mail it takes into a folder, where the browser's tests read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Folder:
    """Takes every mail; `0001.eml` is the first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - the library's
        self._taken += 1
        content = envelope.original_content or b""
        unfinished = self._path / f"{self._taken:04}.part"
        unfinished.write_bytes(content)
        unfinished.rename(unfinished.with_suffix(".eml"))
        return "250 taken"


@contextmanager
def mailbox(folder: Path) -> Iterator[str]:
    """Run the server for the block and return its address."""
    folder.mkdir()
    controller = Controller(Folder(folder), hostname="127.0.0.1", port=0)
    controller.start()
    assert controller.server is not None
    port = controller.server.sockets[0].getsockname()[1]
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()
