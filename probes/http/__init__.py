"""The HTTP checker and its transport: httpx requests and responses over sockets that the dialer opened."""

from probes.http.check import check_http
from probes.http.transport import HttpTransport

__all__ = ["HttpTransport", "check_http"]
