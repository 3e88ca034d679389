"""Reference targets: addresses that answer whenever this probe has a network, and what one of them tells."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import dns.name
import dns.rcode
import dns.rdatatype

from core.addresses import canonical
from core.reasons import Reason
from core.validation import parse_host_port, parse_url
from probes.dialer import Dialer
from probes.dns_exchange import Server, ask_in_turn
from probes.errors import DialError


class Link(StrEnum):
    """A part of the network that can be lost on its own."""

    IPV4 = "IPv4"
    IPV6 = "IPv6"
    DNS = "DNS"


Evidence = Mapping[Link, bool]  # whether a link works; a link that nothing is known of is missing


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference target: an address tells of its family, a name of DNS and of the family that it leads to."""

    host: str
    port: int

    @property
    def link(self) -> Link:
        """The link that the reference is certain to tell about."""
        return link_of(self.host) if canonical(self.host) is not None else Link.DNS


def parse_reference(text: str) -> Reference:
    """Parse `host:port` or a web address; raise InvalidError."""
    if "://" in text:
        target = parse_url(text)
        return Reference(target.host, target.port)
    return Reference(*parse_host_port(text))


def link_of(address: str) -> Link:
    """Return the link that a literal address is reached over."""
    return Link.IPV6 if ":" in address else Link.IPV4


async def examine(reference: Reference, dialer: Dialer, deadline: float) -> Evidence:
    """Connect to a reference once; for a name, ask the name servers anew as well (look-ups are remembered)."""
    if reference.link is not Link.DNS:
        return await _reached(reference, dialer, deadline)
    is_answered = await _is_name_answered(reference.host, dialer, deadline)
    return {Link.DNS: is_answered} | (dict(await _reached(reference, dialer, deadline)) if is_answered else {})


async def _reached(reference: Reference, dialer: Dialer, deadline: float) -> Evidence:
    try:
        connection = await dialer.connect_tcp(reference.host, reference.port, deadline)
    except DialError as failure:
        # without an address nothing was dialled; our own lack of descriptors or ports is no sign of the network
        is_sign = failure.address is not None and failure.reason is not Reason.PROBE_ERROR
        return {link_of(failure.address): False} if failure.address is not None and is_sign else {}
    connection.socket.close()
    return {link_of(connection.address): True}


async def _is_name_answered(host: str, dialer: Dialer, deadline: float) -> bool:
    """Tell whether one of the system's name servers knows the name."""
    reaching, servers = dialer.to_name_servers()
    if not servers:
        return False
    asked = [Server(address, port, reaching) for address, port in servers]
    try:
        _, answer = await ask_in_turn(asked, dns.name.from_text(host), dns.rdatatype.A, deadline)
    except DialError:
        return False
    return answer.rcode() == dns.rcode.NOERROR
