"""The command line as people call it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from healther.cli import COMMANDS
from healther.commands.check import spec_of

ROOT = Path(__file__).parents[2]


def healther(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a folder of its own, with these variables and none of the developer's."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("HEALTHER_")}
    return subprocess.run(
        [sys.executable, "-m", "healther", *arguments],
        cwd=cwd,
        env={**env, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    from healther.cli import main

    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])

    assert ended.value.code == 0
    assert COMMANDS[name].HELP.split(",")[0].split(" (")[0] in " ".join(capsys.readouterr().out.split())


def test_a_wrong_environment_ends_with_2_and_a_list(tmp_path: Path) -> None:
    done = healther("worker", cwd=tmp_path, HEALTHER_PORT="x", HEALTHER_WORKERS="0")

    assert done.returncode == 2
    assert "HEALTHER_PORT: " in done.stderr
    assert "HEALTHER_WORKERS: " in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_command_ends_with_2(tmp_path: Path) -> None:
    assert healther("nonsense", cwd=tmp_path).returncode == 2


def test_the_list_of_commands_appears_fast(tmp_path: Path) -> None:
    done = healther("--help", cwd=tmp_path)

    assert set(COMMANDS) <= {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    modules = subprocess.run(
        [sys.executable, "-c", "import sys, healther.cli; print([m for m in sys.modules if '.' not in m])"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    assert not any(f"'{heavy}'" in modules for heavy in ("pydantic", "fastapi", "asyncpg", "redis", "sqlalchemy"))


def test_a_taken_port_is_named_with_a_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = healther("up", cwd=tmp_path, HEALTHER_PORT=port, HEALTHER_HOME=str(tmp_path / "home"))

    assert done.returncode == 1
    assert f"port {port} is used" in done.stderr
    assert "HEALTHER_PORT" in done.stderr


def test_doctor_on_a_fresh_machine_finds_nothing_wrong(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = str(finder.getsockname()[1])
    done = healther("doctor", "--json", cwd=tmp_path, HEALTHER_PORT=port)

    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)}
    assert done.returncode == 0
    assert findings["postgresql"]["level"] == findings["valkey"]["level"] == "ok"


def test_doctor_names_a_queue_that_does_not_answer(tmp_path: Path) -> None:
    done = healther("doctor", cwd=tmp_path, HEALTHER_REDIS_URL="unix:///nowhere/socket")

    assert done.returncode == 1
    assert "HEALTHER_REDIS_URL" in done.stdout


def test_doctor_names_a_database_that_does_not_answer_in_one_line(tmp_path: Path) -> None:
    done = healther("doctor", "--json", cwd=tmp_path, HEALTHER_DATABASE_URL="postgresql://x:y@127.0.0.1:1/z")

    [finding] = [one for one in json.loads(done.stdout) if one["subject"] == "database"]
    assert finding["level"] == "problem"
    assert "\n" not in finding["message"]


def test_openapi_takes_json_and_names_a_file_that_it_cannot_write(tmp_path: Path) -> None:
    printed = healther("openapi", "--json", cwd=tmp_path)
    refused = healther("openapi", "--output", "/nonexistent/x.json", cwd=tmp_path)

    assert json.loads(printed.stdout)["openapi"].startswith("3.")
    assert refused.returncode == 1
    assert refused.stderr == "healther openapi: /nonexistent/x.json: No such file or directory\n"


@pytest.mark.parametrize("target", ["ftp://x", "tcp://example.com", "http://example.com:22", "http://[::1"])
def test_a_target_that_nobody_can_check_ends_with_2_and_a_reason(target: str, tmp_path: Path) -> None:
    done = healther("check", target, cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("healther check: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("example.com/health", "http", "https://example.com/health"),
        ("http://example.com", "http", "http://example.com"),
        ("tcp://example.com:25", "tcp", "example.com:25"),
        ("icmp://example.com", "icmp", "example.com"),
        ("dns://example.com", "dns", "example.com"),
        ("tls://example.com:443", "tls", "example.com:443"),
    ],
)
def test_a_target_is_read_as_people_type_it(text: str, kind: str, target: str) -> None:
    spec = spec_of(text, timeout_s=5.0)

    assert spec is not None
    assert (spec.kind.value, spec.target) == (kind, target)


@pytest.mark.parametrize("text", ["", "https://", "gopher://example.com", "heartbeat://x"])
def test_what_is_no_target_is_refused(text: str) -> None:
    assert spec_of(text, timeout_s=5.0) is None
