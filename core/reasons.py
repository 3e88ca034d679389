"""Why a try was not plainly up: a closed list, each with a sentence that a person understands.

The numbers are stored in `checks.reason`; they never change their meaning. A reason says what was seen;
the `detail` stored beside it (at most `DETAIL_LIMIT` characters, free of secrets) says with which values.
"""

from enum import IntEnum
from typing import Final

DETAIL_LIMIT: Final = 200  # characters


class Reason(IntEnum):
    """Why the outcome is degraded, down or unknown."""

    # reaching the target
    TIMEOUT = 1
    CONNECTION_REFUSED = 2
    CONNECTION_RESET = 3
    UNREACHABLE = 4
    TARGET_NOT_ALLOWED = 5
    TARGET_INVALID = 6
    # names
    DNS_NXDOMAIN = 10
    DNS_SERVFAIL = 11
    DNS_TIMEOUT = 12
    DNS_EMPTY = 13
    DNS_CNAME_LOOP = 14
    DNS_REFUSED = 15
    DNS_MALFORMED = 16
    DNS_UNEXPECTED_ANSWER = 17
    # TLS
    TLS_EXPIRED = 20
    TLS_NOT_YET_VALID = 21
    TLS_WRONG_NAME = 22
    TLS_SELF_SIGNED = 23
    TLS_UNTRUSTED = 24
    TLS_OLD_PROTOCOL = 25
    TLS_HANDSHAKE_TIMEOUT = 26
    TLS_NOT_TLS = 27
    TLS_HANDSHAKE_FAILED = 28
    TLS_EXPIRES_SOON = 29
    # HTTP
    HTTP_STATUS = 40
    HTTP_MALFORMED = 41
    HTTP_TOO_MANY_REDIRECTS = 42
    HTTP_BAD_REDIRECT = 43
    HTTP_BODY_LACKS_TEXT = 44
    HTTP_BODY_HAS_TEXT = 45
    HTTP_JSON_INVALID = 46
    HTTP_JSON_MISMATCH = 47
    HTTP_HEADER_MISMATCH = 48
    HTTP_HEADERS_TOO_LARGE = 49
    HTTP_INCOMPLETE = 50
    HTTP_UNDECODABLE = 51
    # every kind with a latency limit
    TOO_SLOW = 60
    # ICMP
    ICMP_UNREACHABLE = 70
    ICMP_NOT_PERMITTED = 71
    # heartbeat
    HEARTBEAT_WAITING = 80
    HEARTBEAT_LATE = 81
    HEARTBEAT_FAILED = 82
    HEARTBEAT_EXIT_STATUS = 83
    # our side: always with outcome unknown
    NOT_RUN = 90
    PROBE_OFFLINE = 91
    PROBE_ERROR = 92
    NOT_CONFIRMED = 93

    @property
    def word(self) -> str:
        """The word the API carries, e.g. `connection_refused`."""
        return self.name.lower()


SENTENCES: Final[dict[Reason, str]] = {
    Reason.TIMEOUT: "There was no complete answer before the time limit.",
    Reason.CONNECTION_REFUSED: "The target refused the connection: nothing listens there.",
    Reason.CONNECTION_RESET: "The target closed the connection before it had answered.",
    Reason.UNREACHABLE: "The network has no way to the target.",
    Reason.TARGET_NOT_ALLOWED: "This address may not be checked from here.",
    Reason.TARGET_INVALID: "The target is not an address that can be checked.",
    Reason.DNS_NXDOMAIN: "The name does not exist.",
    Reason.DNS_SERVFAIL: "The name server could not answer (SERVFAIL).",
    Reason.DNS_TIMEOUT: "The name server did not answer in time.",
    Reason.DNS_EMPTY: "The name exists, but has no record of this kind.",
    Reason.DNS_CNAME_LOOP: "The name's aliases lead in a circle or are too many.",
    Reason.DNS_REFUSED: "The name server refused to answer.",
    Reason.DNS_MALFORMED: "The name server's answer cannot be read.",
    Reason.DNS_UNEXPECTED_ANSWER: "The name server's answer is not the expected one.",
    Reason.TLS_EXPIRED: "The certificate has expired.",
    Reason.TLS_NOT_YET_VALID: "The certificate is not valid yet.",
    Reason.TLS_WRONG_NAME: "The certificate is for another name.",
    Reason.TLS_SELF_SIGNED: "The certificate is self-signed.",
    Reason.TLS_UNTRUSTED: "The certificate's issuer is not trusted, or its chain is incomplete.",
    Reason.TLS_OLD_PROTOCOL: "The server speaks only an outdated version of TLS.",
    Reason.TLS_HANDSHAKE_TIMEOUT: "The TLS handshake did not finish in time.",
    Reason.TLS_NOT_TLS: "The server does not speak TLS on this port.",
    Reason.TLS_HANDSHAKE_FAILED: "The TLS handshake failed.",
    Reason.TLS_EXPIRES_SOON: "The certificate expires soon.",
    Reason.HTTP_STATUS: "The server answered with a status that is not expected.",
    Reason.HTTP_MALFORMED: "The answer is not valid HTTP.",
    Reason.HTTP_TOO_MANY_REDIRECTS: "There were too many redirects.",
    Reason.HTTP_BAD_REDIRECT: "The redirect leads to something that is not a web address.",
    Reason.HTTP_BODY_LACKS_TEXT: "The expected text is not in the body.",
    Reason.HTTP_BODY_HAS_TEXT: "The body contains text that must not be there.",
    Reason.HTTP_JSON_INVALID: "The body is not valid JSON.",
    Reason.HTTP_JSON_MISMATCH: "A value in the JSON body is not the expected one.",
    Reason.HTTP_HEADER_MISMATCH: "A header is not the expected one.",
    Reason.HTTP_HEADERS_TOO_LARGE: "The answer's headers are too large.",
    Reason.HTTP_INCOMPLETE: "The connection ended before the body was complete.",
    Reason.HTTP_UNDECODABLE: "The body's compression cannot be undone.",
    Reason.TOO_SLOW: "The answer took longer than its limit.",
    Reason.ICMP_UNREACHABLE: "A router reports that the target cannot be reached.",
    Reason.ICMP_NOT_PERMITTED: "This system does not let Healther send pings; its operator must allow ICMP sockets.",
    Reason.HEARTBEAT_WAITING: "No ping has arrived yet.",
    Reason.HEARTBEAT_LATE: "The ping is late.",
    Reason.HEARTBEAT_FAILED: "The job reported a failure.",
    Reason.HEARTBEAT_EXIT_STATUS: "The job ended with an exit status other than 0.",
    Reason.NOT_RUN: "The check was not run in its time; this says nothing about the target.",
    Reason.PROBE_OFFLINE: "The probe itself was without a network; this says nothing about the target.",
    Reason.PROBE_ERROR: "The check failed on our side; this says nothing about the target.",
    Reason.NOT_CONFIRMED: "A failure could not be confirmed in time; it counts as unknown.",
}


def sentence(reason: Reason, detail: str | None = None) -> str:
    """Say in words why a check was not up; `detail` adds the values that were seen."""
    return f"{SENTENCES[reason]} {detail}" if detail else SENTENCES[reason]
