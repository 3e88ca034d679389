"""Two people who have never seen the project: the walk of docs/api.md, step by step, against a real `healther up`."""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.healther.harness import wait_until
from tests.healther.installation import Installation

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
PASSWORDS = {"ann": "correct horse battery", "ben": "battery horse correct"}
WITHIN_S = 20.0


@dataclass
class Target:
    """The web server of the page, which can be stopped and started again on its port."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        command = [sys.executable, "-u", "-m", "http.server", str(self.port), "--bind", "127.0.0.1"]
        with (self.folder / "target.log").open("wb") as log:
            self.process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        wait_until(lambda: "port " in self._log())
        self.port = int(re.findall(r"port (\d+)", self._log())[0])

    def stop(self) -> None:
        assert self.process is not None, "not started"
        self.process.kill()
        self.process.wait(10)

    def _log(self) -> str:
        return (self.folder / "target.log").read_text()


@dataclass
class Socket:
    """An open WebSocket, its frames, and the code it was closed with."""

    connection: ClientConnection
    frames: list[dict[str, Any]] = field(default_factory=list)
    code: int | None = None

    def read(self) -> None:
        try:
            for text in self.connection:
                self.frames.append(json.loads(text))
        except ConnectionClosed:
            pass  # the code says why
        self.code = self.connection.close_code

    def states(self, monitor_id: int) -> list[str]:
        """Return the states that frames told of a monitor, in their order."""
        return [
            frame["new_state"]
            for frame in self.frames
            if frame["type"] == "state" and frame["monitor_id"] == monitor_id
        ]


@dataclass
class Walk:
    """The requests that were sent, and whose token is which."""

    client: httpx.Client
    home: Path
    tokens: dict[str, str] = field(default_factory=dict)
    sent: list[tuple[str, str]] = field(default_factory=list)

    def ask(self, who: str, method: str, path: str, body: Any = None, **names: object) -> httpx.Response:
        """Send a request of the page; `{}` in the path stand for `names`."""
        self.sent.append((method, re.sub(r"\{\w+\}", "{}", path)))
        return self.look(who, method, path.format(**names), body)

    def look(self, who: str, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send a request that the page does not name."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"} if who in self.tokens else {}
        return self.client.request(method, path, headers=headers, **({} if body is None else {"json": body}))

    def get(self, who: str, method: str, path: str, body: Any = None, **names: object) -> Any:
        """Send a request of the page that must work, and return its answer."""
        return self.ask(who, method, path, body, **names).raise_for_status().json()

    def register(self, who: str) -> None:
        body = {"email": f"{who}@example.com", "password": PASSWORDS[who], "first_name": who.title()}
        self.tokens[who] = self.get(who, "POST", "/auth/register", body)["access_token"]

    def mails(self, who: str, subject: str) -> list[EmailMessage]:
        """Return the mails that were kept for somebody."""
        found = [message_from_bytes(path.read_bytes(), policy=modern) for path in self.home.glob("mail/*.eml")]
        mails = [mail for mail in found if isinstance(mail, EmailMessage)]
        return [mail for mail in mails if mail["To"] == f"{who}@example.com" and mail["Subject"].startswith(subject)]


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    started = Target(tmp_path)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def walk() -> Iterator[Walk]:
    folder = Path(tempfile.mkdtemp(prefix="healther-test-"))  # one that every user may pass through
    folder.chmod(0o755)
    installation = Installation(folder)
    try:
        installation.wait_until_ready()
        with httpx.Client(base_url=f"http://127.0.0.1:{installation.port}/api/v1", timeout=10) as client:
            yield Walk(client, installation.home)
    finally:
        installation.process.terminate()
        installation.process.wait(60)
        shutil.rmtree(folder)


def test_two_people(walk: Walk, target: Target) -> None:
    workspace, monitor = ann_starts(walk, target)
    ben = ben_comes(walk, workspace, monitor)
    with opened_socket(walk) as socket:
        they_watch(walk, target, socket, monitor)
        ben_goes(walk, workspace, ben)
    assert socket.code == 4403
    they_read_what_they_did(walk, workspace)

    assert walk.sent == documented()


def ann_starts(walk: Walk, target: Target) -> tuple[str, int]:
    walk.register("ann")
    workspace = walk.get("ann", "POST", "/workspaces", {"name": "Acme"})["id"]
    wish = {
        "name": "Shop",
        "kind": "http",
        "target": f"http://127.0.0.1:{target.port}/",
        "period": {"value": 10, "unit": "seconds"},
        "confirm": {"failures": 1},
    }
    monitor = walk.get("ann", "POST", "/workspaces/{workspace}/monitors", wish, workspace=workspace)["id"]
    assert walk.get("ann", "GET", "/monitors/{monitor}", monitor=monitor)["state"] in ("pending", "up")
    return workspace, monitor


def ben_comes(walk: Walk, workspace: str, monitor: int) -> str:
    """Invite, look, register, accept, promote; return Ben's id."""
    invited = {"email": "ben@example.com", "role": "observer"}
    assert walk.get("ann", "POST", "/workspaces/{workspace}/invites", invited, workspace=workspace)["is_alive"]
    mail = walk.get("ann", "GET", "/operator/mails?limit=1")["items"][0]["id"]
    token = token_in(walk.get("ann", "GET", "/operator/mails/{mail}", mail=mail)["text"])
    wait_until(lambda: bool(walk.mails("ben", "Ann invites you")), WITHIN_S)
    assert token_in(text_of(walk.mails("ben", "Ann invites you")[0])) == token
    assert walk.get("nobody", "POST", "/invites/preview", token)["workspace"] == "Acme"
    walk.register("ben")
    assert walk.get("ben", "POST", "/invites/accept", token) == {"workspace_id": workspace, "role": "observer"}
    assert walk.ask("ben", "POST", "/monitors/{monitor}/pause", monitor=monitor).status_code == 403
    ben: str = walk.get("ben", "GET", "/me")["id"]
    assert change_role(walk, workspace, ben, "admin") == "admin"
    told = {"email": "ben@example.com"}
    assert walk.get("ben", "POST", "/workspaces/{workspace}/recipients", told, workspace=workspace)["confirmed_at"]
    return ben


