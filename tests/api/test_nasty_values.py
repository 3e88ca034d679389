"""Values nobody means: whatever stands in a body or a query, the answer is a refusal and never a 500."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.specs import Comparison, Confirm, Expect, JsonRule, Kind, MonitorSpec
from db.specs import expect_from_json, expect_to_json, spec_from_json, spec_to_json
from tests.api.people import V1, Person

NASTY: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**31, 2**63, 2**70, -(2**70), 1e308, float("nan"), float("inf"), 1.5),
    *("", " ", "\x00", "a\x00b", "\ud800", "\U0001f600", "%", "'", '"', "\\", "x" * 70_000, "{{7*7}}", "\u202e", "١"),
    *([], {}, [[]], {"": ""}, {"a\x00": "b"}, {"\ud800": 1}, [None], [2**70], ["\x00"], [float("nan")]),
)
MONITOR_KEYS = (
    *(
        "name",
        "kind",
        "target",
        "period",
        "retention_days",
        "timeout_s",
        "confirm",
        "expect",
        "method",
        "headers",
        "body",
    ),
    *("follow_redirects", "verify_tls", "dns_record", "dns_resolver", "grace_s", "tags", "group", "is_public"),
    *("public_name", "recipients"),
)
EXPECT_KEYS = (
    *("status", "body_contains", "body_not_contains", "json", "header", "max_latency_ms", "degraded_latency_ms"),
    *("answers", "certificate_days"),
)
MONITOR = {"name": "x", "kind": "http", "target": "https://example.com"}


async def post(person: Person, path: str, body: Any, method: str = "POST") -> int:
    content = json.dumps(body).encode()  # writes NaN and lone surrogates as they are
    headers = {"Authorization": f"Bearer {person.token}", "Content-Type": "application/json"}
    return (await person.client.request(method, f"{V1}{path}", content=content, headers=headers)).status_code


@pytest.mark.parametrize("key", MONITOR_KEYS)
async def test_no_value_of_a_monitor_breaks_anything(owner: Person, workspace: dict[str, Any], key: str) -> None:
    path = f"/workspaces/{workspace['id']}/monitors"
    statuses = {repr(value)[:30]: await post(owner, path, {**MONITOR, key: value}) for value in NASTY}

    assert {value: status for value, status in statuses.items() if status not in (201, 422)} == {}


@pytest.mark.parametrize("key", EXPECT_KEYS)
async def test_no_expectation_breaks_anything(owner: Person, monitor: dict[str, Any], key: str) -> None:
    path = f"/monitors/{monitor['id']}"
    statuses = {repr(value)[:30]: await post(owner, path, {"expect": {key: value}}, "PATCH") for value in NASTY}

    assert {value: status for value, status in statuses.items() if status not in (200, 422)} == {}
    assert (await owner.get(path)).status_code == 200


@pytest.mark.parametrize("comparison", list(Comparison))
async def test_no_json_rule_breaks_anything(owner: Person, monitor: dict[str, Any], comparison: Comparison) -> None:
    path = f"/monitors/{monitor['id']}"
    statuses = {}
    for value in NASTY:
        rule = {"path": "a", comparison.value: value}
        statuses[repr(value)[:30]] = await post(owner, path, {"expect": {"json": [rule]}}, "PATCH")

    assert {value: status for value, status in statuses.items() if status not in (200, 422)} == {}
    assert (await owner.get(path)).status_code == 200


@pytest.mark.parametrize(
    ("path", "key"),
    [
        *(("/monitors", key) for key in ("state", "tag", "workspace", "q", "cursor", "limit")),
        *(("/workspaces", key) for key in ("cursor", "limit")),
        *(("/monitors/{}/checks", key) for key in ("before", "limit")),
        *(("/monitors/{}/latency", key) for key in ("from", "to", "points")),
        *(("/monitors/{}/uptime", key) for key in ("from", "to")),
        *(("/monitors/{}/incidents", key) for key in ("from", "to", "cursor")),
        ("/monitors/{}/days", "days"),
    ],
)
async def test_no_query_breaks_anything(owner: Person, monitor: dict[str, Any], path: str, key: str) -> None:
    values = [
        "",
        "\x00",
        "x",
        "-1",
        "0",
        "9" * 30,
        "1e5",
        "é",
        "MTIz",
        "OTk5OTk5OTk5",
        "9999-12-31T23:59:59Z",
        "0001-01-01",
    ]
    statuses = {value: (await owner.get(path.format(monitor["id"]), **{key: value})).status_code for value in values}

    assert {value: status for value, status in statuses.items() if status not in (200, 422)} == {}


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
rules = st.builds(
    JsonRule, texts, st.sampled_from(Comparison), st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts
)
expectations = st.builds(
    Expect,
    status=st.lists(texts, max_size=3).map(tuple),
    body_contains=st.none() | texts,
    json=st.lists(rules, max_size=3).map(tuple),
    header=st.dictionaries(texts, texts, max_size=2),
    max_latency_ms=st.none() | st.integers(1, 60_000),
    answers=st.lists(texts, max_size=2).map(tuple),
    certificate_days=st.integers(0, 365),
)


@given(expectations)
def test_an_expectation_comes_back_as_it_was_stored(expect: Expect) -> None:
    assert expect_from_json(json.loads(json.dumps(expect_to_json(expect)))) == expect


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(Kind), texts, expectations, st.dictionaries(texts, texts, max_size=2), st.none() | texts)
def test_a_spec_comes_back_as_it_was_stored(
    kind: Kind, target: str, expect: Expect, headers: dict[str, str], body: str | None
) -> None:
    spec = MonitorSpec(kind, target, 60, 2.5, Confirm(3, 2, 1.5), expect, headers=headers, body=body, grace_s=7)

    assert spec_from_json(json.loads(json.dumps(spec_to_json(spec)))) == spec


def test_what_equals_the_default_is_not_stored() -> None:
    assert expect_to_json(Expect()) == {}
