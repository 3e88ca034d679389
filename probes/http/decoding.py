"""Undoing a body's compression with a cap on what comes out, so that a bomb costs no more than any other body."""

import zlib
from typing import Final

_GZIP_OR_ZLIB: Final = zlib.MAX_WBITS | 32
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
_MOST_MEMBERS: Final = 64  # a gzip file may be many files in a row


class UndecodableError(Exception):
    """The body is not what its Content-Encoding says, or in a coding that was not asked for."""


def decode_body(body: bytes, coding: str, limit_bytes: int) -> tuple[bytes, bool]:
    """Return at most `limit_bytes` of the decoded body and whether that is all of it; raise UndecodableError."""
    if coding in ("", "identity"):
        return body[:limit_bytes], len(body) <= limit_bytes
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise UndecodableError(coding)
    try:
        return _inflate(body, _GZIP_OR_ZLIB, limit_bytes)
    except zlib.error:
        if coding != "deflate":
            raise UndecodableError(coding) from None
    try:  # servers disagree on whether "deflate" has the zlib wrapper
        return _inflate(body, _RAW_DEFLATE, limit_bytes)
    except zlib.error:
        raise UndecodableError(coding) from None


def _inflate(body: bytes, window_bits: int, limit_bytes: int) -> tuple[bytes, bool]:
    decoded = bytearray()
    for _ in range(_MOST_MEMBERS):
        engine = zlib.decompressobj(window_bits)
        decoded += engine.decompress(body, limit_bytes - len(decoded) + 1)
        if len(decoded) > limit_bytes:
            return bytes(decoded[:limit_bytes]), False
        body = engine.unused_data
        if not engine.eof or not body:
            return bytes(decoded), engine.eof
    return bytes(decoded), False
