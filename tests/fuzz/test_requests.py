"""Requests made of the API's own description: whatever comes, nothing fails inside, and every answer is as described.

As anonymous, observer, admin and owner: the same request as each of them, and as each of them one request after the
other, with what earlier answers named. More than 2,000 requests here, 20,000 in the long round.
"""

import json
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from schemathesis import BaseSchema, Case, GenerationMode, Response
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.config import ApiConfig
from tests import engines, servers
from tests.api.people import BASE_URL
from tests.engines import migrated
from tests.fuzz.installation import Installation

SECRET_KEY = "a key that only tests know, 32 bytes and more"
CALLERS = ("anonymous", "observer", "admin", "owner")
CHECKS: Final[list[CheckFunction]] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
schemathesis.serializer.alias("application/zip", "application/octet-stream")

# After these the caller may not be who they were.
CHANGES_THE_WORLD: Final = frozenset(
    {
        "logout",
        "logout_everywhere",
        "end_session",
        "delete_me",
        "leave_workspace",
        "delete_workspace",
        "remove_member",
        "change_member",
        "transfer_workspace",
        "delete_monitor",
    }
)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with engines.postgres(migrated) as dsn, servers.valkey() as valkey:
        config = ApiConfig(database_url=dsn, redis_url=valkey.url, secret_key=SECRET_KEY, argon2_memory_kib=64)
        with Installation(config).running() as running:
            yield running


@pytest.fixture(scope="module")
def schema(installation: Installation) -> BaseSchema:
    return schemathesis.openapi.from_dict(installation.app.openapi())


# Both draw random numbers, the application's thread while an example is made here.
pytestmark = pytest.mark.filterwarnings(
    "ignore:Do not use the .random. module:hypothesis.errors.HypothesisDeprecationWarning"
)


def send(installation: Installation, caller: str, case: Case[Any]) -> Response:
    """Send a case as one of CALLERS, who is somebody else afterwards where it may have changed who they are."""
    token = installation.world.tokens.get(caller)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = installation.send(case.as_transport_kwargs(base_url=BASE_URL, headers=headers))
    if response.is_success and case.operation.definition.raw["operationId"] in CHANGES_THE_WORLD:
        installation.renew_world()
    return Response.from_any(response)


def ask(installation: Installation, case: Case[Any], *, is_about_something: bool) -> None:
    """Send a case as each of CALLERS and judge the answers; `is_about_something`: with ids of things that exist."""
    for caller in CALLERS:
        if is_about_something:
            ids = installation.world.own.ids
            case.path_parameters.update({name: str(ids[name]) for name in case.path_parameters if name in ids})
        case.validate_response(send(installation, caller, case), checks=CHECKS)


def settings(examples: int, steps: int = 1) -> hypothesis.settings:
    return hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def each_route(installation: Installation, schema: BaseSchema, examples: int) -> None:
    """Ask every route of the description, about half of the time for what it does not allow."""
    numbers = count()
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), "the description is valid"
        operation = found.ok()

        @settings(examples)
        @given(operation.as_strategy() | operation.as_strategy(GenerationMode.NEGATIVE))
        def judge(case: Case[Any]) -> None:
            ask(installation, case, is_about_something=next(numbers) % 4 > 0)

        judge()


def walks(installation: Installation, schema: BaseSchema, caller: str, examples: int, steps: int) -> None:
    """Ask routes one after the other: what an answer names is asked for next."""

    class Walk(schema.as_state_machine()):  # type: ignore[misc] # a class made at run time
        def setup(self) -> None:
            installation.renew_world()

        def call(self, case: Case[Any], **kwargs: Any) -> Response:
            return send(installation, caller, case)

        def validate_response(self, response: Response, case: Case[Any], *_: Any, **kwargs: Any) -> None:
            case.validate_response(response, checks=CHECKS)

    Walk.run(settings=settings(examples, steps))


def test_every_answer_is_as_described(installation: Installation, schema: BaseSchema) -> None:
    asked = installation.asked

    each_route(installation, schema, 5)

    assert installation.asked - asked >= 1_600


@pytest.mark.parametrize("caller", CALLERS)
def test_one_thing_after_the_other(installation: Installation, schema: BaseSchema, caller: str) -> None:
    asked = installation.asked

    walks(installation, schema, caller, 20, 6)

    assert installation.asked - asked >= 100


@pytest.mark.long
def test_every_answer_is_as_described_in_the_long_round(installation: Installation, schema: BaseSchema) -> None:
    asked = installation.asked

    each_route(installation, schema, 45)

    assert installation.asked - asked >= 15_000


@pytest.mark.long
@pytest.mark.parametrize("caller", CALLERS)
def test_one_thing_after_the_other_in_the_long_round(
    installation: Installation, schema: BaseSchema, caller: str
) -> None:
    asked = installation.asked

    walks(installation, schema, caller, 130, 12)

    assert installation.asked - asked >= 1_250


def test_a_fault_is_seen(installation: Installation) -> None:
    description = installation.app.openapi()
    health = json.loads(json.dumps(description["paths"]["/healthz"]))
    health["get"]["responses"]["200"]["content"]["application/json"]["schema"] = {"type": "array"}
    schema = schemathesis.openapi.from_dict({**description, "paths": {"/healthz": health}})

    with pytest.raises(FailureGroup):
        each_route(installation, schema, 1)
