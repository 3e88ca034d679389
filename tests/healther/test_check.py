"""`healther check` against a local server, and `healther migrate` against an embedded database."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.healther.harness import Parent
from tests.healther.test_cli import healther


class Answer(BaseHTTPRequestHandler):
    """200 for /, 503 for everything else."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 503)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Stay quiet."""


@pytest.fixture
def site() -> Iterator[str]:
    """The address of a web server."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_target_that_answers_is_up(site: str, tmp_path: Path) -> None:
    done = healther("check", site, "--json", cwd=tmp_path)

    seen = json.loads(done.stdout)
    assert (done.returncode, seen["state"], seen["http_status"], seen["reason"]) == (0, "up", 200, None)
    assert seen["phases"]["wait_ms"] > 0


def test_a_target_that_fails_is_down_with_a_reason(site: str, tmp_path: Path) -> None:
    done = healther("check", f"{site}/broken", cwd=tmp_path)

    assert done.returncode == 1
    assert "503" in done.stdout


def test_a_target_that_refuses_is_down(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as finder:
        port = finder.getsockname()[1]

    done = healther("check", f"tcp://127.0.0.1:{port}", "--json", cwd=tmp_path)

    assert (done.returncode, json.loads(done.stdout)["reason"]) == (1, "connection_refused")


def test_what_cannot_be_checked_is_a_wrong_call(tmp_path: Path) -> None:
    assert healther("check", "gopher://example.com", cwd=tmp_path).returncode == 2


def test_migrate_says_the_engine(start: Callable[..., Parent], folder: Path, tmp_path: Path) -> None:
    ready = start("stores", str(folder / "home")).ready()

    done = healther("migrate", "--json", cwd=tmp_path, HEALTHER_DATABASE_URL=ready["database_url"])

    assert json.loads(done.stdout)["engine"] == "postgres"


def test_doctor_sees_a_database_that_is_not_migrated(
    start: Callable[..., Parent], folder: Path, tmp_path: Path
) -> None:
    ready = start("stores", str(folder / "home")).ready()
    stores = {"HEALTHER_DATABASE_URL": ready["database_url"], "HEALTHER_REDIS_URL": ready["redis_url"]}

    before = healther("doctor", "--json", cwd=tmp_path, **stores)
    healther("migrate", cwd=tmp_path, **stores)
    after = healther("doctor", "--json", cwd=tmp_path, **stores)

    found = next(finding for finding in json.loads(before.stdout) if finding["subject"] == "database")
    assert (found["level"], found["remedy"]) == ("problem", "healther migrate")
    levels = {finding["subject"]: finding["level"] for finding in json.loads(after.stdout)}
    assert {levels[name] for name in ("database", "engine", "queue", "queue memory", "queue durability")} == {"ok"}


def test_migrate_without_a_server_says_so(tmp_path: Path) -> None:
    done = healther("migrate", cwd=tmp_path, HEALTHER_DATABASE_URL="postgresql://x@127.0.0.1:1/x")

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
