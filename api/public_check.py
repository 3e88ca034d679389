"""One check without an account: of a web address, over public addresses only."""

from dataclasses import replace
from typing import Annotated, Final
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import StringConstraints, ValidationError

from api.check_schemas import ManualCheckOut
from api.deps import ServicesDep, client_address
from api.errors import Problem, ProblemOut
from api.limits import PUBLIC_CHECK_BY_ADDRESS, PUBLIC_CHECK_IN_ALL, address_key
from api.manual_checks import answered, wish
from api.monitor_schemas import MonitorIn
from api.monitor_wishes import new_wish, spec_of
from api.schemas import In, Text
from api.services import Services
from api.status.bodies import POLICY
from api.status.html import render_notice
from core.addresses import PUBLIC_ONLY
from core.specs import Kind
from db.monitors import Wish

router = APIRouter(
    prefix="/public", tags=["public"], responses={status: {"model": ProblemOut} for status in (422, 429, 503, 504)}
)

page_router = APIRouter(include_in_schema=False)

IN_ALL: Final = "everybody"
PAGE_HEADERS: Final = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}


class PublicCheckIn(In):
    """A web address."""

    url: Annotated[Text, StringConstraints(min_length=1, max_length=2048, strip_whitespace=True)]


@router.post("/check")
async def check_publicly(body: PublicCheckIn, request: Request, services: ServicesDep) -> ManualCheckOut:
    """Check a web address once, without an account. Limited in rate; only public addresses are reached."""
    return await _check(body, request, services)


@page_router.post("/check")
async def check_by_page(request: Request, services: ServicesDep) -> HTMLResponse:
    """Do the same for the form of the landing page where no script runs, and answer with a page."""
    given = parse_qs((await request.body()).decode(errors="replace"), max_num_fields=5)
    try:
        wanted = PublicCheckIn(url=given.get("url", [""])[0])
        check = await _check(wanted, request, services)
    except ValidationError:
        return _page(422, "There is nothing to check", "Write a web address, such as https://example.com.")
    except Problem as problem:
        said = [error.message for error in problem.errors] or [problem.detail]
        return _page(problem.status, "The check was not made", " ".join(said))
    return _page(200, f"{wanted.url} is {check.state}", _words(check))


def _words(check: ManualCheckOut) -> str:
    measured = f"HTTP {check.http_status} in {check.latency_ms:.0f} ms." if check.latency_ms is not None else ""
    return " ".join(part for part in (measured if check.http_status else "", check.message or "") if part)


def _page(status: int, title: str, detail: str) -> HTMLResponse:
    return HTMLResponse(render_notice(title, detail), status, PAGE_HEADERS)


async def _check(body: PublicCheckIn, request: Request, services: Services) -> ManualCheckOut:
    await services.limits.hit(PUBLIC_CHECK_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(PUBLIC_CHECK_IN_ALL, IN_ALL)
    url = body.url if "://" in body.url else f"https://{body.url}"
    try_out = MonitorIn(name="public check", kind="http", target=url)
    spec = spec_of(Kind.HTTP, _wish(url, try_out))
    async with services.system_transaction() as conn:
        request_id = await wish(conn, spec, is_public=True)
    return await answered(services, request_id, spec.timeout_s)


def _wish(url: str, body: MonitorIn) -> Wish:
    """Return what to check; a refusal names the key as it is called here, and nobody here knows an operator."""
    try:
        return new_wish(Kind.HTTP, body.name, url, body, PUBLIC_ONLY)
    except Problem as problem:
        here = {"field": "url", "remedy": "Write a public web address."}
        errors = [error.model_copy(update=here) for error in problem.errors]
        raise replace(problem, errors=errors) from problem
