"""Signing in from elsewhere, against an authorization server on a real socket."""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI

from api.accounts.flow import safe_next
from api.config import ApiConfig, GithubConfig, OidcConfig
from api.tokens import derive_key
from db.pool import Pool, acquire
from tests.api.accounts.factors import code_of, set_up_totp
from tests.api.accounts.post import mails_to
from tests.api.accounts.provider import CLIENT_ID, CLIENT_SECRET, KEY, Provider, Somebody, running_provider, verified
from tests.api.conftest import SECRET_KEY, running
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

HOME = "https://status.example.org"
WAYS = pytest.mark.parametrize("way", ["github", "oidc"])


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the server of the tests speaks HTTP, on loopback
        with running_provider() as started:
            yield started


@pytest.fixture
def provider(server: Provider) -> Provider:
    server.reset()
    return server


def settings(provider: Provider) -> dict[str, Any]:
    github = GithubConfig(
        CLIENT_ID,
        CLIENT_SECRET,
        f"{provider.url}/login/oauth/authorize",
        f"{provider.url}/login/oauth/access_token",
        f"{provider.url}/api/",
    )
    return {"has_smtp": True, "github": github, "oidc": OidcConfig(provider.url, CLIENT_ID, CLIENT_SECRET, "Keycloak")}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def linked_app(config: ApiConfig, server: Provider) -> AsyncIterator[FastAPI]:
    async with running(config, **settings(server)) as started:
        yield started


