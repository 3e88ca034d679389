"""Judging a second factor: a code, a recovery code, or a passkey. Each answer works once."""

import logging
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.accounts.authenticators import RefusedError, check_login, credential_id
from api.accounts.codes import matching_step, recovery_hash
from api.accounts.sealing import UnreadableError, unseal
from api.services import Services
from db.account_ways import update_totp_step
from db.challenges import Challenge
from db.passkeys import Passkey, select_passkey_for_update, update_passkey_used
from db.pool import Connection
from db.recovery_codes import update_recovery_code_used

logger = logging.getLogger(__name__)


def step_of(services: Services, user_id: UUID, sealed: bytes, code: str) -> int | None:
    """Return the time step of a right code; None for a wrong one."""
    try:
        secret = unseal(services.config.secret_key, user_id, sealed).decode()
    except UnreadableError:
        logger.exception("a TOTP secret cannot be read: was HEALTHER_SECRET_KEY changed?", extra={"user": user_id})
        return None
    return matching_step(secret, code, datetime.now(UTC))


async def use_code(services: Services, user_id: UUID, sealed: bytes, code: str) -> bool:
    """Use a code of the authenticator app up; False when it is wrong or was used."""
    step = step_of(services, user_id, sealed, code)
    if step is None:
        return False
    async with services.system_transaction() as conn:
        return await update_totp_step(conn, user_id, step)


async def use_recovery_code(services: Services, user_id: UUID, code: str) -> bool:
    """Use a recovery code up; False when it is wrong or was used."""
    hashed = recovery_hash(services.config.secret_key, user_id, code)
    async with services.system_transaction() as conn:
        return await update_recovery_code_used(conn, user_id, hashed)


async def use_passkey(
    services: Services, challenge: Challenge, credential: dict[str, Any], *, needs_verification: bool
) -> UUID | None:
    """Return whose passkey signed the challenge, and note its use; None when it proves nothing.

    The caller makes sure that a challenge is used once, and that the person is the one expected.
    """
    try:
        async with services.system_transaction() as conn:
            passkey = await _find(conn, credential)
            public_url = services.config.public_url
            verified = check_login(
                public_url, challenge.challenge, credential, passkey, needs_verification=needs_verification
            )
            await update_passkey_used(conn, passkey.id, verified.new_sign_count)
    except RefusedError as error:
        logger.info("a passkey was refused", extra={"error": str(error)})
        return None
    return passkey.user_id


async def _find(conn: Connection, credential: dict[str, Any]) -> Passkey:
    passkey = await select_passkey_for_update(conn, credential_id(credential))
    if passkey is None:
        raise RefusedError("not registered here")
    return passkey