def token_in(text: str) -> dict[str, str]:
    return {"token": re.findall(r"invite#token=([\w-]+)", text)[0]}


def change_role(walk: Walk, workspace: str, person: str, role: str) -> str:
    path = "/workspaces/{workspace}/members/{person}"
    return str(walk.get("ann", "PATCH", path, {"role": role}, workspace=workspace, person=person)["role"])


@contextmanager
def opened_socket(walk: Walk) -> Iterator[Socket]:
    """Open a socket that is read in a thread of its own, and wait for its end behind the block."""
    ticket = walk.get("ben", "POST", "/live/ticket")["ticket"]
    address = f"{str(walk.client.base_url).replace('http', 'ws', 1).rstrip('/')}/live"
    headers = {"Authorization": f"Bearer {walk.tokens['ben']}"}
    with connect(address, additional_headers=headers, open_timeout=10, close_timeout=10) as connection:
        connection.send(json.dumps({"type": "ticket", "ticket": ticket}))
        assert json.loads(connection.recv(10)) == {"type": "ready"}
        connection.send(json.dumps({"type": "subscribe", "all": True}))
        assert json.loads(connection.recv(10))["type"] == "subscribed"
        socket = Socket(connection)
        reader = Thread(target=socket.read, daemon=True)
        reader.start()
        yield socket
        reader.join(WITHIN_S)


def they_watch(walk: Walk, target: Target, socket: Socket, monitor: int) -> None:
    wait_until(lambda: walk.look("ann", "GET", f"/monitors/{monitor}").json()["state"] == "up", WITHIN_S)
    target.stop()
    wait_until(lambda: socket.states(monitor)[-1:] == ["down"], WITHIN_S)
    target.start()
    wait_until(lambda: socket.states(monitor)[-2:] == ["down", "up"], WITHIN_S)
    for who in ("ann", "ben"):
        for subject in ("[Down] Shop", "[Recovered] Shop"):
            wait_until(told_once(walk, who, subject), WITHIN_S)
    incident = walk.get("ann", "GET", "/monitors/{monitor}/incidents", monitor=monitor)["items"][0]
    assert (incident["reason"], incident["end_cause"]) == ("connection_refused", "recovered")


def told_once(walk: Walk, who: str, subject: str) -> Callable[[], bool]:
    return lambda: len(walk.mails(who, subject)) == 1


def ben_goes(walk: Walk, workspace: str, ben: str) -> None:
    assert change_role(walk, workspace, ben, "observer") == "observer"
    path = "/workspaces/{workspace}/members/{ben}"
    assert walk.ask("ann", "DELETE", path, workspace=workspace, ben=ben).status_code == 204
    assert walk.ask("ben", "GET", "/workspaces/{workspace}", workspace=workspace).status_code == 404


def they_read_what_they_did(walk: Walk, workspace: str) -> None:
    entries = walk.get("ann", "GET", "/workspaces/{workspace}/audit", workspace=workspace)["items"]
    assert [(entry["actor_name"], entry["action"]) for entry in reversed(entries)] == [
        ("Ann", "workspace.created"),
        ("Ann", "monitor.created"),
        ("Ann", "invite.sent"),
        ("Ben", "member.joined"),
        ("Ann", "member.role_changed"),
        ("Ben", "recipient.added"),
        ("Ann", "member.role_changed"),
        ("Ann", "member.removed"),
    ]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None, "every mail has a text"
    return str(body.get_content())


def documented() -> list[tuple[str, str]]:
    """Return the requests of the page, in their order, `{}` for its variables."""
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    calls = re.findall(r"curl (.*?)\"\$API(/[^\"]*)\"", "\n".join(blocks), re.DOTALL)
    return [(_method(options), re.sub(r"\$\w+", "{}", path)) for options, path in calls]


def _method(options: str) -> str:
    named = re.search(r"-X (\w+)", options)
    return named[1] if named else "POST" if "--json" in options else "GET"
