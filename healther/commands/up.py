"""`healther up`: everything with one command, also on a machine without Docker, PostgreSQL or Redis."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from healther.installation import Extras

HELP = "Start everything, with embedded PostgreSQL and Valkey unless others are set; Ctrl-C stops it."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_run_options(parser)


def add_run_options(parser: argparse.ArgumentParser) -> None:
    """Declare what `up` and `demo` share."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="address that the web server listens on (default %(default)s)"
    )
    parser.add_argument(
        "--with-parent", action="store_true", help="stop as well when the process that started this one ends (make)"
    )


def run(options: argparse.Namespace) -> int:
    """Run until Ctrl-C."""
    return start(options)


def start(options: argparse.Namespace, name: str = "up", extras: "Extras | None" = None) -> int:
    """Run until Ctrl-C, with what `healther demo` adds."""
    from healther import logs
    from healther.embedded.process import follow_parent
    from healther.installation import NOTHING_MORE, run_everything
    from healther.settings import load

    if options.with_parent:
        follow_parent()
    logs.configure(name)
    return run_everything(load(), host=options.host, extras=extras or NOTHING_MORE)
