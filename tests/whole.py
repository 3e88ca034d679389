"""A whole installation of real child processes under the product's own supervisor, for chaos tests and benchmarks."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from healther.embedded import postgres, valkey
from healther.embedded.home import open_home
from healther.embedded.service import own_process
from healther.embedded.supervisor import Supervisor

SERVICES = ("postgres", "valkey")


@dataclass
class Whole:
    """The running installation; only the thread that opened it may use it."""

    supervisor: Supervisor
    database_url: str
    redis_url: str
    address: str  # of the web server, where one of the processes is `api`

    def watch(self, until: Callable[[], bool] | float, timeout_s: float = 60.0) -> None:
        """Look after the processes until a condition holds, or for so many seconds."""
        give_up_at = time.monotonic() + (until if isinstance(until, int | float) else timeout_s)
        while isinstance(until, int | float) or not until():
            if time.monotonic() > give_up_at:
                if isinstance(until, int | float):
                    return
                raise TimeoutError(f"not so after {timeout_s:.0f} s")
            self.supervisor._turn(timeout_s=0.05)

    def kill(self, name: str) -> None:
        """End a process as a crash would, and wait until the supervisor has started it again."""
        killed = self.supervisor.running[name]
        os.kill(killed, signal.SIGKILL)
        self.watch(lambda: self.supervisor.running.get(name, killed) != killed)

    def pids(self, *prefixes: str) -> list[int]:
        """Return the processes whose names begin with one of the prefixes."""
        return [pid for name, pid in self.supervisor.running.items() if name.startswith(prefixes)]

    def rows(self, statement: str, *arguments: object) -> list[dict[str, Any]]:
        """Ask the database."""
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5, row_factory=dict_row) as conn:
            return conn.execute(statement, arguments).fetchall()

    def value(self, statement: str, *arguments: object) -> Any:
        """Ask the database for one value."""
        return next(iter(self.rows(statement, *arguments)[0].values()))

    def execute(self, statement: str, *arguments: object) -> None:
        """Change something behind the product's back."""
        with psycopg.connect(self.database_url, autocommit=True, connect_timeout=5) as conn:
            conn.execute(statement, arguments)

    def add_monitors(self, count: int, target: str, *, period_s: int = 10) -> list[int]:
        """Make monitors in a workspace of their own and return their ids; each target ends with its number."""
        workspace = self.value(
            "INSERT INTO workspaces (name, slug) VALUES ('Acme', 'acme') "
            "ON CONFLICT (slug) DO UPDATE SET name = 'Acme' RETURNING id"
        )
        rows = self.rows(
            "INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,"
            " confirm_failures, confirm_recoveries, retry_ms)"
            " SELECT %s, 'Monitor ' || n, 'http', %s || n, %s, 'seconds', %s, 2000, 2, 1, 1000"
            " FROM generate_series(1, %s) n RETURNING id",
            workspace,
            target,
            period_s,
            period_s,
            count,
        )
        return [row["id"] for row in rows]


@contextmanager
def whole(folder: Path, processes: Sequence[str] = ("dispatcher", "worker-1", "worker-2")) -> Iterator[Whole]:
    """Run an installation with the embedded PostgreSQL and Valkey; names are commands with a number behind a dash."""
    home = open_home(folder / "home")
    env = {
        **os.environ,
        "HEALTHER_HOME": str(home.path),
        "HEALTHER_DATABASE_URL": postgres.database_url(home),
        "HEALTHER_REDIS_URL": valkey.redis_url(home),
        "HEALTHER_SECRET_KEY": "0" * 48,
        "HEALTHER_ALLOWED_NETWORKS": "127.0.0.0/8",
        "HEALTHER_PORT": str(_free_port()),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    try:
        with Supervisor() as supervisor:
            supervisor.start(postgres.service(home, None), valkey.service(home, None))
            assert supervisor.run(own_process("migrate", "migrate", env=env)) == 0
            supervisor.start(*(own_process(name, name.partition("-")[0], env=env) for name in processes))
            address = f"http://127.0.0.1:{env['HEALTHER_PORT']}"
            yield Whole(supervisor, env["HEALTHER_DATABASE_URL"], env["HEALTHER_REDIS_URL"], address)
    finally:
        home.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
