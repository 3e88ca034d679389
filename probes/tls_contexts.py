"""The TLS settings of all checks: one context per way of verifying, built once (building one costs 20 ms)."""

import functools
import ssl
from dataclasses import dataclass

import certifi


@dataclass(frozen=True, slots=True)
class TlsContexts:
    """The two contexts checks use; `verifying` trusts the authorities, `trusting` takes any certificate."""

    verifying: ssl.SSLContext
    trusting: ssl.SSLContext

    def choose(self, verify: bool) -> ssl.SSLContext:
        """Return the context for `verify`."""
        return self.verifying if verify else self.trusting


@functools.cache
def default_contexts() -> TlsContexts:
    """Return the contexts of this process: the system's authorities, or certifi's where the system has none."""
    verifying = ssl.create_default_context()
    if verifying.cert_store_stats()["x509_ca"] == 0:
        verifying.load_verify_locations(certifi.where())
    return TlsContexts(_tuned(verifying), trusting_context())


def contexts_trusting(authorities_pem: str) -> TlsContexts:
    """Return contexts that trust only the authorities in `authorities_pem`."""
    return TlsContexts(_tuned(ssl.create_default_context(cadata=authorities_pem)), trusting_context())


def trusting_context() -> ssl.SSLContext:
    """Return a context that accepts any certificate (for monitors with `verify_tls` off)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return _tuned(context)


def _tuned(context: ssl.SSLContext) -> ssl.SSLContext:
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.options |= ssl.OP_NO_TICKET  # connections are never resumed
    return context
