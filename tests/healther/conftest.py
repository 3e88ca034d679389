"""A home that the embedded services can reach, and programs that supervise them."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.healther.harness import Parent


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may pass through, which those of tmp_path are not."""
    path = Path(tempfile.mkdtemp(prefix="healther-test-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[..., Parent]]:
    """Start parents that are gone before `folder` is."""
    parents: list[Parent] = []

    def begin(*arguments: str) -> Parent:
        parents.append(Parent(*arguments))
        return parents[-1]

    yield begin
    for parent in parents:
        if parent.process.poll() is None:
            parent.stop()
        for stream in (parent.process.stdout, parent.process.stderr):
            if stream is not None:
                stream.close()
