"""The built frontend as the API serves it: addresses, policies, compressed files."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from api.config import ApiConfig
from api.pages import APP_PAGES

ROOT = Path(__file__).parents[2]
POLICY = "default-src 'none'; script-src 'self' 'sha256-abc='"
CONFIG = ApiConfig("postgresql://nowhere/x", "redis://nowhere", "a key that only tests know, 32 bytes and more")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<h1>Know before your users do.</h1>")
    (tmp_path / "index.de.html").write_text("<h1>Wissen, bevor es andere merken.</h1>")
    (tmp_path / "app.html").write_text("<div id=root></div>")
    script = b"export const answer = 42;" * 100
    (tmp_path / "app.it.html").write_text("<div id=root>Italian</div>")
    (tmp_path / "assets" / "app-1a2b.js").write_bytes(script)
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(script))
    (tmp_path / "assets" / "geist.woff2").write_bytes(b"wOF2" * 500)
    (tmp_path / "policy.txt").write_text(POLICY)
    (tmp_path / "secret.txt").write_text("not for anybody")
    return tmp_path


@pytest.fixture
def client(built: Path) -> httpx.AsyncClient:
    return asking(create_app(replace(CONFIG, pages_dir=built)))


def asking(app: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost")


@pytest.mark.parametrize(
    "path", ["/overview", "/login", "/w/some-id", "/w/some-id/monitors/7/edit", "/settings/security"]
)
async def test_every_address_of_the_application_gets_its_page(client: httpx.AsyncClient, path: str) -> None:
    response = await client.get(path)

    assert response.status_code == 200
    assert "root" in response.text
    assert response.headers["cache-control"] == "no-cache"


async def test_pages_carry_the_policy_that_the_build_wrote(client: httpx.AsyncClient) -> None:
    for path in ("/", "/overview"):
        assert (await client.get(path)).headers["content-security-policy"] == POLICY


async def test_the_first_page_is_the_landing_page(client: httpx.AsyncClient) -> None:
    assert "Know before" in (await client.get("/")).text


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {"Accept-Language": "de-CH,de;q=0.9,en;q=0.5"}),
        ("/", {"Cookie": "language=de", "Accept-Language": "en"}),
        ("/?lang=de", {"Cookie": "language=it"}),
    ],
)
async def test_the_first_page_speaks_the_language_asked_for(
    client: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    assert "Wissen" in (await client.get(path, headers=headers)).text


async def test_the_application_is_sent_in_one_language(client: httpx.AsyncClient) -> None:
    assert "Italian" in (await client.get("/overview", headers={"Cookie": "language=it"})).text
    assert "Italian" not in (await client.get("/overview")).text


async def test_a_language_without_a_page_gets_english(client: httpx.AsyncClient) -> None:
    assert "Know before" in (await client.get("/", headers={"Accept-Language": "tlh"})).text


async def test_assets_are_kept_for_ever_and_sent_compressed(client: httpx.AsyncClient) -> None:
    response = await client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip"})

    assert response.headers["content-encoding"] == "gzip"
    assert "immutable" in response.headers["cache-control"]
    assert response.text.startswith("export const answer")


async def test_fonts_are_not_compressed_once_more(client: httpx.AsyncClient) -> None:
    response = await client.get("/assets/geist.woff2", headers={"Accept-Encoding": "gzip"})

    assert response.headers["content-encoding"] == "identity"
    assert len(response.content) == 2000


@pytest.mark.parametrize("name", ["none.js", "..%2Fsecret.txt", "%2e%2e%2fsecret.txt", "..%5Csecret.txt"])
async def test_nothing_but_assets_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/assets/{name}")).status_code == 404


async def test_without_a_build_the_first_page_leads_to_the_documentation() -> None:
    async with asking(create_app(CONFIG)) as client:
        response = await client.get("/")

    assert (response.status_code, response.headers["location"]) == (303, "/docs")


def test_build_and_server_know_the_same_addresses() -> None:
    assert tuple(json.loads((ROOT / "frontend" / "pages.json").read_text())["app"]) == APP_PAGES


def test_nginx_serves_the_same_addresses_as_the_server() -> None:
    configured = (ROOT / "deploy" / "nginx.conf").read_text()

    assert f"location ~ ^/({'|'.join(APP_PAGES)})(/|$)" in configured
