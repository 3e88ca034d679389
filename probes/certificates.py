"""The certificate a server showed, read into `core.observation.Certificate`; used by the HTTP and the TLS checker."""

import functools
import ssl
from typing import Final

from cryptography import x509
from cryptography.x509.oid import NameOID

from core.observation import Certificate

_MOST_NAMES: Final = 100
_MOST_BYTES: Final = 65_536


def certificate_of(secured: ssl.SSLSocket) -> Certificate | None:
    """Return the certificate of the peer; None when it showed none or one that cannot be read."""
    encoded = secured.getpeercert(binary_form=True)
    return read_certificate(encoded) if encoded else None


@functools.lru_cache(4096)
def read_certificate(encoded: bytes) -> Certificate | None:
    """Read a DER certificate. Cached: a monitored server shows the same one for months."""
    if len(encoded) > _MOST_BYTES:
        return None
    try:
        parsed = x509.load_der_x509_certificate(encoded)
        return Certificate(
            subject=_common_name(parsed.subject),
            issuer=_common_name(parsed.issuer),
            names=_names(parsed),
            not_before=parsed.not_valid_before_utc,
            not_after=parsed.not_valid_after_utc,
        )
    except (ValueError, x509.DuplicateExtension):
        return None


def _common_name(name: x509.Name) -> str:
    """Return the common name, else the whole name in RFC 4514 form."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def _names(parsed: x509.Certificate) -> tuple[str, ...]:
    try:
        alternatives = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    dns = alternatives.get_values_for_type(x509.DNSName)
    addresses = alternatives.get_values_for_type(x509.IPAddress)
    return tuple([*dns, *map(str, addresses)][:_MOST_NAMES])
