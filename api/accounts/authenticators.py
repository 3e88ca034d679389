"""Passkeys (WebAuthn): what browsers are asked, and whether their answers hold. The library checks, we decide.

The relying party is the host of the public address. Browsers refuse addresses made of numbers as its name, so an
installation reached by one has no passkeys.
"""

import json
import secrets
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from db.passkeys import Passkey
from db.users import User

CHALLENGE_BYTES: Final = 32
MAX_CREDENTIAL_BYTES: Final = 16_384
MAX_PUBLIC_KEY_BYTES: Final = 2_048
MAX_ID_BYTES: Final = 1_023  # WebAuthn's own limit


class RefusedError(Exception):
    """An answer of a browser that proves nothing."""


def _limit_size(credential: dict[str, Any]) -> dict[str, Any]:
    try:
        size = len(json.dumps(credential))  # not orjson: it refuses numbers that JSON allows
    except RecursionError as error:
        raise ValueError("a credential is not nested so deeply") from error
    if size > MAX_CREDENTIAL_BYTES:
        raise ValueError(f"a credential has at most {MAX_CREDENTIAL_BYTES} bytes")
    return credential


# As `PublicKeyCredential.toJSON()` writes it; the library reads it.
Credential = Annotated[dict[str, Any], AfterValidator(_limit_size)]


def new_challenge() -> bytes:
    """Return what an authenticator has to sign."""
    return secrets.token_bytes(CHALLENGE_BYTES)


def is_available(public_url: str) -> bool:
    """Tell whether browsers accept this installation as a relying party."""
    try:
        ip_address(_host(public_url))
    except ValueError:
        return True
    return False


def registration_options(public_url: str, user: User, challenge: bytes, existing: Sequence[Passkey]) -> dict[str, Any]:
    """Return the argument of `navigator.credentials.create`, as JSON."""
    options = generate_registration_options(
        rp_id=_host(public_url),
        rp_name="Healther",
        user_id=user.id.bytes,
        user_name=user.email,
        user_display_name=user.name or user.email,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(existing),
    )
    return _plain(options_to_json(options))


def login_options(public_url: str, challenge: bytes, allowed: Sequence[Passkey] = ()) -> dict[str, Any]:
    """Return the argument of `navigator.credentials.get`, as JSON; without `allowed` any passkey will do."""
    options = generate_authentication_options(
        rp_id=_host(public_url),
        challenge=challenge,
        allow_credentials=_descriptors(allowed),
        user_verification=UserVerificationRequirement.PREFERRED if allowed else UserVerificationRequirement.REQUIRED,
    )
    return _plain(options_to_json(options))


def check_registration(public_url: str, challenge: bytes, credential: dict[str, Any]) -> VerifiedRegistration:
    """Return what was registered; raise RefusedError."""
    try:
        verified = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(public_url),
            expected_origin=_origin(public_url),
            require_user_verification=True,
        )
    except Exception as error:  # parsers of CBOR, ASN.1 and keys: whatever they say of a hostile answer is a refusal
        raise RefusedError(str(error)) from error
    if len(verified.credential_public_key) > MAX_PUBLIC_KEY_BYTES or len(verified.credential_id) > MAX_ID_BYTES:
        raise RefusedError("larger than any authenticator's")
    return verified


def credential_id(credential: dict[str, Any]) -> bytes:
    """Return which passkey an answer claims to be of; raise RefusedError."""
    try:
        return bytes(parse_authentication_credential_json(credential).raw_id)
    except Exception as error:  # see check_registration
        raise RefusedError(str(error)) from error


def check_login(
    public_url: str, challenge: bytes, credential: dict[str, Any], passkey: Passkey, *, needs_verification: bool
) -> VerifiedAuthentication:
    """Return what an answer proves; raise RefusedError, also when the counter of the authenticator went back.

    `needs_verification`: a touch is not enough, the authenticator has to have asked for a PIN, finger or face.
    """
    try:
        return verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(public_url),
            expected_origin=_origin(public_url),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=needs_verification,
        )
    except Exception as error:  # see check_registration
        raise RefusedError(str(error)) from error


def _descriptors(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=passkey.credential_id) for passkey in passkeys]


def _plain(text: str) -> dict[str, Any]:
    options = json.loads(text)
    assert isinstance(options, dict), "the library writes an object"
    return options


def _host(public_url: str) -> str:
    return urlsplit(public_url).hostname or "localhost"


def _origin(public_url: str) -> str:
    parts = urlsplit(public_url)
    return f"{parts.scheme}://{parts.netloc}"
