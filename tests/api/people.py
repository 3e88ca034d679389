"""People who use the API in tests."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from db.memberships import insert_membership
from db.pool import Pool, acquire

BASE_URL = "https://testserver"
PASSWORD = "correct horse battery"
V1 = "/api/v1"


def address() -> str:
    """Return a client's address that nobody had before, so that tests do not use up each other's rate limits."""
    return "10." + ".".join(str(part) for part in secrets.token_bytes(3))


@dataclass
class Person:
    """Somebody signed in. Paths are below /api/v1."""

    client: httpx.AsyncClient
    user: dict[str, Any]
    token: str

    @classmethod
    async def registered(cls, app: FastAPI, email: str) -> "Person":
        """Register and sign in."""
        transport = httpx.ASGITransport(app, client=(address(), 1))
        client = httpx.AsyncClient(transport=transport, base_url=BASE_URL)
        body = {"email": email, "password": PASSWORD, "first_name": "Ann", "last_name": "Example"}
        response = await client.post(f"{V1}/auth/register", json=body)
        assert response.status_code == 201, response.text
        answer = response.json()
        return cls(client, answer["user"], answer["access_token"])

    @property
    def id(self) -> UUID:
        return UUID(self.user["id"])

    async def ask(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        content = {} if body is None else {"json": body}
        return await self.client.request(method, f"{V1}{path}", headers=headers, params=query, **content)

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.ask("GET", path, **query)

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.ask("POST", path, body)

    async def patch(self, path: str, body: Any) -> httpx.Response:
        return await self.ask("PATCH", path, body)

    async def delete(self, path: str) -> httpx.Response:
        return await self.ask("DELETE", path)

    async def make_workspace(self, name: str = "Acme") -> dict[str, Any]:
        response = await self.post("/workspaces", {"name": name})
        assert response.status_code == 201, response.text
        found: dict[str, Any] = response.json()
        return found

    async def make_monitor(self, workspace_id: str, **body: Any) -> dict[str, Any]:
        """Make a monitor of the web address of a shop, or what `body` says."""
        wish = {"name": "Shop", "kind": "http", "target": "https://shop.example.com/", **body}
        response = await self.post(f"/workspaces/{workspace_id}/monitors", wish)
        assert response.status_code == 201, response.text
        found: dict[str, Any] = response.json()
        return found

    async def join(self, pool: Pool, workspace_id: str, role: str) -> None:
        async with acquire(pool) as conn:
            await insert_membership(conn, UUID(workspace_id), self.id, role)


def field_of(response: httpx.Response) -> str:
    """Return the field that a refusal names; it must be a proper problem body."""
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["detail"]
    name: str = body["errors"][0]["field"]
    return name
