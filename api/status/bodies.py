"""Ready bytes of one representation, with everything a response needs: ETag, cache headers, policy, compression."""

import gzip
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

GZIP_LEVEL: Final = 6
RawHeaders = list[tuple[bytes, bytes]]

HTML: Final = b"text/html; charset=utf-8"
JSON: Final = b"application/json"
ATOM: Final = b"application/atom+xml; charset=utf-8"

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)
SHORTLY: Final = b"public, max-age=5, stale-while-revalidate=30, stale-if-error=86400"


@dataclass(frozen=True, slots=True)
class Body:
    """Bytes, plain and compressed, and the headers that go with each."""

    plain: bytes
    compressed: bytes
    etag: bytes
    plain_headers: RawHeaders
    compressed_headers: RawHeaders
    unchanged_headers: RawHeaders


def body(plain: bytes, media_type: bytes, *, etag: str | None = None, cache: bytes = SHORTLY) -> Body:
    """Make the bytes ready. `etag`: a name for the content; by default the bytes decide."""
    compressed = gzip.compress(plain, GZIP_LEVEL, mtime=0)
    quoted = b'"%s"' % (etag or sha256(plain).hexdigest()[:24]).encode()
    # The theme is in a cookie: only HTML looks different for it.
    vary = b"Accept-Encoding, Cookie" if media_type == HTML else b"Accept-Encoding"
    common: RawHeaders = [
        (b"etag", quoted),
        (b"cache-control", cache),
        (b"vary", vary),
        (b"content-security-policy", POLICY.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"access-control-allow-origin", b"*"),
    ]
    typed = [*common, (b"content-type", media_type)]
    return Body(
        plain,
        compressed,
        quoted,
        [*typed, (b"content-length", b"%d" % len(plain))],
        [*typed, (b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(compressed))],
        common,
    )
