"""Proofs that a change of an account is asked for by its person, not by who found an open browser.

A password, or a second factor. An account that has neither (it is opened from elsewhere) needs a fresh sign-in.
"""

from datetime import timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from api.accounts.authenticators import Credential
from api.accounts.factors import use_code, use_passkey, use_recovery_code
from api.accounts.limits import PROOF_BY_ACCOUNT, SECOND_FACTOR_BY_ACCOUNT
from api.deps import Caller
from api.errors import Problem, unauthorized
from api.schemas import In
from api.services import Services
from db.account_ways import Ways, select_ways
from db.challenges import delete_challenge
from db.session_list import is_younger

FRESH: Final = timedelta(minutes=10)

Code = Annotated[str, StringConstraints(min_length=6, max_length=12)]
RecoveryCode = Annotated[str, StringConstraints(min_length=10, max_length=40)]


class AssertionIn(In):
    """The answer of an authenticator to `POST /auth/passkey/options`."""

    challenge: Annotated[UUID, Field(strict=False)]
    credential: Credential


class ProofIn(In):
    """One of these; the first that is given counts."""

    password: Annotated[str | None, StringConstraints(max_length=200)] = None
    code: Annotated[Code | None, Field(description="of the authenticator app")] = None
    recovery_code: RecoveryCode | None = None
    passkey: AssertionIn | None = None


async def require_proof(
    services: Services, caller: Caller, proof: ProofIn | None, *, needs_second_factor: bool = False
) -> None:
    """Raise a 403 unless the proof holds. `needs_second_factor`: where there is one, a password is not enough."""
    await services.limits.hit(PROOF_BY_ACCOUNT, str(caller.id))
    async with services.system_transaction() as conn:
        ways = await select_ways(conn, caller.id)
        is_fresh = await is_younger(conn, caller.session_id, FRESH)
    if ways is None:
        raise unauthorized("This account is gone.")
    if proof is None or not proof.model_fields_set or _is_empty(proof):
        if ways.password_hash is None and not ways.has_second_factor and is_fresh:
            return
        raise _needed(ways, needs_second_factor)
    if needs_second_factor and ways.has_second_factor and proof.password is not None:
        raise _needed(ways, needs_second_factor)
    if not await _holds(services, ways, proof):
        raise Problem(403, "This proof does not hold: it is wrong, or was used before.", kind="proof-wrong")


def _is_empty(proof: ProofIn) -> bool:
    return not any((proof.password, proof.code, proof.recovery_code, proof.passkey))


async def _holds(services: Services, ways: Ways, proof: ProofIn) -> bool:
    if proof.password is not None:
        return await services.passwords.verify(ways.password_hash, proof.password)
    await services.limits.hit(SECOND_FACTOR_BY_ACCOUNT, str(ways.user_id))
    if proof.code is not None:
        return ways.totp_secret is not None and await use_code(services, ways.user_id, ways.totp_secret, proof.code)
    if proof.recovery_code is not None:
        return await use_recovery_code(services, ways.user_id, proof.recovery_code)
    assert proof.passkey is not None, "an empty proof was refused before"
    return await _signs(services, ways.user_id, proof.passkey)


async def _signs(services: Services, user_id: UUID, assertion: AssertionIn) -> bool:
    async with services.system_transaction() as conn:
        challenge = await delete_challenge(conn, assertion.challenge, "passkey_login")
    if challenge is None:
        return False
    return await use_passkey(services, challenge, assertion.credential, needs_verification=True) == user_id


def _needed(ways: Ways, needs_second_factor: bool) -> Problem:
    """Build the refusal that says what would do."""
    methods: list[str] = []
    if ways.password_hash is not None and not (needs_second_factor and ways.has_second_factor):
        methods.append("password")
    methods += second_factor_methods(ways)
    detail = "Prove that it is you: send one of `methods`." if methods else "Sign in again, then repeat this."
    extra: dict[str, Any] = {"methods": methods}
    return Problem(403, detail, kind="proof-needed", extra=extra)


def second_factor_methods(ways: Ways) -> list[str]:
    """Return which second factors an account has, by the names of the fields that carry them."""
    found = {
        "code": ways.totp_secret is not None,
        "passkey": ways.passkeys > 0,
        "recovery_code": ways.has_second_factor and ways.recovery_codes_left > 0,
    }
    return [name for name, is_there in found.items() if is_there]
