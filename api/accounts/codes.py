"""Codes of an authenticator app (TOTP, RFC 6238: SHA-1, 6 digits, 30 s) and recovery codes. Pure functions."""

import hmac
import secrets
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp

from api.tokens import derive_key

ISSUER: Final = "Healther"
PERIOD_S: Final = 30
NEIGHBOURS: Final = (0, -1, 1)  # steps: clocks differ, and people type slowly
RECOVERY_CODES: Final = 10
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_GROUP: Final = 5


def new_secret() -> str:
    """Return a new shared secret, in base 32 as apps take it."""
    return pyotp.random_base32()


def app_uri(secret: str, email: str) -> str:
    """Return what the QR code for an authenticator app says."""
    return pyotp.TOTP(secret, interval=PERIOD_S).provisioning_uri(name=email, issuer_name=ISSUER)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, among now and its neighbours; None for a wrong code."""
    digits = "".join(code.split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    current = int(now.timestamp()) // PERIOD_S
    totp = pyotp.HOTP(secret)
    matching = [current + near for near in NEIGHBOURS if hmac.compare_digest(totp.at(current + near), digits)]
    return matching[0] if matching else None


def new_recovery_codes() -> list[str]:
    """Return ten codes like `k3mwp-x7d2q`, of 49 random bits each."""
    return [f"{_letters()}-{_letters()}" for _ in range(RECOVERY_CODES)]


def recovery_hash(secret_key: str, owner: UUID, code: str) -> bytes:
    """Return what the database keeps: keyed, so that a stolen table cannot be searched for short codes."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.digest(derive_key(secret_key, b"recovery code"), owner.bytes + plain.encode(), "sha256")


def _letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))
