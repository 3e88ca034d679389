"""Every route × everybody × {own, foreign, missing, foreign thing under one's own workspace}.

One table says what each route takes; a route without a line in it fails. Whoever adds a route adds a line here, and one
to ROUTES in api/access.py, which is written into docs/authorization.md.
"""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api import access, manual_checks
from api.app import create_app
from api.config import ApiConfig
from api.roles import MINIMUM, Action
from db.pool import acquire
from tests.api import images
from tests.api.conftest import SECRET_KEY, running
from tests.api.world import CALLERS, KEYS, ROLES, Place, World, make_world

RANKS = ("observer", "admin", "owner")
READING = ("GET", "HEAD")
GLOBAL = ("nothing", "link", "visibility", "signed in", "account", "operator")
NEEDS = {
    access.Need.NOTHING: "nothing",
    access.Need.LINK: "link",
    access.Need.VISIBILITY: "visibility",
    access.Need.SIGNED_IN: "signed in",
    access.Need.ACCOUNT: "account",
    access.Need.OPERATOR: "operator",
}
Body = dict[str, Any] | Callable[[Place], dict[str, Any]] | None


@dataclass(frozen=True)
class Row:
    """What a route takes, an example of a request, and what those are told who may.

    `needs`: one of GLOBAL or RANKS. `reads`: with POST, and still open to a key that may only read. `confirmed`: an
    owner with an unconfirmed address is refused. `refusal`: what a member with too small a role is told.
    `is_owners`: the thing in the path is the owner's own.
    """

    needs: str
    body: Body = None
    ok: tuple[int, ...] = (200,)
    path: str | None = None  # in place of values for parameters that are no ids
    before: str | None = None  # a statement with the workspace's id
    reads: bool = False
    confirmed: bool = False
    refusal: int = 403
    is_owners: bool = False
    content: bytes | None = None


MONITOR = {"name": "Shop", "kind": "tcp", "target": "shop.example.com:443"}
PAST = {"starts_at": "2026-03-01T00:00:00Z", "ends_at": "2026-03-01T01:00:00Z"}
OBJECTIVE = {"name": "Shop", "tree": {"workspace": True}, "target": 0.999}
WRONG_PROOF = {"password": "not the password"}
DELETE = "UPDATE workspaces SET deleted_at = now() WHERE id = $1"


def window() -> dict[str, Any]:
    """Return work that is planned for tomorrow."""
    starts_at = datetime.now(UTC) + timedelta(days=1)
    return {"title": "Upgrade", "is_for_all": True, "starts_at": starts_at.isoformat(), "duration_s": 3600}


