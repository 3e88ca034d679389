"""Reads a whole archive, as a program of its own: `python -m analytics.archive.vet_child FILE`.

Whatever a hostile file does to a decoder, it does it here: with bounded memory, CPU and disk, without other processes.
Exit status 3: the archive is refused; the answer is JSON with `reason` and `text`. Any other but 0 too.
"""

import ctypes
import json
import resource
import signal
import sys
from pathlib import Path

from analytics.archive.contents import TABLES
from analytics.archive.read import Archive, NoArchiveError

CPU_S = 1_800
MEMORY_BYTES = 2 * 1024**3  # above what this program takes before it has opened the file
FILE_BYTES = 8 * 1024**3
REFUSED = 3
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def main() -> int:
    """Read everything once."""
    confine()
    try:
        read_all(Path(sys.argv[1]))
    except NoArchiveError as error:
        json.dump({"reason": error.reason, "text": str(error)}, sys.stdout)
        return REFUSED
    except MemoryError:
        json.dump({"reason": "too-large", "text": "Reading it takes more memory than is given."}, sys.stdout)
        return REFUSED
    return 0


def confine() -> None:
    """Give up what reading does not need, and die with the parent."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    memory = _taken_bytes() + MEMORY_BYTES
    for limit, most in (
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


def read_all(path: Path) -> None:
    """Open an archive and read every table of it. Raises NoArchiveError."""
    archive = Archive(path)
    try:
        for name in TABLES:
            archive.table(name)
        for row in archive.configuration.get("monitors", []):
            for _ in archive.points(row["id"] if isinstance(row.get("id"), int) else 0):
                pass
    finally:
        archive.close()


def _taken_bytes() -> int:
    """Return how much address space is in use already."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    sys.exit(main())
