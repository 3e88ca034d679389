"""Who is told what of an outage, in which words, and how flapping is folded."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser
from uuid import UUID

import pytest

from db.alert_state import Folded
from db.outbox import Outage
from db.recipients import Addressee
from probes.alert_page import render
from probes.alert_words import Words, down, down_again, recovered, span, up_again
from probes.alerts import addressees_of, text
from probes.sender import send_due
from tests.probes import post_office as office_module
from tests.probes.flow import OWNER, Flow, flow
from tests.probes.outages import BOB, HOUR, add_recipient, goes_down, outage, recovers, time_passes
from tests.probes.post_office import PostOffice, post_office

URL = "https://status.example.org"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORKSPACE = UUID("00000000-0000-0000-0000-000000000001")
OUTAGE = Outage(
    incident_id=7,
    started_at=START,
    ended_at=None,
    end_cause=None,
    reason=40,
    detail="503",
    http_status=503,
    monitor_id=3,
    monitor_name="Shop",
    kind="http",
    target="https://shop.example.com/",
    recipients=None,
    has_page=True,
    is_paused=False,
    is_gone=False,
    workspace_id=WORKSPACE,
    workspace_name="Acme",
    workspace_slug="acme",
)
ENDED = OUTAGE.model_copy(update={"ended_at": START + timedelta(minutes=12, seconds=3)})
FOLDED = Folded(**ENDED.model_dump(), told_at=START - timedelta(minutes=40), told_incident_id=5, folded=3)


@pytest.fixture
async def installation() -> AsyncIterator[Flow]:
    async with flow(public_url=URL) as opened:
        yield opened


@pytest.fixture
async def office() -> AsyncIterator[PostOffice]:
    async with post_office() as opened:
        yield opened


async def post(installation: Flow, office: PostOffice) -> list[EmailMessage]:
    """Let the sender run until nothing is due, and return the mails of this run."""
    before = len(office.taken)
    while await send_due(installation.store, replace(installation.config, smtp_url=office.url)):
        pass
    return [message for _, message in office.taken[before:]]


def subjects(messages: list[EmailMessage]) -> list[str]:
    return sorted(str(message["Subject"]) for message in messages)


async def test_an_outage_and_its_end_are_told_in_one_thread(installation: Flow, office: PostOffice) -> None:
    monitor = await installation.add_monitor("https://shop.example.com")
    incident = await goes_down(installation, monitor)
    (began,) = await post(installation, office)
    await recovers(installation, monitor)
    (ended,) = await post(installation, office)

    assert [address for address, _ in office.taken] == [OWNER, OWNER]
    assert (began["Subject"], ended["Subject"]) == ("[Down] Shop", "[Recovered] Shop")
    assert f"incident-{incident}-opened" in began["Message-ID"]
    assert ended["In-Reply-To"] == ended["References"] == began["Message-ID"]
    for message, kind in ((began, "plain"), (began, "html"), (ended, "plain"), (ended, "html")):
        said = office_module.text(message, kind)
        assert "2026-03-01 12:00:00 UTC" in said
        assert "The server answered with a status that is not expected. 503" in said
        assert f"{URL}/w/{installation.workspace}/monitors/{monitor}" in said
    assert "It was down for 12 min 3 s." in office_module.text(ended)


async def test_each_mail_has_a_way_out_of_its_own(installation: Flow, office: PostOffice) -> None:
    await add_recipient(installation, BOB)
    await outage(installation, is_over=True)
    messages = await post(installation, office)

    links = [str(message["List-Unsubscribe"])[1:-1] for message in messages]
    assert len(set(links)) == len(messages) == 4
    for message, link in zip(messages, links, strict=True):
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert re.fullmatch(rf"{URL}/recipients/leave\?token=[\w-]{{43}}", link)
        assert link in office_module.text(message)
        assert link in office_module.text(message, "html")


async def test_who_left_or_has_not_agreed_is_not_told(installation: Flow, office: PostOffice) -> None:
    await add_recipient(installation, BOB)
    await add_recipient(installation, "carol@example.com")
    await installation.execute("UPDATE recipients SET left_at = now() WHERE email = $1", BOB)
    await installation.execute("UPDATE recipients SET confirmed_at = NULL WHERE email = 'carol@example.com'")
    await outage(installation)
    await post(installation, office)

    assert [address for address, _ in office.taken] == [OWNER]


def addressee(email: str, *, is_named_only: bool = False) -> Addressee:
    return Addressee(id=WORKSPACE, workspace_id=WORKSPACE, email=email, is_named_only=is_named_only)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (None, ["a@x", "b@x"]),
        (["a@x"], ["a@x"]),
        (["a@x", "member@x"], ["a@x", "member@x"]),
        (["gone@x", "b@x"], ["b@x"]),
        (["gone@x"], ["a@x", "b@x"]),  # better somebody than nobody
        ([], []),
    ],
    ids=["workspace", "one", "member", "one is gone", "all are gone", "nobody"],
)
def test_a_monitor_names_who_is_told(named: list[str] | None, told: list[str]) -> None:
    people = [addressee("a@x"), addressee("b@x"), addressee("member@x", is_named_only=True)]

    found = addressees_of(OUTAGE.model_copy(update={"recipients": named}), people)

    assert [one.email for one in found] == told


async def test_further_outages_within_the_cool_down_are_one_mail_at_its_end(
    installation: Flow, office: PostOffice
) -> None:
    monitor = await installation.add_monitor()
    await goes_down(installation, monitor)
    (began,) = await post(installation, office)
    await recovers(installation, monitor)
    await post(installation, office)
    for _ in range(3):
        await goes_down(installation, monitor)
        await recovers(installation, monitor)
    within = await post(installation, office)
    await time_passes(installation, HOUR)
    (summary,) = await post(installation, office)
    later = await post(installation, office)

    assert (within, later) == ([], [])
    assert summary["Subject"] == "[Recovered] Shop"
    assert summary["In-Reply-To"] == began["Message-ID"]
    assert "It went down 3 more times since the mail of " in office_module.text(summary)
    assert "It is not down now." in office_module.text(summary)


async def test_what_is_down_at_the_end_of_the_cool_down_is_told_and_so_is_its_end(
    installation: Flow, office: PostOffice
) -> None:
    monitor = await installation.add_monitor()
    await goes_down(installation, monitor)
    await recovers(installation, monitor)
    await post(installation, office)
    await goes_down(installation, monitor)
    await post(installation, office)
    await time_passes(installation, HOUR)
    (again,) = await post(installation, office)
    await recovers(installation, monitor)
    (ended,) = await post(installation, office)

    assert (again["Subject"], ended["Subject"]) == ("[Down] Shop", "[Recovered] Shop")
    assert "It went down once more" in office_module.text(again)
    assert "It is down now." in office_module.text(again)
    assert ended["In-Reply-To"] == again["Message-ID"]


async def test_a_hundred_flaps_are_six_mails_at_most(installation: Flow, office: PostOffice) -> None:
    """P4, with the sender awake all the time."""
    monitor = await installation.add_monitor()
    for _ in range(100):
        await goes_down(installation, monitor)
        await post(installation, office)
        await recovers(installation, monitor)
        await time_passes(installation, HOUR / 100)
        await post(installation, office)
    await time_passes(installation, HOUR)
    await post(installation, office)

    assert 3 <= len(office.taken) <= 6
    assert re.search(r"It went down \d\d more times", office_module.text(office.taken[-1][1]))


async def test_a_sender_that_was_away_tells_the_first_and_folds_the_rest(
    installation: Flow, office: PostOffice
) -> None:
    monitor = await installation.add_monitor()
    for _ in range(70):
        await goes_down(installation, monitor)
        await recovers(installation, monitor)
    messages = await post(installation, office)
    folded = await installation.value("SELECT folded FROM alert_state")

    assert subjects(messages) == ["[Down] Shop", "[Recovered] Shop"]
    assert folded == 69


async def test_without_a_cool_down_each_outage_is_told(installation: Flow, office: PostOffice) -> None:
    monitor = await installation.add_monitor()
    for _ in range(3):
        await goes_down(installation, monitor)
        await recovers(installation, monitor)
    config = replace(installation.config, smtp_url=office.url, alert_cool_down=timedelta(0))
    await send_due(installation.store, config)

    assert len(office.taken) == 6


@pytest.mark.parametrize("change", ["monitors SET deleted_at", "workspaces SET deleted_at"])
async def test_what_is_gone_is_not_told(installation: Flow, office: PostOffice, change: str) -> None:
    await outage(installation, is_over=True)
    await installation.execute(f"UPDATE {change} = now()")
    messages = await post(installation, office)

    assert messages == []
    assert await installation.value("SELECT count(*) FROM outbox WHERE done_at IS NULL") == 0


async def test_a_paused_monitor_needs_no_summary(installation: Flow, office: PostOffice) -> None:
    monitor = await installation.add_monitor()
    for _ in range(2):
        await goes_down(installation, monitor)
        await recovers(installation, monitor)
    await post(installation, office)
    await installation.execute("UPDATE monitors SET paused_at = now()")
    await time_passes(installation, HOUR)

    assert await post(installation, office) == []
    assert await installation.value("SELECT folded FROM alert_state") == 0


async def test_news_that_cannot_be_told_holds_up_nothing_else(installation: Flow, office: PostOffice) -> None:
    strange = await outage(installation, name="Strange")
    await installation.execute("UPDATE incidents SET reason = 999 WHERE id = $1", strange)
    await outage(installation)
    messages = await post(installation, office)
    (waiting,) = await installation.rows("SELECT error, due_at > now() AS is_later FROM outbox WHERE done_at IS NULL")
    await installation.execute("UPDATE incidents SET reason = 1 WHERE id = $1", strange)
    await installation.execute("UPDATE outbox SET due_at = now()")
    repaired = await post(installation, office)

    assert subjects(messages) == ["[Down] Shop"]
    assert (waiting["is_later"], "999" in waiting["error"]) == (True, True)
    assert subjects(repaired) == ["[Down] Strange"]


async def test_two_senders_tell_everything_once_and_in_its_order(installation: Flow, office: PostOffice) -> None:
    for number in range(30):
        await outage(installation, name=f"Shop {number:02}", is_over=True)
    config = replace(installation.config, smtp_url=office.url)
    for _ in range(8):
        await asyncio.gather(*(send_due(installation.store, config) for _ in range(2)))

    assert len({message["Message-ID"] for _, message in office.taken}) == len(office.taken) == 60


class Tags(HTMLParser):
    """Collects what a page is made of."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


