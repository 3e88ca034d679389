"""The pages behind the links of mails. GET shows a button and changes nothing: programs that open every link of a mail
must not decide for people. POST decides; mail programs send it by themselves for their own button (RFC 8058).
"""

from collections.abc import Callable, Coroutine, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from api.deps import ServicesDep, client_address
from api.errors import RETRY_AFTER_S, Problem
from api.limits import address_key
from api.recipients.choices import Act, decide, look
from api.recipients.routes import LINK_BY_ADDRESS
from api.services import Services
from api.static import address_of
from api.status import html as status_html
from db.errors import Unavailable
from db.recipients import Choice

router = APIRouter(prefix="/recipients", include_in_schema=False)

HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
Values = dict[str, Any]
Token = Annotated[str, Query(max_length=200)]


@router.get("/leave")
@router.head("/leave")
async def show_leave_page(request: Request, services: ServicesDep, token: Token = "") -> HTMLResponse:
    """Show the button that stops the mails."""
    return await _show(services, request, token, "leave")


@router.post("/leave")
async def leave_by_page(request: Request, services: ServicesDep, token: Token = "") -> HTMLResponse:
    """Stop the mails: the page's button, or the mail program's own."""
    return await _act(services, request, token, "leave")


@router.get("/confirm")
@router.head("/confirm")
async def show_confirm_page(request: Request, services: ServicesDep, token: Token = "") -> HTMLResponse:
    """Show the button that agrees to be told."""
    return await _show(services, request, token, "confirm")


@router.post("/confirm")
async def confirm_by_page(request: Request, services: ServicesDep, token: Token = "") -> HTMLResponse:
    """Agree to be told."""
    return await _act(services, request, token, "confirm")


async def _show(services: Services, request: Request, token: str, act: Act) -> HTMLResponse:
    return await _page(services, request, look(services, token), lambda choice: _question(choice, act, token))


async def _act(services: Services, request: Request, token: str, act: Act) -> HTMLResponse:
    return await _page(services, request, decide(services, token, act), lambda choice: _done(choice, act, token))


async def _page(
    services: Services, request: Request, choosing: Coroutine[Any, Any, Choice], say: Callable[[Choice], Values]
) -> HTMLResponse:
    try:
        await services.limits.hit(LINK_BY_ADDRESS, address_key(client_address(request)))
        return _rendered(say(await choosing), 200)
    except Problem as problem:
        return _rendered(_notice("This link does not work", problem.detail), problem.status, problem.headers)
    except (Unavailable, TimeoutError):
        detail = "Our storage is away. Nothing was changed; try again in a moment."
        return _rendered(_notice("This does not work right now", detail), 503, {"Retry-After": str(RETRY_AFTER_S)})
    finally:
        choosing.close()


def _rendered(values: Values, status: int, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    return HTMLResponse(_template().render(values), status, {**HEADERS, **(headers or {})})


def _notice(title: str, detail: str) -> Values:
    return {"state": "unknown", "title": title, "detail": detail, "action": None}


def _question(choice: Choice, act: Act, token: str) -> Values:
    mails = f"mails to {choice.email} about outages in {choice.workspace_name}"
    if act == "leave":
        if choice.has_left:
            return _done(choice, act, token)
        return _values(
            "unknown", "Stop these mails?", f"No more {mails} will be sent.", "leave", token, "Stop the mails"
        )
    detail = f"Healther will send {mails}: when something is down, and when it has recovered."
    return _values("unknown", "Be told of outages?", detail, "confirm", token, "Yes, tell me")


def _done(choice: Choice, act: Act, token: str) -> Values:
    if act == "leave":
        detail = f"{choice.email} is not told of outages in {choice.workspace_name} any more."
        return _values("up", "The mails have stopped", detail, "confirm", token, "That was a mistake: tell me again")
    detail = f"{choice.email} is told of outages in {choice.workspace_name}."
    return _values("up", "You will be told", detail, "leave", token, "Stop the mails")


def _values(state: str, title: str, detail: str, act: Act, token: str, label: str) -> Values:
    action = {"path": f"/recipients/{act}", "token": token, "label": label}
    return {"state": state, "title": title, "detail": detail, "action": action}


@cache
def _template() -> Template:
    folders = [Path(__file__).parent / "templates", Path(status_html.__file__).parent / "templates"]
    environment = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(stylesheet=address_of("status.css"), icon=address_of("icon.svg"))
    return environment.get_template("choice.html")
