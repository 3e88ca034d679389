"""The page that says who may do what is what the code does."""

from collections.abc import Iterator
from typing import Any

from api.authorization import PAGE, described_app, page
from api.roles import MINIMUM, Action


def test_docs_authorization_is_fresh() -> None:
    """If this fails after a wanted change: make openapi."""
    assert PAGE.read_text() == page(described_app())


def test_every_action_has_a_role() -> None:
    assert MINIMUM.keys() == set(Action)


def test_every_route_is_listed() -> None:
    assert "**not listed" not in page(described_app())


def test_no_request_takes_a_key_it_does_not_know() -> None:
    """Nobody can set a column by naming it: every body of an object is closed."""
    described = described_app().openapi()
    schemas = described["components"]["schemas"]
    named = {
        reference.rpartition("/")[2]
        for methods in described["paths"].values()
        for operation in methods.values()
        for content in operation.get("requestBody", {}).get("content", {}).values()
        for reference in references(content)
    }

    assert len(named) > 20
    assert {name for name in named if schemas[name].get("additionalProperties") is not False} == set()


def references(schema: Any) -> Iterator[str]:
    """Yield what a schema refers to, itself."""
    if isinstance(schema, dict):
        yield from [schema["$ref"]] if "$ref" in schema else []
        schema = list(schema.values())
    for part in schema if isinstance(schema, list) else []:
        yield from references(part)
