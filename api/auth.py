"""Signing up, in and out, and the refresh cookie."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field, StringConstraints

from api.account_fields import Email, NewPassword
from api.accounts.limits import EVERYBODY, LOGIN_IN_ALL, REGISTER_IN_ALL
from api.accounts.links import send_confirmation
from api.accounts.second_factor import SecondFactorProblemOut, begin_second_factor, second_factor_required
from api.deps import ServicesDep, client_address
from api.errors import ProblemOut, conflict, forbidden, unauthorized
from api.invite_tokens import Token as InviteToken
from api.invite_tokens import invite_hash
from api.limits import LOGIN_BY_ACCOUNT, LOGIN_BY_ADDRESS, REFRESH_BY_ADDRESS, REGISTER_BY_ADDRESS, address_key
from api.schemas import In, ShortText, Text
from api.services import Services
from api.signing_in import (
    COOKIE,
    SignedInOut,
    TokenOut,
    forget_refresh_cookie,
    open_session,
    set_refresh_cookie,
    signed_in,
    token_for,
)
from api.tokens import InvalidTokenError, Presented, Refresh, judge_refresh, read_refresh
from db.errors import AlreadyExists
from db.invites import is_invited
from db.pool import Connection
from db.sessions import (
    select_session_for_update,
    update_session_ended,
    update_session_token,
)
from db.users import has_users, insert_user, select_credentials, select_user, update_password_hash

router = APIRouter(prefix="/auth", tags=["auth"])

WRONG: Final = "The address or the password is wrong."
ENDED: Final = "This session has ended: sign in again."


class RegisterIn(In):
    """A new account."""

    email: Email
    password: NewPassword
    first_name: ShortText = ""
    last_name: ShortText = ""
    invite_token: InviteToken | None = Field(None, description="where new accounts need an invitation")


class LoginIn(In):
    """Who signs in."""

    email: Annotated[Text, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(max_length=200)]


@router.post("/register", status_code=201, responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def register(body: RegisterIn, request: Request, response: Response, services: ServicesDep) -> SignedInOut:
    """Make an account and sign in. The first account of an installation is its operator."""
    await services.limits.hit(REGISTER_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(REGISTER_IN_ALL, EVERYBODY)
    password_hash = await services.passwords.hash(body.password)
    try:
        async with services.system_transaction() as conn:
            await _require_open(services, conn, body)
            user = await insert_user(conn, body.email, password_hash, body.first_name, body.last_name)
            refresh = await open_session(conn, user.id, request)
            await send_confirmation(conn, services.config, user.id, user.email, user.first_name)
    except AlreadyExists as error:
        raise conflict("This address has an account already: sign in instead.") from error
    await services.wake_sender()
    return signed_in(services, response, user, refresh)


@router.post("/login", responses={401: {"model": SecondFactorProblemOut}, 429: {"model": ProblemOut}})
async def login(body: LoginIn, request: Request, response: Response, services: ServicesDep) -> SignedInOut:
    """Sign in. Unknown addresses and wrong passwords are answered alike, and as slowly.

    An account with a second factor is answered with 401, type `second-factor-required`, and what is still needed.
    """
    email = body.email.strip().lower()
    await services.limits.hit(LOGIN_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(LOGIN_BY_ACCOUNT, email)
    await services.limits.hit(LOGIN_IN_ALL, EVERYBODY)
    async with services.system_transaction() as conn:
        account = await select_credentials(conn, email)
    stored = account.password_hash if account else None
    if not await services.passwords.verify(stored, body.password) or account is None or stored is None:
        raise unauthorized(WRONG)
    renewed = await services.passwords.hash(body.password) if services.passwords.is_outdated(stored) else None
    async with services.system_transaction() as conn:
        if renewed is not None:
            await update_password_hash(conn, account.id, renewed)
        user = await select_user(conn, account.id)
        if user is None:
            raise unauthorized(WRONG)
        needed = await begin_second_factor(services, conn, user.id)
        refresh = await open_session(conn, user.id, request) if needed is None else None
    if needed is not None:
        raise second_factor_required(needed)
    assert refresh is not None, "what is not needed leaves a session"
    return signed_in(services, response, user, refresh)


@router.post("/refresh", responses={401: {"model": ProblemOut}})
async def refresh_token(
    request: Request,
    response: Response,
    services: ServicesDep,
    cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> TokenOut:
    """Exchange the refresh cookie for a new one and an access token.

    Each cookie works once; for ten seconds more it is answered with the same successor (two tabs, a lost response).
    After that its use means that it was stolen, and the whole session ends.
    """
    await services.limits.hit(REFRESH_BY_ADDRESS, address_key(client_address(request)))
    presented = _presented(cookie)
    async with services.system_transaction() as conn:
        user_id, was_stolen = await _rotate(services, conn, presented)
    if was_stolen:
        await services.tell_rights_changed()
    if user_id is None:
        forget_refresh_cookie(services, response)
        raise unauthorized(ENDED)
    successor = services.tokens.successor(presented)
    set_refresh_cookie(services, response, successor)
    return token_for(services, user_id, successor.session_id)


@router.post("/logout", status_code=204)
async def logout(
    response: Response,
    services: ServicesDep,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))] = None,
    cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> None:
    """End the session of the access token or of the refresh cookie; its tokens die at once."""
    async with services.system_transaction() as conn:
        has_ended = await _end_by_cookie(conn, cookie)
        if bearer is not None:
            has_ended |= await _end_by_token(services, conn, bearer.credentials)
    if has_ended:
        await services.tell_rights_changed()
    forget_refresh_cookie(services, response)


async def _require_open(services: Services, conn: Connection, body: RegisterIn) -> None:
    """Refuse a registration that the operator does not want; the first account is always welcome."""
    if services.config.registration == "open" or not await has_users(conn):
        return
    if services.config.registration == "invite":
        if body.invite_token is not None and await is_invited(conn, body.email, invite_hash(body.invite_token)):
            return
        raise forbidden("New accounts need an invitation here: ask a member to invite this address.")
    raise forbidden("This installation takes no new accounts.")


async def _rotate(services: Services, conn: Connection, presented: Refresh) -> tuple[UUID | None, bool]:
    """Put the successor in place; return whose session it is (None: it has ended), and whether reuse ended it now."""
    session = await select_session_for_update(conn, presented.session_id)
    if session is None:
        return None, False
    age = session.now - session.rotated_at
    match judge_refresh(presented.hash, session.token_hash, session.previous_token_hash, age):
        case Presented.CURRENT:
            await update_session_token(conn, session.id, services.tokens.successor(presented).hash)
        case Presented.REUSED:
            await update_session_ended(conn, session.id)
            return None, True
        case Presented.JUST_REPLACED:
            return session.user_id, False
    return session.user_id, False


async def _end_by_cookie(conn: Connection, cookie: str | None) -> bool:
    """End the session of a cookie that is current or was just replaced; anything else proves nothing."""
    if cookie is None:
        return False
    try:
        presented = read_refresh(cookie)
    except InvalidTokenError:
        return False
    session = await select_session_for_update(conn, presented.session_id)
    if session is None or presented.hash not in (session.token_hash, session.previous_token_hash):
        return False
    return await update_session_ended(conn, session.id)


async def _end_by_token(services: Services, conn: Connection, token: str) -> bool:
    try:
        access = services.tokens.read_access(token)
    except InvalidTokenError:
        return False
    return await update_session_ended(conn, access.session_id)


def _presented(cookie: str | None) -> Refresh:
    if cookie is None:
        raise unauthorized("There is no refresh cookie: sign in.")
    try:
        return read_refresh(cookie)
    except InvalidTokenError as error:
        raise unauthorized("The refresh cookie is not valid: sign in again.") from error
