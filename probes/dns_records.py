"""DNS records as people write them, for comparing what was answered with what was expected."""

from typing import Final

import dns.rdata
import dns.rdatatype
from dns.rdtypes.ANY.TXT import TXT
from dns.rdtypes.IN.A import A
from dns.rdtypes.IN.AAAA import AAAA

from core.addresses import canonical
from probes.dialer import Dialer

_NAMES: Final = frozenset({dns.rdatatype.CNAME, dns.rdatatype.NS})
_ADDRESSES: Final = frozenset({dns.rdatatype.A, dns.rdatatype.AAAA})


def forms(record: dns.rdata.Rdata) -> frozenset[str]:
    """Return every way in which a record may be written as expected.

    Names are lower case without the last dot; TXT strings are joined; an MX may be given with or without its
    preference, an SOA whole or by its primary server.
    """
    text = _text(record)
    if record.rdtype == dns.rdatatype.MX:
        return frozenset({text, text.partition(" ")[2]})
    if record.rdtype == dns.rdatatype.SOA:
        return frozenset({text, text.partition(" ")[0]})
    return frozenset({text})


def expected_form(written: str, kind: dns.rdatatype.RdataType) -> str:
    """Bring an expected record into the form of `forms`."""
    if kind == dns.rdatatype.TXT:
        return written
    if kind in _ADDRESSES:
        address = canonical(written.strip())
        return written if address is None else str(address)
    return _plain(written)


def shown(record: dns.rdata.Rdata, dialer: Dialer) -> str:
    """Write an answered record for a person. Addresses that may not be dialled stay hidden.

    Else anyone could read the names of the operator's internal network through the system's resolver.
    """
    text = _text(record)
    if record.rdtype in _ADDRESSES and not dialer.is_allowed(text):
        return "an address that is not public"
    return text


def _text(record: dns.rdata.Rdata) -> str:
    if isinstance(record, TXT):
        return b"".join(record.strings).decode("utf-8", "backslashreplace")
    if isinstance(record, A | AAAA):
        return str(canonical(record.address))
    return _plain(record.to_text())


def _plain(text: str) -> str:
    return " ".join(word.lower().rstrip(".") for word in text.split())
