"""Has a stranger's archive read by a child process with limits, before anything else opens it."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Final

from analytics.archive.read import NoArchiveError
from analytics.archive.vet_child import REFUSED

DEADLINE_S: Final = 1_800.0
ROOT: Final = Path(__file__).parents[2]
TOO_MUCH: Final = "Reading it takes more memory or time than is given; whoever runs Healther can use `healther import`."


async def vet(path: Path, *, deadline_s: float = DEADLINE_S) -> None:
    """Return when a file can be read to its end within bounded memory and time. Raises NoArchiveError."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "analytics.archive.vet_child", str(path)),
        stdin=DEVNULL,
        stdout=PIPE,
        stderr=DEVNULL,
        cwd=ROOT,
        env={"PATH": os.environ.get("PATH", ""), "POLARS_MAX_THREADS": "1", "TMPDIR": str(path.parent)},
    )
    try:
        async with asyncio.timeout(deadline_s):
            answer, _ = await child.communicate()
    except TimeoutError as error:
        raise NoArchiveError(TOO_MUCH, "too-large") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode == REFUSED:
        said = json.loads(answer)
        raise NoArchiveError(said["text"], said["reason"])
    if child.returncode != 0:
        raise NoArchiveError(TOO_MUCH, "too-large")