@asynccontextmanager
async def browser_of(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(address(), 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def browser(linked_app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(linked_app) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="session")
async def member(linked_app: FastAPI) -> AsyncIterator[Person]:
    """Somebody with a password."""
    person = await Person.registered(linked_app, f"member-{secrets.token_hex(6)}@example.com")
    yield person
    await person.client.aclose()


async def consent(url: str) -> str:
    """Go to the provider, agree, and return the path that it sends the browser back to."""
    async with httpx.AsyncClient() as outside:
        answer = await outside.get(url)
    assert answer.status_code == 302, answer.text
    location = answer.headers["location"]
    assert location.startswith(f"{HOME}/api/v1/auth/")
    return str(location.removeprefix(HOME))


async def way_back(browser: httpx.AsyncClient, way: str, next_page: str = "/monitors") -> str:
    begun = await browser.get(f"{V1}/auth/{way}", params={"next": next_page})
    assert begun.status_code == 302, begun.text
    return await consent(begun.headers["location"])


async def sign_in(browser: httpx.AsyncClient, way: str, next_page: str = "/monitors") -> httpx.Response:
    return await browser.get(await way_back(browser, way, next_page))


async def me_of(browser: httpx.AsyncClient) -> dict[str, Any]:
    """Return who the refresh cookie of a browser belongs to."""
    token = (await browser.post(f"{V1}/auth/refresh")).json()["access_token"]
    found: dict[str, Any] = (await browser.get(f"{V1}/me", headers={"Authorization": f"Bearer {token}"})).json()
    return found


def known_email(provider: Provider, way: str, email: str, *, is_verified: bool = True) -> None:
    """Let the person have this address there."""
    provider.person.emails = verified(email) if is_verified else [{**verified(email)[0], "verified": False}]
    provider.person.claims = {"email": email, "email_verified": is_verified, "given_name": "Mona"}


def new_email() -> str:
    return f"mona-{secrets.token_hex(6)}@example.com"


def kind_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).rpartition("/")[2]


# ---- coming for the first time, and again


@WAYS
async def test_somebody_new_gets_an_account(browser: httpx.AsyncClient, provider: Provider, way: str) -> None:
    email = new_email()
    known_email(provider, way, email)

    answer = await sign_in(browser, way)

    assert (answer.status_code, answer.headers["location"]) == (303, f"{HOME}/monitors")
    me = await me_of(browser)
    assert (me["email"], me["email_confirmed"], me["first_name"]) == (email, True, "Mona")


@WAYS
async def test_no_token_is_in_the_address(browser: httpx.AsyncClient, provider: Provider, way: str) -> None:
    known_email(provider, way, new_email())

    answer = await sign_in(browser, way)

    assert urlsplit(answer.headers["location"]).query == urlsplit(answer.headers["location"]).fragment == ""
    assert "healther_refresh=" in answer.headers["set-cookie"]
    assert answer.headers["cache-control"] == "no-store"


@WAYS
async def test_the_cookie_of_the_flow_is_bound_to_the_host(
    browser: httpx.AsyncClient, provider: Provider, way: str
) -> None:
    begun = await browser.get(f"{V1}/auth/{way}")
    parts = begun.headers["set-cookie"].split("; ")

    assert parts[0].startswith("__Host-healther_sign_in=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax", "Max-Age=600"} <= set(parts)
    assert not any(part.startswith("Domain") for part in parts)


@WAYS
async def test_the_way_out_uses_pkce_and_the_exact_callback(
    browser: httpx.AsyncClient, provider: Provider, way: str
) -> None:
    begun = await browser.get(f"{V1}/auth/{way}", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    query = parse_qs(urlsplit(begun.headers["location"]).query)
    cookie = begun.cookies["__Host-healther_sign_in"]
    flow = jwt.decode(cookie, options={"verify_signature": False})["flow"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(flow["verifier"].encode()).digest()).rstrip(b"=").decode()

    assert query["redirect_uri"] == [f"{HOME}/api/v1/auth/{way}/callback"]
    assert (query["code_challenge_method"], query["code_challenge"]) == (["S256"], [challenge])
    assert len(query["state"][0]) >= 20
    assert "evil" not in begun.headers["location"]


@WAYS
async def test_coming_again_opens_the_same_account_whatever_changed_there(
    linked_app: FastAPI, provider: Provider, way: str
) -> None:
    first, second = new_email(), new_email()
    ids = []
    for email, login in [(first, "octocat"), (second, "renamed")]:
        known_email(provider, way, email)
        provider.person.login = login
        async with browser_of(linked_app) as browser:
            await sign_in(browser, way)
            me = await me_of(browser)
            ids.append(me["id"])
            assert me["email"] == first

    assert ids[0] == ids[1]


async def test_a_login_taken_by_somebody_else_opens_nothing(linked_app: FastAPI, provider: Provider) -> None:
    async with browser_of(linked_app) as browser:
        await sign_in(browser, "github")
        before = await me_of(browser)
    provider.person = Somebody(login=provider.person.login)

    async with browser_of(linked_app) as browser:
        await sign_in(browser, "github")
        after = await me_of(browser)

    assert before["id"] != after["id"]


@WAYS
async def test_two_first_visits_at_once_make_one_account(
    linked_app: FastAPI, provider: Provider, pool: Pool, way: str
) -> None:
    email = new_email()
    known_email(provider, way, email)

    async with browser_of(linked_app) as one, browser_of(linked_app) as other:
        paths = [await way_back(one, way), await way_back(other, way)]
        answers = await asyncio.gather(one.get(paths[0]), other.get(paths[1]))

    assert sorted(answer.status_code for answer in answers) in ([303, 303], [303, 409])
    async with acquire(pool) as conn:
        assert await conn.fetchval("SELECT count(*) FROM users WHERE email = $1", email) == 1


# ---- addresses prove nothing here (J4)


@WAYS
async def test_an_account_with_a_password_is_never_linked_by_its_address(
    browser: httpx.AsyncClient, member: Person, provider: Provider, way: str
) -> None:
    known_email(provider, way, member.user["email"].upper())

    answer = await sign_in(browser, way)

    assert (answer.status_code, kind_of(answer)) == (409, "account-exists")
    assert "settings" in answer.json()["detail"]
    assert "healther_refresh" not in answer.headers.get("set-cookie", "")
    assert (await member.get("/me/identities")).json()["items"] == []


@pytest.mark.parametrize(
    "emails",
    [
        [],
        [{"email": "a@example.com", "primary": True, "verified": False}],
        [{"email": "a@example.com", "primary": False, "verified": True}],
        [{"email": "a@example.com", "primary": "yes", "verified": "yes"}],
        [{"email": "a@example.com", "primary": 1, "verified": 1}],
        [{"email": "not an address", "primary": True, "verified": True}],
    ],
)
async def test_without_a_verified_primary_address_nobody_new_comes_in(
    browser: httpx.AsyncClient, provider: Provider, emails: list[dict[str, Any]]
) -> None:
    provider.person.emails = emails

    answer = await sign_in(browser, "github")

    assert (answer.status_code, kind_of(answer)) == (403, "no-verified-address")


@pytest.mark.parametrize("is_verified", [False, None, "true", 1])
async def test_an_unverified_address_has_to_be_confirmed(
    browser: httpx.AsyncClient, provider: Provider, pool: Pool, is_verified: Any
) -> None:
    email = new_email()
    provider.person.claims = {"email": email, "email_verified": is_verified}

    await sign_in(browser, "oidc")

    assert (await me_of(browser))["email_confirmed"] is False
    assert [mail.purpose for mail in await mails_to(pool, email)] == ["confirm"]


async def test_the_public_address_of_a_profile_is_not_used(browser: httpx.AsyncClient, provider: Provider) -> None:
    await sign_in(browser, "github")

    assert (await me_of(browser))["email"] == provider.person.emails[0]["email"]


@pytest.mark.parametrize("subject", [None, "17", 0, -1, True, 1.5])
async def test_what_is_no_numeric_id_is_refused(browser: httpx.AsyncClient, provider: Provider, subject: Any) -> None:
    provider.person.id = subject

    assert (await sign_in(browser, "github")).status_code == 503


# ---- the way back belongs to the browser that left (J3)


@WAYS
async def test_a_callback_without_the_cookie_is_refused(linked_app: FastAPI, provider: Provider, way: str) -> None:
    async with browser_of(linked_app) as one, browser_of(linked_app) as other:
        path = await way_back(one, way)
        answer = await other.get(path)

    assert (answer.status_code, kind_of(answer)) == (400, "sign-in-unknown")


@WAYS
async def test_the_state_of_another_browser_is_refused(linked_app: FastAPI, provider: Provider, way: str) -> None:
    async with browser_of(linked_app) as attacker, browser_of(linked_app) as victim:
        path = await way_back(attacker, way)
        await way_back(victim, way)
        answer = await victim.get(path)

    assert answer.status_code == 400
    assert "healther_refresh" not in answer.headers.get("set-cookie", "")


@WAYS
async def test_a_callback_works_once(browser: httpx.AsyncClient, provider: Provider, way: str) -> None:
    known_email(provider, way, new_email())
    path = await way_back(browser, way)
    cookie = browser.cookies["__Host-healther_sign_in"]

    first = await browser.get(path)
    second = await browser.get(path)
    browser.cookies.set("__Host-healther_sign_in", cookie)  # kept by a thief
    third = await browser.get(path)

    assert (first.status_code, second.status_code, third.status_code) == (303, 400, 400)


@WAYS
async def test_the_answer_to_one_way_is_no_answer_to_the_other(
    browser: httpx.AsyncClient, provider: Provider, way: str
) -> None:
    other = "oidc" if way == "github" else "github"
    path = (await way_back(browser, way)).replace(f"/{way}/", f"/{other}/")

    assert (await browser.get(path)).status_code == 400


@pytest.mark.parametrize("change", ["no state", "empty state", "other state", "no code", "error", "bad code"])
async def test_a_changed_callback_is_refused(browser: httpx.AsyncClient, provider: Provider, change: str) -> None:
    parts = urlsplit(await way_back(browser, "github"))
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    match change:
        case "no state":
            del query["state"]
        case "empty state":
            query["state"] = ""
        case "other state":
            query["state"] = query["state"][:-1] + "_"
        case "no code":
            del query["code"]
        case "error":
            query["error"] = "access_denied"
        case _:
            query["code"] = "guessed"

    assert (await browser.get(parts.path, params=query)).status_code == 400


def forged_cookies(good: str) -> list[str]:
    """Return cookies that are wrong in one thing each; the right key signs those that are wrong in what they say."""
    header, claims, signature = good.split(".")
    content = jwt.decode(good, options={"verify_signature": False})
    key = derive_key(SECRET_KEY, b"sign-in from elsewhere")
    access_key = derive_key(SECRET_KEY, b"access token")
    wrong: list[dict[str, Any]] = [
        {"exp": 1},
        {"aud": "healther:access"},
        {"typ": "access"},
        {"iss": "evil"},
        {"flow": {}},
        {"flow": 7},
    ]
    return [
        "",
        "x",
        "a" * 5000,
        f"{header}.{claims}.",
        f"{header}.{claims}.{signature[:-2]}",
        jwt.encode(content, "", "none"),
        jwt.encode(content, access_key, "HS256"),
        *(jwt.encode({**content, **change}, key, "HS256") for change in wrong),
        *(jwt.encode({k: v for k, v in content.items() if k != name}, key, "HS256") for name in content),
    ]


async def test_a_forged_cookie_is_refused(browser: httpx.AsyncClient, provider: Provider) -> None:
    path = await way_back(browser, "github")
    good = browser.cookies["__Host-healther_sign_in"]
    browser.cookies.clear()

    for cookie in forged_cookies(good):
        answer = await browser.get(path, headers={"Cookie": f"__Host-healther_sign_in={cookie}"})
        assert answer.status_code == 400


@pytest.mark.parametrize(
    "page",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "evil.example",
        "javascript:alert(1)",
        "/a\r\nSet-Cookie: x=y",
        "/\tevil",
        "/a\\b",
        "",
        "@evil.example",
        "/" + "a" * 600,
        "/ä",
    ],
)
def test_next_leads_to_our_own_pages_only(page: str) -> None:
    assert safe_next(page) == "/"


@pytest.mark.parametrize("page", ["/", "/monitors/7?tab=days", "/w/acme#x", "/a//b"])
def test_next_may_be_any_page_of_ours(page: str) -> None:
    assert safe_next(page) == page


async def test_an_evil_next_comes_home(browser: httpx.AsyncClient, provider: Provider) -> None:
    answer = await sign_in(browser, "github", "//evil.example")

    assert answer.headers["location"] == f"{HOME}/"


async def test_people_see_a_page_instead_of_a_problem(
    browser: httpx.AsyncClient, member: Person, provider: Provider
) -> None:
    known_email(provider, "github", member.user["email"])
    path = await way_back(browser, "github")

    answer = await browser.get(path, headers={"Accept": "text/html,application/xhtml+xml"})

    assert answer.headers["location"] == f"{HOME}/login?problem=account-exists"


# ---- id tokens


def other_secret_key() -> Any:
    return rsa.generate_private_key(65537, 2048)


def public_pem() -> str:
    form = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return KEY.public_key().public_bytes(*form).decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": ["another-client"]},
        {"aud": "another-client", "azp": CLIENT_ID},
        {"aud": None},
        {"azp": "another-client"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"iat": 4_102_444_800},  # the year 2100
        {"nbf": 4_102_444_800},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 17},
        {"sub": "x" * 300},
        {"at_hash": "AAAA"},
    ],
    ids=str,
)
async def test_a_wrong_id_token_opens_nothing(
    browser: httpx.AsyncClient, provider: Provider, wrong: dict[str, Any]
) -> None:
    known_email(provider, "oidc", new_email())
    provider.forge = lambda claims: {
        name: value for name, value in {**claims, **wrong}.items() if not (name in wrong and value is None)
    }

    answer = await sign_in(browser, "oidc")

    assert answer.status_code in (400, 503)
    assert "healther_refresh" not in answer.headers.get("set-cookie", "")


