"""`healther check TARGET`: one check from here, without a database; prints what it saw."""

import argparse
import json
import sys
from datetime import datetime
from urllib.parse import urlsplit

from core.observation import Observation, Phases
from core.reasons import SENTENCES
from core.specs import Kind, MonitorSpec
from core.states import Outcome
from core.validation import InvalidError, parse_host_port, parse_url

HELP = "Check one target now and print its state, the phases of the answer and the certificate."
EXIT_STATUS = {Outcome.UP: 0, Outcome.DEGRADED: 0, Outcome.DOWN: 1, Outcome.UNKNOWN: 1}
LONGEST_TIMEOUT_S = 120.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "target", help="https://…, http://…, tcp://host:port, tls://host:port, icmp://host or dns://name; default https"
    )
    parser.add_argument("--timeout", type=_seconds, default=10.0, metavar="SECONDS", help="for all of it (default 10)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Check once; 0 when the target is up (or degraded), 1 when not."""
    import uvloop

    from core.addresses import parse_allowance
    from healther import logs
    from healther.settings import LOCAL_NETWORKS, load
    from probes.config import ProbeConfig
    from probes.manual import check_once

    logs.configure("check")
    try:
        spec = spec_of(options.target, options.timeout)
    except InvalidError as error:
        print(f"healther check: {error}", file=sys.stderr)
        return 2
    if spec is None:
        print(f"healther check: {options.target!r} is not a target; see --help", file=sys.stderr)
        return 2
    # Whoever sits at this terminal reaches the local networks anyway.
    allowance = parse_allowance(load().allowed_networks or LOCAL_NETWORKS, ())
    observation = uvloop.run(check_once(spec, ProbeConfig(database_url="", redis_url="", allowance=allowance)))
    print(json.dumps(as_json(spec, observation), indent=2) if options.json else as_table(spec, observation))
    return EXIT_STATUS[observation.outcome]


def spec_of(text: str, timeout_s: float) -> MonitorSpec | None:
    """Read a target as people type it; None: it is none. Raises InvalidError for one that nobody can check."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:  # half an IPv6 literal
        return None
    if not parts.hostname:
        return None
    if parts.scheme in {"http", "https"}:
        parse_url(parts.geturl())
        return MonitorSpec(kind=Kind.HTTP, target=parts.geturl(), timeout_s=timeout_s)
    if parts.scheme not in {kind.value for kind in Kind} or parts.scheme == Kind.HEARTBEAT:
        return None
    if parts.scheme == Kind.TCP:
        parse_host_port(parts.netloc)
    return MonitorSpec(kind=Kind(parts.scheme), target=parts.netloc, timeout_s=timeout_s)


def as_json(spec: MonitorSpec, seen: Observation) -> dict[str, object]:
    """Return the observation in the names that the API uses."""
    certificate = seen.certificate
    return {
        "target": spec.target,
        "kind": spec.kind.value,
        "state": seen.outcome.word,
        "reason": seen.reason.word if seen.reason is not None else None,
        "message": _message(seen),
        "address": seen.address,
        "http_status": seen.http_status,
        "latency_ms": _ms(seen.latency_us),
        "phases": {f"{name}_ms": _ms(value) for name, value in _phases(seen.phases).items()},
        "certificate": None
        if certificate is None
        else {
            "subject": certificate.subject,
            "issuer": certificate.issuer,
            "names": list(certificate.names),
            "not_before": certificate.not_before.isoformat(),
            "not_after": certificate.not_after.isoformat(),
        },
    }


def as_table(spec: MonitorSpec, seen: Observation) -> str:
    """Return the observation as lines for a person."""
    rows = [("target", spec.target), ("state", seen.outcome.word), ("", _message(seen) or "")]
    rows += [("address", seen.address or ""), ("status", str(seen.http_status or ""))]
    rows += [("latency", _with_unit(seen.latency_us))]
    rows += [(f"  {name}", _with_unit(value)) for name, value in _phases(seen.phases).items()]
    if seen.certificate is not None:
        rows += [("certificate", seen.certificate.subject), ("  issuer", seen.certificate.issuer)]
        rows += [("  valid until", _until(seen.certificate.not_after))]
    return "\n".join(f"{name:<14}{value}" for name, value in rows if value)


def _phases(phases: Phases) -> dict[str, int | None]:
    return {
        "dns": phases.dns_us,
        "connect": phases.connect_us,
        "tls": phases.tls_us,
        "wait": phases.wait_us,
        "transfer": phases.transfer_us,
    }


def _message(seen: Observation) -> str | None:
    if seen.reason is None:
        return None
    return SENTENCES[seen.reason] + (f" ({seen.detail})" if seen.detail else "")


def _ms(value_us: int | None) -> float | None:
    return None if value_us is None else round(value_us / 1000, 2)


def _with_unit(value_us: int | None) -> str:
    return "" if value_us is None else f"{value_us / 1000:.1f} ms"


def _until(at: datetime) -> str:
    days = (at - datetime.now(at.tzinfo)).days
    return f"{at:%Y-%m-%d %H:%M} UTC ({days} days)"


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= LONGEST_TIMEOUT_S:
        raise argparse.ArgumentTypeError(f"must be more than 0 and at most {LONGEST_TIMEOUT_S:g} seconds")
    return value
