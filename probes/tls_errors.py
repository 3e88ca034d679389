"""Why a TLS handshake failed, in the words of `core.reasons`; used by the HTTP and the TLS checker."""

import ssl
from typing import Final

from core.reasons import Reason
from probes.errors import DialError, dial_error

# OpenSSL's verification codes (x509_vfy.h)
_VERIFICATION: Final[dict[int, Reason]] = {
    9: Reason.TLS_NOT_YET_VALID,
    10: Reason.TLS_EXPIRED,
    18: Reason.TLS_SELF_SIGNED,
    62: Reason.TLS_WRONG_NAME,
    64: Reason.TLS_WRONG_NAME,
}
_OLD_PROTOCOL: Final = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION", "UNKNOWN_PROTOCOL")
_NOT_TLS: Final = (
    "WRONG_VERSION_NUMBER",
    "HTTP_REQUEST",
    "HTTPS_PROXY_REQUEST",
    "PACKET_LENGTH_TOO_LONG",
    "BAD_RECORD_TYPE",
    "RECORD_LAYER_FAILURE",
)


def tls_failure(failure: OSError) -> DialError:
    """Turn what `do_handshake` raised into a DialError with a TLS reason (a broken connection keeps its own)."""
    if isinstance(failure, ssl.SSLCertVerificationError):
        reason = _VERIFICATION.get(failure.verify_code, Reason.TLS_UNTRUSTED)
        return DialError(reason, failure.verify_message)
    if isinstance(failure, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return DialError(Reason.TLS_HANDSHAKE_FAILED, "the server ended the connection")
    if isinstance(failure, ssl.SSLError):
        return DialError(
            _protocol_reason(failure.reason or ""), (failure.reason or "").lower().replace("_", " ") or None
        )
    return dial_error(failure)


def _protocol_reason(openssl_reason: str) -> Reason:
    if openssl_reason in _OLD_PROTOCOL:
        return Reason.TLS_OLD_PROTOCOL
    return Reason.TLS_NOT_TLS if openssl_reason in _NOT_TLS else Reason.TLS_HANDSHAKE_FAILED
