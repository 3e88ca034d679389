"""The signed-in person."""

from typing import Any

import pytest

from tests.api.people import Person, field_of


async def test_me_is_the_account(owner: Person) -> None:
    assert (await owner.get("/me")).json() == owner.user


async def test_change_keeps_what_is_left_out(owner: Person) -> None:
    changed = (await owner.patch("/me", {"first_name": " Anna ", "theme": "dark"})).json()

    assert (changed["first_name"], changed["last_name"], changed["theme"]) == ("Anna", "Example", "dark")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"theme": "neon"}, "theme"),
        ({"first_name": "x" * 101}, "first_name"),
        ({"last_name": "a\x00"}, "last_name"),
        ({"is_operator": True}, "is_operator"),
        ({"password_hash": "x"}, "password_hash"),
        ({"session_epoch": 1}, "session_epoch"),
        ({"preferences": {"density": "tiny"}}, "preferences.density"),
        ({"preferences": {"sound": True}}, "preferences.sound"),
    ],
)
async def test_change_names_the_wrong_field(owner: Person, body: dict[str, Any], field: str) -> None:
    response = await owner.patch("/me", body)

    assert response.status_code == 422
    assert field_of(response) == field


async def test_preferences_follow_from_device_to_device(owner: Person) -> None:
    before = owner.user["preferences"]
    await owner.patch("/me", {"preferences": {"density": "compact", "single_key_shortcuts": False}})
    changed = (await owner.patch("/me", {"preferences": {"contrast": "more", "single_key_shortcuts": None}})).json()
    kept = (await owner.patch("/me", {"first_name": "Anna"})).json()

    assert before == {"density": "comfortable", "contrast": "normal", "single_key_shortcuts": True}
    assert changed["preferences"] == {"density": "compact", "contrast": "more", "single_key_shortcuts": True}
    assert kept["preferences"] == changed["preferences"]
