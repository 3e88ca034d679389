"""Signing in from elsewhere: GitHub, or an OpenID Connect provider. The browser goes there and comes back with a code.

Nothing is ever found by an address or a name: an account elsewhere opens the account it was linked to. Somebody new
gets an account; who has one with the same address is told to sign in to it, and to link from the settings.
"""

import logging
from typing import Annotated, Final, assert_never
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import TypeAdapter, ValidationError

from api.account_fields import Email
from api.accounts.flow import Flow, Link, forget, recall, remember, safe_next
from api.accounts.limits import ELSEWHERE_BY_ADDRESS, ELSEWHERE_IN_ALL, EVERYBODY
from api.accounts.links import send_confirmation, send_notice
from api.accounts.providers import Departure, Profile, ProviderAway, ProviderRefused
from api.accounts.second_factor import begin_second_factor
from api.deps import Caller, ServicesDep, client_address
from api.errors import Problem, ProblemOut, conflict, forbidden, not_found, unauthorized, unavailable
from api.errors import response as problem_response
from api.limits import address_key
from api.services import Services
from api.signing_in import open_session, set_refresh_cookie
from db.account_addresses import select_addressee
from db.errors import AlreadyExists
from db.identities import Provider, insert_identity, update_identity_used
from db.invites import has_invite
from db.pool import Connection
from db.sessions import select_session_user
from db.users import User, has_users, insert_user

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/auth", tags=["auth"])

NAMES: Final[dict[Provider, str]] = {"github": "GitHub", "oidc": "this provider"}
_EMAIL: Final[TypeAdapter[str]] = TypeAdapter(Email)

Next = Annotated[str, Query(description="the page to come back to; a path of our own")]


@router.get("/github", status_code=302, response_class=RedirectResponse, responses={404: {"model": ProblemOut}})
async def begin_github(request: Request, services: ServicesDep, next: Next = "/") -> Response:
    """Send the browser to GitHub."""
    return await _begin(services, request, "github", next)


@router.get(
    "/github/callback", status_code=303, response_class=RedirectResponse, responses={400: {"model": ProblemOut}}
)
async def finish_github(request: Request, services: ServicesDep) -> Response:
    """Come back from GitHub: set the refresh cookie and go on to the page."""
    return await _finish(services, request, "github")


@router.get("/oidc", status_code=302, response_class=RedirectResponse, responses={404: {"model": ProblemOut}})
async def begin_oidc(request: Request, services: ServicesDep, next: Next = "/") -> Response:
    """Send the browser to the OpenID Connect provider."""
    return await _begin(services, request, "oidc", next)


@router.get("/oidc/callback", status_code=303, response_class=RedirectResponse, responses={400: {"model": ProblemOut}})
async def finish_oidc(request: Request, services: ServicesDep) -> Response:
    """Come back from the provider: set the refresh cookie and go on to the page."""
    return await _finish(services, request, "oidc")


async def depart(services: Services, provider: Provider, page: str, caller: Caller | None) -> tuple[str, Flow]:
    """Return where to send the browser, and what its cookie has to hold. `caller`: who links, None to sign in."""
    client = services.providers.get(provider)
    if client is None:
        raise not_found("way to sign in")
    try:
        left = await client.depart(_redirect_uri(services, provider))
    except ProviderAway as error:
        raise _away(provider, error) from error
    link = Link(user_id=caller.id, session_id=caller.session_id) if caller else None
    flow = Flow(
        provider=provider, state=left.state, verifier=left.verifier, nonce=left.nonce, next=safe_next(page), link=link
    )
    return left.url, flow


async def _begin(services: Services, request: Request, provider: Provider, page: str) -> Response:
    await _hit(services, request)
    url, flow = await depart(services, provider, page, None)
    response = RedirectResponse(url, 302, {"Cache-Control": "no-store"})
    remember(services.config, response, flow)
    return response


async def _finish(services: Services, request: Request, provider: Provider) -> Response:
    """Judge a callback. The cookie is taken away in any case: a flow is answered once."""
    flow = recall(services.config, request)
    try:
        await _hit(services, request)
        if flow is None or not flow.is_answered_by(provider, request.query_params.get("state")):
            detail = "This answer does not belong to a sign-in that this browser began: begin again."
            raise Problem(400, detail, kind="sign-in-unknown")
        profile = await _arrive(services, request, provider, flow)
        response = await (_link if flow.link else _sign_in)(services, request, flow, profile)
    except Problem as problem:
        response = _refused(services, request, flow, problem)
        forget(services.config, response)
    response.headers["Cache-Control"] = "no-store"
    return response


async def _arrive(services: Services, request: Request, provider: Provider, flow: Flow) -> Profile:
    client = services.providers.get(provider)
    if client is None:
        raise not_found("way to sign in")
    code = request.query_params.get("code")
    if not code or "error" in request.query_params:
        raise Problem(400, f"{NAMES[provider]} did not sign you in.", kind="sign-in-refused")
    left = Departure("", flow.state, flow.verifier, flow.nonce)
    try:
        return await client.arrive(_redirect_uri(services, provider), left, code)
    except ProviderRefused as error:
        logger.warning("a sign-in from elsewhere was refused", extra={"provider": provider, "error": str(error)})
        raise Problem(400, f"{NAMES[provider]} did not sign you in.", kind="sign-in-refused") from error
    except ProviderAway as error:
        raise _away(provider, error) from error


