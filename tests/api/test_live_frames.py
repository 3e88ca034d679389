"""What an open page hears, in order and completely, or else that it must fetch its state anew."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.config import ApiConfig
from api.live import hub
from core.states import Outcome
from db.live_channels import Frame, publish_frames
from db.pool import Pool, acquire
from db.redis import Message, publish
from tests import servers
from tests.api.conftest import running
from tests.api.live_sockets import Page, Probe, change, make_tenant, page_of, serving, until
from tests.api.people import Person

UP, DOWN = Outcome.UP, Outcome.DOWN


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(app: FastAPI) -> AsyncIterator[str]:
    async with serving(app) as address:
        yield address


@pytest.fixture
def probe(app: FastAPI, pool: Pool) -> Probe:
    return Probe(pool, app.state.services.redis)


@pytest_asyncio.fixture(loop_scope="session")
async def page(owner: Person, url: str) -> AsyncIterator[Page]:
    async with page_of(owner, url) as opened:
        yield opened


def seqs(page: Page) -> list[int]:
    return [frame["seq"] for frame in page.frames if frame["type"] in ("state", "incident")]


async def test_an_outage_arrives_with_its_numbers(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    answer = await page.follow(monitor_id=monitor["id"])
    await probe.see(monitor["id"], UP, DOWN)

    frames = [await page.next("state"), await page.next("state"), await page.next("incident")]

    assert answer["workspaces"] == [{"workspace_id": workspace["id"], "seq": 1}]  # the monitor was made
    assert [(frame["seq"], frame["monitor_id"], frame["workspace_id"]) for frame in frames] == [
        (number, monitor["id"], workspace["id"]) for number in (2, 3, 4)
    ]
    assert [(frame["old_state"], frame["new_state"]) for frame in frames[:2]] == [("pending", "up"), ("up", "down")]
    assert (frames[2]["event"], frames[2]["reason"]) == ("opened", "http_status")


async def test_people_are_heard_too(page: Page, owner: Person, workspace: dict[str, Any]) -> None:
    await page.follow(all=True)

    monitor = await owner.make_monitor(workspace["id"])
    for act in ("pause", "resume"):
        await owner.post(f"/monitors/{monitor['id']}/{act}")
    await owner.delete(f"/monitors/{monitor['id']}")

    frames = [await page.next("state") for _ in range(4)]
    assert [(frame["seq"], frame["old_state"], frame["new_state"]) for frame in frames] == [
        (1, None, "pending"),
        (2, "pending", "paused"),
        (3, "paused", "pending"),
        (4, "pending", None),
    ]


@pytest.mark.parametrize("kind", ["foreign", "missing"])
async def test_what_is_not_ones_own_is_not_there(
    url: str, stranger: Person, monitor: dict[str, Any], workspace: dict[str, Any], kind: str
) -> None:
    missing = {"monitor_id": 2**31 - 1, "workspace_id": str(UUID(int=1))}
    subjects = {"monitor_id": monitor["id"], "workspace_id": workspace["id"]} if kind == "foreign" else missing
    async with page_of(stranger, url) as page:
        for name, value in subjects.items():
            await page.say(type="subscribe", **{name: value})
            answer = await page.next("refused")

            what = name.removesuffix("_id")
            assert answer["detail"] == f"There is no such {what}, or it is not one of yours."


async def test_what_is_not_followed_is_not_heard(
    page: Page, probe: Probe, owner: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    other = await owner.make_monitor(workspace["id"])
    await page.follow(monitor_id=monitor["id"])
    await page.follow(monitor_id=other["id"])
    await page.say(type="unsubscribe", monitor_id=monitor["id"])
    await page.next("unsubscribed")

    await probe.see(monitor["id"], UP)
    await probe.see(other["id"], UP)

    assert (await page.next("state"))["monitor_id"] == other["id"]


async def test_a_lost_change_is_noticed_and_told(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await page.follow(workspace_id=workspace["id"])
    await probe.see(monitor["id"], UP, is_told=False)
    started_s = time.monotonic()

    frame = await page.next("resync")
    await probe.see(monitor["id"], DOWN)

    assert (frame["seq"], frame["workspace_id"]) == (2, workspace["id"])
    assert time.monotonic() - started_s < 5
    assert (await page.next("state"))["seq"] == 3


async def test_a_gap_is_noticed_at_once(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await page.follow(workspace_id=workspace["id"])
    await probe.see(monitor["id"], UP, is_told=False)
    await probe.see(monitor["id"], DOWN)

    frame = await page.next("resync", timeout_s=2)

    assert frame["seq"] == 4


async def test_changes_that_overtake_each_other_are_put_in_order(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await page.follow(workspace_id=workspace["id"])
    first = await probe.see(monitor["id"], UP, is_told=False)
    await probe.see(monitor["id"], DOWN)
    await publish_frames(probe.redis, {UUID(workspace["id"]): [event.frame for event in first.live]})

    await until(lambda: len(page.frames) == 3)

    assert seqs(page) == [2, 3, 4]


async def test_what_was_missed_can_be_asked_for(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await probe.see(monitor["id"], UP, DOWN)
    await page.follow(workspace_id=workspace["id"])

    await page.say(type="since", workspace_id=workspace["id"], seq=2)

    await until(lambda: len(seqs(page)) == 2)
    assert seqs(page) == [3, 4]


@pytest.mark.parametrize("seq", [0, 9], ids=["swept", "never was"])
async def test_what_cannot_be_given_any_more_is_a_resync(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool, seq: int
) -> None:
    await probe.see(monitor["id"], UP, DOWN)
    async with acquire(pool) as conn:
        await conn.execute("DELETE FROM live_events WHERE workspace_id = $1 AND seq = 1", workspace["id"])
    await page.follow(workspace_id=workspace["id"])

    await page.say(type="since", workspace_id=workspace["id"], seq=seq)

    assert (await page.next("resync"))["seq"] == 4


async def test_heartbeats_repeat_the_number(page: Page, probe: Probe, workspace: dict[str, Any]) -> None:
    await page.follow(workspace_id=workspace["id"])

    beats = await until(lambda: page.beats[:2] if len(page.beats) > 1 else None, 12)

    assert [(beat["seq"], beat["workspace_id"]) for beat in beats] == [(0, workspace["id"])] * 2


async def test_checks_come_at_most_once_a_second_and_the_latest_is_not_lost(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await page.follow(monitor_id=monitor["id"])
    check: Frame = {"type": "check", "workspace_id": workspace["id"], "monitor_id": monitor["id"], "state": "up"}

    started_s = time.monotonic()
    for number in range(20):
        await publish_frames(probe.redis, {UUID(workspace["id"]): [{**check, "latency_ms": number}]})
    frames = [await page.next("check"), await page.next("check")]

    assert [frame["latency_ms"] for frame in frames] == [0, 19]
    assert time.monotonic() - started_s > 0.9


async def test_a_removed_member_loses_the_socket_at_once_when_told(
    url: str, owner: Person, observer: Person, workspace: dict[str, Any]
) -> None:
    async with page_of(observer, url) as page:
        await page.follow(workspace_id=workspace["id"])
        started_s = time.monotonic()

        await owner.delete(f"/workspaces/{workspace['id']}/members/{observer.id}")

        assert await page.end(2) == 4403
    assert time.monotonic() - started_s < 2


async def test_another_role_is_told_at_once_to_that_person_only(
    url: str, owner: Person, observer: Person, workspace: dict[str, Any], page: Page
) -> None:
    await page.follow(all=True)
    async with page_of(observer, url) as theirs:
        (followed,) = (await theirs.follow(all=True))["workspaces"]
        for role in ("admin", "observer"):
            await owner.patch(f"/workspaces/{workspace['id']}/members/{observer.id}", {"role": role})

            frame = await theirs.next("resync", timeout_s=2)

            assert (frame["workspace_id"], frame["seq"]) == (workspace["id"], followed["seq"])
    assert [one["type"] for one in page.frames] == []


async def test_a_role_that_changed_unsaid_is_noticed_within_five_seconds(
    url: str, observer: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool
) -> None:
    async with page_of(observer, url) as page:
        await page.follow(monitor_id=monitor["id"])

        async with acquire(pool) as conn:
            await conn.execute("UPDATE memberships SET role = 'admin' WHERE user_id = $1", observer.id)

        assert (await page.next("resync", timeout_s=5))["workspace_id"] == workspace["id"]


@pytest.mark.parametrize("subject", ["all", "workspace_id", "monitor_id"])
async def test_a_removed_member_loses_the_socket_within_five_seconds_anyway(
    url: str, observer: Person, workspace: dict[str, Any], monitor: dict[str, Any], pool: Pool, subject: str
) -> None:
    named = {"all": True, "workspace_id": workspace["id"], "monitor_id": monitor["id"]}
    async with page_of(observer, url) as page:
        await page.follow(**{subject: named[subject]})

        async with acquire(pool) as conn:
            await conn.execute("DELETE FROM memberships WHERE user_id = $1", observer.id)

        assert await page.end(5) == 4403


async def test_the_end_of_a_session_ends_its_sockets(url: str, owner: Person, workspace: dict[str, Any]) -> None:
    async with page_of(owner, url) as page:
        await page.follow(all=True)

        await owner.post("/auth/logout")

        assert await page.end(5) == 4401


async def test_all_of_mine_takes_in_new_workspaces(
    page: Page, probe: Probe, owner: Person, workspace: dict[str, Any], app: FastAPI
) -> None:
    await page.follow(all=True)
    other = await owner.make_workspace("Other")
    await publish(probe.redis, "healther:membership", b"")
    assert (await page.next("resync"))["workspace_id"] == other["id"]

    monitor = await owner.make_monitor(other["id"])

    assert (await page.next("state"))["monitor_id"] == monitor["id"]


async def test_messages_on_another_tenants_channel_are_dropped(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    await page.follow(workspace_id=workspace["id"])
    foreign: Frame = {"type": "check", "workspace_id": str(UUID(int=7)), "monitor_id": monitor["id"]}
    channel = f"healther:live:{workspace['id']}"
    for payload in (b"{}", b"[", b'{"workspace_id": 7, "frames": [{}]}'):
        await publish(probe.redis, channel, payload)
    await publish_frames(probe.redis, {UUID(workspace["id"]): [foreign]})
    await probe.see(monitor["id"], UP)

    await page.next("state")

    assert page.frames == []


async def test_two_api_processes_tell_the_same(
    url: str, config: ApiConfig, owner: Person, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    async with AsyncExitStack() as stack:
        second = await stack.enter_async_context(serving(await stack.enter_async_context(running(config))))
        pages = [await stack.enter_async_context(page_of(owner, address)) for address in (url, second)]
        for page in pages:
            await page.follow(workspace_id=workspace["id"])

        await probe.see(monitor["id"], UP, DOWN)

        assert [[(await page.next("state"))["seq"] for _ in range(2)] for page in pages] == [[2, 3]] * 2


async def test_right_again_within_five_seconds_after_redis_returns(
    config: ApiConfig, owner: Person, workspace: dict[str, Any], monitor: dict[str, Any]
) -> None:
    with servers.valkey() as queue:
        async with running(config, redis_url=queue.url) as app, serving(app) as url, page_of(owner, url) as page:
            probe = Probe(app.state.services.pool, app.state.services.redis)
            await page.follow(workspace_id=workspace["id"])
            queue.kill()
            await probe.see(monitor["id"], UP)  # told to nobody
            queue.start()

            assert (await page.next("resync", timeout_s=5))["seq"] == 2
            await until(lambda: len(page.beats) > 1)
            await probe.see(monitor["id"], DOWN)

            assert (await page.next("state", timeout_s=1))["seq"] == 3


async def test_a_slow_reader_is_told_to_fetch_anew_and_takes_no_memory(
    owner: Person, probe: Probe, app: FastAPI, pool: Pool
) -> None:
    total = 4_000
    workspace_id, monitor_id = await make_tenant(pool, owner, f"slow-{time.time_ns()}")
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(app, buffer_bytes=16_384))
        fast, slow = [await stack.enter_async_context(page_of(owner, url)) for _ in range(2)]
        for page in (fast, slow):
            await page.follow(workspace_id=workspace_id)
        slow.socket.transport.pause_reading()
        most = 0
        for read in range(50, total + 1, 50):
            await change(pool, probe.redis, monitor_id, 50)
            await until(partial(_has_read, fast, read))
            most = max(most, *(len(listener.outgoing) for listener in app.state.services.hub.listeners))
        slow.socket.transport.resume_reading()

        resync = await slow.next("resync", 20)

    assert 50 < most <= 102  # a hundred changes, a heartbeat and a reply
    assert resync["seq"] == total
    assert seqs(fast) == list(range(1, total + 1))


async def test_young_sockets_of_a_crowd_do_not_hold_up_the_others(
    page: Page,
    owner: Person,
    url: str,
    probe: Probe,
    app: FastAPI,
    workspace: dict[str, Any],
    monitor: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What nobody may be reading is sent to in bundles: here after an hour, or together with an answer."""
    (old,) = [one for one in app.state.services.hub.listeners if one.holder.user_id == owner.id]
    old._opened_at_s -= hub.PROVEN_AFTER_S + 1
    for name, value in (("CROWD", 0), ("SHORTEST_REST_S", 3_600.0), ("LONGEST_REST_S", 3_600.0)):
        monkeypatch.setattr(hub, name, value)
    async with page_of(owner, url) as young:
        for one in (young, page):
            await one.follow(workspace_id=workspace["id"])
        await change(probe.pool, probe.redis, monitor["id"], 3)
        await until(lambda: len(seqs(page)) == 3)
        before = seqs(young)
        await young.follow(all=True)
        await until(lambda: len(seqs(young)) == 3)

    assert before == []


async def test_those_who_came_first_hear_first(
    owner: Person, url: str, app: FastAPI, workspace: dict[str, Any]
) -> None:
    """A flood of sockets comes last, however many there are."""
    async with AsyncExitStack() as stack:
        for _ in range(8):
            page = await stack.enter_async_context(page_of(owner, url))
            await page.follow(all=True)
        feed = app.state.services.hub._feeds[UUID(workspace["id"])]

        opened_at_s = [listener._opened_at_s for listener in feed.listeners]

    assert len(opened_at_s) == 8
    assert opened_at_s == sorted(opened_at_s)


def _has_read(page: Page, count: int) -> bool:
    return len(page.frames) >= count


async def test_what_breaks_the_fan_out_does_not_end_it(
    page: Page, probe: Probe, workspace: dict[str, Any], monitor: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = asyncio.Event()

    def break_off(message: Message) -> None:
        broken.set()
        raise RuntimeError("a bug")

    await page.follow(workspace_id=workspace["id"])
    with monkeypatch.context() as patched:
        patched.setattr("api.live.hub.read_frames", break_off)
        await probe.see(monitor["id"], UP)
        await broken.wait()

    assert (await page.next("resync", timeout_s=6))["seq"] == 2