ALL = [
    down(OUTAGE, START + timedelta(minutes=4), URL),
    recovered(ENDED, URL),
    down_again(FOLDED, START + timedelta(minutes=4), URL),
    up_again(FOLDED, URL),
]


@pytest.mark.parametrize("words", ALL, ids=["down", "recovered", "down again", "up again"])
def test_the_page_is_whole_loads_nothing_and_says_the_state_in_words(words: Words) -> None:
    page = render(words, "Because.", f"{URL}/recipients/leave?token=x")
    tags = Tags()
    tags.feed(page)

    assert tags.open == []
    assert {tag for tag, _ in tags.seen} <= {
        *("html", "head", "meta", "title", "style", "body", "div", "table", "tr", "td", "span", "h1", "p", "a"),
    }
    assert not any({"src", "background", "srcset"} & attributes.keys() for _, attributes in tags.seen)
    assert "url(" not in page
    assert ("✕&nbsp; Down" in page) != ("✓&nbsp; Recovered" in page)
    assert 'name="color-scheme" content="light dark"' in page
    for colour in ("#F0EEE9", "#2B2C30"):
        assert colour in page
    assert len(page) < 100_000  # what larger mails have beyond it some programs cut off


@pytest.mark.parametrize("words", ALL, ids=["down", "recovered", "down again", "up again"])
def test_text_and_page_say_the_same(words: Words) -> None:
    plain = text(words, "Because.", f"{URL}/recipients/leave?token=x")
    page = render(words, "Because.", f"{URL}/recipients/leave?token=x")

    for said in (words.headline, words.summary, "Because.", *(part for fact in words.facts for part in fact)):
        assert said in plain
        assert said in page


