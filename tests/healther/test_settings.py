"""The environment: what it may say, what is refused and how, and that people are told of every variable."""

import re
from pathlib import Path

import pytest

from healther.settings import SettingsError, load, reveal, variables

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave no variable of the developer's machine, and no .env."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_defaults_need_nothing(tmp_path: Path) -> None:
    settings = load()

    assert settings.home == tmp_path / ".healther"
    assert (settings.port, settings.registration, settings.access_token_minutes) == (8000, "open", 60)
    assert settings.address == "http://localhost:8000"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHER_WORKERS", "")

    assert load().workers is None


def test_everything_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "HEALTHER_PORT": "70000",
        "HEALTHER_REGISTRATION": "maybe",
        "HEALTHER_ALLOWED_NETWORKS": "10.0.0.1/8",
        "HEALTHER_REFERENCE_TARGETS": "192.0.2.1:443,example.com",
        "HEALTHER_DATABASE_URL": "mysql://x",
        "HEALTHER_SECRET_KEY": "short",
        "HEALTHER_CORS_ORIGINS": "https://a.example/path/",
        "HEALTHER_POSTGRES_BIN": "/nowhere",
        "HEALTHER_PUBLIC_URL": "status.example.com",
        "HEALTHER_MAIL_FROM": "nobody",
        "HEALTHER_ALOWED_NETWORKS": "10.0.0.0/8",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as caught:
        load("redis_url")

    assert {problem.partition(":")[0] for problem in caught.value.problems} == set(wrong)


def test_missing_ones_are_named_together() -> None:
    with pytest.raises(SettingsError) as caught:
        load("database_url", "redis_url")

    assert [problem.partition(":")[0] for problem in caught.value.problems] == [
        "HEALTHER_DATABASE_URL",
        "HEALTHER_REDIS_URL",
    ]


def test_half_of_github_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHER_GITHUB_CLIENT_ID", "abc")

    with pytest.raises(SettingsError, match="set both, or none"):
        load()


@pytest.mark.parametrize("missing", ["ISSUER", "CLIENT_ID", "CLIENT_SECRET"])
def test_a_part_of_oidc_is_refused(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    whole = {"ISSUER": "https://login.example.com", "CLIENT_ID": "abc", "CLIENT_SECRET": "xyz"}
    for name, value in whole.items():
        if name != missing:
            monkeypatch.setenv(f"HEALTHER_OIDC_{name}", value)

    with pytest.raises(SettingsError, match="set all, or none"):
        load()


def test_an_issuer_is_kept_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHER_OIDC_ISSUER", "https://login.example.com/realms/people/")
    monkeypatch.setenv("HEALTHER_OIDC_CLIENT_ID", "abc")
    monkeypatch.setenv("HEALTHER_OIDC_CLIENT_SECRET", "xyz")

    assert load().oidc_issuer == "https://login.example.com/realms/people/"


def test_a_secret_is_not_repeated_in_a_complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHER_SMTP_URL", "imap://user:hunter2@host")

    with pytest.raises(SettingsError) as caught:
        load()

    assert "hunter2" not in str(caught.value)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEALTHER_REFERENCE_TARGETS", "192.0.2.1:443, [2001:db8::1]:53,example.com:443")
    monkeypatch.setenv("HEALTHER_CORS_ORIGINS", "https://a.example,http://localhost:5173")

    settings = load()

    assert settings.reference_targets == ("192.0.2.1:443", "[2001:db8::1]:53", "example.com:443")
    assert settings.cors_origins == ("https://a.example", "http://localhost:5173")


def test_a_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("HEALTHER_PORT=8001\nHEALTHER_REDIS_URL=redis://file\n")
    monkeypatch.setenv("HEALTHER_PORT", "8002")

    settings = load()

    assert (settings.port, reveal(settings.redis_url)) == (8002, "redis://file")


def test_the_example_names_every_variable_once() -> None:
    named = re.findall(r"^(HEALTHER_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(named) == sorted(variables())


def test_the_example_is_valid_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())

    assert load() == load()