ROWS: dict[str, Row] = {
    # operation
    "openapi": Row("nothing"),
    "get_health": Row("nothing"),
    "get_readiness": Row("nothing"),
    "show_first_page": Row("nothing", ok=(303,)),
    "show_docs": Row("nothing"),
    "show_redoc": Row("nothing"),
    "get_static_file": Row("nothing", path="/static/none", ok=(404,)),
    # public
    "check_by_page": Row("nothing", {"url": "http://127.0.0.1/"}, (422,)),
    "check_publicly": Row("nothing", {"url": "http://127.0.0.1/"}, (422,)),
    "show_status_page": Row("nothing", path="/status/none", ok=(404,)),
    "show_status_history": Row("nothing", path="/status/none/history", ok=(404,)),
    "show_status_day": Row("nothing", path="/status/none/day/2026-10-15", ok=(404,)),
    "get_status_feed": Row("nothing", path="/status/none/history.atom", ok=(404,)),
    "get_status_live": Row("nothing", path="/status/none/live.json", ok=(404,)),
    "get_status_picture": Row("nothing", path="/status/none/og.png", ok=(404,)),
    "get_status_summary": Row("nothing", path="/status/none/api/v2/summary.json", ok=(404,)),
    "get_status_half": Row("nothing", path="/status/none/api/v2/incidents/unresolved.json", ok=(404,)),
    "get_badge": Row("nothing", path="/badge/2000000000/status.svg", ok=(404,)),
    "get_badge_facts": Row("nothing", path="/badge/2000000000/status.json", ok=(404,)),
    "show_leave_page": Row("link", path="/recipients/leave", ok=(404,)),
    "leave_by_page": Row("link", path="/recipients/leave", ok=(404,)),
    "show_confirm_page": Row("link", path="/recipients/confirm", ok=(404,)),
    "confirm_by_page": Row("link", path="/recipients/confirm", ok=(404,)),
    "confirm_recipient": Row("link", {"token": "x" * 43}, (404,)),
    "leave_recipients": Row("link", {"token": "x" * 43}, (404,)),
    "ping": Row("link", path="/ping/none", ok=(404,)),
    "ping_signal": Row("link", path="/ping/none/start", ok=(404,)),
    "preview_invite": Row("link", lambda place: {"token": place.more["invite_token"]}),
    # signing in
    "register": Row("nothing", {"email": "nobody", "password": "x"}, (422,)),
    "login": Row("nothing", {"email": "nobody@example.com", "password": "x"}, (401,)),
    "refresh_token": Row("link", ok=(401,)),
    "logout": Row("link", ok=(204,)),
    "confirm_address": Row("link", {"token": "x" * 43}, (400,)),
    "forget_password": Row("nothing", {"email": "nobody@example.com"}, (202,)),
    "reset_password": Row("link", {"token": "x" * 43, "password": "a new password"}, (400,)),
    "get_second_factor": Row("link", ok=(404,)),
    "finish_second_factor": Row("link", {}, (422,)),
    "begin_passkey_login": Row("nothing"),
    "login_with_passkey": Row("link", {}, (422,)),
    "begin_github": Row("nothing", ok=(404,)),
    "finish_github": Row("link", ok=(400,)),
    "begin_oidc": Row("nothing", ok=(404,)),
    "finish_oidc": Row("link", ok=(400,)),
    "get_sign_in_methods": Row("nothing"),
    # oneself
    "get_me": Row("signed in"),
    "change_me": Row("account", {"city": "Vienna"}),
    "delete_me": Row("account", WRONG_PROOF, (403,)),
    "get_overview": Row("signed in"),
    "list_own_alerts": Row("signed in"),
    "change_own_alerts": Row("observer", {"is_told": False}),
    "set_photo": Row("account", content=images.saved(images.picture((8, 8)), "PNG")),
    "delete_photo": Row("account", ok=(204,)),
    "list_api_keys": Row("account"),
    "make_api_key": Row("account", {"name": "x", "workspace_id": "x"}, (422,)),
    "revoke_api_key": Row("account", ok=(204,), is_owners=True),
    "accept_invite": Row("account", {"token": "x"}, (404,)),
    "resend_confirmation": Row("account", ok=(202, 409)),  # 409: it is confirmed
    "change_email": Row("account", {**WRONG_PROOF, "email": "new@example.com"}, (403,)),
    "change_password": Row("account", {}, (422,)),
    "list_sessions": Row("account"),
    "end_session": Row("account", ok=(204,), is_owners=True),
    "logout_everywhere": Row("account", ok=(204,)),
    "get_security": Row("account"),
    "set_up_totp": Row("account", WRONG_PROOF, (403,)),
    "confirm_totp": Row("account", {}, (422,)),
    "remove_totp": Row("account", WRONG_PROOF, (403,)),
    "renew_recovery_codes": Row("account", WRONG_PROOF, (403,)),
    "list_passkeys": Row("account"),
    "begin_passkey": Row("account", WRONG_PROOF, (403,)),
    "add_passkey": Row("account", {}, (422,)),
    "rename_passkey": Row("account", {"name": "x"}, (404,)),
    "remove_passkey": Row("account", WRONG_PROOF, (403,)),
    "list_identities": Row("account"),
    "link_identity": Row("account", path="/api/v1/me/identities/github", ok=(404,)),
    "unlink_identity": Row("account", WRONG_PROOF, path="/api/v1/me/identities/github", ok=(403,)),
    "make_live_ticket": Row("signed in", reads=True),
    # people
    "get_person": Row("visibility"),
    "get_photo": Row("visibility", ok=(404,)),
    # workspaces
    "list_workspaces": Row("signed in"),
    "make_workspace": Row("account", {"name": "New"}, (201,)),
    "get_workspace": Row("observer"),
    "get_workspace_overview": Row("observer"),
    "change_workspace": Row("admin", {"name": "New"}),
    "delete_workspace": Row("owner", {"name": "Acme"}, (204,)),
    "restore_workspace": Row("owner", before=DELETE, refusal=404),
    "transfer_workspace": Row("owner", lambda place: {"user_id": str(place.more["guest"])}),
    "leave_workspace": Row("observer", ok=(204,)),
    "list_members": Row("observer"),
    "change_member": Row("owner", {"role": "admin"}),
    "remove_member": Row("owner", ok=(204,)),
    "list_invites": Row("owner"),
    "make_invite": Row("owner", {"email": "guest@example.com", "role": "admin"}, (201,), confirmed=True),
    "resend_invite": Row("owner", confirmed=True),
    "revoke_invite": Row("owner", ok=(204,)),
    "list_recipients": Row("admin"),
    "add_recipient": Row("admin", {"email": "new@example.com"}, (201,), confirmed=True),
    "remove_recipient": Row("admin", ok=(204,)),
    "try_recipient_again": Row("admin", ok=(204,)),
    "list_audit_log": Row("admin"),
    "export_audit_log": Row("admin"),
    "get_status_page_settings": Row("observer"),
    "change_status_page_settings": Row("admin", {"title": "Acme status"}),
    # monitors
    "list_monitors": Row("signed in"),
    "list_workspace_monitors": Row("observer"),
    "make_monitor": Row("admin", MONITOR, (201,)),
    "change_monitors": Row("admin", lambda place: {"ids": [place.ids["monitor_id"]], "action": "pause"}),
    "get_monitor": Row("observer"),
    "get_certificate": Row("observer"),
    "change_monitor": Row("admin", {"name": "New"}),
    "delete_monitor": Row("admin", ok=(204,)),
    "pause_monitor": Row("admin"),
    "resume_monitor": Row("admin"),
    "check_monitor": Row("admin", ok=(504,)),  # there is no worker
    "check_unsaved_monitor": Row("admin", {**MONITOR, "timeout_s": 0.1, "confirm": {"failures": 1}}, (504,)),
    # numbers
    "get_monitor_days": Row("observer"),
    "get_workspace_days": Row("observer"),
    "get_latency": Row("observer"),
    "get_percentiles": Row("observer"),
    "get_heatmap": Row("observer"),
    "get_reliability": Row("observer"),
    "get_baseline": Row("observer"),
    "list_changes": Row("observer"),
    "list_checks": Row("observer"),
    "export_checks_csv": Row("observer"),
    "export_checks_json": Row("observer"),
    "export_checks_parquet": Row("observer"),
    "ask": Row("observer", {"measures": ["checks"]}, reads=True),
    "get_uptime": Row("observer"),
    "list_all_incidents": Row("signed in"),
    "list_incidents": Row("observer"),
    "list_workspace_incidents": Row("observer"),
    "list_policies": Row("observer"),
    "make_policy": Row("admin", {"name": "office"}, (201,)),
    "list_exclusions": Row("observer"),
    "make_exclusion": Row("admin", {**PAST, "is_for_all": True, "reason": "agreed"}, (201,)),
    "revoke_exclusion": Row("admin", {"reason": "a mistake"}),
    "list_objectives": Row("observer"),
    "make_objective": Row("admin", OBJECTIVE, (201,)),
    "change_objective": Row("admin", OBJECTIVE),
    "remove_objective": Row("admin", ok=(204,)),
    "get_budget": Row("observer"),
    # reports
    "get_sla": Row("observer"),
    "get_sla_json": Row("observer"),
    "get_sla_csv": Row("observer"),
    "get_sla_xlsx": Row("observer"),
    "get_sla_parquet": Row("observer"),
    "get_sla_pdf": Row("observer"),
    "list_reports": Row("observer"),
    "order_report": Row("observer", {"format": "csv"}, (202,)),
    "get_report": Row("observer"),
    "get_report_file": Row("observer", ok=(409,)),  # it is not ready
    "remove_report": Row("admin", ok=(204,)),
    # archives
    "list_archives": Row("admin"),
    "order_archive": Row("admin", ok=(202,)),
    "get_archive": Row("admin"),
    "get_archive_file": Row("admin", ok=(409,)),  # it is not ready
    "remove_archive": Row("admin", ok=(204,)),
    "list_imports": Row("account"),
    "bring_archive": Row("account", content=b"no archive", ok=(422,)),
    "get_import": Row("account", is_owners=True),
    "remove_import": Row("account", ok=(204,), is_owners=True),
    "list_report_schedules": Row("observer"),
    "make_report_schedule": Row("admin", {"recipients": ["told@example.com"]}, (201,)),
    "delete_report_schedule": Row("admin", ok=(204,)),
    "get_linked_report": Row("link", path="/reports/none", ok=(404,)),
    # maintenance
    "list_maintenance": Row("observer"),
    "make_maintenance": Row("admin", lambda _: window(), (201,)),
    "change_maintenance": Row("admin", lambda _: window()),
    "delete_maintenance": Row("admin", ok=(204,)),
    # the installation
    "get_operator": Row("operator"),
    "list_mails": Row("operator"),
    "get_mail": Row("operator"),
    "list_refused_addresses": Row("operator"),
    "forget_refused_address": Row("operator"),
}


