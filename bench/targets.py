"""An nginx on loopback for benchmarks: HTTP and HTTPS on free ports, one worker, gone at the end."""

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import trustme

BODY = (
    '{"status":"ok","version":"1.4.2","queue":{"depth":3,"oldest_s":12},"checks":["db","cache","mail"],"note":"'
    + "x" * 140
    + '"}'
)

_CONFIG = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 8192; }}
http {{
  access_log off; default_type application/json;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  ssl_certificate {folder}/chain.pem; ssl_certificate_key {folder}/key.pem; ssl_session_cache off;
  ssl_session_tickets off;
  server {{
    listen 127.0.0.1:{http} backlog=8192; listen 127.0.0.1:{https} ssl backlog=8192;
    location / {{ root {folder}; try_files /health.json =404; }}
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Target:
    """The running server."""

    http: str
    https: str
    authority: Path  # PEM file
    pid: int


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def nginx() -> Iterator[Target]:
    """Start nginx (Debian: nginx-light) and stop it at the end."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        raise SystemExit("nginx is missing: apt-get install nginx-light")
    with tempfile.TemporaryDirectory() as name:
        folder, http, https = Path(name), free_port(), free_port()
        folder.chmod(0o755)
        authority = trustme.CA()
        leaf = authority.issue_cert("127.0.0.1", "localhost")
        leaf.private_key_pem.write_to_path(folder / "key.pem")
        for pem in leaf.cert_chain_pems:
            pem.write_to_path(folder / "chain.pem", append=True)
        authority.cert_pem.write_to_path(folder / "ca.pem")
        (folder / "health.json").write_text(BODY)
        (folder / "conf").write_text(_CONFIG.format(folder=folder, http=http, https=https))
        with child([program, "-p", name, "-c", str(folder / "conf")], http) as pid:
            yield Target(f"http://127.0.0.1:{http}/", f"https://127.0.0.1:{https}/", folder / "ca.pem", pid)


@contextmanager
def child(command: list[str], port: int, environment: dict[str, str] | None = None) -> Iterator[int]:
    """Run a server until the block ends; yields its process id once `port` answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        _until_open(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(10)


def _until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    raise SystemExit(f"{process.args!r} does not answer on port {port}")