@pytest.mark.parametrize("how", ["another key", "none", "client secret", "public key as secret", "garbage"])
async def test_an_id_token_signed_otherwise_opens_nothing(
    browser: httpx.AsyncClient, provider: Provider, how: str
) -> None:
    known_email(provider, "oidc", new_email())
    header = {"kid": "one"}

    def sign(claims: dict[str, Any]) -> str:
        match how:
            case "another key":
                return jwt.encode(claims, other_secret_key(), "RS256", header)
            case "none":
                return jwt.encode(claims, "", "none", header)
            case "client secret":
                return _hs256(claims, CLIENT_SECRET)
            case "public key as secret":
                return _hs256(claims, public_pem())
            case _:
                return "a.b.c"

    provider.sign = sign

    answer = await sign_in(browser, "oidc")

    assert answer.status_code in (400, 503)
    assert "healther_refresh" not in answer.headers.get("set-cookie", "")


def _hs256(claims: dict[str, Any], secret: str) -> str:
    """Sign by hand: the library refuses to confuse the two kinds of key."""
    parts = [{"alg": "HS256", "kid": "one"}, claims]
    content = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    mac = hmac.digest(secret.encode(), content.encode(), "sha256")
    return f"{content}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


async def test_without_an_id_token_nobody_comes_in(browser: httpx.AsyncClient, provider: Provider) -> None:
    provider.has_id_token = False

    assert (await sign_in(browser, "oidc")).status_code == 400


