"""What protects one's account: an overview, the authenticator app, recovery codes."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from pydantic import Field

from api.accounts.codes import app_uri, new_recovery_codes, new_secret, recovery_hash
from api.accounts.factors import step_of
from api.accounts.limits import SECOND_FACTOR_BY_ACCOUNT
from api.accounts.links import send_notice
from api.accounts.proof import Code, ProofIn, require_proof
from api.accounts.sealing import seal
from api.deps import Caller, CurrentCaller, ServicesDep, SystemConn
from api.errors import Problem, ProblemOut, conflict, not_found, unprocessable
from api.schemas import In, Out
from api.services import Services
from db.account_ways import (
    Ways,
    select_totp_pending,
    select_ways,
    select_ways_for_update,
    update_totp_confirmed,
    update_totp_off,
    update_totp_pending,
)
from db.pool import Connection
from db.recovery_codes import delete_recovery_codes, replace_recovery_codes

router = APIRouter(prefix="/me", tags=["me"])

Proof = Annotated[ProofIn | None, Body()]


class SecurityOut(Out):
    """What an account can be opened with."""

    has_password: bool
    has_second_factor: bool = Field(description="a password alone does not open it")
    totp: bool = Field(description="an authenticator app is set up")
    passkeys: int
    identities: int
    recovery_codes_left: int

    @classmethod
    def of(cls, ways: Ways) -> "SecurityOut":
        """Show what there is."""
        return cls(
            has_password=ways.password_hash is not None,
            has_second_factor=ways.has_second_factor,
            totp=ways.totp_secret is not None,
            passkeys=ways.passkeys,
            identities=ways.identities,
            recovery_codes_left=ways.recovery_codes_left,
        )


class TotpOut(Out):
    """The secret for an authenticator app, shown once; it counts from the first right code on."""

    secret: str = Field(description="base 32, to be typed")
    uri: str = Field(description="otpauth://, to be shown as a QR code")


class CodeIn(In):
    """A code of the authenticator app."""

    code: Code


class RecoveryCodesOut(Out):
    """Codes that open the account once each, shown once. Null: those given before stay good."""

    recovery_codes: list[str] | None


@router.get("/security")
async def get_security(caller: CurrentCaller, conn: SystemConn) -> SecurityOut:
    """Return what one's account can be opened with."""
    ways = await select_ways(conn, caller.id)
    if ways is None:
        raise not_found("account")
    return SecurityOut.of(ways)


@router.post("/totp", status_code=201, responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def set_up_totp(caller: CurrentCaller, services: ServicesDep, proof: Proof = None) -> TotpOut:
    """Get a secret for an authenticator app. Nothing changes until its first code comes."""
    await require_proof(services, caller, proof)
    secret = new_secret()
    sealed = seal(services.config.secret_key, caller.id, secret.encode())
    async with services.system_transaction() as conn:
        if not await update_totp_pending(conn, caller.id, sealed):
            raise conflict("An authenticator app is set up already: remove it first.")
    return TotpOut(secret=secret, uri=app_uri(secret, caller.user.email))


@router.post("/totp/confirm", responses={409: {"model": ProblemOut}})
async def confirm_totp(body: CodeIn, caller: CurrentCaller, services: ServicesDep) -> RecoveryCodesOut:
    """Turn the authenticator app on with its first code."""
    await services.limits.hit(SECOND_FACTOR_BY_ACCOUNT, str(caller.id))
    async with services.system_transaction() as conn:
        await select_ways_for_update(conn, caller.id)
        sealed = await select_totp_pending(conn, caller.id)
        if sealed is None:
            raise conflict("There is no authenticator app to confirm: begin with POST /me/totp.")
        step = step_of(services, caller.id, sealed, body.code)
        if step is None:
            raise unprocessable("code", "This code is wrong.", "Check the clock of the device, and type the next code.")
        await update_totp_confirmed(conn, caller.id, sealed, step)
        codes = await first_recovery_codes(services, conn, caller.id)
        await tell_security(services, conn, caller, "an authenticator app was added to this account.")
    await services.wake_sender()
    return RecoveryCodesOut(recovery_codes=codes)


@router.delete("/totp", status_code=204, responses={403: {"model": ProblemOut}})
async def remove_totp(caller: CurrentCaller, services: ServicesDep, proof: Proof = None) -> None:
    """Remove the authenticator app; the last second factor takes the recovery codes with it."""
    await require_proof(services, caller, proof, needs_second_factor=True)
    async with services.system_transaction() as conn:
        await select_ways_for_update(conn, caller.id)
        await update_totp_off(conn, caller.id)
        await forget_spare_codes(conn, caller.id)
        await tell_security(services, conn, caller, "the authenticator app was removed from this account.")
    await services.wake_sender()


@router.post("/recovery-codes", status_code=201, responses={403: {"model": ProblemOut}, 409: {"model": ProblemOut}})
async def renew_recovery_codes(caller: CurrentCaller, services: ServicesDep, proof: Proof = None) -> RecoveryCodesOut:
    """Get ten new recovery codes; the old ones stop working."""
    await require_proof(services, caller, proof, needs_second_factor=True)
    async with services.system_transaction() as conn:
        ways = await select_ways_for_update(conn, caller.id)
        if ways is None or not ways.has_second_factor:
            raise Problem(409, "Recovery codes replace a second factor: set one up first.")
        codes = await _renew(services, conn, caller.id)
    return RecoveryCodesOut(recovery_codes=codes)


async def first_recovery_codes(services: Services, conn: Connection, user_id: UUID) -> list[str] | None:
    """Make recovery codes for a person's first second factor; None when there are some left."""
    ways = await select_ways(conn, user_id)
    if ways is None or ways.recovery_codes_left:
        return None
    return await _renew(services, conn, user_id)


async def forget_spare_codes(conn: Connection, user_id: UUID) -> None:
    """Forget the recovery codes of a person who has no second factor any more."""
    ways = await select_ways(conn, user_id)
    if ways is not None and not ways.has_second_factor:
        await delete_recovery_codes(conn, user_id)


async def tell_security(services: Services, conn: Connection, caller: Caller, what: str) -> None:
    """Write to the person about a change of what opens the account."""
    await send_notice(conn, services.config, caller.user.email, caller.user.first_name, what)


async def _renew(services: Services, conn: Connection, user_id: UUID) -> list[str]:
    codes = new_recovery_codes()
    hashes = [recovery_hash(services.config.secret_key, user_id, code) for code in codes]
    await replace_recovery_codes(conn, user_id, hashes)
    return codes
