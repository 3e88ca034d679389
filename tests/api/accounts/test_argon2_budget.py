"""A flood of log-ins: what exceeds the budget for Argon2 is told to come back, and nobody else is hurt."""

import asyncio
import os
from collections.abc import Iterator

import httpx
import pytest
from fastapi import FastAPI

from api.errors import Problem
from api.passwords import MAX_AT_ONCE, MAX_WAIT_S, MAX_WAITING, Passwords
from tests.api.people import BASE_URL, PASSWORD, V1, Person, address

REAL_MEMORY_KIB = 32_768


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    made = Passwords(REAL_MEMORY_KIB)
    yield made
    made.close()


async def test_what_exceeds_the_budget_is_told_to_come_back(passwords: Passwords) -> None:
    stored = await passwords.hash("right")

    answers = await asyncio.gather(
        *(passwords.verify(stored, "right") for _ in range(3 * MAX_WAITING)), return_exceptions=True
    )

    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert [answer for answer in answers if not isinstance(answer, Problem)] == [True] * (len(answers) - len(refused))
    assert len(refused) >= 2 * MAX_WAITING
    assert {problem.status for problem in refused} == {429}
    assert all(int(problem.headers["Retry-After"]) > 0 for problem in refused)


async def test_nobody_is_let_in_who_would_wait_long(passwords: Passwords) -> None:
    """Once it is known how long one takes, the queue is as long as MAX_WAIT_S allows, however slow the machine is."""
    stored = await passwords.hash("right")
    passwords._typical_s = 1.0

    answers = await asyncio.gather(*(passwords.verify(stored, "right") for _ in range(20)), return_exceptions=True)

    let_in = sum(answer is True for answer in answers)
    assert let_in == int(MAX_WAIT_S * MAX_AT_ONCE) + 1


async def test_one_after_the_other_is_never_refused(passwords: Passwords) -> None:
    stored = await passwords.hash("right")

    assert [await passwords.verify(stored, word) for word in ("right", "wrong", "right")] == [True, False, True]


def test_at_most_half_of_the_cores_compute() -> None:
    assert 1 <= MAX_AT_ONCE <= max(1, len(os.sched_getaffinity(0)) // 2)


async def test_a_full_queue_is_a_429_and_the_rest_lives(app: FastAPI, owner: Person) -> None:
    """The queue is full of others here; signing in is refused, and all that needs no hash is answered."""
    passwords = app.state.services.passwords
    passwords._waiting += MAX_WAITING
    try:
        transport = httpx.ASGITransport(app, client=(address(), 1))
        async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
            body = {"email": owner.user["email"], "password": PASSWORD}
            refused = [
                await client.post(f"{V1}/auth/login", json=body),
                await client.post(f"{V1}/auth/register", json={**body, "email": "new@example.com"}),
                await client.post(f"{V1}/auth/password/reset", json={"token": "x", "password": PASSWORD}),
                await owner.post("/me/password", {"current": PASSWORD, "new": PASSWORD}),
            ]
        alive = await owner.get("/me")
    finally:
        passwords._waiting -= MAX_WAITING

    assert [answer.status_code for answer in refused] == [429] * 4
    assert all("Retry-After" in answer.headers for answer in refused)
    assert alive.status_code == 200
