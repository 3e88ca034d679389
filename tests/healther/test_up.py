"""`healther up` as a whole: one command, one address, and nothing left behind."""

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from healther.installation import is_ready
from tests.healther.harness import is_alive, wait_until
from tests.healther.installation import ROOT, Installation


@pytest.fixture
def installation(folder: Path) -> Iterator[Installation]:
    """A starting installation, stopped at the end."""
    started = Installation(folder)
    yield started
    started.stop()


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
