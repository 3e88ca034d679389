"""`healther up` as a whole: one command, one address, and nothing left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from healther.installation import is_ready
from tests.healther.harness import is_alive, wait_until

ROOT = Path(__file__).parents[2]


class Installation:
    """A `healther up` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        with socket.create_server(("127.0.0.1", 0)) as finder:
            self.port = int(finder.getsockname()[1])
        self.log = folder / "up.log"
        self.process = self._start()

    def start_again(self) -> None:
        self.process = self._start()

    def wait_until_ready(self) -> dict[str, int]:
        """Return the processes by name, once the address was printed."""
        wait_until(lambda: self.process.poll() is not None or "Healther runs at" in self.log.read_text())
        assert self.process.poll() is None, self.log.read_text()
        return dict(json.loads((self.home / "run.json").read_text())["processes"])

    def _start(self) -> "subprocess.Popen[bytes]":
        env = {name: value for name, value in os.environ.items() if not name.startswith("HEALTHER_")}
        env |= {"HEALTHER_HOME": str(self.home), "HEALTHER_PORT": str(self.port), "HEALTHER_WORKERS": "1"}
        with self.log.open("wb") as log:
            return subprocess.Popen([sys.executable, "-m", "healther", "up"], cwd=ROOT, env=env, stdout=log, stderr=log)


@pytest.fixture
def installation(folder: Path) -> Iterator[Installation]:
    """A starting installation, stopped at the end."""
    started = Installation(folder)
    yield started
    if started.process.poll() is None:
        started.process.send_signal(signal.SIGINT)
        started.process.wait(60)


def test_everything_runs_and_stops_with_ctrl_c(installation: Installation) -> None:
    processes = installation.wait_until_ready()

    assert is_ready(installation.port)
    assert set(processes) == {"postgres", "valkey", "api", "dispatcher", "worker-1", "jobs", "sender"}
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(60) == 0
    assert not any(is_alive(pid) for pid in processes.values())
    assert not (installation.home / "run.json").exists()


def test_a_kill_leaves_nothing_and_the_next_start_works(installation: Installation) -> None:
    first = installation.wait_until_ready()
    secret = (installation.home / "secret").read_text()

    installation.process.kill()
    installation.process.wait(10)
    wait_until(lambda: not any(is_alive(pid) for pid in first.values()), timeout_s=2.0)
    installation.start_again()

    assert set(installation.wait_until_ready()) == set(first)
    assert (installation.home / "secret").read_text() == secret
    assert stat.S_IMODE((installation.home / "secret").stat().st_mode) == 0o600


def test_doctor_finds_a_running_installation_well(installation: Installation) -> None:
    installation.wait_until_ready()

    done = subprocess.run(
        [sys.executable, "-m", "healther", "doctor", "--json"],
        cwd=ROOT,
        env={**os.environ, "HEALTHER_HOME": str(installation.home), "HEALTHER_PORT": str(installation.port)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 0, done.stdout
    assert findings["engine"]["message"].startswith("postgres")
    assert findings["web"]["level"] == "ok"
