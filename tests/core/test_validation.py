"""What may stand in a monitor: addresses, headers, statuses and JSON paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.validation import (
    InvalidError,
    RefusedPortError,
    is_among,
    parse_header_name,
    parse_headers,
    parse_host,
    parse_host_port,
    parse_json_path,
    parse_method,
    parse_statuses,
    parse_url,
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("http://example.com", "http://example.com/"),
        ("HTTPS://Example.COM:443/A?b=c#d", "https://example.com/A?b=c"),
        ("http://example.com:8080?x=1", "http://example.com:8080/?x=1"),
        ("http://example.com./", "http://example.com/"),
        ("http://bücher.example/ü x", "http://xn--bcher-kva.example/%C3%BC%20x"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://[2606:4700::1111]:8443/", "http://[2606:4700::1111]:8443/"),
        ("http://[::ffff:8.8.8.8]/", "http://8.8.8.8/"),
        ("http://a_b.example/", "http://a_b.example/"),
    ],
)
def test_urls_become_canonical(text: str, url: str) -> None:
    assert parse_url(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "//example.com/",
        "http:example.com",
        "http://",
        "http:///x",
        "ftp://example.com/",
        "file:///x",
        "http://user@example.com/",
        "http://u:p@example.com/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://exa mple.com/",
        "http://example.com/\r\nX: y",
        "http://example.com\\@b/",
        "http://127.1/",
        "http://1/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://１２７.0.0.1/",
        "http://127。0。0。1/",
        "http://%31%32%37.0.0.1/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://a..b/",
        "http://-a.b/",
        f"http://{'a' * 64}.b/",
        f"http://{'a.' * 127}bcd/",
        "http://[127.0.0.1]/",
        "http://\u200d.b/",
        "http://;id/",
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_url(text)


@pytest.mark.parametrize("port", [22, 25, 465, 587, 3306, 5432, 6379, 11211])
def test_ports_of_other_protocols_are_refused_for_http(port: int) -> None:
    with pytest.raises(RefusedPortError):
        parse_url(f"http://example.com:{port}/")


@pytest.mark.parametrize("port", [1, 9])
def test_an_outage_is_tried_out_on_a_port_where_nothing_listens(port: int) -> None:
    assert parse_url(f"http://127.0.0.1:{port}/").port == port


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    for candidate in (text, f"http://{text}/", f"http://example.com/{text}"):
        try:
            parsed = parse_url(candidate)
        except InvalidError:
            continue
        assert parse_url(parsed.url) == parsed
        assert parsed.url.isascii()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("example.com:25", ("example.com", 25)), ("[::1]:80", ("::1", 80)), ("1.1.1.1:53", ("1.1.1.1", 53))],
)
def test_host_and_port(text: str, expected: tuple[str, int]) -> None:
    assert parse_host_port(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("example.com", ("example.com", 443)), ("::1", ("::1", 443)), ("a.b:8443", ("a.b", 8443))]
)
def test_host_with_a_default_port(text: str, expected: tuple[str, int]) -> None:
    assert parse_host_port(text, 443) == expected


@pytest.mark.parametrize("text", ["example.com", ":80", "a:b:80", "::1", "a.b:", "a.b:99999", "a.b:-1", "a.b:٣"])
def test_host_without_port_is_refused(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_host_port(text)


@pytest.mark.parametrize("text", ["a;b", "a$(id)", "a`id`", "a|b", "a\nb", "-f", "a b", "", ".", "a/b", "*"])
def test_hosts_have_no_special_characters(text: str) -> None:
    with pytest.raises(InvalidError):
        parse_host(text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "x"},
        {"Content-Length": "1"},
        {"transfer-encoding": "chunked"},
        {"Connection": "x"},
        {"TE": "x"},
        {"X": "a\r\nY: b"},
        {"X": "a\nb"},
        {"X": "\x00"},
        {"X": " a"},
        {"X": "a "},
        {"X": "€"},
        {"X\r\nY": "b"},
        {"": "x"},
        {"a b": "x"},
        {"a:": "x"},
        {"ä": "x"},
        {"Upgrade": "h2c"},
        {"Expect": "100-continue"},
        {"X": "x" * 5000},
        {f"X-{n}": "x" for n in range(33)},
    ],
)
def test_headers_that_could_split_or_smuggle_a_request_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(InvalidError):
        parse_headers(headers)


def test_good_headers_pass_unchanged() -> None:
    headers = {"Authorization": "Bearer a.b-c", "X-Empty": "", "X-Latin": "é", "Accept": "text/html;q=0.9,\t*/*"}

    assert dict(parse_headers(headers)) == headers
    assert parse_header_name("X-A") == "X-A"


@pytest.mark.parametrize("method", ["get", "CONNECT", "TRACE", "GET /", ""])
def test_methods_that_cannot_be_checked_are_refused(method: str) -> None:
    with pytest.raises(InvalidError):
        parse_method(method)


@pytest.mark.parametrize(
    ("statuses", "good", "bad"),
    [
        (("200",), [200], [201, 199]),
        (("200-299",), [200, 299], [199, 300]),
        (("2xx", "404"), [200, 250, 299, 404], [300, 403]),
        (("200 - 204", "3XX"), [204, 302], [205, 400]),
    ],
)
def test_statuses(statuses: tuple[str, ...], good: list[int], bad: list[int]) -> None:
    ranges = parse_statuses(statuses)

    assert [status for status in good + bad if is_among(status, ranges)] == good


@pytest.mark.parametrize("status", ["", "20", "600", "2x", "299-200", "200,201", "ok", "200-"])
def test_what_is_no_status_is_refused(status: str) -> None:
    with pytest.raises(InvalidError):
        parse_statuses((status,))


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("$", ()),
        ("a", ("a",)),
        ("$.a.b", ("a", "b")),
        ("a[0].b[12]", ("a", 0, "b", 12)),
        ("[1]", (1,)),
        ('a["b.c"].d', ("a", "b.c", "d")),
        ("a['b c']", ("a", "b c")),
        ("a-b.c_d", ("a-b", "c_d")),
        ("a.0", ("a", "0")),
    ],
)
def test_json_paths(path: str, steps: tuple[str | int, ...]) -> None:
    assert parse_json_path(path) == steps


@pytest.mark.parametrize("path", ["a..b", "a[", "a[x]", "a b", ".", "$a", "a[0]b", 'a["', "a[-1]", "a[*]"])
def test_what_is_no_json_path_is_refused(path: str) -> None:
    with pytest.raises(InvalidError):
        parse_json_path(path)
