"""The TLS part of the zoo: servers with good and bad certificates, old protocols, and none at all."""

import asyncio
import contextlib
import ssl
import warnings
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from probes.tls_contexts import TlsContexts, contexts_trusting
from tests.zoo.http import HttpZoo, http_zoo
from tests.zoo.server import serving

NAMES = ("localhost", "127.0.0.1", "::1")
DAY = timedelta(days=1)


@dataclass(slots=True)
class Authorities:
    """One authority that checks trust, and one that they do not; `seen_names` are the SNI names servers were told."""

    trusted: trustme.CA = field(default_factory=trustme.CA)
    stranger: trustme.CA = field(default_factory=trustme.CA)

    def contexts(self) -> TlsContexts:
        """The client side: trusts only `trusted`."""
        return contexts_trusting(self.trusted.cert_pem.bytes().decode())


@cache
def authorities() -> Authorities:
    """Return the authorities of this test run (making keys takes a while)."""
    return Authorities()


def context_for(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return a server context that shows `certificate`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def good() -> ssl.SSLContext:
    """A certificate for loopback from the trusted authority."""
    return context_for(authorities().trusted.issue_cert(*NAMES))


def expired() -> ssl.SSLContext:
    """Expired yesterday."""
    now = datetime.now(UTC)
    return context_for(authorities().trusted.issue_cert(*NAMES, not_before=now - 90 * DAY, not_after=now - DAY))


def not_yet_valid() -> ssl.SSLContext:
    """Valid from tomorrow."""
    now = datetime.now(UTC)
    return context_for(authorities().trusted.issue_cert(*NAMES, not_before=now + DAY, not_after=now + 90 * DAY))


def expiring(days: int) -> ssl.SSLContext:
    """Expires in `days` days and an hour."""
    now = datetime.now(UTC)
    end = now + days * DAY + timedelta(hours=1)
    return context_for(authorities().trusted.issue_cert(*NAMES, not_before=now - DAY, not_after=end))


def wrong_name() -> ssl.SSLContext:
    """Good, but for somebody else."""
    return context_for(authorities().trusted.issue_cert("somebody-else.test"))


def untrusted() -> ssl.SSLContext:
    """From an authority that nobody trusts."""
    return context_for(authorities().stranger.issue_cert(*NAMES))


def self_signed() -> ssl.SSLContext:
    """Signed with its own key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - DAY, now + 90 * DAY)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _context_of(certificate, key)


def _context_of(certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> ssl.SSLContext:
    pem, raw = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        file = Path(folder, "both.pem")
        file.write_bytes(certificate.public_bytes(pem) + key.private_bytes(pem, raw, serialization.NoEncryption()))
        context.load_cert_chain(file)
    return context


BAD_CERTIFICATES: dict[str, Callable[[], ssl.SSLContext]] = {
    "expired": expired,
    "not-yet-valid": not_yet_valid,
    "wrong-name": wrong_name,
    "self-signed": self_signed,
    "untrusted": untrusted,
}


def tls_zoo(context: ssl.SSLContext, host: str = "127.0.0.1") -> AbstractAsyncContextManager[HttpZoo]:
    """Run the whole HTTP zoo behind one of the contexts above."""
    return http_zoo(host, context)


def stalled_handshake() -> AbstractAsyncContextManager[int]:
    """Accept, read, and never say a word; yields the port."""

    async def stall(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        while await reader.read(4096):
            pass

    return serving(stall)


def not_tls() -> AbstractAsyncContextManager[int]:
    """Answer the handshake in plain HTTP, like a web server on the wrong port; yields the port."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4096)
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    return serving(greet)


def old_protocol() -> AbstractAsyncContextManager[int]:
    """Speak nothing newer than TLS 1.1 and say so, as real servers do; yields the port.

    By hand, because asyncio's servers drop the alert that explains a failed handshake.
    """
    context = _old_context()

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        server = context.wrap_bio(incoming, outgoing, server_side=True)
        incoming.write(await reader.read(65_536))
        with contextlib.suppress(ssl.SSLError):
            server.do_handshake()
        writer.write(outgoing.read())

    return serving(refuse)


def _old_context() -> ssl.SSLContext:
    context = good()
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
