"""Passkeys: add, list, rename, remove, and sign in with one alone."""

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Body, Request, Response
from pydantic import Field, StringConstraints

from api.accounts.authenticators import (
    RefusedError,
    check_registration,
    is_available,
    login_options,
    new_challenge,
    registration_options,
)
from api.accounts.factors import use_passkey
from api.accounts.limits import EVERYBODY, PASSKEY_BY_ADDRESS, PASSKEY_IN_ALL
from api.accounts.proof import AssertionIn, ProofIn, require_proof
from api.accounts.security import first_recovery_codes, forget_spare_codes, tell_security
from api.deps import CurrentCaller, ServicesDep, SystemConn, client_address
from api.errors import ProblemOut, conflict, not_found, unauthorized, unprocessable
from api.limits import address_key
from api.schemas import In, Out, Page, Text, UtcTime
from api.services import Services
from api.signing_in import SignedInOut, open_session, signed_in
from db.account_ways import select_ways_for_update
from db.challenges import delete_challenge, insert_challenge
from db.errors import AlreadyExists
from db.passkeys import Passkey, delete_passkey, insert_passkey, select_passkeys, update_passkey_name
from db.users import select_user

open_router = APIRouter(prefix="/auth/passkey", tags=["auth"])
router = APIRouter(prefix="/me/passkeys", tags=["me"])

WHAT: Final = "passkey"
LIFETIME: Final = timedelta(minutes=5)
MOST: Final = 20
TRANSPORTS: Final = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal", "cable"})

