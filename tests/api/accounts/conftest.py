"""An application that can send mails: addresses have to be confirmed there."""

import secrets
from collections.abc import AsyncIterator

import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from tests.api.conftest import running
from tests.api.people import Person


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mail_app(config: ApiConfig) -> AsyncIterator[FastAPI]:
    async with running(config, has_smtp=True) as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(mail_app: FastAPI) -> AsyncIterator[Person]:
    """Somebody whose address is not confirmed."""
    person = await Person.registered(mail_app, f"newcomer-{secrets.token_hex(6)}@example.com")
    yield person
    await person.client.aclose()
