"""The pages in a real Chromium: LCP, bytes, interactions, Lighthouse, and five hundred rows of pipes.

Run: python -m bench.pages [--no-lighthouse]     (a demo of its own; the pages have to be built: make install-frontend)
Lighthouse is fetched by npx when it runs; its marks are the median of three runs on a simulated telephone.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.healther.installation import ROOT, Installation, running

FRONTEND: Final = ROOT / "frontend"
LIGHTHOUSE: Final = "lighthouse@12.8.2"
TRIES: Final = 4
RUNS: Final = 3
DEADLINE_S: Final = 600.0
EMAIL, PASSWORD = "demo@example.com", "a password for the demo"
PAGES: Final = {"landing": "/", "status": "/status/acme-demo", "login": "/login"}
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")
CHROMIUM: Final = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "chromium"
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--no-lighthouse", action="store_true", help="what needs no package from elsewhere")
    asked = parser.parse_args()
    with demo() as (installation, folder):
        node("bench/pages.mjs", installation.address, EMAIL, PASSWORD)
        if not asked.no_lighthouse:
            for name, path in PAGES.items():
                print(f"lighthouse {name:<8} {marks(installation.address + path, folder)}", flush=True)
    node("bench/rows.mjs", DIST=str(FRONTEND / "dist"), CHROMIUM=CHROMIUM)


@contextmanager
def demo() -> Iterator[tuple[Installation, Path]]:
    """Run `healther demo` for the block, in a folder that the database's own user may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="healther-pages-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        with running(folder, "demo", HEALTHER_DEMO_PASSWORD=PASSWORD) as installation:
            yield installation, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def node(*command: str, **settings: str) -> None:
    """Run a script of frontend/bench; it prints its figures itself."""
    env = os.environ | settings
    subprocess.run(["node", *command], cwd=FRONTEND, env=env, check=True, timeout=DEADLINE_S)


def marks(address: str, folder: Path) -> str:
    """Return the median mark of each category, 0 to 100, the worst first."""
    rounds = [_lighthouse(address, folder / f"{number}.json") for number in range(RUNS)]
    medians = {name: statistics.median(marked[name] for marked in rounds) for name in CATEGORIES}
    each = ", ".join(f"{name} {mark:.0f}" for name, mark in medians.items())
    return f"worst {min(medians.values()):.0f} ({each})"


def _lighthouse(address: str, report: Path) -> dict[str, float]:
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    command = ["npx", "-y", LIGHTHOUSE, address, "--quiet", "--output=json", f"--output-path={report}", flags]
    env = os.environ | {"CHROME_PATH": CHROMIUM}
    for _ in range(TRIES):  # now and then it loses the trace, and says itself that it is to be run again
        done = subprocess.run(command, env=env, check=False, capture_output=True, text=True, timeout=DEADLINE_S)
        if not done.returncode:
            break
    else:
        raise RuntimeError(done.stderr[-2000:])
    categories = json.loads(report.read_text())["categories"]
    return {name: categories[name]["score"] * 100 for name in CATEGORIES}


if __name__ == "__main__":
    main()