def test_names_and_details_are_text_on_the_page() -> None:
    hostile = "<img src=x onerror=alert(1)>{0}{words}%s\"'&"
    outage = OUTAGE.model_copy(
        update={"monitor_name": hostile, "workspace_name": hostile, "detail": hostile, "target": hostile}
    )
    page = render(down(outage, START, URL), hostile, f'{URL}/?a=1&b="x"')
    tags = Tags()
    tags.feed(page)

    assert "<img" not in page
    assert "{0}{words}%s" in page
    assert not any("onerror" in attributes for _, attributes in tags.seen)


@pytest.mark.parametrize(
    ("age_s", "summary", "since"),
    [
        (0.4, "It went down just now.", "2026-03-01 12:00:00 UTC, just now"),
        (75, "It has been down for 1 min 15 s now.", "2026-03-01 12:00:00 UTC, 1 min 15 s ago"),
    ],
)
def test_how_long_it_has_been_down(age_s: float, summary: str, since: str) -> None:
    words = down(OUTAGE, START + timedelta(seconds=age_s), URL)

    assert (words.summary, dict(words.facts)["Since"]) == (summary, since)


def test_the_public_page_is_named_only_where_there_is_one() -> None:
    private = OUTAGE.model_copy(update={"has_page": False})

    assert ("Public page", f"{URL}/status/acme") in down(OUTAGE, START, URL).links
    assert all(label != "Public page" for label, _ in down(private, START, URL).links)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [
        (-5, "0 s"),
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (723, "12 min 3 s"),
        (18_600, "5 h 10 min"),
        (360_000, "4 d 4 h"),
    ],
)
def test_durations_are_said_by_their_two_largest_units(seconds: int, written: str) -> None:
    assert span(timedelta(seconds=seconds)) == written
