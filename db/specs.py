"""MonitorSpec ↔ the JSON it is stored in: `monitors.expect` and `check_requests.spec`.

The shape is the one of the API (contract: `expect`), so what a person wrote can be read in the table.
Only what differs from the default is stored for `expect`; a missing key means the default.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from core.specs import Comparison, Confirm, Expect, JsonRule, Kind, MonitorSpec

Json = dict[str, Any]

_DEFAULT: Final = Expect()
_PLAIN_FIELDS: Final = (
    "body_contains",
    "body_not_contains",
    "max_latency_ms",
    "degraded_latency_ms",
    "certificate_days",
)


def expect_to_json(expect: Expect) -> Json:
    """Return what differs from the default expectation."""
    found: Json = {name: getattr(expect, name) for name in _PLAIN_FIELDS}
    found["status"] = list(expect.status)
    found["json"] = [{"path": rule.path, rule.comparison.value: rule.value} for rule in expect.json]
    found["header"] = dict(expect.header)
    found["answers"] = list(expect.answers)
    return {name: value for name, value in found.items() if value != _defaults()[name]}


def expect_from_json(stored: Mapping[str, Any]) -> Expect:
    """Return the expectation with every default filled in."""
    values = {**_defaults(), **stored}
    return Expect(
        status=tuple(values["status"]),
        json=tuple(_json_rule(rule) for rule in values["json"]),
        header=dict(values["header"]),
        answers=tuple(values["answers"]),
        **{name: values[name] for name in _PLAIN_FIELDS},
    )


def spec_to_json(spec: MonitorSpec) -> Json:
    """Return a complete spec as JSON."""
    plain = {name: getattr(spec, name) for name in MonitorSpec.__slots__ if name not in ("kind", "confirm", "expect")}
    return {
        **plain,
        "headers": dict(spec.headers),
        "kind": spec.kind.value,
        "confirm": asdict(spec.confirm),
        "expect": expect_to_json(spec.expect),
    }


def spec_from_json(stored: Mapping[str, Any]) -> MonitorSpec:
    """Return the spec that `spec_to_json` wrote."""
    return MonitorSpec(
        **{
            **stored,
            "kind": Kind(stored["kind"]),
            "confirm": Confirm(**stored["confirm"]),
            "expect": expect_from_json(stored["expect"]),
        }
    )


def _defaults() -> Json:
    plain = {name: getattr(_DEFAULT, name) for name in _PLAIN_FIELDS}
    return {**plain, "status": list(_DEFAULT.status), "json": [], "header": {}, "answers": []}


def _json_rule(rule: Mapping[str, Any]) -> JsonRule:
    comparison = next(comparison for comparison in Comparison if comparison.value in rule)
    return JsonRule(rule["path"], comparison, rule[comparison.value])
