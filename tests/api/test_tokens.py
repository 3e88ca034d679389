"""Forged access tokens: none of them opens anything."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from api.tokens import InvalidTokenError, Presented, Refresh, Tokens, judge_refresh, read_refresh
from tests.api.conftest import SECRET_KEY
from tests.api.people import V1, Person

NOW = datetime.now(UTC)
TOKENS = Tokens(SECRET_KEY, timedelta(hours=1))


def encoded(value: Any) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signed(header: dict[str, Any], claims: Any, key: bytes, digest: str = "sha256") -> str:
    content = f"{encoded(header)}.{encoded(claims)}"
    return f"{content}.{encoded(hmac.digest(key, content.encode(), digest))}"


def own_key() -> bytes:
    """The right key, so that a forgery can be wrong in one thing only."""
    return hmac.digest(SECRET_KEY.encode(), b"healther access token", "sha256")


def claims_of(person: Person) -> dict[str, Any]:
    content = person.token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    return claims


def wrong_headers() -> Iterator[dict[str, Any]]:
    for algorithm in (
        "none",
        "None",
        "NONE",
        "nOnE",
        "",
        "HS384",
        "HS512",
        "RS256",
        "ES256",
        "EdDSA",
        "PS256",
        "hs256",
    ):
        yield {"alg": algorithm, "typ": "JWT"}
    yield {"typ": "JWT"}
    yield {"alg": None}
    yield {"alg": ["HS256"]}
    yield {"alg": "HS256", "b64": False, "crit": ["b64"]}
    yield {"alg": "HS256", "crit": ["unheard"]}


def variants(name: str, *values: Any) -> list[dict[str, Any]]:
    return [{name: value} for value in values]


def wrong_claims(good: dict[str, Any]) -> Iterator[Any]:
    for missing in good:
        yield {name: value for name, value in good.items() if name != missing}
    past, future = int(NOW.timestamp()) - 7200, int(NOW.timestamp()) + 7200
    changes: list[dict[str, Any]] = [
        *variants("iss", "", "evil", "healthe", "healther2", ["healther"], None, 1),
        *variants("aud", "", "healther", "healther:refresh", "healther:ws", "healther:reset", None, 1),
        *variants("aud", ["healther:access"], ["healther:access", "x"], []),
        *variants("typ", "", "refresh", "reset", "invite", "ws-ticket", "verify", None, 1, ["access"]),
        *variants("exp", past, 0, -1, "never", None, [], "1e400"),
        *variants("iat", future, "now", None),
        *variants("nbf", future, "soon"),
        *variants("sub", "", "x", str(uuid4()), None, 1, [], {}, "' OR 1=1 --"),
        *variants("sid", "", "x", str(uuid4()), None, 1, [], {}, "00000000-0000-0000-0000-000000000000"),
        *variants("jti", 1, [], None),
    ]
    for change in changes:
        yield {**good, **change}
    yield from ([], "text", 1, None, b"\xff\xfe", b"{", {})


def wrong_keys() -> Iterator[bytes]:
    yield from (
        b"",
        b"x",
        b"\0" * 32,
        SECRET_KEY.encode(),
        b"healther access token",
        own_key()[:31],
        own_key().hex().encode(),
    )
    yield hmac.digest(SECRET_KEY.encode(), b"healther refresh token", "sha256")
    yield hashlib.sha256(SECRET_KEY.encode()).digest()


def forgeries(person: Person) -> Iterator[str]:
    good, header = claims_of(person), {"alg": "HS256", "typ": "JWT"}
    head, content, signature = person.token.split(".")
    for wrong in wrong_headers():
        digest = {"HS384": "sha384", "HS512": "sha512"}.get(str(wrong.get("alg")), "sha256")
        yield signed(wrong, good, own_key(), digest)
        yield f"{encoded(wrong)}.{content}."
    for claims in wrong_claims(good):
        yield signed(header, claims, own_key())
    for key in wrong_keys():
        yield signed(header, good, key)
    yield from (f"{head}.{content}", f"{head}.{content}.", f"..{signature}", f"{head}..{signature}", "..", ".", "x")
    yield from (f"{person.token}x", f"{person.token}.x", person.token[:-2], f"{head}.{content}.{signature[::-1]}")
    yield from (f"{content}.{head}.{signature}", signed(header, {**good, "pad": "x" * 5000}, own_key()))
    yield from (person.client.cookies["healther_refresh"], str(person.id), "null", "undefined", "Bearer", "é")


async def test_no_forged_token_is_let_in(owner: Person) -> None:
    assert (await owner.get("/me")).status_code == 200
    tokens = list(forgeries(owner))

    let_in = []
    for token in tokens:
        headers = {"Authorization": f"Bearer {token}".encode()}
        response = await owner.client.get(f"{V1}/me", headers=headers)  # type: ignore[arg-type]
        if response.status_code != 401:
            let_in.append((token, response.status_code))

    assert len(tokens) >= 120
    assert let_in == []


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic eDp5", "Token x", "bearer"])
async def test_other_authorization_headers_are_refused(anonymous: httpx.AsyncClient, header: str) -> None:
    response = await anonymous.get(f"{V1}/me", headers={"Authorization": header})

    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_in_the_address_is_not_looked_at(owner: Person, anonymous: httpx.AsyncClient) -> None:
    response = await anonymous.get(f"{V1}/me", params={"access_token": owner.token, "token": owner.token})

    assert response.status_code == 401


def test_a_token_is_too_long_before_it_is_parsed() -> None:
    with pytest.raises(InvalidTokenError, match="too long"):
        TOKENS.read_access("x" * 4097)


def test_the_successor_is_the_same_each_time_and_not_the_same_token() -> None:
    first = Refresh(uuid4(), b"s" * 32)

    assert TOKENS.successor(first) == TOKENS.successor(first)
    assert TOKENS.successor(first).secret != first.secret
    assert read_refresh(first.cookie) == first


@pytest.mark.parametrize(
    ("presented", "age_s", "expected"),
    [
        (b"current", 0, Presented.CURRENT),
        (b"current", 9999, Presented.CURRENT),
        (b"previous", 10, Presented.JUST_REPLACED),
        (b"previous", 10.001, Presented.REUSED),
        (b"older", 0, Presented.REUSED),
    ],
)
def test_what_a_refresh_token_is_to_its_session(presented: bytes, age_s: float, expected: Presented) -> None:
    assert judge_refresh(presented, b"current", b"previous", timedelta(seconds=age_s)) is expected


def test_a_first_token_has_no_previous_one() -> None:
    assert judge_refresh(b"x", b"current", None, timedelta()) is Presented.REUSED
