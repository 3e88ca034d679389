"""The pages in a real Chromium, driven by Playwright (frontend/e2e), against installations as people start them.

`demo`: `healther demo`, every page in every theme and width. `empty`: `healther up` with a mail server, the journeys.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.browser.mailbox import mailbox
from tests.healther.installation import ROOT, Installation, running

FRONTEND = ROOT / "frontend"
DEADLINE_S = 560
PASSWORD = "a password for the demo"
BUILT = FRONTEND / "dist" / "app.html"


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A folder that every user may pass through: the database has one of its own."""
    path = Path(tempfile.mkdtemp(prefix="healther-browser-"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path)


def playwright(project: str, installation: Installation, folder: Path, **more: str) -> None:
    """Run a project of the browser's tests; what it prints is seen when it fails."""
    env = os.environ | more
    env |= {"HEALTHER_E2E_URL": installation.address, "HEALTHER_E2E_FOLDER": str(folder)}
    command = ["npx", "playwright", "test", f"--project={project}", f"--output={folder / 'output'}"]
    done = subprocess.run(
        command, cwd=FRONTEND, env=env, capture_output=True, text=True, check=False, timeout=DEADLINE_S
    )
    if done.returncode:
        pytest.fail(f"{done.stdout}\n{done.stderr}\n{installation.log.read_text()[-4000:]}", pytrace=False)


@pytest.fixture(scope="module", autouse=True)
def built() -> None:
    assert BUILT.is_file(), "the pages are not built: make install-frontend"


@pytest.mark.browser
def test_every_page_of_the_demo() -> None:
    with fresh_folder() as folder, running(folder, "demo", HEALTHER_DEMO_PASSWORD=PASSWORD) as demo:
        playwright("demo", demo, folder, HEALTHER_E2E_PASSWORD=PASSWORD)


@pytest.mark.browser
@pytest.mark.long
def test_every_page_of_the_demo_in_more_looks() -> None:
    with fresh_folder() as folder, running(folder, "demo", HEALTHER_DEMO_PASSWORD=PASSWORD) as demo:
        playwright("demo", demo, folder, HEALTHER_E2E_PASSWORD=PASSWORD, HEALTHER_E2E_LONG="1")


@pytest.mark.browser
def test_journeys_from_nothing() -> None:
    with (
        fresh_folder() as folder,
        mailbox(folder / "mails") as smtp,
        running(folder, "up", HEALTHER_SMTP_URL=smtp) as empty,
    ):
        playwright("empty", empty, folder, HEALTHER_E2E_MAILS=str(folder / "mails"))


def shots(folder: Path) -> None:
    """Take a picture of every page, theme and width of the demo: `make shots`."""
    with fresh_folder() as home, running(home, "demo", HEALTHER_DEMO_PASSWORD=PASSWORD) as demo:
        playwright("shots", demo, home, HEALTHER_E2E_PASSWORD=PASSWORD, HEALTHER_E2E_SHOTS=str(folder))


if __name__ == "__main__":
    shots(Path(sys.argv[1]).absolute())