def described() -> FastAPI:
    return create_app(ApiConfig("postgresql://nowhere/x", "redis://nowhere", SECRET_KEY))


def all_routes() -> list[tuple[str, str, str]]:
    """Return name, method and path of every route over HTTP."""
    found = [(one.name, one.path, one.methods) for one in iter_route_contexts(described().routes) if one.methods]
    return [(str(name), method, str(path)) for name, path, methods in found for method in sorted(methods)]


def sockets() -> set[str]:
    """Return the names of WebSocket routes, which have tests of their own."""
    return {str(one.name) for one in iter_route_contexts(described().routes) if not one.methods}


ALL = all_routes()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def installation(config: ApiConfig) -> AsyncIterator[FastAPI]:
    """An installation that can send mails, so that addresses have to be confirmed."""
    async with running(replace(config, has_smtp=True)) as app:
        yield app


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reading(installation: FastAPI) -> World:
    """A world for requests that change nothing."""
    return await make_world(installation)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no worker, so nobody need wait for one."""
    monkeypatch.setattr(manual_checks, "MARGIN_S", 0.05)


def test_every_route_has_a_line() -> None:
    names = {name for name, _, _ in ALL}

    assert names - ROWS.keys() == set(), "add a Row to ROWS in tests/api/test_matrix.py"
    assert names - access.ROUTES.keys() == set(), "add a line to ROUTES in api/access.py"
    assert ROWS.keys() - names == set(), "these routes are gone: take their lines out of tests/api/test_matrix.py"
    assert access.ROUTES.keys() - names - sockets() == set(), "these routes are gone: see ROUTES in api/access.py"


@pytest.mark.parametrize("name", ROWS)
def test_the_table_of_the_routes_says_the_same(name: str) -> None:
    found = access.ROUTES[name]

    assert ROWS[name].needs == (MINIMUM[found].word if isinstance(found, Action) else NEEDS[found])


@pytest.mark.parametrize(("name", "method", "path"), ALL, ids=[f"{method} {path}" for _, method, path in ALL])
async def test_who_gets_what(installation: FastAPI, reading: World, name: str, method: str, path: str) -> None:
    row = ROWS.get(name)
    assert row is not None, "this route has no line in ROWS"
    wrong = {}
    for caller in CALLERS:
        for kind in kinds(path):
            world = await prepared(installation, reading, row, method)
            status = await answer(world, row, caller, method, path, kind)
            if status not in expected(row, caller, method, kind):
                wrong[f"{caller}, {kind}"] = f"{status}, not {expected(row, caller, method, kind)}"

    assert wrong == {}


def kinds(path: str) -> tuple[str, ...]:
    """Return the objects that a path can name."""
    parameters = path.count("{") if path.startswith("/api/") else 0
    if parameters == 0:
        return ("own",)
    mixed = ("mixed",) if "{workspace_id}" in path and parameters > 1 else ()
    return ("own", "foreign", "missing", *mixed)


async def prepared(app: FastAPI, reading: World, row: Row, method: str) -> World:
    """Give a world that may be changed, unless nothing will be."""
    world = reading if method in READING else await make_world(app)
    if row.before is not None:
        async with acquire(app.state.services.pool) as conn:
            for place in (world.own, world.foreign):
                await conn.execute(row.before, place.ids["workspace_id"])
    return world


async def answer(world: World, row: Row, caller: str, method: str, path: str, kind: str) -> int:
    """Send the example of a row and return the status."""
    place: Place = world.own if kind == "mixed" else getattr(world, kind)
    ids = place.ids
    if kind == "mixed":
        ids = {**world.foreign.ids, "workspace_id": world.own.ids["workspace_id"]}
    filled = row.path or path.format(**ids)
    body = row.body(place) if callable(row.body) else row.body
    return (await world.ask(caller, method, filled, body, row.content)).status_code


def expected(row: Row, caller: str, method: str, kind: str) -> tuple[int, ...]:
    """Return the statuses that a caller may be told."""
    if row.needs in GLOBAL:
        return expected_outside(row, caller, method, kind)
    if caller == "anonymous":
        return (401,)
    if caller == "key to read" and method not in READING and not row.reads:
        return (403,)
    role = "owner" if caller in KEYS else ROLES.get(caller)
    if kind in ("foreign", "missing") or role is None:
        return (404,)
    if RANKS.index(role) < RANKS.index(row.needs):
        return (row.refusal,)
    if caller == "unconfirmed" and row.confirmed:
        return (403,)
    return (404,) if kind == "mixed" else row.ok


def expected_outside(row: Row, caller: str, method: str, kind: str) -> tuple[int, ...]:
    """Return the statuses of routes that are not about one workspace."""
    if row.needs in ("nothing", "link"):
        return row.ok
    if row.needs == "visibility":
        is_seen = kind == "own" and (caller in ROLES or caller in KEYS)
        return row.ok if is_seen else (404,)
    if caller == "anonymous":
        return (401,)
    if row.needs == "operator":
        return (403,) if caller in KEYS else (404,)
    if row.needs == "account":
        return (403,) if caller in KEYS else row.ok if is_theirs(row, caller, kind) else (404,)
    return (403,) if caller == "key to read" and method not in READING and not row.reads else row.ok


def is_theirs(row: Row, caller: str, kind: str) -> bool:
    return not row.is_owners or (caller, kind) == ("owner", "own")
