"""What may stand in a monitor: targets, headers, statuses, JSON paths. Used when one is saved and when one is checked.

Each `parse_*` returns the canonical value or raises `InvalidError`, whose message names the remedy.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from core.addresses import canonical

METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MAX_URL_CHARACTERS: Final = 2048
MAX_HEADERS: Final = 32
MAX_HEADER_CHARACTERS: Final = 4096

# Services that would take an HTTP request for commands or for abuse: plaintext protocols, mail, databases, shells.
# Ports 1 and 9 (discard) are left: nothing there reads what it gets, and they are the usual way to try out an outage.
REFUSED_HTTP_PORTS: Final = frozenset(
    {7, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110}
    | {111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531}
    | {532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1433, 1521, 1719, 1720, 1723, 2049, 3306}
    | {3389, 3659, 4045, 4190, 5060, 5061, 5432, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 11211}
    | {27017}
)
# Ours to set, or about the connection instead of the request (RFC 9110 7.6.1): they could split or smuggle requests.
REFUSED_HEADERS: Final = frozenset(
    {"host", "content-length", "transfer-encoding", "connection", "keep-alive", "proxy-connection", "te", "trailer"}
    | {"upgrade", "expect", "http2-settings", "proxy-authorization", "proxy-authenticate"}
)
DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443}

_URL: Final = re.compile(r"(https?)://([^/?#]*)([^#]*)(?:#.*)?", re.IGNORECASE | re.DOTALL)
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_AUTHORITY: Final = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?")
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f\\]")
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER_LABEL: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE: Final = re.compile(r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff\t]*[\x21-\x7e\x80-\xff])?|")
_STATUS: Final = re.compile(r"([1-5])xx|([1-5][0-9]{2})(?:\s*-\s*([1-5][0-9]{2}))?", re.IGNORECASE)
_PATH_STEP: Final = re.compile(r"""\.?([^\s.\[\]"']+)|\[([0-9]{1,6})\]|\["([^"]*)"\]|\['([^']*)'\]""")
_URL_SAFE: Final = "%/:?#[]@!$&'()*+,;=-._~|^`{}\"<>"


class InvalidError(ValueError):
    """A value that a monitor must not have; the message says what to write instead."""


class RefusedPortError(InvalidError):
    """A port that answers another protocol than HTTP."""


@dataclass(frozen=True, slots=True)
class HttpTarget:
    """A web address in canonical parts: `host` is a lower-case ASCII name or a literal without brackets."""

    scheme: str
    host: str
    port: int
    path: str  # with the query; begins with "/"

    @property
    def authority(self) -> str:
        """What the Host header carries."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == DEFAULT_PORTS[self.scheme] else f"{name}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: where it differs, nothing of the user's may be sent."""
        return self.scheme, self.host, self.port


@lru_cache(8192)
def parse_url(text: str) -> HttpTarget:
    """Parse a web address strictly; raise InvalidError (RefusedPortError for a port of another protocol)."""
    if len(text) > MAX_URL_CHARACTERS:
        raise InvalidError(f"The address is longer than {MAX_URL_CHARACTERS} characters.")
    if _UNSAFE.search(text):
        raise InvalidError("The address contains a control character or a backslash: write it with / and %XX.")
    match = _URL.fullmatch(text.strip(" "))
    if match is None:
        raise InvalidError(_scheme_remedy(text))
    scheme, authority, path = match[1].lower(), match[2], match[3]
    host, port = _split_authority(authority, DEFAULT_PORTS[scheme])
    if port in REFUSED_HTTP_PORTS:
        raise RefusedPortError(f"Port {port} belongs to another protocol than HTTP: use a TCP monitor for it.")
    rooted = path if path.startswith("/") else f"/{path}"
    return HttpTarget(scheme, host, port, quote(rooted, safe=_URL_SAFE))


def parse_host_port(text: str, default_port: int | None = None) -> tuple[str, int]:
    """Parse `host:port`, `[IPv6]:port`, or with a default port `host` alone (an IPv6 literal then also bare)."""
    if default_port is not None and text.count(":") > 1 and not text.startswith("["):
        return parse_host(text), default_port
    return _split_authority(text, default_port)


@lru_cache(8192)
def parse_host(text: str) -> str:
    """Parse a host name or address into lower-case ASCII; refuse numbers that only look like an address."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    if ":" in bare:
        return _parse_ipv6(bare)
    if text.startswith("["):
        raise InvalidError("Only an IPv6 address stands in brackets.")
    name = ".".join(_ascii_label(label) for label in bare.removesuffix(".").split("."))
    if _NUMBER_LABEL.fullmatch(name.rpartition(".")[2]):
        return _parse_ipv4(name)
    if len(name) > 253:
        raise InvalidError("The host name is longer than 253 characters.")
    return name


def parse_headers(headers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Check request headers: names are tokens, values have no control characters, none frames the request."""
    if len(headers) > MAX_HEADERS:
        raise InvalidError(f"More than {MAX_HEADERS} headers.")
    return tuple((parse_header_name(name), _parse_header_value(name, value)) for name, value in headers.items())


def parse_header_name(name: str) -> str:
    """Check the name of a header that a request may carry."""
    if not _TOKEN.fullmatch(name):
        raise InvalidError(f"{name!r} is not a header name: use letters, digits and hyphens.")
    if name.lower() in REFUSED_HEADERS:
        raise InvalidError(f"{name} cannot be set: Healther sets it or it belongs to the connection.")
    return name


def parse_method(method: str) -> str:
    """Check an HTTP method."""
    if method not in METHODS:
        raise InvalidError(f"{method!r} is not a method that can be checked: use one of {', '.join(METHODS)}.")
    return method


@lru_cache(1024)
def parse_statuses(statuses: tuple[str, ...]) -> tuple[range, ...]:
    """Parse `200`, `200-299` and `2xx` into ranges."""
    return tuple(_parse_status(status) for status in statuses)


@lru_cache(4096)
def parse_json_path(path: str) -> tuple[str | int, ...]:
    """Parse `data.items[0]["a key"]` (a leading `$` is optional) into keys and indexes."""
    rest = path.removeprefix("$")
    steps: list[str | int] = []
    position = 0
    while position < len(rest):
        match = _PATH_STEP.match(rest, position)
        if match is None or not (match[0][0] in ".[" or (position == 0 and rest is path)):
            raise InvalidError(f"{path!r} is not a JSON path: write keys with dots, like data.items[0].name.")
        steps.append(_step(match))
        position = match.end()
    return tuple(steps)


def _step(match: re.Match[str]) -> str | int:
    if match[2] is not None:
        return int(match[2])
    return next(key for key in (match[1], match[3], match[4]) if key is not None)


def is_among(status: int, ranges: Iterable[range]) -> bool:
    """Tell whether an HTTP status is one of those expected."""
    return any(status in expected for expected in ranges)


def _scheme_remedy(text: str) -> str:
    if _SCHEME.match(text) and not text.lower().startswith(("http:", "https:")):
        return "Only http:// and https:// addresses can be checked."
    return "The address must begin with http:// or https:// and name a host."


def _split_authority(authority: str, default_port: int | None) -> tuple[str, int]:
    if "@" in authority:
        raise InvalidError("The address must not contain a user name or password: put them into a header.")
    match = _AUTHORITY.fullmatch(authority)
    if match is None:
        raise InvalidError("The host and port cannot be read: write host:port, or [IPv6 address]:port.")
    host = parse_host(match[1])
    if not match[2] and default_port is None:
        raise InvalidError("The port is missing: write host:port.")
    port = int(match[2]) if match[2] else default_port
    if port is None or not 1 <= port <= 65_535:
        raise InvalidError("The port must lie between 1 and 65535.")
    return host, port


def _ascii_label(label: str) -> str:
    """Return one part of a host name in ASCII (punycode for other scripts)."""
    lowered = label.lower()
    if not lowered.isascii():
        lowered = _punycode(lowered)
    if not _LABEL.fullmatch(lowered):
        raise InvalidError("The host name must consist of letters, digits and hyphens, in parts of 1 to 63 with dots.")
    return lowered


def _punycode(label: str) -> str:
    """Encode letters of other scripts; look-alikes of ASCII (full-width digits, other dots) are refused, not folded."""
    is_plain = unicodedata.normalize("NFKC", label) == label
    if not is_plain or not all(c == "-" or unicodedata.category(c)[0] in "LMN" for c in label):
        raise InvalidError("The host name contains a character that no name has: write it in plain letters.")
    return "xn--" + label.encode("punycode").decode("ascii")


def _parse_ipv4(text: str) -> str:
    if canonical(text) is None:
        raise InvalidError("The host looks like a number: write an IPv4 address as four decimal numbers.")
    return text


def _parse_ipv6(text: str) -> str:
    parsed = canonical(text)
    if parsed is None:
        raise InvalidError("The IPv6 address cannot be read: write it without a zone, like [2001:db8::1].")
    return str(parsed)


def _parse_header_value(name: str, value: str) -> str:
    if len(value) > MAX_HEADER_CHARACTERS:
        raise InvalidError(f"The value of {name} is longer than {MAX_HEADER_CHARACTERS} characters.")
    if not _FIELD_VALUE.fullmatch(value):
        raise InvalidError(f"The value of {name} contains a line break, a control character or an outer space.")
    return value


def _parse_status(status: str) -> range:
    match = _STATUS.fullmatch(status.strip())
    if match is None:
        raise InvalidError(f"{status!r} is not a status: write 200, 200-299 or 2xx.")
    if match[1]:
        return range(int(match[1]) * 100, int(match[1]) * 100 + 100)
    first, last = int(match[2]), int(match[3] or match[2])
    if first > last:
        raise InvalidError(f"{status!r} begins after its end: write the smaller status first.")
    return range(first, last + 1)
