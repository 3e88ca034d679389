"""What the supervisor does with ordinary processes: order of stopping, force, restarts, and leaving others alone."""

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from healther.embedded.service import Service, ServiceError
from healther.embedded.supervisor import Supervisor
from tests.healther.harness import Parent, is_alive, wait_until

Start = Callable[..., Parent]


def shell(name: str, script: str, **fields: object) -> dict[str, object]:
    return {"name": name, "command": ["/bin/sh", "-c", script], "stage": 0, **fields}


def test_higher_stages_stop_first(start: Start, tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = "trap 'echo {} >> {}; exit 0' TERM; while :; do sleep 0.05; done"
    names = ("low", "middle", "high")
    services = [shell(name, script.format(name, log), stage=stage) for stage, name in enumerate(names)]
    parent = start("services", json.dumps(services))
    pids = parent.ready()["running"].values()
    wait_until(lambda: all(handles(pid, signal.SIGTERM, "SigCgt") for pid in pids))

    parent.stop(signal.SIGINT)

    assert log.read_text().split() == ["high", "middle", "low"]


def test_a_second_request_forces(start: Start, tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    script = f"trap 'touch {asked}' TERM; while :; do sleep 0.05; done"
    parent = start("services", json.dumps([shell("stubborn", script, stop_grace_s=600)]))
    pid = parent.ready()["running"]["stubborn"]
    wait_until(lambda: handles(pid, signal.SIGTERM, "SigCgt"))

    parent.process.send_signal(signal.SIGINT)
    wait_until(asked.exists)
    parent.process.send_signal(signal.SIGINT)

    assert parent.process.wait(10) == 0
    assert not is_alive(pid)


def handles(pid: int, number: signal.Signals, how: str) -> bool:
    """Return whether a process catches (SigCgt) or ignores (SigIgn) a signal."""
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith(how))
    return bool(int(line.split()[1], 16) >> (number - 1) & 1)


def test_a_process_that_ends_is_started_again(start: Start, tmp_path: Path) -> None:
    parent = start("services", json.dumps([shell("short", "exec sleep 600")]))
    first = parent.ready()["running"]["short"]

    os.kill(first, signal.SIGKILL)
    second = parent.read_until(lambda line: line["running"].get("short", first) != first)["running"]["short"]

    assert is_alive(second)


def test_other_processes_are_left_alone(start: Start) -> None:
    with subprocess.Popen(["sleep", "600"]) as other:
        parent = start("services", json.dumps([shell("ours", "exec sleep 600")]))
        ours = parent.ready()["running"]["ours"]

        parent.stop()

        assert not is_alive(ours)
        assert is_alive(other.pid)
        other.kill()


def test_a_killed_supervisor_takes_its_processes_with_it(start: Start) -> None:
    parent = start("services", json.dumps([shell("ours", "trap '' TERM INT; while :; do sleep 0.05; done")]))
    ours = parent.ready()["running"]["ours"]

    parent.process.kill()

    wait_until(lambda: not is_alive(ours), timeout_s=2.0)


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    log = tmp_path / "log"
    service = Service(
        "broken", ["/bin/sh", "-c", "echo no disk left; exit 3"], stage=0, log=log, is_ready=lambda: False
    )

    with Supervisor() as supervisor, pytest.raises(ServiceError, match=r"broken does not start[^\0]*no disk left"):
        supervisor.start(service)


def test_a_one_time_process_gives_its_status() -> None:
    with Supervisor() as supervisor:
        status = supervisor.run(Service("once", ["/bin/sh", "-c", "exit 3"], stage=0))

    assert status == 3
