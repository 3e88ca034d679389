"""Reading the target of a monitor that names a host and a port."""

from core.addresses import canonical
from core.reasons import Reason
from probes.errors import DialError

_PORTS = range(1, 65_536)


def host_and_port(target: str, default_port: int | None = None) -> tuple[str, int]:
    """Split `host:port` or `[IPv6 address]:port`; raise DialError with TARGET_INVALID.

    Without `default_port` the port is required. A bare IPv6 address is taken as such: its last group is never a port.
    """
    if canonical(target) is not None:
        host, port = target, ""
    elif target.startswith("["):
        host, _, rest = target[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        host, _, port = target.partition(":")
    return _checked(host), _port(port, default_port)


def _checked(host: str) -> str:
    if not host or any(character.isspace() or character in "/@[]" for character in host):
        raise DialError(Reason.TARGET_INVALID, "a host is missing or malformed")
    return host


def _port(text: str, default: int | None) -> int:
    if not text and default is not None:
        return default
    if text.isascii() and text.isdigit() and int(text) in _PORTS:
        return int(text)
    raise DialError(Reason.TARGET_INVALID, "a port from 1 to 65535 is needed")
