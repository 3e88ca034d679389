"""Refusals: all in one shape, none with internals."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.middleware import MAX_BODY_BYTES
from tests.api.people import BASE_URL, V1, Person


async def test_an_unknown_address_is_a_problem(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/api/v1/nothing")

    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
    assert set(response.json()) == {"type", "title", "status", "detail", "errors", "request_id"}


async def test_a_wrong_method_is_a_problem(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.put("/api/v1/auth/login", json={})

    assert response.status_code == 405
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"] == "This address does not take PUT, but POST."


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'"text"', b"\xff", b'{"name": "x", "name": 1}', b"[" * 5000]
)
async def test_what_is_not_a_body_is_refused(owner: Person, content: bytes) -> None:
    headers = {"Authorization": f"Bearer {owner.token}", "Content-Type": "application/json"}
    response = await owner.client.post(f"{V1}/workspaces", content=content, headers=headers)

    assert response.status_code in (400, 422)
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_form_is_told_to_be_json(anonymous: httpx.AsyncClient) -> None:
    """What curl's `-d` sends without a header."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await anonymous.post(f"{V1}/auth/login", content=b'{"email": "a@example.com"}', headers=headers)

    assert response.json()["errors"] == [
        {
            "field": "body",
            "message": "The body must be a JSON object.",
            "remedy": "Send JSON, with `Content-Type: application/json`.",
        }
    ]


async def test_broken_json_is_an_error_of_the_body(owner: Person) -> None:
    headers = {"Authorization": f"Bearer {owner.token}", "Content-Type": "application/json"}
    response = await owner.client.post(f"{V1}/workspaces", content=b'{"name": }', headers=headers)

    assert response.json()["errors"][0]["field"] == "body"


async def test_a_slug_is_told_in_words(owner: Person, workspace: dict[str, Any]) -> None:
    response = await owner.patch(f"/workspaces/{workspace['id']}", {"slug": "Bad Slug"})

    assert "single hyphens" in response.json()["errors"][0]["remedy"]


async def test_a_refused_value_is_not_repeated(anonymous: httpx.AsyncClient) -> None:
    """The value could be a password."""
    body = {"email": "a@example.com", "password": "s3cr3t", "first_name": ["s3cr3t"]}
    response = await anonymous.post(f"{V1}/auth/register", json=body)

    assert response.status_code == 422
    assert "s3cr3t" not in response.text


async def test_unknown_keys_are_named_with_a_remedy(owner: Person) -> None:
    response = await owner.post("/workspaces", {"name": "x", "colour": "blue"})

    assert response.json()["errors"] == [
        {
            "field": "colour",
            "message": "Extra inputs are not permitted",
            "remedy": "Leave this key out, or check its spelling.",
        }
    ]


async def test_a_body_over_the_cap_is_refused_by_its_announced_length(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.post(f"{V1}/auth/login", content=b"x" * (MAX_BODY_BYTES + 1))

    assert response.status_code == 413


async def test_a_body_over_the_cap_is_cut_off_while_it_comes(anonymous: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50 * MAX_BODY_BYTES:
            sent += 65_536
            yield b"x" * 65_536

    response = await anonymous.post(f"{V1}/auth/login", content=endless())

    assert response.status_code == 413
    assert sent <= MAX_BODY_BYTES + 2 * 65_536


async def test_our_bug_shows_no_internals(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    class Broken:
        def __getattr__(self, name: str) -> Any:
            raise RuntimeError("the secret of the database")

    services = app.state.services
    app.state.services = Broken()
    try:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            response = await client.get("/readyz")
    finally:
        app.state.services = services

    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert response.json()["request_id"] == response.headers["x-request-id"]
    assert response.json()["request_id"] in {getattr(record, "request_id", None) for record in caplog.records}


async def test_every_answer_has_security_headers(anonymous: httpx.AsyncClient) -> None:
    headers = (await anonymous.get("/healthz")).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert len(headers["x-request-id"]) == 16
