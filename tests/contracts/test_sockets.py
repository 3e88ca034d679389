"""Every connection to an address that a user chose goes through `probes.dialer`, which vets it at the socket."""

import re
from pathlib import Path

import pytest

from tests.contracts.source import ROOT, calls, modules

# What makes a socket that reaches out, or a client that makes them on its own.
OUTBOUND = re.compile(
    r"socket\.(socket|create_connection|fromfd)|_socket\.socket"
    r"|asyncio\.(open_connection|open_unix_connection)"
    r"|\.(create_connection|create_unix_connection|create_datagram_endpoint|sock_connect|sock_sendto)"
    r"|httpx\.(AsyncClient|Client|get|post|put|patch|delete|head|options|request|stream|\w*HTTPTransport)"
    r"|(aiohttp|requests|urllib3|httpcore|smtplib|telnetlib|ftplib|paramiko|websockets)\..+"
    r"|http\.client\.\w+Connection|urllib\.request\.\w+|aiosmtplib\.(send|SMTP)"
    r"|(asyncpg|psycopg)\.(connect|create_pool|AsyncConnection.*|Connection.*)|redis\.(asyncio\.)?(Redis|from_url)\b.*"
    r"|aiodns\.DNSResolver|dns\.(async)?(query|resolver)\..+"
    r"|authlib\.integrations\.\w+\.(OAuth|\w*OAuth[12]Client|\w*OAuth[12]Session)"
)
ALLOWED = {
    ("probes/dialer.py", "socket.socket"): "the dialer: it asks core.addresses.vet before it makes a socket",
    ("probes/resolver.py", "aiodns.DNSResolver"): "asks the name servers of this machine's own configuration",
    ("probes/mail.py", "aiosmtplib.SMTP"): "the mail server that the operator named",
    ("probes/deadman.py", "httpx.AsyncClient"): "the dead man's switch that the operator named",
    (
        "api/accounts/providers.py",
        "authlib.integrations.starlette_client.OAuth",
    ): "signing in at what the operator named",
    ("db/pool.py", "asyncpg.create_pool"): "our own database",
    ("db/pool.py", "asyncpg.connect"): "our own database",
    ("db/migrate.py", "psycopg.connect"): "our own database",
    ("db/broker/durable.py", "redis.asyncio.Redis"): "our own queue",
    ("db/redis.py", "redis.asyncio.Redis.from_url"): "our own queue",
}


def outbound(path: Path) -> set[tuple[str, str]]:
    return {(str(path.relative_to(ROOT)), name) for name in calls(path) if OUTBOUND.fullmatch(name)}


def test_only_the_dialer_makes_sockets_to_what_users_name() -> None:
    found = set().union(*map(outbound, modules("core", "db", "probes", "analytics", "api")))

    assert found - set(ALLOWED) == set(), "connect through context.dialer (probes/dialer.py)"
    assert set(ALLOWED) - found == set(), "no longer needed: take it off the list"


@pytest.mark.parametrize(
    "source",
    [
        "import socket\nsocket.socket()",
        "import socket as s\ns.create_connection(('h', 1))",
        "from socket import socket\nsocket()",
        "import asyncio\nasync def f(): await asyncio.open_connection('h', 1)",
        "async def f(loop): await loop.create_connection(None, 'h', 1)",
        "import asyncio\nasync def f(): await asyncio.get_running_loop().sock_connect(None, ('h', 1))",
        "import httpx\nhttpx.AsyncClient()",
        "from httpx import Client as C\nC()",
        "import urllib.request\nurllib.request.urlopen('http://h')",
        "from http.client import HTTPSConnection\nHTTPSConnection('h')",
        "import aiohttp\naiohttp.ClientSession()",
        "import redis.asyncio as r\nr.Redis.from_url('redis://h')",
    ],
)
def test_ways_around_the_dialer_are_seen(source: str, tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(source)

    assert any(OUTBOUND.fullmatch(name) for name in calls(module))


def test_nothing_that_checks_starts_programs() -> None:
    programs = re.compile(r"subprocess\..+|os\.(system|popen|exec\w*|spawn\w*|posix_spawn\w*)|.*create_subprocess_\w+")
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in modules("core", "db", "probes")
        for name in calls(path)
        if programs.fullmatch(name)
    }

    assert found == set()
