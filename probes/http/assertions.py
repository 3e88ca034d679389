"""Judging an HTTP answer: status, headers, text, JSON, latency, in this order; the first that fails is the reason."""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import httpx
import orjson

from core.observation import Observation, failed
from core.reasons import Reason
from core.specs import Comparison, Expect, JsonRule
from core.validation import is_among, parse_json_path, parse_statuses
from probes.http.reader import MAX_BODY_BYTES
from probes.latency import judge_latency

_SHOWN_CHARACTERS: Final = 60
_SECRET_HEADERS: Final = frozenset({"set-cookie", "authorization", "www-authenticate"})
_CAP: Final = f"{MAX_BODY_BYTES // 1024} KiB"
_CHARSET: Final = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)
_MISSING: Final = object()
_ORDERS: Final[Mapping[Comparison, Callable[[Any, Any], Any]]] = {
    Comparison.LESS_THAN: operator.lt,
    Comparison.AT_MOST: operator.le,
    Comparison.GREATER_THAN: operator.gt,
    Comparison.AT_LEAST: operator.ge,
}

Fault = tuple[Reason, str | None]


def judge(expect: Expect, response: httpx.Response, seen: Observation) -> Observation:
    """Return `seen` with the outcome the expectations give it."""
    fault = (
        _status_fault(expect, response)
        or _header_fault(expect, response)
        or _body_fault(expect, response)
        or _json_fault(expect.json, response)
    )
    if fault is not None:
        return failed(*fault, seen=seen)
    return judge_latency(expect, seen)


def _status_fault(expect: Expect, response: httpx.Response) -> Fault | None:
    if not expect.status or is_among(response.status_code, parse_statuses(expect.status)):
        return None
    return Reason.HTTP_STATUS, f"{response.status_code}, expected {', '.join(expect.status)}"


def _header_fault(expect: Expect, response: httpx.Response) -> Fault | None:
    for name, expected in expect.header.items():
        seen = _header(response, name)
        if expected not in seen:
            shown = "another value" if name.lower() in _SECRET_HEADERS else _shown(", ".join(seen))
            return Reason.HTTP_HEADER_MISMATCH, f"{name} is {shown}" if seen else f"{name} is missing"
    return None


def _header(response: httpx.Response, name: str) -> list[str]:
    """Return the values of a header: each line, and all lines as one."""
    if name.lower() == "content-encoding":
        coding = str(response.extensions.get("content_encoding", ""))
        return [coding] if coding else []
    values = response.headers.get_list(name)
    return [*values, ", ".join(values)] if len(values) > 1 else values


def _body_fault(expect: Expect, response: httpx.Response) -> Fault | None:
    if expect.body_contains is None and expect.body_not_contains is None:
        return None
    if not response.extensions["is_decoded"]:
        return Reason.HTTP_UNDECODABLE, str(response.extensions["content_encoding"])
    if expect.body_contains is not None and not _contains(response, expect.body_contains):
        where = None if response.extensions["is_complete"] else f"(the first {_CAP} were read)"
        return Reason.HTTP_BODY_LACKS_TEXT, where
    if expect.body_not_contains is not None and _contains(response, expect.body_not_contains):
        return Reason.HTTP_BODY_HAS_TEXT, None
    return None


def _contains(response: httpx.Response, text: str) -> bool:
    """Look for text in the body's own character set; in UTF-8, the usual one, without decoding all of it."""
    if _is_utf8(response.headers.get("content-type", "")):
        return text.encode() in response.content
    return text in response.text


@lru_cache(1024)
def _is_utf8(content_type: str) -> bool:
    named = _CHARSET.search(content_type)
    return named is None or named[1].lower() in ("utf-8", "utf8", "us-ascii", "ascii")


def _json_fault(rules: Iterable[JsonRule], response: httpx.Response) -> Fault | None:
    if not rules:
        return None
    if not response.extensions["is_decoded"]:
        return Reason.HTTP_UNDECODABLE, str(response.extensions["content_encoding"])
    if not response.extensions["is_complete"]:
        return Reason.HTTP_JSON_INVALID, f"larger than {_CAP}"
    try:
        document = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return Reason.HTTP_JSON_INVALID, None
    return next((fault for rule in rules if (fault := _rule_fault(rule, document))), None)


def _rule_fault(rule: JsonRule, document: Any) -> Fault | None:
    value = _value_at(document, parse_json_path(rule.path))
    if value is _MISSING:
        return Reason.HTTP_JSON_MISMATCH, f"{rule.path} is missing"
    if _holds(rule.comparison, value, rule.value):
        return None
    wanted = f"{rule.comparison.value.replace('_', ' ')} {_shown(rule.value)}"
    return Reason.HTTP_JSON_MISMATCH, f"{rule.path} is {_shown(value)}, expected: {wanted}"


def _value_at(document: Any, path: tuple[str | int, ...]) -> Any:
    """Follow keys and indexes; `_MISSING` where there is nothing."""
    for step in path:
        document = _member(document, step)
    return document


def _member(container: Any, step: str | int) -> Any:
    if isinstance(step, str):
        return container.get(step, _MISSING) if isinstance(container, dict) else _MISSING
    return container[step] if isinstance(container, list) and step < len(container) else _MISSING


def _holds(comparison: Comparison, value: Any, expected: str | float | bool | None) -> bool:
    if comparison is Comparison.EQUALS:
        return _equal(value, expected)
    if comparison is Comparison.NOT_EQUALS:
        return not _equal(value, expected)
    return _comparable(value, expected) and bool(_ORDERS[comparison](value, expected))


def _equal(value: Any, expected: str | float | bool | None) -> bool:
    """Compare as JSON does: true is not 1."""
    return isinstance(value, bool) == isinstance(expected, bool) and bool(value == expected)


def _comparable(value: Any, expected: object) -> bool:
    if isinstance(value, str) and isinstance(expected, str):
        return True
    return all(isinstance(side, int | float) and not isinstance(side, bool) for side in (value, expected))


def _shown(value: object) -> str:
    """Return a value as JSON, cut; what it contains does not matter to the reader."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = orjson.dumps(value).decode() if not isinstance(value, int) else str(value).lower()
    return text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…"
