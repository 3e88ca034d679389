"""`healther openapi`: print the description of the API, from which the frontend's types are made."""

import argparse
import json
from pathlib import Path

HELP = "Print the API's OpenAPI description as JSON."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it to this file instead")


def run(options: argparse.Namespace) -> int:
    """Build the application without a database and print its description."""
    from api.app import create_app
    from healther.wiring import offline_api_config

    text = json.dumps(create_app(offline_api_config()).openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text)
    return 0
