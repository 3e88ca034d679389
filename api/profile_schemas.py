"""What people say of themselves: the pieces of a profile, each checked, so that no page has to."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from api.schemas import In, Out, ShortText, Text

Theme = Literal["system", "light", "dark"]
Visibility = Literal["public", "signed_in", "workspace"]
Density = Literal["comfortable", "compact"]
Contrast = Literal["normal", "more"]

MAX_URL: Final = 300
GITHUB: Final = "https://github.com/"
LINKEDIN: Final = "https://www.linkedin.com/in/"
_GITHUB_LOGIN: Final = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}")
_LINKEDIN_NAME: Final = re.compile(r"[A-Za-z0-9_%-]{3,100}")
_NOT_IN_A_URL: Final = re.compile(r"[\x00-\x20\x7f-\xa0\"'<>\\^`{|}\u2028\u2029]")


def web_address(text: str) -> str:
    """Return an http or https address as it is. Anything else could run as a script in somebody's page."""
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_fine = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        port = parts.port
    except ValueError as error:
        raise ValueError("this is not a web address") from error
    if not is_fine or port == 0 or _NOT_IN_A_URL.search(text) or not text.lower().startswith(("http://", "https://")):
        raise ValueError("write a web address that begins with https:// or http://")
    return text


def github_address(text: str) -> str:
    """Return the address of a GitHub account, from its name or its address."""
    text = text.strip()
    login = re.sub(r"^(https?://)?(www\.)?github\.com/", "", text, flags=re.IGNORECASE).rstrip("/").removeprefix("@")
    if not text:
        return ""
    if not _GITHUB_LOGIN.fullmatch(login):
        raise ValueError("write the name of a GitHub account, or its address: https://github.com/name")
    return GITHUB + login


def linkedin_address(text: str) -> str:
    """Return the address of a LinkedIn profile, from its name or its address."""
    text = text.strip()
    pattern = r"^(https?://)?([a-z]{2,3}\.)?linkedin\.com/in/"
    name = re.sub(pattern, "", text, flags=re.IGNORECASE).rstrip("/")
    if not text:
        return ""
    if not _LINKEDIN_NAME.fullmatch(name):
        raise ValueError("write the address of a LinkedIn profile: https://www.linkedin.com/in/name")
    return LINKEDIN + name


@cache
def time_zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())


def _time_zone(text: str) -> str:
    if text not in time_zones():
        raise ValueError("this is not the name of a time zone: write one like Europe/Vienna")
    return text


Bio = Annotated[Text, StringConstraints(max_length=500, strip_whitespace=True)]
Pronouns = Annotated[Text, StringConstraints(max_length=40, strip_whitespace=True)]
Website = Annotated[str, StringConstraints(max_length=MAX_URL), AfterValidator(web_address)]
Github = Annotated[str, StringConstraints(max_length=80), AfterValidator(github_address)]
Linkedin = Annotated[str, StringConstraints(max_length=160), AfterValidator(linkedin_address)]
TimeZone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_time_zone)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]


class PreferencesIn(In):
    """How pages look and answer to keys; keys that are left out stay as they are, null means the default again."""

    density: Density | None = None
    contrast: Contrast | None = None
    single_key_shortcuts: bool | None = None


class PreferencesOut(Out):
    """How pages look and answer to keys, with every default filled in."""

    density: Density = "comfortable"
    contrast: Contrast = "normal"
    single_key_shortcuts: bool = Field(True, description="whether a letter alone does something (WCAG 2.1.4)")

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "PreferencesOut":
        """Show what is stored; keys that this version does not know are left out."""
        return cls(**{name: value for name, value in stored.items() if name in cls.model_fields and value is not None})


class MeIn(In):
    """What to change; keys that are left out stay as they are, an empty text takes something away."""

    first_name: ShortText | None = None
    last_name: ShortText | None = None
    pronouns: Pronouns | None = None
    city: ShortText | None = None
    bio: Bio | None = None
    website: Website | None = None
    github: Github | None = None
    linkedin: Linkedin | None = None
    visibility: Visibility | None = None
    theme: Theme | None = None
    time_zone: TimeZone | None = None
    language: Language | None = None
    preferences: PreferencesIn | None = None