async def test_a_provider_that_calls_itself_otherwise_is_not_used(config: ApiConfig, provider: Provider) -> None:
    provider.metadata = {"issuer": "https://evil.example"}

    async with running(config, **settings(provider)) as app, browser_of(app) as browser:
        refused = await browser.get(f"{V1}/auth/oidc")
        provider.metadata = {}
        accepted = await browser.get(f"{V1}/auth/oidc")

    assert (refused.status_code, accepted.status_code) == (503, 302)


async def test_a_broken_provider_is_a_503(browser: httpx.AsyncClient, provider: Provider) -> None:
    path = await way_back(browser, "github")
    provider.is_broken = True

    answer = await browser.get(path)

    assert answer.status_code == 503
    assert "Retry-After" in answer.headers


async def test_a_provider_that_is_gone_is_a_503(config: ApiConfig) -> None:
    nowhere = OidcConfig("http://127.0.0.1:9", CLIENT_ID, CLIENT_SECRET)

    async with running(config, oidc=nowhere) as app, browser_of(app) as browser:
        assert (await browser.get(f"{V1}/auth/oidc")).status_code == 503


# ---- what is set up


async def test_ways_that_are_not_set_up_do_not_exist(app: FastAPI, owner: Person) -> None:
    async with browser_of(app) as browser:
        methods = (await browser.get(f"{V1}/auth/methods")).json()
        statuses = [(await browser.get(f"{V1}/auth/{way}")).status_code for way in ("github", "oidc")]

    assert methods == {"password": True, "passkey": True, "github": False, "oidc": None, "registration": "open"}
    assert statuses == [404, 404]
    assert (await owner.post("/me/identities/github", {"password": PASSWORD})).status_code == 404


