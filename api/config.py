"""What the API must be told. Built once at the entry point; inner functions take values."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from core.addresses import Allowance

MIN_SECRET_BYTES: Final = 32

Registration = Literal["open", "invite", "closed"]


@dataclass(frozen=True, slots=True)
class GithubConfig:
    """An OAuth app at GitHub. The addresses are other ones for GitHub Enterprise and in tests."""

    client_id: str
    client_secret: str = field(repr=False)
    authorize_url: str = "https://github.com/login/oauth/authorize"
    token_url: str = "https://github.com/login/oauth/access_token"  # noqa: S105 - an address
    api_url: str = "https://api.github.com/"


@dataclass(frozen=True, slots=True)
class OidcConfig:
    """A client at an OpenID Connect provider. `issuer` exactly as the provider writes it; `name` is on the button."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str = "OpenID Connect"


@dataclass(frozen=True, slots=True)
class ApiConfig:
    """Settings of one API process.

    `allowance`: addresses that may stand in a monitor when they are written as literals; None asks nothing when a
    monitor is saved (probes always ask). `public_url`: where people reach this installation, without a final slash.
    `confirm_recipients`: addresses that others add are told of outages only after they agreed.
    `most_import_bytes`: the largest archive that is taken over HTTP.
    `pages_dir`: the built frontend; None: it is served by somebody else, or was not built.
    """

    database_url: str
    redis_url: str
    secret_key: str
    public_url: str = "http://127.0.0.1:8000"
    cors_origins: tuple[str, ...] = ()
    registration: Registration = "open"
    access_token_minutes: int = 60
    is_embedded: bool = False
    allowance: Allowance | None = None
    argon2_memory_kib: int = 32_768
    pool_max_size: int = 16
    has_smtp: bool = False
    confirm_recipients: bool = False
    most_import_bytes: int = 512 * 1_048_576
    mail_dir: Path | None = None
    github: GithubConfig | None = None
    oidc: OidcConfig | None = None
    pages_dir: Path | None = None

    def __post_init__(self) -> None:
        if len(self.secret_key.encode()) < MIN_SECRET_BYTES:
            raise ValueError(f"the secret key must have at least {MIN_SECRET_BYTES} bytes: set HEALTHER_SECRET_KEY")

    @property
    def is_https(self) -> bool:
        """Whether cookies may be limited to encrypted connections."""
        return self.public_url.startswith("https://")
