"""The example of docs/live.md, word for word, against `healther api` in a process of its own."""

import asyncio
import os
import re
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from core.states import Outcome
from db.pool import Pool
from tests.api.conftest import SECRET_KEY
from tests.api.live_sockets import Probe
from tests.api.people import Person
from tests.probes.flow import until
from tests.servers import die_with_parent

PAGE = Path(__file__).parents[2] / "docs" / "live.md"
DEADLINE_S = 40.0


@asynccontextmanager
async def child(*words: str, env: dict[str, str]) -> AsyncIterator[Process]:
    """Run Python for the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env={**os.environ, **env}, stdout=PIPE, preexec_fn=die_with_parent
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest_asyncio.fixture(loop_scope="session")
async def served(config: ApiConfig, tmp_path: Path) -> AsyncIterator[str]:
    """Host and port of another API process on the same stores."""
    with socket.socket() as probing:
        probing.bind(("127.0.0.1", 0))
        port = probing.getsockname()[1]
    env = {
        "HEALTHER_HOME": str(tmp_path),
        "HEALTHER_DATABASE_URL": config.database_url,
        "HEALTHER_REDIS_URL": config.redis_url,
        "HEALTHER_SECRET_KEY": SECRET_KEY,
        "HEALTHER_PORT": str(port),
    }
    async with child("-m", "healther", "api", env=env):
        await until(partial(_answers, port), timeout_s=DEADLINE_S)
        yield f"127.0.0.1:{port}"


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True


async def test_the_example_hears_what_another_process_tells(
    served: str, owner: Person, monitor: dict[str, Any], app: FastAPI, pool: Pool
) -> None:
    example = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)[0]
    frames: list[dict[str, Any]] = []
    env = {"TOKEN": owner.token, "PYTHONUNBUFFERED": "1"}
    async with child("-c", example.replace("127.0.0.1:8000", served), env=env) as client, asyncio.timeout(DEADLINE_S):
        assert client.stdout is not None, "it is a pipe"
        while not frames or frames[-1]["type"] != "state":
            frames.append(orjson.loads(await client.stdout.readline()))
            if frames[-1]["type"] == "subscribed":
                await Probe(pool, app.state.services.redis).see(monitor["id"], Outcome.UP)

    kinds = [frame["type"] for frame in frames if frame["type"] != "heartbeat"]
    assert kinds == ["ready", "subscribed", "state"]
    assert frames[-1]["new_state"] == "up"
