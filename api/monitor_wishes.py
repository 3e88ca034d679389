"""From what people write to what is stored: defaults that follow the period, and everything that must be refused.

Pure functions. Each refusal is a 422 that names the field and the remedy.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from api.errors import Problem, unprocessable
from api.monitor_schemas import ExpectIn, MonitorBody, PeriodIn
from core.addresses import Allowance, canonical, vet
from core.reasons import SENTENCES, Reason
from core.specs import Confirm, Kind, MonitorSpec
from core.timing import MAX_TIMEOUT_S, MisfitError, fit
from core.validation import (
    InvalidError,
    parse_header_name,
    parse_headers,
    parse_host,
    parse_host_port,
    parse_json_path,
    parse_statuses,
    parse_url,
)
from db.monitors import Wish
from db.specs import expect_from_json, expect_to_json

Values = dict[str, Any]

DEFAULT_PERIOD: Final = PeriodIn(value=15, unit="minutes")
TLS_PORT: Final = 443
DNS_PORT: Final = 53

# Which keys mean something for which kinds; all others mean something for every kind.
KEYS_OF_KINDS: Final[dict[str, frozenset[Kind]]] = {
    "method": frozenset({Kind.HTTP}),
    "headers": frozenset({Kind.HTTP}),
    "body": frozenset({Kind.HTTP}),
    "follow_redirects": frozenset({Kind.HTTP}),
    "verify_tls": frozenset({Kind.HTTP, Kind.TLS}),
    "dns_record": frozenset({Kind.DNS}),
    "dns_resolver": frozenset({Kind.DNS}),
    "grace_s": frozenset({Kind.HEARTBEAT}),
    "expect.status": frozenset({Kind.HTTP}),
    "expect.body_contains": frozenset({Kind.HTTP}),
    "expect.body_not_contains": frozenset({Kind.HTTP}),
    "expect.json": frozenset({Kind.HTTP}),
    "expect.header": frozenset({Kind.HTTP}),
    "expect.answers": frozenset({Kind.DNS}),
    "expect.certificate_days": frozenset({Kind.TLS, Kind.HTTP}),
}

# A change of these is a change of what is measured: probes must see it.
SEEN_BY_PROBES: Final = (
    *("target", "period_s", "timeout_ms", "confirm_failures", "confirm_recoveries", "retry_ms", "grace_s", "method"),
    *("headers", "body", "follow_redirects", "verify_tls", "expect", "dns_record", "dns_resolver"),
)


class _NotAllowedError(InvalidError):
    """An address that probes must not reach from here."""


def new_wish(kind: Kind, name: str, target: str, body: MonitorBody, allowance: Allowance | None) -> Wish:
    """Return the columns of a new monitor."""
    period = body.period or DEFAULT_PERIOD
    values = {**_defaults(kind, period), "name": name, "target": target}
    return _checked(kind, {**values, **_given(body, {}), **_timing(kind, body, period, None)}, allowance)


def changed_wish(kind: Kind, before: Wish, changes: MonitorBody, allowance: Allowance | None) -> Wish:
    """Return the columns of a monitor after a change: keys not given stay, null means the default."""
    period = changes.period or PeriodIn(value=before.period_value, unit=before.period_unit)  # type: ignore[arg-type]
    kept = before.model_dump(include=set(Wish.model_fields))
    given = changes.model_fields_set
    resets = {column: value for column, value in _defaults(kind, period).items() if _KEYS.get(column, column) in given}
    named = {key: getattr(changes, key) for key in ("name", "target") if getattr(changes, key, None) is not None}
    values = {**kept, **resets, **named, **_given(changes, before.expect), **_timing(kind, changes, period, before)}
    return _checked(kind, values, allowance)


def must_probes_see(before: Wish, after: Wish) -> bool:
    """Tell whether a change concerns what is measured."""
    return any(getattr(before, column) != getattr(after, column) for column in SEEN_BY_PROBES)


def spec_of(kind: Kind, wish: Wish) -> MonitorSpec:
    """Return the spec of a monitor that is not saved."""
    return MonitorSpec(
        kind=kind,
        target=wish.target,
        period_s=wish.period_s,
        timeout_s=wish.timeout_ms / 1000,
        confirm=Confirm(wish.confirm_failures, wish.confirm_recoveries, wish.retry_ms / 1000),
        expect=expect_from_json(wish.expect),
        method=wish.method,
        headers=wish.headers,
        body=wish.body,
        follow_redirects=wish.follow_redirects,
        verify_tls=wish.verify_tls,
        dns_record=wish.dns_record,
        dns_resolver=wish.dns_resolver,
        grace_s=wish.grace_s,
    )


_KEYS: Final = {"group_name": "group"}  # column → key of the body, where they differ


def _defaults(kind: Kind, period: PeriodIn) -> Values:
    """Return the value of every column that the timing does not decide."""
    return {
        "retention_days": 90,
        "grace_s": min(3600, max(10, period.seconds // 5)) if kind is Kind.HEARTBEAT else 0,
        "method": "GET",
        "headers": {},
        "body": None,
        "follow_redirects": True,
        "verify_tls": True,
        "expect": {},
        "dns_record": "A",
        "dns_resolver": None,
        "tags": [],
        "group_name": None,
        "is_public": True,
        "public_name": None,
        "recipients": None,
    }


def _given(body: MonitorBody, expect_before: Mapping[str, Any]) -> Values:
    """Return the columns that the body sets to a value."""
    plain = {"retention_days", "grace_s", "method", "headers", "body", "follow_redirects", "verify_tls", "dns_record"}
    plain |= {"dns_resolver", "is_public", "public_name", "recipients"}
    values = {key: value for key, value in body.model_dump(include=plain).items() if value is not None}
    if body.group is not None:
        values["group_name"] = body.group
    if body.tags is not None:
        values["tags"] = list(dict.fromkeys(body.tags))
    if body.expect is not None:
        values["expect"] = _merged(expect_before, body.expect)
    return values


def _merged(before: Mapping[str, Any], given: ExpectIn) -> Values:
    """Return the expectation with the given keys replaced; null takes a key back to its default."""
    changes = given.model_dump(by_alias=True, exclude_unset=True)
    merged = {key: value for key, value in {**before, **changes}.items() if value is not None}
    return expect_to_json(expect_from_json(merged))


def _timing(kind: Kind, body: MonitorBody, period: PeriodIn, before: Wish | None) -> Values:
    """Return the columns of period, time limit and confirmation; what was never given follows the period."""
    asked = _asked_timing(kind, body, before)
    try:
        timeout_s, confirm = fit(period.seconds, *asked)
    except MisfitError as misfit:
        raise _misfit(misfit, period) from misfit
    if timeout_s < 0.1:
        raise unprocessable("confirm.failures", "So many tries do not fit into the period.", "Use fewer tries.")
    return {
        "period_value": period.value,
        "period_unit": period.unit,
        "period_s": period.seconds,
        "timeout_ms": int(timeout_s * 1000),
        "confirm_failures": confirm.failures,
        "confirm_recoveries": confirm.recoveries,
        "retry_ms": int(confirm.retry_s * 1000),
    }


def _asked_timing(
    kind: Kind, body: MonitorBody, before: Wish | None
) -> tuple[float | None, int | None, int | None, float | None]:
    """Return time limit, failures, recoveries and wait that were asked for, now or before; None follows the period."""
    timeout_s, failures, recoveries, retry_s = _remembered_timing(kind, before)
    given = body.model_fields_set
    if "timeout_s" in given:
        timeout_s = body.timeout_s
    if "confirm" in given:
        confirm = body.confirm
        asked = confirm.model_fields_set if confirm else {"failures", "recoveries", "retry_s"}
        failures = (confirm.failures if confirm else None) if "failures" in asked else failures
        recoveries = (confirm.recoveries if confirm else None) if "recoveries" in asked else recoveries
        retry_s = (confirm.retry_s if confirm else None) if "retry_s" in asked else retry_s
    if failures is None and kind is Kind.HEARTBEAT:
        failures = 1  # a late ping is a fact: looking twice says nothing new
    return timeout_s, failures, recoveries, retry_s


def _remembered_timing(kind: Kind, before: Wish | None) -> tuple[float | None, int | None, int | None, float | None]:
    """Return what was stored before, with None for what equals the default of its period: it goes on following it."""
    if before is None:
        return None, None, None, None
    failures, recoveries = before.confirm_failures, before.confirm_recoveries
    default_timeout_s, default_confirm = fit(before.period_s, None, failures, recoveries, None)
    is_default_timeout = before.timeout_ms == int(default_timeout_s * 1000)
    timeout_s = None if is_default_timeout else before.timeout_ms / 1000
    is_default_retry = is_default_timeout and before.retry_ms == int(default_confirm.retry_s * 1000)
    return timeout_s, failures, recoveries, None if is_default_retry else before.retry_ms / 1000


def _misfit(misfit: MisfitError, period: PeriodIn) -> Problem:
    largest = min(misfit.largest, MAX_TIMEOUT_S) if misfit.field == "timeout_s" else misfit.largest
    message = f"All tries of a check must fit into its period of {period.value} {period.unit}."
    if largest <= 0:
        return unprocessable(
            misfit.field, message, "Use a shorter timeout_s, fewer confirm.failures, or a longer period."
        )
    return unprocessable(misfit.field, message, f"The largest value that fits is {largest:g} {misfit.unit}.")


def _checked(kind: Kind, values: Values, allowance: Allowance | None) -> Wish:
    """Refuse what the kind cannot do and what nobody could check."""
    wish = Wish(**values)
    _refuse_foreign_keys(kind, wish)
    _parse("target", lambda: _vet_target(kind, wish.target, allowance))
    _parse("headers", lambda: parse_headers(wish.headers))
    if wish.dns_resolver is not None:
        resolver = wish.dns_resolver
        _parse("dns_resolver", lambda: _vet(*parse_host_port(resolver, DNS_PORT), allowance))
    expect = expect_from_json(wish.expect)
    _parse("expect.status", lambda: parse_statuses(expect.status))
    # Names that a request must not carry may well be expected of an answer: only their letters are looked at.
    _parse("expect.header", lambda: [parse_header_name(f"x-{name}") for name in expect.header])
    for index, rule in enumerate(expect.json):
        _parse(f"expect.json.{index}.path", lambda path=rule.path: parse_json_path(path))  # type: ignore[misc]
    return wish


def _refuse_foreign_keys(kind: Kind, wish: Wish) -> None:
    """A key that does nothing for this kind is a mistake, unless it has its default anyway."""
    defaults = _defaults(kind, DEFAULT_PERIOD)
    for key, kinds in KEYS_OF_KINDS.items():
        head, _, tail = key.partition(".")
        is_set = tail in wish.expect if tail else getattr(wish, head) != defaults[head]
        if is_set and kind not in kinds:
            words = " or ".join(sorted(found.value for found in kinds))
            raise unprocessable(key, f"This means nothing for a monitor of kind {kind.value}.", f"Only for {words}.")


def _vet_target(kind: Kind, target: str, allowance: Allowance | None) -> None:
    """Raise InvalidError for a target that cannot be checked, or that is a literal address which may not be."""
    match kind:
        case Kind.HTTP:
            url = parse_url(target)
            _vet(url.host, url.port, allowance)
        case Kind.TCP:
            _vet(*parse_host_port(target), allowance)
        case Kind.TLS:
            _vet(*parse_host_port(target, TLS_PORT), allowance)
        case Kind.ICMP:
            _vet(parse_host(target), 0, allowance)
        case Kind.DNS:
            parse_host(target)
        case Kind.HEARTBEAT:
            return


def _vet(host: str, port: int, allowance: Allowance | None) -> None:
    if allowance is not None and canonical(host) is not None and vet(host, port, allowance) is not None:
        raise _NotAllowedError(SENTENCES[Reason.TARGET_NOT_ALLOWED])


def _parse(field: str, parse: Callable[[], object]) -> None:
    """Turn what cannot be used into a refusal of the field; messages say what to write, save for closed addresses."""
    try:
        parse()
    except _NotAllowedError as error:
        raise unprocessable(
            field, str(error), "Write a public address, or one that the operator has opened."
        ) from error
    except InvalidError as error:
        raise unprocessable(field, str(error)) from error
