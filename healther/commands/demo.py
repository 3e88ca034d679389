"""`healther demo`: everything, with ninety days of made-up history to look at."""

import argparse

HELP = "Start everything with 90 days of made-up history; signs in as demo@example.com."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    from healther.commands import up

    up.add_arguments(parser)
    # the parts that `healther demo` starts as processes of their own
    parser.add_argument("--only", choices=("load", "serve"), help=argparse.SUPPRESS)


def run(options: argparse.Namespace) -> int:
    """Run until Ctrl-C."""
    from healther.commands import up
    from healther.demo import process
    from healther.settings import load

    match options.only:
        case "load":
            return process.load_once(load("database_url"))
        case "serve":
            return process.serve_until_stopped(load())
        case _:
            return up.start(options, "demo", process.extras(load()))
