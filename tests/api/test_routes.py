"""Every route at once: who gets in, what strangers are told, and that the published description is fresh."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.config import ApiConfig
from tests.api.conftest import SECRET_KEY
from tests.api.people import Person

OPENAPI = Path(__file__).parents[2] / "docs" / "openapi.json"

# What stands below the address of a public page.
STATUS = (
    *("", "/history", "/history.atom", "/day/{day}", "/live.json", "/og.png"),
    *("/api/v2/{part}.json", "/api/v2/{part}/{half}.json"),
)
# The only ones that may be called without signing in.
PUBLIC = {
    ("POST", "/api/v1/auth/register"),
    ("POST", "/api/v1/auth/login"),
    ("POST", "/api/v1/auth/refresh"),
    ("POST", "/api/v1/auth/logout"),
    *(("POST", f"/api/v1/auth/{what}") for what in ("confirm", "password/forgot", "password/reset", "second-factor")),
    *(("POST", f"/api/v1/auth/{what}") for what in ("passkey/options", "passkey")),
    *(("GET", f"/api/v1/auth/{what}") for what in ("second-factor", "methods", "github", "oidc")),
    *(("GET", f"/api/v1/auth/{what}/callback") for what in ("github", "oidc")),
    ("POST", "/api/v1/invites/preview"),
    *(("POST", f"/api/v1/recipients/{act}") for act in ("confirm", "leave")),
    ("GET", "/reports/{token}"),
    *((method, f"/recipients/{act}") for method in ("GET", "HEAD", "POST") for act in ("confirm", "leave")),
    *(("GET", f"/api/v1/users/{{user_id}}{rest}") for rest in ("", "/photo")),  # what a person shows to everybody
    ("POST", "/api/v1/public/check"),
    ("POST", "/check"),
    *((method, f"/ping/{{token}}{rest}") for method in ("GET", "HEAD", "POST") for rest in ("", "/{signal}")),
    *((method, f"/status/{{slug}}{rest}") for method in ("GET", "HEAD") for rest in STATUS),
    *((method, f"/badge/{{monitor_id}}/{{kind}}.{end}") for method in ("GET", "HEAD") for end in ("svg", "json")),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/"),
    ("GET", "/docs"),
    ("GET", "/redoc"),
    ("GET", "/static/{name}"),
    ("GET", "/openapi.json"),
    ("HEAD", "/openapi.json"),
}
# Bodies that are valid, so that a refusal is about who asks and not about what is asked.
BODIES: dict[str, Any] = {
    "/workspaces/{workspace_id}/monitors": {"name": "x", "kind": "http", "target": "https://example.com"},
    "/workspaces/{workspace_id}/monitors/bulk": {"ids": [1], "action": "pause"},
    "/workspaces/{workspace_id}/check": {"kind": "http", "target": "https://example.com"},
}


def described_app() -> FastAPI:
    return create_app(ApiConfig("postgresql://nowhere/x", "redis://nowhere", SECRET_KEY))


def all_routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and path of every route, hidden ones included."""
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)  # of a router that was included
        found: list[Any] = list(contexts()) if contexts else [route]
        yield from ((method, one.path) for one in found for method in sorted(one.methods))


ROUTES = list(all_routes(described_app()))
PRIVATE = [route for route in ROUTES if route not in PUBLIC]
SCOPED = [(method, path) for method, path in PRIVATE if "{workspace_id}" in path or "{monitor_id}" in path]


def filled(path: str, workspace_id: Any, monitor_id: Any) -> str:
    """Put ids into a path; other ids are made up."""
    parts = [part if not part.startswith("{") else _value(part, workspace_id, monitor_id) for part in path.split("/")]
    return "/".join(parts)


def _value(part: str, workspace_id: Any, monitor_id: Any) -> str:
    known = {"{workspace_id}": str(workspace_id), "{monitor_id}": str(monitor_id), "{objective_id}": "1"}
    return known.get(part, str(uuid4()))


@pytest.mark.parametrize(("method", "path"), PRIVATE)
async def test_a_route_that_is_not_on_the_list_needs_a_token(
    anonymous: httpx.AsyncClient, method: str, path: str
) -> None:
    response = await anonymous.request(method, filled(path, uuid4(), 1), json={})

    assert response.status_code == 401
    if method != "HEAD":
        assert response.json()["title"] == "Unauthorized"


def test_the_list_of_public_routes_names_only_what_exists() -> None:
    assert set(ROUTES) >= PUBLIC


@pytest.mark.parametrize(("method", "path"), SCOPED)
async def test_foreign_and_missing_are_answered_alike(
    stranger: Person, monitor: dict[str, Any], method: str, path: str
) -> None:
    below = path.removeprefix("/api/v1")
    body = None if method in ("GET", "HEAD") else BODIES.get(below)
    foreign = await stranger.ask(method, filled(below, monitor["workspace_id"], monitor["id"]), body)
    missing = await stranger.ask(method, filled(below, uuid4(), 2_000_000_000), body)

    if body is None and method not in ("GET", "HEAD") and foreign.status_code == 422:
        assert missing.status_code == 422  # a body this test does not know; said before anything is looked up
        return
    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert {**foreign.json(), "request_id": 0} == {**missing.json(), "request_id": 0}


@pytest.mark.parametrize("monitor_id", ["0", "-1", "x", "2147483648", "9" * 40, "1.5", "%00"])
async def test_an_id_that_cannot_be_is_refused(owner: Person, monitor_id: str) -> None:
    assert (await owner.get(f"/monitors/{monitor_id}")).status_code == 422


@pytest.mark.parametrize(
    "header", ["X-User", "X-Tenant", "X-Workspace", "X-Forwarded-User", "Is-Multi-Tenant-Query", "X-Original-Url"]
)
async def test_no_header_opens_a_door(stranger: Person, owner: Person, monitor: dict[str, Any], header: str) -> None:
    response = await stranger.client.get(
        f"/api/v1/monitors/{monitor['id']}",
        headers={"Authorization": f"Bearer {stranger.token}", header: str(owner.id)},
    )

    assert response.status_code == 404


def test_docs_openapi_json_is_fresh() -> None:
    """If this fails after a wanted change: make openapi."""
    assert json.loads(OPENAPI.read_text()) == described_app().openapi()


def test_operation_ids_are_names_and_unique() -> None:
    operations = [
        operation["operationId"]
        for methods in described_app().openapi()["paths"].values()
        for operation in methods.values()
    ]

    assert all(name.isidentifier() for name in operations)
    assert len(set(operations)) == len(operations)


async def test_documentation_is_served_from_here(anonymous: httpx.AsyncClient) -> None:
    for page in ("/docs", "/redoc"):
        html = (await anonymous.get(page)).text
        assert "//" not in html.replace("//www.w3.org", "")
        for source in [part.split('"')[0] for part in html.split('src="')[1:]]:
            response = await anonymous.get(source)
            assert response.status_code == 200
            assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize("name", ["nothing.css", "__init__.py", "..%2Fapp.py", "redoc-LICENSE.txt"])
async def test_only_named_files_are_static(anonymous: httpx.AsyncClient, name: str) -> None:
    assert (await anonymous.get(f"/static/{name}")).status_code == 404


async def test_the_first_page_leads_to_the_documentation(anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get("/")

    assert (response.status_code, response.headers["location"]) == (303, "/docs")
