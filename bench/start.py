"""From `git clone` to the first page, and a second start, in one go: as on a fresh machine, nothing cached.

Run: `.venv/bin/python -m bench.start`. The commit under HEAD is cloned; packages come from the registries, so that the
first figure depends on the network.
"""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
DEADLINE_S = 600.0


def main() -> None:
    """Measure and print."""
    place = Path(tempfile.mkdtemp(prefix="healther-start-", dir="/tmp"))
    place.chmod(0o755)  # the database's own user has to pass
    clone, port = place / "healther", free_port()
    try:
        began = time.monotonic()
        subprocess.run(["git", "clone", "--quiet", ROOT.as_uri(), clone], check=True)
        with started(clone, port, place):
            print(f"clone to first page  {time.monotonic() - began:5.1f} s")
        began = time.monotonic()
        with started(clone, port, place):
            print(f"second start         {time.monotonic() - began:5.1f} s")
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def started(clone: Path, port: int, place: Path) -> Iterator[None]:
    """Run `make up` until its first page comes; Ctrl-C at the end."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("HEALTHER_", "VIRTUAL_ENV"))}
    env |= {"HEALTHER_PORT": str(port), "UV_CACHE_DIR": str(place / "uv"), "PIP_NO_CACHE_DIR": "1"}
    with (place / "log").open("wb") as log:
        process = subprocess.Popen(
            ["make", "up"], cwd=clone, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
        try:
            give_up_at = time.monotonic() + DEADLINE_S
            while not is_page(port):
                if process.poll() is not None or time.monotonic() > give_up_at:
                    raise RuntimeError((place / "log").read_text()[-3000:])
                time.sleep(0.05)
            yield
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)


def is_page(port: int) -> bool:
    """Return whether a page comes from there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/docs")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as finder:
        return int(finder.getsockname()[1])


if __name__ == "__main__":
    main()
