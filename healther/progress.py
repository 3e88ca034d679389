"""A bar on the terminal that says how far long work is. Nothing is shown where nobody looks: in files and pipes."""

import sys
from typing import Final

WIDTH: Final = 24
WORDS: Final = 32


class Bar:
    """One line on stderr, drawn anew; `end` takes it away."""

    def __init__(self, *, is_quiet: bool) -> None:
        self._is_shown = not is_quiet and sys.stderr.isatty()

    def show(self, done: int, of: int, what: str) -> None:
        """Show how many of how many are done, and what comes next."""
        if self._is_shown:
            filled = WIDTH * done // max(1, of)
            bar = "█" * filled + "░" * (WIDTH - filled)
            print(f"\r{bar} {done}/{of} {what[:WORDS]:<{WORDS}}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            print(f"\r{'':<{WIDTH + WORDS + 16}}\r", end="", file=sys.stderr, flush=True)


def in_words(error: Exception) -> str:
    """Say what went wrong; about a file without the number of the error."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{str(error.filename).removesuffix('.part')}: {error.strerror}"
    return str(error)
