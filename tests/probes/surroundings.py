"""What a checker is given in tests: a real dialer that may reach loopback."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_network
from typing import Final

from core.addresses import Allowance
from probes.context import CheckContext
from probes.dialer import Dialer
from probes.resolver import Resolver
from probes.tls_contexts import TlsContexts, default_contexts

LOOPBACK: Final = "127.0.0.0/8 ::1/128"


@asynccontextmanager
async def surroundings(
    *,
    timeout_s: float = 2.0,
    allow: str = LOOPBACK,
    name_servers: Sequence[str] = ("127.0.0.1:9",),
    tls: TlsContexts | None = None,
    own_services: frozenset[tuple[str, int]] = frozenset(),
) -> AsyncIterator[CheckContext]:
    """Yield a context whose deadline is `timeout_s` from now; names are asked of `name_servers` (address:port)."""
    resolver = Resolver(name_servers)
    dialer = Dialer(Allowance(tuple(map(ip_network, allow.split())), own_services), resolver)
    try:
        yield CheckContext(dialer, asyncio.get_running_loop().time() + timeout_s, tls or default_contexts())
    finally:
        await resolver.close()
