"""People who have a second factor."""

import time
from typing import Any

import pyotp
from httpx import Response

from tests.api.accounts.authenticator import Authenticator
from tests.api.people import PASSWORD, V1, Person

STEP_S = 30


def code_of(secret: str, steps: int = 0) -> str:
    """Return the code of now, or of so many steps of 30 s later."""
    return pyotp.TOTP(secret).at(int(time.time()) + steps * STEP_S)


async def set_up_totp(person: Person) -> tuple[str, list[str]]:
    """Turn an authenticator app on; return its secret and the recovery codes. The code of the step before is used."""
    secret = (await person.post("/me/totp", {"password": PASSWORD})).json()["secret"]
    answer = await person.post("/me/totp/confirm", {"code": code_of(secret, -1)})
    assert answer.status_code == 200, answer.text
    return secret, answer.json()["recovery_codes"]


async def add_passkey(person: Person, device: Authenticator, proof: dict[str, Any] | None = None) -> dict[str, Any]:
    """Register a passkey and return the answer."""
    begun = (await person.post("/me/passkeys/options", proof or {"password": PASSWORD})).json()
    credential = device.create(begun["options"])
    answer = await person.post(
        "/me/passkeys", {"challenge": begun["challenge"], "credential": credential, "name": "Key"}
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def login(person: Person) -> Response:
    """Send the right password."""
    return await person.client.post(f"{V1}/auth/login", json={"email": person.user["email"], "password": PASSWORD})


async def challenge(person: Person) -> str:
    """Send the right password and return the challenge for the second factor."""
    found: str = (await login(person)).json()["second_factor"]["challenge"]
    return found


async def finish(person: Person, challenge_id: str, **answer: Any) -> Response:
    """Send a second factor."""
    return await person.client.post(f"{V1}/auth/second-factor", json={"challenge": challenge_id, **answer})
