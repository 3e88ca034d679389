"""Names to addresses: c-ares on its own thread, so that a dead name server never holds up the event loop.

It reads /etc/hosts and /etc/resolv.conf like every other program. A failed look-up is a failed check with its reason.
"""

import asyncio
import socket
from collections.abc import Sequence
from typing import Final

import aiodns
import pycares
from aiodns import error

from core.addresses import canonical
from core.reasons import Reason
from probes.errors import DialError

_TRY_TIMEOUT_S: Final = 2.0  # of one question to one name server; the deadline of the check stands above it
_TRIES: Final = 3
_DNS_PORT: Final = 53
_LONGEST_ALIAS_CHAIN: Final = 16
# ARES_AI_NOSORT, which pycares does not name: sorting would connect a socket to every answer before it is vetted
_AS_ANSWERED: Final = 1 << 7

_REASONS: Final[dict[int, Reason]] = {
    error.ARES_ENOTFOUND: Reason.DNS_NXDOMAIN,
    error.ARES_ENODATA: Reason.DNS_EMPTY,
    error.ARES_ESERVFAIL: Reason.DNS_SERVFAIL,
    error.ARES_EREFUSED: Reason.DNS_REFUSED,
    error.ARES_ETIMEOUT: Reason.DNS_TIMEOUT,
    error.ARES_ECONNREFUSED: Reason.DNS_TIMEOUT,
    error.ARES_EBADNAME: Reason.TARGET_INVALID,
}


class Resolver:
    """Looks up names; create it inside the running loop, close it at the end."""

    def __init__(self, servers: Sequence[str] | None = None) -> None:
        """Ask `servers` (`address:port`), or those of the system when None."""
        self._chosen = servers
        self._channel = aiodns.DNSResolver(nameservers=servers, timeout=_TRY_TIMEOUT_S, tries=_TRIES)

    def servers(self) -> tuple[tuple[str, int], ...]:
        """Return the name servers that are asked, as (canonical address, port), in their order."""
        written = self._channel.nameservers if self._chosen is None else self._chosen
        return tuple(server for server in map(_server, written) if server is not None)

    async def addresses(self, name: str, family: socket.AddressFamily, deadline: float) -> tuple[str, ...]:
        """Return the addresses of `name` in one family (AF_INET or AF_INET6); raise DialError with a DNS reason."""
        try:
            async with asyncio.timeout_at(deadline):
                answer = await self._channel.getaddrinfo(
                    name, family=family, type=socket.SOCK_STREAM, flags=_AS_ANSWERED
                )
        except TimeoutError:
            raise DialError(Reason.DNS_TIMEOUT, name) from None
        except error.DNSError as failure:
            raise DialError(await self._reason(name, failure.args[0], deadline), name) from None
        return tuple(_text(node.addr[0]) for node in answer.nodes)

    async def close(self) -> None:
        """Forget open questions and stop the thread."""
        await self._channel.close()

    async def _reason(self, name: str, code: int, deadline: float) -> Reason:
        if code == error.ARES_ENODATA and await self._aliases_lead_nowhere(name, deadline):
            return Reason.DNS_CNAME_LOOP
        return _REASONS.get(code, Reason.DNS_MALFORMED)

    async def _aliases_lead_nowhere(self, name: str, deadline: float) -> bool:
        """Tell whether the aliases of a name without addresses go in a circle (c-ares calls that an empty answer)."""
        seen = {name.lower()}
        try:
            async with asyncio.timeout_at(deadline):
                while len(seen) <= _LONGEST_ALIAS_CHAIN:
                    alias = _alias(await self._channel.query_dns(name, "CNAME"))
                    if alias is None:
                        return False
                    if alias in seen:
                        return True
                    seen.add(alias)
                    name = alias
        except (error.DNSError, TimeoutError):
            return False
        return True


def _alias(answer: pycares.DNSResult) -> str | None:
    for record in answer.answer:
        if isinstance(record.data, pycares.CNAMERecordData):
            return record.data.cname.rstrip(".").lower()
    return None


def _server(written: str) -> tuple[str, int] | None:
    """Read `address`, `address:port` or `[address]:port`; None for a form that cannot be dialled (with a zone)."""
    if canonical(written) is not None:
        return str(canonical(written)), _DNS_PORT
    host, _, port = written.rpartition(":") if not written.endswith("]") else (written, "", "")
    address = canonical(host.removeprefix("[").removesuffix("]"))
    return None if address is None else (str(address), int(port or _DNS_PORT))


def _text(address: str | bytes) -> str:
    return address.decode() if isinstance(address, bytes) else address
