"""What people say of themselves, and to whom."""

from typing import Any

import httpx
import pytest

from api.profile_schemas import github_address, linkedin_address, time_zones, web_address
from tests.api.people import V1, Person, field_of

PROFILE = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "pronouns": "she/her",
    "city": "London",
    "bio": "First of all.\nSecond line.",
    "website": "https://ada.example.org/~ada?a=1#top",
    "github": "https://github.com/ada",
    "linkedin": "https://www.linkedin.com/in/ada-lovelace",
}
PREFERENCES = {"visibility": "public", "theme": "dark", "time_zone": "Europe/London", "language": "en-GB"}


async def test_a_profile_is_kept(owner: Person) -> None:
    changed = await owner.patch("/me", {**PROFILE, **PREFERENCES})
    kept = (await owner.get("/me")).json()

    assert changed.status_code == 200
    assert {key: kept[key] for key in (*PROFILE, *PREFERENCES)} == {**PROFILE, **PREFERENCES}


async def test_what_is_left_out_stays_and_what_is_empty_goes(owner: Person) -> None:
    await owner.patch("/me", PROFILE)
    await owner.patch("/me", {"bio": "", "website": ""})

    kept = (await owner.get("/me")).json()

    assert {key: kept[key] for key in PROFILE} == {**PROFILE, "bio": "", "website": ""}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("website", "javascript:alert(1)"),
        ("website", "JaVaScRiPt:alert(1)//https://example.org"),
        ("website", "java\nscript:alert(1)"),
        ("website", "data:text/html,<script>alert(1)</script>"),
        ("website", "//example.org"),
        ("website", "example.org"),
        ("website", "https://"),
        ("website", "https:///path"),
        ("website", "https://user:password@example.org"),
        ("website", "https://example.org@evil.example"),
        ("website", 'https://example.org/"onmouseover="alert(1)'),
        ("website", "https://example.org/<script>"),
        ("website", "https://example.org/ a"),
        ("website", "https://exam\u2028ple.org"),
        ("website", "https://[::1"),
        ("website", "https://example.org:99999"),
        ("website", "https://example.org/" + "x" * 300),
        ("github", "https://evil.example/ada"),
        ("github", "ada/../../evil"),
        ("github", "-ada"),
        ("github", "a" * 40),
        ("github", "javascript:alert(1)"),
        ("linkedin", "https://evil.example/in/ada"),
        ("linkedin", "https://www.linkedin.com.evil.example/in/ada"),
        ("linkedin", "ada?x=1"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", "europe/london"),
        ("language", "english"),
        ("language", "EN"),
        ("visibility", "friends"),
        ("theme", "purple"),
        ("bio", "x" * 501),
        ("pronouns", "x" * 41),
        ("city", "a\u0000b"),
        ("is_operator", True),
        ("email", "other@example.com"),
        ("email_confirmed_at", "2026-01-01T00:00:00Z"),
        ("photo_etag", "x"),
        ("id", "00000000-0000-0000-0000-000000000000"),
        ("first_name", 7),
    ],
)
async def test_wrong_values_are_named(owner: Person, field: str, value: Any) -> None:
    answer = await owner.patch("/me", {field: value})

    assert (answer.status_code, field_of(answer)) == (422, field)


@pytest.mark.parametrize(
    "text",
    [
        "http://example.org",
        "https://example.org:8443/a%20b?c=d#e",
        "https://bücher.example/ß",
        "https://[2001:db8::1]/",
    ],
)
def test_web_addresses_are_kept_as_they_are(text: str) -> None:
    assert web_address(f" {text} ") == text


@pytest.mark.parametrize(
    "text", ["ada", "@ada", "github.com/ada", "http://www.github.com/ada/", "https://github.com/ada"]
)
def test_a_github_account_is_written_in_many_ways(text: str) -> None:
    assert github_address(text) == "https://github.com/ada"


@pytest.mark.parametrize("text", ["ada-l", "linkedin.com/in/ada-l", "https://de.linkedin.com/in/ada-l/"])
def test_a_linkedin_profile_is_written_in_many_ways(text: str) -> None:
    assert linkedin_address(text) == "https://www.linkedin.com/in/ada-l"


def test_time_zones_are_known() -> None:
    assert {"UTC", "Europe/Vienna", "America/New_York", "Asia/Kolkata"} <= time_zones()


async def test_a_person_is_seen_by_those_whom_they_allow(
    owner: Person, observer: Person, stranger: Person, anonymous: httpx.AsyncClient
) -> None:
    path, seen = f"/users/{owner.id}", {}
    for visibility in ("workspace", "signed_in", "public"):
        await owner.patch("/me", {"visibility": visibility})
        answers = [await person.get(path) for person in (owner, observer, stranger)]
        seen[visibility] = [answer.status_code for answer in (*answers, await anonymous.get(f"{V1}{path}"))]

    assert seen == {
        "workspace": [200, 200, 404, 404],
        "signed_in": [200, 200, 200, 404],
        "public": [200, 200, 200, 200],
    }


async def test_who_shares_no_workspace_any_more_sees_nothing(
    owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    before = await observer.get(f"/users/{owner.id}")
    await owner.delete(f"/workspaces/{workspace['id']}/members/{observer.id}")
    after = await observer.get(f"/users/{owner.id}")

    assert (before.status_code, after.status_code) == (200, 404)


async def test_a_deleted_workspace_connects_nobody(owner: Person, observer: Person, workspace: dict[str, Any]) -> None:
    await owner.ask("DELETE", f"/workspaces/{workspace['id']}", {"name": workspace["name"]})

    assert (await observer.get(f"/users/{owner.id}")).status_code == 404


async def test_a_person_shows_no_address_and_no_preferences(owner: Person, anonymous: httpx.AsyncClient) -> None:
    await owner.patch("/me", {**PROFILE, **PREFERENCES})

    shown = (await anonymous.get(f"{V1}/users/{owner.id}")).json()

    assert shown == {"id": str(owner.id), "photo": None, **PROFILE}


async def test_unknown_and_hidden_people_are_answered_alike(
    owner: Person, stranger: Person, anonymous: httpx.AsyncClient
) -> None:
    missing = "00000000-0000-0000-0000-000000000000"

    answers = [
        (await asker.get(f"{prefix}/users/{user_id}")).json()
        for asker, prefix in ((stranger, ""), (anonymous, V1))
        for user_id in (owner.id, missing)
    ]

    assert len({(answer["status"], answer["detail"]) for answer in answers}) == 1


async def test_a_wrong_token_is_not_taken_for_nobody(owner: Person, anonymous: httpx.AsyncClient) -> None:
    await owner.patch("/me", {"visibility": "public"})

    answer = await anonymous.get(f"{V1}/users/{owner.id}", headers={"Authorization": "Bearer wrong"})

    assert answer.status_code == 401