async def test_ways_that_are_set_up_are_named(browser: httpx.AsyncClient) -> None:
    methods = (await browser.get(f"{V1}/auth/methods")).json()

    assert (methods["github"], methods["oidc"]) == (True, "Keycloak")


@pytest.mark.parametrize("mode", ["closed", "invite"])
async def test_closed_registration_holds_for_visitors_from_elsewhere(
    fresh_config: ApiConfig, provider: Provider, mode: str
) -> None:
    async with running(fresh_config, registration=mode, **settings(provider)) as app:
        async with browser_of(app) as first:
            operator = await sign_in(first, "github")
        provider.reset()
        async with browser_of(app) as second:
            refused = await sign_in(second, "github")

    assert (operator.status_code, refused.status_code) == (303, 403)


async def test_an_invited_address_may_come_from_elsewhere(
    config: ApiConfig, provider: Provider, owner: Person, workspace: dict[str, Any], pool: Pool
) -> None:
    email = provider.person.emails[0]["email"]
    async with acquire(pool) as conn:
        await conn.execute(
            """
            INSERT INTO invites (workspace_id, email, role, token_hash, invited_by, expires_at)
            VALUES ($1::text::uuid, $2, 'observer', $3, $4, now() + interval '1 day')
            """,
            workspace["id"],
            email,
            secrets.token_bytes(32),
            owner.id,
        )

    async with running(config, registration="invite", **settings(provider)) as app, browser_of(app) as browser:
        answer = await sign_in(browser, "github")

    assert answer.status_code == 303


# ---- linking and unlinking


async def link(person: Person, way: str) -> httpx.Response:
    begun = await person.post(f"/me/identities/{way}", {"password": PASSWORD})
    assert begun.status_code == 200, begun.text
    return await person.client.get(await consent(begun.json()["url"]))


@WAYS
async def test_linking_opens_the_account_from_then_on(
    browser: httpx.AsyncClient, member: Person, provider: Provider, pool: Pool, way: str
) -> None:
    answer = await link(member, way)
    await sign_in(browser, way)

    items = (await member.get("/me/identities")).json()["items"]
    assert answer.headers["location"] == f"{HOME}/settings/security"
    assert [item["provider"] for item in items] == [way]
    assert (await me_of(browser))["id"] == str(member.id)
    assert (await mails_to(pool, member.user["email"]))[-1].purpose == "notice"


async def test_linking_takes_a_proof(member: Person, provider: Provider) -> None:
    assert (await member.post("/me/identities/github", {})).status_code == 403
    assert (await member.post("/me/identities/github", {"password": "wrong"})).status_code == 403


async def test_what_opens_one_account_is_not_linked_to_another(
    browser: httpx.AsyncClient, member: Person, provider: Provider
) -> None:
    await sign_in(browser, "github")

    answer = await link(member, "github")

    assert (answer.status_code, kind_of(answer)) == (409, "linked-already")


async def test_a_second_account_of_the_same_provider_is_refused(member: Person, provider: Provider) -> None:
    await link(member, "github")
    provider.person = Somebody()

    assert (await link(member, "github")).status_code == 409


