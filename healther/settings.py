"""Every setting of an installation: the environment variables HEALTHER_*, also read from a file `.env`.

Only the command line builds `Settings`; the inner packages get values. `.env.example` explains each variable to people,
and a test holds the two together.
"""

import difflib
import os
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from core.addresses import parse_allowance
from core.validation import InvalidError, parse_host_port

PREFIX = "HEALTHER_"
SHORTEST_SECRET_CHARACTERS = 32
# What `healther up` lets probes reach besides public addresses. Link-local (cloud metadata) stays out.
LOCAL_NETWORKS = "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"
# Read by the test suite, not by the product.
NOT_OURS = frozenset({"HEALTHER_TEST_TIMESCALE_URL"})


class SettingsError(Exception):
    """The environment is wrong; `problems` has one line for each wrong variable."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseModel):
    """All settings. None means: not set, and the installation works without it."""

    model_config = ConfigDict(frozen=True, validate_default=True)

    home: Path = Path(".healther")
    port: int = Field(default=8000, ge=1, le=65535)
    database_url: SecretStr | None = None
    redis_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    public_url: str | None = None
    smtp_url: SecretStr | None = None
    mail_from: str | None = None
    github_client_id: str | None = None
    github_client_secret: SecretStr | None = None
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = None
    oidc_name: str = Field(default="OpenID Connect", max_length=40)
    allowed_networks: str | None = None
    reference_targets: tuple[str, ...] = ()
    workers: int | None = Field(default=None, ge=1, le=256)
    cors_origins: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    postgres_bin: Path | None = None
    valkey_bin: Path | None = None
    embedded: Literal["postgres", "timescale"] = "postgres"
    access_token_minutes: int = Field(default=60, ge=1, le=1440)
    registration: Literal["open", "invite", "closed"] = "open"
    confirm_recipients: bool = False
    alert_cooldown_minutes: int = Field(default=60, ge=0, le=1440)
    alert_mails_per_day: int = Field(default=5_000, ge=0, le=10_000_000)
    import_megabytes: int = Field(default=512, ge=1, le=102_400)
    deadman_url: SecretStr | None = None
    demo_password: SecretStr | None = None

    @field_validator("home")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        return path.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "postgresql", "postgres")

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "redis", "rediss", "unix")

    @field_validator("smtp_url")
    @classmethod
    def _is_smtp(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "smtp", "smtps")

    @field_validator("deadman_url")
    @classmethod
    def _is_http(cls, url: SecretStr | None) -> SecretStr | None:
        return _with_scheme(url, "http", "https")

    @field_validator("public_url")
    @classmethod
    def _is_base_url(cls, url: str | None) -> str | None:
        if url is None:
            return None
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("must be an address like https://status.example.com")
        return url.rstrip("/")

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < SHORTEST_SECRET_CHARACTERS:
            raise ValueError(
                f"must have at least {SHORTEST_SECRET_CHARACTERS} characters: openssl rand -base64 48 makes one"
            )
        return key

    @field_validator("mail_from")
    @classmethod
    def _has_an_at(cls, address: str | None) -> str | None:
        if address is not None and "@" not in address:
            raise ValueError("must be a mail address, like Healther <healther@example.com>")
        return address

    @field_validator("allowed_networks")
    @classmethod
    def _is_allowance(cls, text: str | None) -> str | None:
        parse_allowance(text or "", ())
        return text

    @field_validator("reference_targets", mode="before")
    @classmethod
    def _parse_references(cls, text: object) -> object:
        targets = tuple(_split(text)) if isinstance(text, str) else text
        for target in targets if isinstance(targets, tuple) else ():
            try:
                parse_host_port(target)
            except InvalidError as error:
                raise ValueError(f"{target!r} is no host:port: {error}") from None
        return targets

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _parse_proxies(cls, text: object) -> object:
        networks = tuple(_split(text)) if isinstance(text, str) else text
        for network in networks if isinstance(networks, tuple) else ():
            try:
                ip_network(network)
            except ValueError:
                raise ValueError(f"{network!r} must be an address or a network like 10.0.0.0/8") from None
        return networks

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _parse_origins(cls, text: object) -> object:
        origins = tuple(_split(text)) if isinstance(text, str) else text
        for origin in origins if isinstance(origins, tuple) else ():
            if urlsplit(origin).scheme not in {"http", "https"} or origin.endswith("/"):
                raise ValueError(f"{origin!r} must be an origin like https://app.example.com, without a path")
        return origins

    @field_validator("postgres_bin", "valkey_bin")
    @classmethod
    def _is_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not folder.is_dir():
            raise ValueError("must be a folder that exists")
        return folder

    @model_validator(mode="after")
    def _github_needs_both(self) -> Self:
        if (self.github_client_id is None) != (self.github_client_secret is None):
            raise ValueError("HEALTHER_GITHUB_CLIENT_ID and HEALTHER_GITHUB_CLIENT_SECRET: set both, or none of them")
        return self

    @field_validator("oidc_issuer")
    @classmethod
    def _is_issuer(cls, issuer: str | None) -> str | None:
        # Kept as it is: the issuer is compared with what the provider says, to the letter.
        if issuer is not None and (urlsplit(issuer).scheme not in {"http", "https"} or not urlsplit(issuer).hostname):
            raise ValueError("must be an address like https://login.example.com/realms/people")
        return issuer

    @model_validator(mode="after")
    def _oidc_needs_all(self) -> Self:
        given = [part is not None for part in (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)]
        if any(given) and not all(given):
            names = "HEALTHER_OIDC_ISSUER, HEALTHER_OIDC_CLIENT_ID and HEALTHER_OIDC_CLIENT_SECRET"
            raise ValueError(f"{names}: set all, or none of them")
        return self

    @property
    def address(self) -> str:
        """The address under which people reach this installation."""
        return self.public_url or f"http://localhost:{self.port}"


def load(*required: str) -> Settings:
    """Read the environment; `required` names fields that this command cannot do without.

    SettingsError: names everything that is wrong, at once.
    """
    given = {name: value for name, value in {**dotenv_values(".env"), **os.environ}.items() if name.startswith(PREFIX)}
    problems = _misspelt(given)
    try:
        settings = Settings.model_validate(
            {name.removeprefix(PREFIX).lower(): text for name, text in given.items() if text}
        )
    except ValidationError as problem:
        raise SettingsError(problems + _readable(problem)) from None
    problems += [
        f"{PREFIX}{name.upper()}: is needed here, and not set" for name in required if not getattr(settings, name)
    ]
    if problems:
        raise SettingsError(problems)
    return settings


def reveal(secret: SecretStr | None) -> str | None:
    """Return what a secret holds."""
    return secret.get_secret_value() if secret is not None else None


def variables() -> list[str]:
    """Return the names of all variables."""
    return [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def _readable(problem: ValidationError) -> list[str]:
    return [_sentence(error) for error in problem.errors(include_url=False, include_input=False)]


def _sentence(error: Mapping[str, Any]) -> str:
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return message
    return f"{PREFIX}{str(error['loc'][0]).upper()}: {message[0].lower()}{message[1:]}"


def _by_field(given: Mapping[str, str | None]) -> dict[str, str]:
    return {name.removeprefix(PREFIX).lower(): text for name, text in given.items() if text}


def _misspelt(given: Mapping[str, object]) -> list[str]:
    """Name variables that look like one of ours with a slip in it; others may belong to other programs."""
    known = variables()
    problems = []
    for name in sorted(set(given) - set(known) - NOT_OURS):
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.85)
        if close:
            problems.append(f"{name}: there is no such setting; {close[0]} is meant?")
    return problems


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _with_scheme(url: SecretStr | None, *schemes: str) -> SecretStr | None:
    if url is not None and urlsplit(url.get_secret_value()).scheme not in schemes:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return url