async def _sign_in(services: Services, request: Request, flow: Flow, profile: Profile) -> Response:
    """Open a session for whom the profile opens an account, unless a second factor is still needed."""
    try:
        async with services.system_transaction() as conn:
            user_id = await _account_of(services, conn, profile)
            needed = await begin_second_factor(services, conn, user_id)
            refresh = await open_session(conn, user_id, request) if needed is None else None
    except AlreadyExists as error:  # registered by two requests at once
        raise _has_account(profile) from error
    if refresh is None:
        response = _to(services, "/login?second_factor=1")
        remember(services.config, response, Flow(next=flow.next, second_factor=needed.challenge if needed else None))
        return response
    await services.wake_sender()
    response = _to(services, flow.next)
    forget(services.config, response)
    set_refresh_cookie(services, response, refresh)
    return response


async def _link(services: Services, request: Request, flow: Flow, profile: Profile) -> Response:
    """Link the account elsewhere to that of the person who began, if the session still lives."""
    assert flow.link is not None, "asked by _finish"
    try:
        async with services.system_transaction() as conn:
            user = await select_session_user(conn, flow.link.session_id, flow.link.user_id)
            if user is None:
                raise unauthorized("This session has ended: sign in again.")
            await _insert_identity(conn, user.id, profile)
            what = f"an account at {NAMES[profile.provider]} was linked to this account and opens it from now on."
            await send_notice(conn, services.config, user.email, user.first_name, what)
    except AlreadyExists as error:
        detail = f"This account at {NAMES[profile.provider]} is linked already, or yours is linked to another one."
        raise conflict(detail, kind="linked-already") from error
    await services.wake_sender()
    response = _to(services, flow.next)
    forget(services.config, response)
    return response


async def _account_of(services: Services, conn: Connection, profile: Profile) -> UUID:
    """Return whose account a profile opens; somebody new is registered."""
    known = await update_identity_used(
        conn, profile.provider, profile.issuer, profile.subject, profile.login, profile.email
    )
    if known is not None:
        return known
    user = await _register(services, conn, profile)
    await _insert_identity(conn, user.id, profile)
    return user.id


async def _register(services: Services, conn: Connection, profile: Profile) -> User:
    email = _usable(profile)
    if await select_addressee(conn, email) is not None:
        raise _has_account(profile)
    await _require_open(services, conn, email, profile.is_verified)
    user = await insert_user(conn, email, None, profile.first_name, profile.last_name, is_confirmed=profile.is_verified)
    if not profile.is_verified:
        await send_confirmation(conn, services.config, user.id, email, user.first_name)
    return user


async def _require_open(services: Services, conn: Connection, email: str, is_verified: bool) -> None:
    """Refuse somebody new where the operator wants none. A verified address proves what an invitation's token would."""
    mode = services.config.registration
    if mode == "open" or not await has_users(conn):
        return
    if mode == "invite":
        if is_verified and await has_invite(conn, email):
            return
        raise forbidden("New accounts need an invitation here: ask a member to invite this address.")
    if mode == "closed":
        raise forbidden("This installation takes no new accounts.")
    assert_never(mode)


def _usable(profile: Profile) -> str:
    """Return the address for a new account; GitHub's must be verified, others are confirmed by mail."""
    name = NAMES[profile.provider]
    if profile.email is None:
        detail = f"{name} gives no verified address of yours: verify one there, or register with a password."
        raise Problem(403, detail, kind="no-verified-address")
    try:
        return _EMAIL.validate_python(profile.email)
    except ValidationError as error:
        raise Problem(403, f"The address that {name} gives cannot be used.", kind="no-verified-address") from error


async def _insert_identity(conn: Connection, user_id: UUID, profile: Profile) -> None:
    await insert_identity(
        conn, user_id, profile.provider, profile.issuer, profile.subject, profile.login, profile.email
    )


def _has_account(profile: Profile) -> Problem:
    name = NAMES[profile.provider]
    detail = f"There is an account with this address already: sign in to it, then link {name} in the settings."
    return conflict(detail, kind="account-exists")


def _away(provider: Provider, error: ProviderAway) -> Problem:
    logger.warning("a provider is away", extra={"provider": provider, "error": str(error)})
    return unavailable(f"{NAMES[provider]} cannot be reached right now. Try again in a moment.")


def _refused(services: Services, request: Request, flow: Flow | None, problem: Problem) -> Response:
    """Answer people with a page that explains the problem, and programs with the problem."""
    if "text/html" not in request.headers.get("accept", ""):
        return problem_response(request, problem)
    page = "/settings/security" if flow and flow.link else "/login"
    return _to(services, f"{page}?problem={problem.kind or problem.status}")


def _to(services: Services, page: str) -> RedirectResponse:
    return RedirectResponse(f"{services.config.public_url}{page}", 303)


def _redirect_uri(services: Services, provider: Provider) -> str:
    return f"{services.config.public_url}/api/v1/auth/{provider}/callback"


async def _hit(services: Services, request: Request) -> None:
    await services.limits.hit(ELSEWHERE_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(ELSEWHERE_IN_ALL, EVERYBODY)
