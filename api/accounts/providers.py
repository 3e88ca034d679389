"""The client of GitHub and of an OpenID Connect provider: code flow with PKCE (S256), by Authlib.

The only place of the API that speaks HTTP to others. What comes back is a Profile, or one of two errors:

    ProviderError
    ├── ProviderAway       not reachable within the deadline, or answers nonsense
    └── ProviderRefused    the code, the state or the id token does not hold
"""

import asyncio
import logging
import secrets
import warnings
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx
from authlib.deprecate import AuthlibDeprecationWarning
from joserfc.errors import JoseError

from api.config import GithubConfig, OidcConfig
from db.identities import Provider

with warnings.catch_warnings():
    # Authlib would rather have httpx2, a second HTTP client beside the one we have; with httpx it works as well.
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    from authlib.integrations.base_client import OAuthError
    from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App

logger = logging.getLogger(__name__)

DEADLINE_S: Final = 10.0
LONGEST_SUBJECT: Final = 255
# What may sign an id token: keys that only the provider has. Never `none`, never a shared secret.
ALGORITHMS: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)


class ProviderError(Exception):
    """Signing in from elsewhere did not work."""


class ProviderAway(ProviderError):  # noqa: N818 - named for the problem
    """The provider cannot be reached in time, or does not do its part."""


class ProviderRefused(ProviderError):  # noqa: N818 - named for the problem
    """What came back proves nothing."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the browser, and what to remember until it comes back."""

    url: str
    state: str
    verifier: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Who somebody is elsewhere. `subject` is the key; `email` is None unless the provider gives one.

    `is_verified`: the provider vouches that the address is theirs.
    """

    provider: Provider
    issuer: str
    subject: str
    login: str
    email: str | None
    is_verified: bool
    first_name: str
    last_name: str


class Github:
    """GitHub. The key is the numeric id: logins and addresses can be given up and taken by others."""

    def __init__(self, config: GithubConfig) -> None:
        self._client: StarletteOAuth2App = OAuth().register(
            "github",
            client_id=config.client_id,
            client_secret=config.client_secret,
            authorize_url=config.authorize_url,
            access_token_url=config.token_url,
            api_base_url=config.api_url,
            client_kwargs={
                "scope": "read:user user:email",
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_post",
                "timeout": DEADLINE_S,
            },
        )

    async def depart(self, redirect_uri: str) -> Departure:
        """Begin."""
        return await _depart(self._client, redirect_uri)

    async def arrive(self, redirect_uri: str, departure: Departure, code: str) -> Profile:
        """Exchange the code and ask who it is. Raises ProviderError."""
        async with _translated():
            token = await self._client.fetch_access_token(
                redirect_uri=redirect_uri, code=code, code_verifier=departure.verifier
            )
            person = await self._get("user", token)
            emails = await self._get("user/emails", token)
        return github_profile(person, emails)

    async def _get(self, path: str, token: Mapping[str, Any]) -> Any:
        response = await self._client.get(path, token=token)
        response.raise_for_status()
        return response.json()


class Oidc:
    """A provider that publishes its addresses and keys (OpenID Connect Discovery)."""

    def __init__(self, config: OidcConfig) -> None:
        self._config = config
        self.name = config.name
        self._client: StarletteOAuth2App = OAuth().register(
            "oidc",
            client_id=config.client_id,
            client_secret=config.client_secret,
            server_metadata_url=f"{config.issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": DEADLINE_S,
            },
        )

    async def depart(self, redirect_uri: str) -> Departure:
        """Begin. Raises ProviderAway while the provider's description cannot be read."""
        async with _translated():
            await self._discover()
        return await _depart(self._client, redirect_uri)

    async def arrive(self, redirect_uri: str, departure: Departure, code: str) -> Profile:
        """Exchange the code and check the id token: signature, issuer, audience, times, nonce. Raises ProviderError."""
        async with _translated():
            await self._discover()
            token = await self._client.fetch_access_token(
                redirect_uri=redirect_uri, code=code, code_verifier=departure.verifier
            )
            if "id_token" not in token:
                raise ProviderRefused("no id token")
            claims = await self._client.parse_id_token(
                token, nonce=departure.nonce, claims_options=self._expected(), leeway=60
            )
        return oidc_profile(self._config.issuer, claims)

    def _expected(self) -> dict[str, dict[str, Any]]:
        # Authlib does not compare the audience by itself: with another one it only asks for `azp`.
        return {
            "iss": {"essential": True, "value": self._config.issuer},
            "aud": {"essential": True, "value": self._config.client_id},
            "sub": {"essential": True},
            "nonce": {"essential": True},
        }

    async def _discover(self) -> None:
        metadata = await self._client.load_server_metadata()
        if metadata.get("issuer") != self._config.issuer:
            self._client.server_metadata.pop("_loaded_at", None)  # asked anew next time
            raise ProviderAway(
                f"the provider calls itself {metadata.get('issuer')!r}, not as HEALTHER_OIDC_ISSUER says"
            )
        offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = sorted(ALGORITHMS.intersection(offered)) or ["RS256"]


class Providers:
    """Those that are set up."""

    def __init__(self, github: GithubConfig | None, oidc: OidcConfig | None) -> None:
        self.github = Github(github) if github else None
        self.oidc = Oidc(oidc) if oidc else None

    def get(self, provider: Provider) -> Github | Oidc | None:
        """Return the client; None when it is not set up."""
        return self.github if provider == "github" else self.oidc


def github_profile(person: Any, emails: Any) -> Profile:
    """Read GitHub's answers. Only a verified primary address counts, and only that of `/user/emails`."""
    try:
        subject = person["id"]
        primary = [entry for entry in emails if entry["primary"] is True and entry["verified"] is True]
        email = str(primary[0]["email"]).lower() if primary else None
        first, _, last = str(person.get("name") or "").partition(" ")
        login = str(person["login"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ProviderAway(f"an answer of another shape: {error!r}") from error
    if not isinstance(subject, int) or isinstance(subject, bool) or subject <= 0:
        raise ProviderAway("no numeric id")
    return Profile("github", "", str(subject), login[:100], email, email is not None, first[:100], last.strip()[:100])


def oidc_profile(issuer: str, claims: Mapping[str, Any]) -> Profile:
    """Read the claims of an id token that was checked."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise ProviderRefused("no subject")
    email = claims.get("email")
    return Profile(
        "oidc",
        issuer,
        subject,
        _word(claims, "preferred_username") or _word(claims, "name"),
        email.lower() if isinstance(email, str) else None,
        isinstance(email, str) and claims.get("email_verified") is True,
        _word(claims, "given_name"),
        _word(claims, "family_name"),
    )


def _word(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    return value.replace("\x00", "")[:100] if isinstance(value, str) else ""


async def _depart(client: StarletteOAuth2App, redirect_uri: str) -> Departure:
    verifier, nonce = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    made = await client.create_authorization_url(redirect_uri, code_verifier=verifier, nonce=nonce)
    return Departure(made["url"], made["state"], verifier, nonce)


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    """Bound the block in time, and turn what the libraries raise into our two errors."""
    try:
        async with asyncio.timeout(DEADLINE_S):
            yield
    except OAuthError as error:
        raise ProviderRefused(f"{error.error}: {error.description}") from error
    except JoseError as error:
        raise ProviderRefused(f"the id token does not hold: {error}") from error
    except (httpx.HTTPError, TimeoutError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise ProviderAway(repr(error)) from error
