"""The command line. Each sub-command is a module of `healther.commands`; this one finds it and turns errors into words.

Exit status: 0 it worked, 1 it did not (or something is wrong with what was looked at), 2 it was called wrongly.
"""

import argparse
import sys
from collections.abc import Sequence
from typing import Protocol

from healther.commands import check, demo, doctor, export, import_, migrate, openapi, operator, report, up
from healther.commands.processes import API, DISPATCHER, JOBS, SENDER, WORKER
from healther.embedded.home import HomeError
from healther.embedded.service import ServiceError


class Command(Protocol):
    """What a sub-command offers: `run` returns the exit status."""

    @property
    def HELP(self) -> str:  # noqa: N802 - a constant of the module
        """Return its line in the list."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do it."""


COMMANDS: dict[str, Command] = {
    "up": up,
    "api": API,
    "dispatcher": DISPATCHER,
    "worker": WORKER,
    "jobs": JOBS,
    "sender": SENDER,
    "migrate": migrate,
    "demo": demo,
    "check": check,
    "report": report,
    "export": export,
    "import": import_,
    "operator": operator,
    "doctor": doctor,
    "openapi": openapi,
}


def build_parser() -> argparse.ArgumentParser:
    """Return the parser with all sub-commands."""
    parser = argparse.ArgumentParser(
        prog="healther",
        description="Uptime monitoring and status pages whose numbers can be trusted.",
        epilog="Settings are environment variables: see .env.example.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.HELP, description=command.HELP))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    options = build_parser().parse_args(arguments)
    from healther.settings import SettingsError

    try:
        return COMMANDS[options.command].run(options)
    except SettingsError as error:
        print("These settings are wrong (see .env.example):", file=sys.stderr)
        for problem in error.problems:
            print(f"  {problem}", file=sys.stderr)
        return 2
    except (HomeError, ServiceError) as error:
        print(f"healther {options.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 1
