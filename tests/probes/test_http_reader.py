"""The reader takes any bytes: it ends with an answer or a reason, never with anything else, and keeps little."""

import gzip
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.reasons import Reason
from probes.errors import DialError
from probes.http.decoding import UndecodableError, decode_body
from probes.http.reader import MAX_BODY_BYTES, AnswerReader

HEAD = b"HTTP/1.1 200 OK\r\n"
PIECES = st.lists(
    st.binary(max_size=40)
    | st.sampled_from(
        [
            HEAD,
            b"HTTP/1.1 100 Continue\r\n\r\n",
            b"Content-Length: 3\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"\r\n",
            b"abc",
            b"3\r\nabc\r\n",
            b"0\r\n\r\n",
            b"Connection: upgrade\r\nUpgrade: x\r\n",
            b"HTTP/1.1 101 X\r\n",
        ]
    ),
    max_size=12,
)


@given(PIECES, st.sampled_from(["GET", "HEAD"]))
@example([HEAD, b"Content-Length: 3\r\nContent-Length: 4\r\n\r\n"], "GET")
@example([HEAD, b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"], "GET")
@example([HEAD, b"Content-Length: -1\r\n\r\n"], "GET")
def test_any_bytes_end_with_an_answer_or_a_reason(pieces: list[bytes], method: str) -> None:
    reader = AnswerReader(method)

    reason = read_all(reader, pieces)

    assert reason in {None, Reason.HTTP_MALFORMED, Reason.HTTP_INCOMPLETE, Reason.CONNECTION_RESET}
    assert reason is not None or 0 <= reader.status <= 999


def read_all(reader: AnswerReader, pieces: list[bytes]) -> Reason | None:
    """Feed everything and the end of the connection; return why that failed."""
    try:
        for piece in pieces:
            if not reader.is_done:
                reader.feed(piece)
        if not reader.is_done:
            reader.feed_end()
    except DialError as failure:
        return failure.reason
    return None


@given(st.binary(max_size=300), st.integers(1, 50))
def test_a_body_does_not_depend_on_how_it_is_cut(body: bytes, size: int) -> None:
    wire = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
    reader = AnswerReader("GET")
    for start in range(0, len(wire), size):
        reader.feed(wire[start : start + size])

    assert (reader.body, reader.is_complete) == (body, True)


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        (b"X: y\r\n" * 129, "more than 128 headers"),
        (b"X: " + b"y" * 9000 + b"\r\n", "a header longer than 8192 bytes"),
        (b"X: " + b"y" * 70_000, "a header longer than 8192 bytes"),
        ((b"X: " + b"y" * 8000 + b"\r\n") * 9, "more than 64 KiB"),
    ],
)
def test_heads_have_limits(line: bytes, detail: str) -> None:
    with pytest.raises(DialError) as raised:
        AnswerReader("GET").feed(HEAD + line + b"\r\nX: y\r\n")

    assert (raised.value.reason, raised.value.detail) == (Reason.HTTP_HEADERS_TOO_LARGE, detail)


def test_a_header_line_without_an_end_has_a_limit() -> None:
    reason = read_all(AnswerReader("GET"), [HEAD + b"X: ", *[b"y" * 8192] * 9])

    assert reason is Reason.HTTP_HEADERS_TOO_LARGE


def test_interim_answers_have_a_limit() -> None:
    reason = read_all(AnswerReader("GET"), [b"HTTP/1.1 102 Processing\r\n\r\n"] * 100)

    assert reason is Reason.HTTP_HEADERS_TOO_LARGE


def test_trailers_have_a_limit() -> None:
    reader = AnswerReader("GET")
    reader.feed(HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n")
    with pytest.raises(DialError):
        reader.feed(b"X: y\r\n" * 200)


def test_bodies_have_a_limit() -> None:
    reader = AnswerReader("GET")
    reader.feed(HEAD + b"\r\n")
    while not reader.is_done:
        reader.feed(b"x" * 65_536)

    assert not reader.is_complete
    assert MAX_BODY_BYTES < len(reader.body) <= MAX_BODY_BYTES + 65_536


@given(st.binary(max_size=5000), st.integers(0, 6000))
def test_decoding_gives_the_beginning_of_the_body(body: bytes, limit_bytes: int) -> None:
    for coding, packed in (("gzip", gzip.compress(body)), ("deflate", zlib.compress(body)), ("", body)):
        assert decode_body(packed, coding, limit_bytes) == (body[:limit_bytes], len(body) <= limit_bytes)


def test_deflate_without_its_wrapper_is_understood() -> None:
    packer = zlib.compressobj(wbits=-15)

    assert decode_body(packer.compress(b"raw") + packer.flush(), "deflate", 100) == (b"raw", True)


@given(st.binary(max_size=200))
def test_any_bytes_decode_or_are_refused(body: bytes) -> None:
    for coding in ("gzip", "deflate", "br", "gzip, gzip"):
        try:
            decoded, _ = decode_body(body, coding, 1000)
        except UndecodableError:
            continue
        assert len(decoded) <= 1000