Name = Annotated[Text, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Proof = Annotated[ProofIn | None, Body()]


class OptionsOut(Out):
    """What to hand to the browser, and the challenge to send back with its answer within five minutes."""

    challenge: UUID
    options: dict[str, Any]


class PasskeyIn(AssertionIn):
    """The answer of `navigator.credentials.create`, and a name to tell passkeys apart."""

    name: Name = "Passkey"


class PasskeyNameIn(In):
    """Another name."""

    name: Name


class PasskeyOut(Out):
    """One passkey."""

    id: UUID
    name: str
    created_at: UtcTime
    last_used_at: UtcTime | None

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyOut":
        """Show a row."""
        return cls.model_validate(passkey, from_attributes=True)


class NewPasskeyOut(PasskeyOut):
    """The passkey that was added, and recovery codes if it is the first second factor; they are shown once."""

    recovery_codes: list[str] | None = Field(description="null: those given before stay good")


@router.get("")
async def list_passkeys(caller: CurrentCaller, conn: SystemConn) -> Page[PasskeyOut]:
    """Return one's passkeys, oldest first."""
    return Page(items=[PasskeyOut.of(passkey) for passkey in await select_passkeys(conn, caller.id)], next=None)


@router.post("/options", responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def begin_passkey(caller: CurrentCaller, services: ServicesDep, proof: Proof = None) -> OptionsOut:
    """Begin to add a passkey."""
    _require_name(services)
    await require_proof(services, caller, proof)
    async with services.system_transaction() as conn:
        existing = await select_passkeys(conn, caller.id)
        if len(existing) >= MOST:
            raise conflict(f"An account has at most {MOST} passkeys: remove one first.")
        made = await insert_challenge(conn, "passkey_register", caller.id, new_challenge(), LIFETIME)
    options = registration_options(services.config.public_url, caller.user, made.challenge, existing)
    return OptionsOut(challenge=made.id, options=options)


@router.post("", status_code=201, responses={409: {"model": ProblemOut}})
async def add_passkey(body: PasskeyIn, caller: CurrentCaller, services: ServicesDep) -> NewPasskeyOut:
    """Add the passkey that the browser made."""
    async with services.system_transaction() as conn:
        challenge = await delete_challenge(conn, body.challenge, "passkey_register")
    if challenge is None or challenge.user_id != caller.id:
        raise unprocessable("challenge", "This challenge was used or has expired.", "Begin again.")
    try:
        found = check_registration(services.config.public_url, challenge.challenge, body.credential)
    except RefusedError as error:
        raise unprocessable("credential", f"The passkey cannot be used: {error}", "Begin again.") from error
    try:
        async with services.system_transaction() as conn:
            await select_ways_for_update(conn, caller.id)
            made = await insert_passkey(
                conn,
                caller.id,
                found.credential_id,
                found.credential_public_key,
                found.sign_count,
                _transports(body.credential),
                body.name,
            )
            codes = await first_recovery_codes(services, conn, caller.id)
            await tell_security(services, conn, caller, "a passkey was added to this account.")
    except AlreadyExists as error:
        raise conflict("This passkey is registered already.") from error
    await services.wake_sender()
    return NewPasskeyOut(**PasskeyOut.of(made).model_dump(), recovery_codes=codes)


@router.patch("/{passkey_id}", responses={404: {"model": ProblemOut}})
async def rename_passkey(
    passkey_id: UUID, body: PasskeyNameIn, caller: CurrentCaller, services: ServicesDep
) -> PasskeyOut:
    """Give a passkey another name."""
    async with services.system_transaction() as conn:
        renamed = await update_passkey_name(conn, passkey_id, caller.id, body.name)
    if renamed is None:
        raise not_found(WHAT)
    return PasskeyOut.of(renamed)


@router.delete("/{passkey_id}", status_code=204, responses={404: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def remove_passkey(passkey_id: UUID, caller: CurrentCaller, services: ServicesDep, proof: Proof = None) -> None:
    """Remove a passkey, as long as another way in stays."""
    await require_proof(services, caller, proof, needs_second_factor=True)
    async with services.system_transaction() as conn:
        ways = await select_ways_for_update(conn, caller.id)
        if not await delete_passkey(conn, passkey_id, caller.id):
            raise not_found(WHAT)
        if ways is None or ways.ways_in < 2:
            raise conflict("This is the only way into your account: set a password first.", kind="last-way-in")
        await forget_spare_codes(conn, caller.id)
        await tell_security(services, conn, caller, "a passkey was removed from this account.")
    await services.wake_sender()


@open_router.post("/options", responses={409: {"model": ProblemOut}})
async def begin_passkey_login(request: Request, services: ServicesDep) -> OptionsOut:
    """Begin a sign-in with a passkey, or a proof with one; who it is comes with the answer."""
    _require_name(services)
    await _hit(services, request)
    async with services.system_transaction() as conn:
        made = await insert_challenge(conn, "passkey_login", None, new_challenge(), LIFETIME)
    return OptionsOut(challenge=made.id, options=login_options(services.config.public_url, made.challenge))


@open_router.post("", responses={401: {"model": ProblemOut}})
async def login_with_passkey(
    body: AssertionIn, request: Request, response: Response, services: ServicesDep
) -> SignedInOut:
    """Sign in with a passkey alone: it is something one has, opened by something one knows or is."""
    await _hit(services, request)
    async with services.system_transaction() as conn:
        challenge = await delete_challenge(conn, body.challenge, "passkey_login")
    if challenge is None:
        raise unauthorized("This sign-in was used or has expired: begin again.")
    user_id = await use_passkey(services, challenge, body.credential, needs_verification=True)
    if user_id is None:
        raise unauthorized("This passkey does not open an account here.")
    async with services.system_transaction() as conn:
        user = await select_user(conn, user_id)
        if user is None:
            raise unauthorized("This passkey does not open an account here.")
        refresh = await open_session(conn, user.id, request)
    return signed_in(services, response, user, refresh)


async def _hit(services: Services, request: Request) -> None:
    await services.limits.hit(PASSKEY_BY_ADDRESS, address_key(client_address(request)))
    await services.limits.hit(PASSKEY_IN_ALL, EVERYBODY)


def _require_name(services: Services) -> None:
    if not is_available(services.config.public_url):
        raise conflict("Browsers keep passkeys for names only: set HEALTHER_PUBLIC_URL to one, not to a number.")


def _transports(credential: dict[str, Any]) -> list[str]:
    """Return how the browser says the authenticator is reached; nothing depends on it."""
    response = credential.get("response")
    said = response.get("transports") if isinstance(response, dict) else None
    return sorted({word for word in said if isinstance(word, str)} & TRANSPORTS) if isinstance(said, list) else []
