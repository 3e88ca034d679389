"""Two workspaces that know nothing of each other, and everybody who may come to the first one."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from fastapi import FastAPI

from api.invite_tokens import invite_hash
from api.keys import key_hash, new_key
from db.pool import Connection, acquire
from tests.api.people import BASE_URL, address

MISSING_MONITOR = 2_000_000_000
ROLES = {"observer": "observer", "admin": "admin", "owner": "owner", "unconfirmed": "owner"}
PEOPLE = (*ROLES, "foreigner", "removed")
KEYS = ("key to read", "key to write")
CALLERS = ("anonymous", *PEOPLE, *KEYS)


@dataclass
class Place:
    """One workspace with one of everything in it, by the names of path parameters; and what is not in the paths."""

    ids: dict[str, Any]
    name: str = "Acme"
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class World:
    """The workspace that the callers come to, another one, and one that does not exist."""

    app: FastAPI
    tokens: dict[str, str]  # by caller; nothing for the anonymous one
    people: dict[str, UUID]
    own: Place
    foreign: Place
    missing: Place

    async def ask(self, caller: str, method: str, path: str, body: Any, content: bytes | None) -> httpx.Response:
        """Send a request as one of CALLERS, from a fresh address."""
        headers = {"Authorization": f"Bearer {self.tokens[caller]}"} if caller in self.tokens else {}
        if content is not None:
            headers["Content-Type"] = "image/png"
        sent: dict[str, Any] = {} if body is None else {"json": body}
        transport = httpx.ASGITransport(self.app, client=(address(), 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            return await client.request(method, path, headers=headers, content=content, **sent)


async def make_world(app: FastAPI) -> World:
    """Put a new world into the database."""
    services = app.state.services
    async with acquire(services.pool) as conn, conn.transaction():
        people = {name: await _person(conn, is_confirmed=name != "unconfirmed") for name in PEOPLE}
        landlord, guest = await _person(conn), await _person(conn)
        own = await _place(conn, people["owner"], ROLES, people, guest)
        foreign = await _place(conn, landlord, {"landlord": "owner"}, {"landlord": landlord}, await _person(conn))
        elsewhere = await _place(conn, people["foreigner"], {"foreigner": "owner"}, people, await _person(conn))
        tokens = {name: await _signed_in(services, conn, user_id) for name, user_id in people.items()}
        for name, scope in zip(KEYS, ("read", "write"), strict=True):
            tokens[name] = await _key(conn, people["owner"], own.ids["workspace_id"], scope)
    del elsewhere
    numbers = {
        "monitor_id": MISSING_MONITOR,
        "mail_id": MISSING_MONITOR,
        "window_id": MISSING_MONITOR,
        "schedule_id": MISSING_MONITOR,
        "objective_id": MISSING_MONITOR,
        "exclusion_id": MISSING_MONITOR,
        "refusal_id": MISSING_MONITOR,
    }
    missing = Place({name: numbers.get(name, uuid4()) for name in own.ids}, more=own.more)
    return World(app, tokens, people, own, foreign, missing)


async def _person(conn: Connection, *, is_confirmed: bool = True) -> UUID:
    email = f"p-{secrets.token_hex(8)}@example.com"
    found: UUID = await conn.fetchval(
        "INSERT INTO users (email, first_name, email_confirmed_at) VALUES ($1, 'Ann', CASE WHEN $2 THEN now() END)"
        " RETURNING id",
        email,
        is_confirmed,
    )
    return found


async def _signed_in(services: Any, conn: Connection, user_id: UUID) -> str:
    session_id = await _session(conn, user_id)
    token: str = services.tokens.access(user_id, session_id, datetime.now(UTC))
    return token


async def _session(conn: Connection, user_id: UUID) -> UUID:
    found: UUID = await conn.fetchval(
        "INSERT INTO sessions (user_id, token_hash, expires_at) VALUES ($1, $2, now() + interval '1 day') RETURNING id",
        user_id,
        secrets.token_bytes(32),
    )
    return found


async def _key(conn: Connection, user_id: UUID, workspace_id: UUID, scope: str) -> str:
    key = new_key()
    await conn.execute(
        "INSERT INTO api_keys (user_id, workspace_id, name, prefix, key_hash, scope) VALUES ($1, $2, 'x', $3, $4, $5)",
        user_id,
        workspace_id,
        key[:12],
        key_hash(key),
        scope,
    )
    return key


async def _place(conn: Connection, owner: UUID, roles: dict[str, str], people: dict[str, UUID], guest: UUID) -> Place:
    """Make a workspace of these people, with a further member `guest`, and one of everything in it."""
    workspace_id = await conn.fetchval(
        "INSERT INTO workspaces (name, slug) VALUES ('Acme', $1) RETURNING id", f"w-{secrets.token_hex(8)}"
    )
    members = [(workspace_id, people[name], role) for name, role in roles.items()]
    await conn.executemany(
        "INSERT INTO memberships (workspace_id, user_id, role) VALUES ($1, $2, $3)",
        [*members, (workspace_id, guest, "observer")],
    )
    monitor_id = await conn.fetchval(
        "INSERT INTO monitors (workspace_id, name, kind, target, period_value, period_unit, period_s, timeout_ms,"
        " confirm_failures, confirm_recoveries, retry_ms)"
        " VALUES ($1, 'Shop', 'tcp', 'shop.example.com:443', 15, 'minutes', 900, 100, 1, 1, 0) RETURNING id",
        workspace_id,
    )
    email, token = f"invited-{secrets.token_hex(8)}@example.com", secrets.token_urlsafe(32)
    invite_id = await conn.fetchval(
        "INSERT INTO invites (workspace_id, email, role, token_hash, invited_by, expires_at)"
        " VALUES ($1, $2, 'observer', $3, $4, now() + interval '1 day') RETURNING id",
        workspace_id,
        email,
        invite_hash(token),
        owner,
    )
    key_id = await conn.fetchval(
        "INSERT INTO api_keys (user_id, workspace_id, name, prefix, key_hash, scope)"
        " VALUES ($1, $2, 'x', 'hlt_12345678', $3, 'read') RETURNING id",
        owner,
        workspace_id,
        secrets.token_bytes(32),
    )
    recipient_id = await conn.fetchval(
        "INSERT INTO recipients (workspace_id, email) VALUES ($1, 'told@example.com') RETURNING id", workspace_id
    )
    ids = {
        "workspace_id": workspace_id,
        "monitor_id": monitor_id,
        "user_id": guest,
        "invite_id": invite_id,
        "recipient_id": recipient_id,
        "key_id": key_id,
        "session_id": await _session(conn, owner),
        "passkey_id": uuid4(),
        "mail_id": 1,
        "report_id": await _report(conn, workspace_id),
        "archive_id": await _archive(conn, workspace_id),
        "import_id": await _import(conn, owner),
        "schedule_id": await _schedule(conn, workspace_id),
        "objective_id": await _objective(conn, workspace_id),
        "window_id": await _window(conn, workspace_id),
        "exclusion_id": await _exclusion(conn, workspace_id),
        "refusal_id": 1,
    }
    return Place(ids, more={"invite_token": token, "guest": guest})


async def _window(conn: Connection, workspace_id: UUID) -> int:
    found: int = await conn.fetchval(
        "INSERT INTO maintenance_windows (workspace_id, title, is_for_all, starts_at, duration_s, time_zone,"
        " expanded_until) VALUES ($1, 'Upgrade', true, now() + interval '1 day', 3600, 'UTC', now()) RETURNING id",
        workspace_id,
    )
    return found


async def _exclusion(conn: Connection, workspace_id: UUID) -> int:
    found: int = await conn.fetchval(
        "INSERT INTO exclusions (workspace_id, reason, is_for_all, starts_at, ends_at, creator_name)"
        " VALUES ($1, 'agreed', true, now() - interval '2 days', now() - interval '1 day', 'Ann') RETURNING id",
        workspace_id,
    )
    return found


async def _objective(conn: Connection, workspace_id: UUID) -> int:
    found: int = await conn.fetchval(
        "INSERT INTO objectives (workspace_id, name, tree, target, cycle, time_zone, policy, tiers)"
        " VALUES ($1, 'Shop', $2, 0.999, 'month', 'UTC', 'agreed', $3) RETURNING id",
        *(workspace_id, {"workspace": True}, [[0.99, 10]]),
    )
    return found


async def _archive(conn: Connection, workspace_id: UUID) -> UUID:
    found: UUID = await conn.fetchval("INSERT INTO archives (workspace_id) VALUES ($1) RETURNING id", workspace_id)
    return found


async def _import(conn: Connection, user_id: UUID) -> UUID:
    found: UUID = await conn.fetchval(
        "INSERT INTO imports (created_by, state, error) VALUES ($1, 'failed', 'x') RETURNING id", user_id
    )
    return found


async def _report(conn: Connection, workspace_id: UUID) -> UUID:
    found: UUID = await conn.fetchval(
        "INSERT INTO reports (workspace_id, starts_at, ends_at, time_zone, policy, format)"
        " VALUES ($1, now() - interval '1 day', now(), 'UTC', 'agreed@1', 'csv') RETURNING id",
        workspace_id,
    )
    return found


async def _schedule(conn: Connection, workspace_id: UUID) -> int:
    found: int = await conn.fetchval(
        "INSERT INTO report_schedules (workspace_id, cycle, format, policy, time_zone, recipients, sent_until)"
        " VALUES ($1, 'month', 'pdf', 'agreed', 'UTC', '{told@example.com}', now()) RETURNING id",
        workspace_id,
    )
    return found