async def test_linking_dies_with_the_session(member: Person, provider: Provider) -> None:
    begun = await member.post("/me/identities/github", {"password": PASSWORD})
    path = await consent(begun.json()["url"])
    await member.post("/auth/logout-everywhere")

    assert (await member.client.get(path)).status_code == 401


async def test_unlinking(browser: httpx.AsyncClient, member: Person, provider: Provider) -> None:
    await link(member, "github")

    unlinked = await member.ask("DELETE", "/me/identities/github", {"password": PASSWORD})
    again = await member.ask("DELETE", "/me/identities/github", {"password": PASSWORD})

    assert (unlinked.status_code, again.status_code) == (204, 404)
    known_email(provider, "github", new_email())
    await sign_in(browser, "github")
    assert (await me_of(browser))["id"] != str(member.id)


async def visitor(linked_app: FastAPI, provider: Provider) -> Person:
    """Somebody who came from elsewhere and has no password."""
    transport = httpx.ASGITransport(linked_app, client=(address(), 1))
    client = httpx.AsyncClient(transport=transport, base_url=BASE_URL)
    await sign_in(client, "github")
    token = (await client.post(f"{V1}/auth/refresh")).json()["access_token"]
    me = (await client.get(f"{V1}/me", headers={"Authorization": f"Bearer {token}"})).json()
    return Person(client, me, token)


async def test_the_only_way_in_stays(linked_app: FastAPI, provider: Provider) -> None:
    person = await visitor(linked_app, provider)

    refused = await person.ask("DELETE", "/me/identities/github")
    with_password = await person.post("/me/password", {"new": "a first password"})
    unlinked = await person.ask("DELETE", "/me/identities/github", {"password": "a first password"})

    assert (refused.status_code, kind_of(refused)) == (409, "last-way-in")
    assert (with_password.status_code, unlinked.status_code) == (204, 204)
    await person.client.aclose()


async def test_of_two_ways_unlinked_at_once_one_stays(linked_app: FastAPI, provider: Provider) -> None:
    person = await visitor(linked_app, provider)
    begun = await person.post("/me/identities/oidc")
    await person.client.get(await consent(begun.json()["url"]))

    answers = await asyncio.gather(*(person.ask("DELETE", f"/me/identities/{way}") for way in ("github", "oidc")))

    assert sorted(answer.status_code for answer in answers) == [204, 409]
    await person.client.aclose()


async def test_without_password_and_factor_a_fresh_sign_in_is_the_proof(
    linked_app: FastAPI, provider: Provider, pool: Pool
) -> None:
    person = await visitor(linked_app, provider)
    async with acquire(pool) as conn:
        await conn.execute(
            "UPDATE sessions SET created_at = now() - interval '11 minutes' WHERE user_id = $1", person.id
        )
    late = await person.ask("DELETE", "/me")
    async with acquire(pool) as conn:
        await conn.execute("UPDATE sessions SET created_at = now() WHERE user_id = $1", person.id)
    fresh = await person.ask("DELETE", "/me")

    assert (late.status_code, fresh.status_code) == (403, 204)
    assert late.json()["methods"] == []
    await person.client.aclose()


# ---- with a second factor


async def test_a_second_factor_is_asked_for_after_coming_back(
    browser: httpx.AsyncClient, member: Person, provider: Provider
) -> None:
    secret, _ = await set_up_totp(member)
    code = code_of(secret)
    begun = await member.post("/me/identities/github", {"code": code})
    await member.client.get(await consent(begun.json()["url"]))

    back = await sign_in(browser, "github")
    needed = (await browser.get(f"{V1}/auth/second-factor")).json()
    body = {"challenge": needed["challenge"], "code": code_of(secret, 1)}
    answer = await browser.post(f"{V1}/auth/second-factor", json=body)

    assert back.headers["location"] == f"{HOME}/login?second_factor=1"
    assert "healther_refresh" not in back.headers["set-cookie"]
    assert needed["methods"] == ["code", "recovery_code"]
    assert answer.json()["user"]["id"] == str(member.id)
    assert (await browser.get(f"{V1}/auth/second-factor")).status_code == 404


async def test_without_a_pending_sign_in_there_is_no_second_factor(browser: httpx.AsyncClient) -> None:
    assert (await browser.get(f"{V1}/auth/second-factor")).status_code == 404
