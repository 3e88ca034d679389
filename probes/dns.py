"""DNS: does a name server answer a question, and with what is expected?

NXDOMAIN, SERVFAIL, an empty answer and a circle of aliases are findings. Silence of a resolver that the monitor chose
is a finding too; silence of the system's own resolver is our trouble and says nothing about the name.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import dns.exception
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

from core.addresses import canonical
from core.observation import Observation, Phases, failed, unmeasured
from core.reasons import Reason
from core.specs import MonitorSpec
from core.states import Outcome
from core.validation import InvalidError, parse_host_port
from probes.context import CheckContext
from probes.dialer import Dialer
from probes.dns_exchange import Server, ask_in_turn
from probes.dns_records import expected_form, forms, shown
from probes.errors import DialError

RECORD_TYPES: Final = {kind: dns.rdatatype.from_text(kind) for kind in ("A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA")}
DNS_PORT: Final = 53

_LONGEST_ALIAS_CHAIN: Final = 16
_REASONS: Final = {
    dns.rcode.NXDOMAIN: Reason.DNS_NXDOMAIN,
    dns.rcode.SERVFAIL: Reason.DNS_SERVFAIL,
    dns.rcode.FORMERR: Reason.DNS_MALFORMED,
}


async def check_dns(spec: MonitorSpec, context: CheckContext) -> Observation:
    """Ask for the records `spec.dns_record` of the name `spec.target` and compare them with `spec.expect.answers`.

    The latency is that of all questions the answer needed.
    """
    try:
        name, kind = _question(spec)
        servers = _servers(spec, name, context.dialer)
        started = time.perf_counter()
        server, records = await _records(servers, name, kind, context.deadline)
    except DialError as failure:
        return _failed(failure, is_ours=spec.dns_resolver is None)
    except InvalidError as problem:
        return failed(Reason.TARGET_INVALID, str(problem))
    latency_us = round((time.perf_counter() - started) * 1e6)
    seen = Observation(Outcome.UP, latency_us=latency_us, phases=Phases(wait_us=latency_us), address=server.address)
    return _compared(records, spec.expect.answers, context.dialer, seen)


def _question(spec: MonitorSpec) -> tuple[dns.name.Name, dns.rdatatype.RdataType]:
    kind = RECORD_TYPES.get(spec.dns_record.upper())
    if kind is None:
        raise InvalidError(f"{spec.dns_record!r} cannot be asked for: use one of {', '.join(RECORD_TYPES)}.")
    try:
        name = dns.name.from_text(spec.target)
    except (dns.exception.DNSException, UnicodeError):
        raise InvalidError("The target is not a domain name.") from None
    if name == dns.name.root:
        raise InvalidError("The domain name is missing.")
    return name, kind


def _servers(spec: MonitorSpec, name: dns.name.Name, dialer: Dialer) -> Sequence[Server]:
    """Return the chosen server, or those of the system."""
    if spec.dns_resolver is not None:
        return [_chosen_server(spec.dns_resolver, dialer)]
    if dialer.refuses_name(name.to_text(omit_final_dot=True).lower()):
        raise DialError(Reason.TARGET_NOT_ALLOWED)
    reaching, servers = dialer.to_name_servers()
    if not servers:
        raise DialError(Reason.PROBE_ERROR, "this system names no name server")
    return [Server(address, port, reaching) for address, port in servers]


def _chosen_server(written: str, dialer: Dialer) -> Server:
    """Read the monitor's resolver; another port than 53 only inside networks that the operator opened."""
    host, port = parse_host_port(written, DNS_PORT)
    address = canonical(host)
    if address is None:
        raise InvalidError("The resolver must be an IP address, with or without a port.")
    if port != DNS_PORT and not dialer.is_opened(host):
        raise DialError(Reason.TARGET_NOT_ALLOWED, "name servers are asked on port 53")
    return Server(str(address), port, dialer)


async def _records(
    servers: Sequence[Server], name: dns.name.Name, kind: dns.rdatatype.RdataType, deadline: float
) -> tuple[Server, dns.rrset.RRset]:
    """Return the records and who gave them; follow aliases that the server leaves to us. Raises DialError."""
    visited = {name}
    while True:
        server, answer = await ask_in_turn(servers, name, kind, deadline)
        records, alias = _read(server, answer)
        if records is not None:
            return server, records
        if alias == name:
            raise _finding(server, Reason.DNS_EMPTY, dns.rdatatype.to_text(kind))
        if alias in visited or len(visited) > _LONGEST_ALIAS_CHAIN:
            raise _finding(server, Reason.DNS_CNAME_LOOP, alias.to_text(omit_final_dot=True))
        visited.add(alias)
        name, servers = alias, [server]


def _read(server: Server, answer: dns.message.QueryMessage) -> tuple[dns.rrset.RRset | None, dns.name.Name]:
    """Return the records and the name at the end of the aliases inside the answer; raise DialError for a finding."""
    code = answer.rcode()
    if code != dns.rcode.NOERROR:
        raise _finding(server, _REASONS.get(code, Reason.DNS_REFUSED), dns.rcode.to_text(code))
    try:
        chain = answer.resolve_chaining()
    except dns.message.ChainTooLong:
        raise _finding(server, Reason.DNS_CNAME_LOOP) from None
    except dns.exception.DNSException:
        raise _finding(server, Reason.DNS_MALFORMED) from None
    return chain.answer, chain.canonical_name


def _finding(server: Server, reason: Reason, detail: str | None = None) -> DialError:
    failure = DialError(reason, detail)
    failure.address = server.address
    return failure


def _failed(failure: DialError, *, is_ours: bool) -> Observation:
    """Turn a failure into an observation; without an answer from the system's own resolver nothing was measured."""
    if failure.reason is Reason.PROBE_ERROR:
        return unmeasured(failure.reason, failure.detail)
    if is_ours and failure.reason in (Reason.DNS_TIMEOUT, Reason.CONNECTION_REFUSED, Reason.UNREACHABLE):
        return unmeasured(Reason.DNS_TIMEOUT, failure.detail)
    return replace(failed(failure.reason, failure.detail), address=failure.address)


def _compared(records: dns.rrset.RRset, expected: Sequence[str], dialer: Dialer, seen: Observation) -> Observation:
    """Compare: every expected record must be among those answered; more may be."""
    given = {form for record in records for form in forms(record)}
    missing = [wanted for wanted in expected if expected_form(wanted, records.rdtype) not in given]
    if not missing:
        return seen
    got = ", ".join(sorted(shown(record, dialer) for record in records))
    return failed(Reason.DNS_UNEXPECTED_ANSWER, f"{', '.join(missing)} is not in the answer: {got}", seen=seen)
