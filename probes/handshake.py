"""The TLS handshake on a connected socket, straight on its descriptor: no copying through memory buffers."""

import socket
import ssl
import time
from dataclasses import dataclass

from core.reasons import Reason
from probes.errors import DialError
from probes.readiness import until_readable, until_writable
from probes.tls_errors import tls_failure


@dataclass(frozen=True, slots=True)
class Secured:
    """A socket after its handshake; it replaces the plain one and is closed by whoever asked for it."""

    socket: ssl.SSLSocket
    tls_us: int


async def handshake(plain: socket.socket, context: ssl.SSLContext, name: str, deadline: float) -> Secured:
    """Shake hands as a client of `name` (server name indication and verification); raise DialError.

    Takes `plain` over, in failure too: it is closed then.
    """
    started = time.perf_counter()
    secured = context.wrap_socket(plain, server_hostname=name, do_handshake_on_connect=False)
    try:
        await _shake(secured, deadline)
    except BaseException:
        secured.close()
        raise
    return Secured(secured, round((time.perf_counter() - started) * 1e6))


async def _shake(secured: ssl.SSLSocket, deadline: float) -> None:
    try:
        while True:
            try:
                return secured.do_handshake()
            except ssl.SSLWantReadError:
                await until_readable(secured.fileno(), deadline)
            except ssl.SSLWantWriteError:
                await until_writable(secured.fileno(), deadline)
    except TimeoutError:
        raise DialError(Reason.TLS_HANDSHAKE_TIMEOUT) from None
    except OSError as failure:
        raise tls_failure(failure) from None
