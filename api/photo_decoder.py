"""Runs the child process that decodes photos (api/photo_child.py), a few at once, each with a deadline."""

import asyncio
import logging
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from api.errors import Problem, unavailable, unprocessable
from api.photo_child import MAX_SIDE, REFUSED

logger = logging.getLogger(__name__)

CHILD: Final = Path(__file__).with_name("photo_child.py")
DEADLINE_S: Final = 10.0
AT_ONCE: Final = 2
MAX_WAITING: Final = 16
REASONS: Final = {
    "not-an-image": "This is not an image that can be read: send a PNG, JPEG or WebP file.",
    "too-large": f"This image is too large: at most {MAX_SIDE} pixels a side, less for WebP. Make it smaller.",
    "too-many-bytes": "This file is larger than 2 MiB. Make it smaller.",
    "animated": "This image moves: send a still one.",
}


@dataclass(frozen=True, slots=True)
class Photos:
    """One photo in both sizes, and a name that changes with it."""

    large: bytes
    small: bytes

    @property
    def etag(self) -> str:
        """The name of the content."""
        return sha256(self.large + self.small).hexdigest()[:32]


class PhotoDecoder:
    """Decodes images of strangers outside of this process."""

    def __init__(self) -> None:
        self._free = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def decode(self, content: bytes) -> Photos:
        """Return an image as square photos without metadata. Raises a 422 for what is none, a 503 in a flood."""
        if self._waiting >= MAX_WAITING:
            raise unavailable("Too many photos come in at this moment. Try again in a few seconds.")
        self._waiting += 1
        try:
            async with self._free:
                return await _decode(content)
        finally:
            self._waiting -= 1


async def _decode(content: bytes) -> Photos:
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", str(CHILD), stdin=PIPE, stdout=PIPE, stderr=PIPE, env={}, cwd="/"
    )
    try:
        async with asyncio.timeout(DEADLINE_S):
            output, complaint = await child.communicate(content)
    except TimeoutError:
        output, complaint = b"", b"deadline"
    finally:
        await _end(child)
    length = int.from_bytes(output[:4])
    if child.returncode != 0 or not 0 < length < len(output) - 4:
        raise _refused(child.returncode, complaint)
    return Photos(output[4 : 4 + length], output[4 + length :])


async def _end(child: Process) -> None:
    """Leave no process behind, whatever happened."""
    if child.returncode is None:
        child.kill()
        await child.wait()


def _refused(status: int | None, complaint: bytes) -> Problem:
    word = complaint.decode("ascii", "replace") if status == REFUSED else ""
    if word not in REASONS:
        logger.warning(
            "a photo's decoder failed",
            extra={"status": status, "complaint": complaint[-500:].decode("utf-8", "replace")},
        )
    message = REASONS.get(word, REASONS["not-an-image"])
    return unprocessable("body", message, message.rpartition(": ")[2] or None)
