"""Signing up, in and out, and the refresh cookie."""

from datetime import UTC, datetime
from typing import Annotated, Final
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from fastapi import APIRouter, Cookie, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator, Field, StringConstraints

from api.deps import ServicesDep, client_address
from api.errors import ProblemOut, conflict, forbidden, unauthorized
from api.limits import LOGIN_BY_ACCOUNT, LOGIN_BY_ADDRESS, REFRESH_BY_ADDRESS, REGISTER_BY_ADDRESS, address_key
from api.me import UserOut
from api.schemas import In, Out, ShortText, Text
from api.services import Services
from api.tokens import InvalidTokenError, Presented, Refresh, judge_refresh, new_refresh_secret, read_refresh
from db.errors import AlreadyExists
from db.pool import Connection
from db.sessions import (
    IDLE,
    insert_session,
    select_session_for_update,
    update_session_ended,
    update_session_token,
)
from db.users import User, has_users, insert_user, select_credentials, select_user, update_password_hash

router = APIRouter(prefix="/auth", tags=["auth"])

COOKIE: Final = "healther_refresh"
COOKIE_PATH: Final = "/api/v1/auth"
WRONG: Final = "The address or the password is wrong."
ENDED: Final = "This session has ended: sign in again."


def _email(text: str) -> str:
    """Return the address in lower case. Names of internal networks are fine: people host this themselves."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise ValueError(f"this is not a mail address: {error}") from error
    return found.normalized.lower()


Email = Annotated[str, StringConstraints(max_length=254), AfterValidator(_email)]
NewPassword = Annotated[Text, StringConstraints(min_length=8, max_length=200)]


class RegisterIn(In):
    """A new account."""

    email: Email
    password: NewPassword
    first_name: ShortText = ""
    last_name: ShortText = ""


class LoginIn(In):
    """Who signs in."""

    email: Annotated[Text, StringConstraints(max_length=254)]
    password: Annotated[str, StringConstraints(max_length=200)]


class TokenOut(Out):
    """An access token; the refresh token comes as a cookie that scripts cannot read."""

    access_token: str
    token_type: str = Field(description="`bearer`")
    expires_in: int = Field(description="seconds")


class SignedInOut(TokenOut):
    """An access token and whose it is."""

    user: UserOut


@router.post("/register", status_code=201, responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def register(body: RegisterIn, request: Request, response: Response, services: ServicesDep) -> SignedInOut:
    """Make an account and sign in. The first account of an installation is its operator."""
    await services.limits.hit(REGISTER_BY_ADDRESS, address_key(client_address(request)))
    password_hash = await services.passwords.hash(body.password)
    try:
        async with services.transaction() as conn:
            await _require_open(services, conn)
            user = await insert_user(conn, body.email, password_hash, body.first_name, body.last_name)
            refresh = await _open_session(conn, user.id, request)
    except AlreadyExists as error:
        raise conflict("This address has an account already: sign in instead.") from error
    return _signed_in(services, response, user, refresh)


@router.post("/login", responses={401: {"model": ProblemOut}, 429: {"model": ProblemOut}})
async def login(body: LoginIn, request: Request, response: Response, services: ServicesDep) -> SignedInOut:
    """Sign in. Unknown addresses and wrong passwords are answered alike, and as slowly."""
    email = body.email.strip().lower()
    await services.limits.hit(LOGIN_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(LOGIN_BY_ACCOUNT, email)
    async with services.transaction() as conn:
        account = await select_credentials(conn, email)
    stored = account.password_hash if account else None
    if not await services.passwords.verify(stored, body.password) or account is None or stored is None:
        raise unauthorized(WRONG)
    renewed = await services.passwords.hash(body.password) if services.passwords.is_outdated(stored) else None
    async with services.transaction() as conn:
        if renewed is not None:
            await update_password_hash(conn, account.id, renewed)
        user = await select_user(conn, account.id)
        if user is None:
            raise unauthorized(WRONG)
        refresh = await _open_session(conn, user.id, request)
    return _signed_in(services, response, user, refresh)


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
    async with services.transaction() as conn:
        user_id = await _rotate(services, conn, presented)
    if user_id is None:
        _forget_cookie(services, response)
        raise unauthorized(ENDED)
    successor = services.tokens.successor(presented)
    _set_cookie(services, response, successor)
    return _token(services, user_id, successor.session_id)


@router.post("/logout", status_code=204)
async def logout(
    response: Response,
    services: ServicesDep,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))] = None,
    cookie: Annotated[str | None, Cookie(alias=COOKIE)] = None,
) -> None:
    """End the session of the access token or of the refresh cookie; its tokens die at once."""
    async with services.transaction() as conn:
        await _end_by_cookie(conn, cookie)
        if bearer is not None:
            await _end_by_token(services, conn, bearer.credentials)
    _forget_cookie(services, response)


async def _require_open(services: Services, conn: Connection) -> None:
    """Refuse a registration that the operator does not want; the first account is always welcome."""
    if services.config.registration == "open" or not await has_users(conn):
        return
    if services.config.registration == "invite":
        raise forbidden("New accounts need an invitation here: ask a member to invite this address.")
    raise forbidden("This installation takes no new accounts.")


async def _open_session(conn: Connection, user_id: UUID, request: Request) -> Refresh:
    secret = new_refresh_secret()
    agent = request.headers.get("user-agent", "").replace("\x00", "")
    address = address_key(client_address(request))
    hashed = Refresh(user_id, secret).hash
    session_id = await insert_session(conn, user_id, hashed, agent, None if address == "unknown" else address)
    return Refresh(session_id, secret)


async def _rotate(services: Services, conn: Connection, presented: Refresh) -> UUID | None:
    """Put the successor in place and return whose session it is; None when it has ended, by reuse or before."""
    session = await select_session_for_update(conn, presented.session_id)
    if session is None:
        return None
    age = session.now - session.rotated_at
    match judge_refresh(presented.hash, session.token_hash, session.previous_token_hash, age):
        case Presented.CURRENT:
            await update_session_token(conn, session.id, services.tokens.successor(presented).hash)
        case Presented.REUSED:
            await update_session_ended(conn, session.id)
            return None
        case Presented.JUST_REPLACED:
            return session.user_id
    return session.user_id


async def _end_by_cookie(conn: Connection, cookie: str | None) -> None:
    """End the session of a cookie that is current or was just replaced; anything else proves nothing."""
    if cookie is None:
        return
    try:
        presented = read_refresh(cookie)
    except InvalidTokenError:
        return
    session = await select_session_for_update(conn, presented.session_id)
    if session is not None and presented.hash in (session.token_hash, session.previous_token_hash):
        await update_session_ended(conn, session.id)


async def _end_by_token(services: Services, conn: Connection, token: str) -> None:
    try:
        access = services.tokens.read_access(token)
    except InvalidTokenError:
        return
    await update_session_ended(conn, access.session_id)


def _presented(cookie: str | None) -> Refresh:
    if cookie is None:
        raise unauthorized("There is no refresh cookie: sign in.")
    try:
        return read_refresh(cookie)
    except InvalidTokenError as error:
        raise unauthorized("The refresh cookie is not valid: sign in again.") from error


def _signed_in(services: Services, response: Response, user: User, refresh: Refresh) -> SignedInOut:
    _set_cookie(services, response, refresh)
    token = _token(services, user.id, refresh.session_id)
    return SignedInOut(**token.model_dump(), user=UserOut.of(user))


def _token(services: Services, user_id: UUID, session_id: UUID) -> TokenOut:
    lifetime_s = int(services.tokens.access_lifetime.total_seconds())
    token = services.tokens.access(user_id, session_id, datetime.now(UTC))
    return TokenOut(access_token=token, token_type="bearer", expires_in=lifetime_s)  # noqa: S106 - the scheme's name


def _set_cookie(services: Services, response: Response, refresh: Refresh) -> None:
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        COOKIE,
        refresh.cookie,
        max_age=int(IDLE.total_seconds()),
        path=COOKIE_PATH,
        secure=services.config.is_https,
        httponly=True,
        samesite="lax",
    )


def _forget_cookie(services: Services, response: Response) -> None:
    response.delete_cookie(COOKIE, COOKIE_PATH, secure=services.config.is_https, httponly=True, samesite="lax")
