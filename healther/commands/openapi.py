"""`healther openapi`: print the description of the API, from which the frontend's types are made."""

import argparse
import json
import sys
from pathlib import Path

from healther.progress import in_words

HELP = "Print the API's OpenAPI description as JSON."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it to this file instead")
    parser.add_argument("--json", action="store_true", help="as it always is")


def run(options: argparse.Namespace) -> int:
    """Build the application without a database and print its description."""
    from api.app import create_app
    from healther.wiring import offline_api_config

    text = json.dumps(create_app(offline_api_config()).openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if options.output is None:
        print(text, end="")
        return 0
    try:
        options.output.write_text(text)
    except OSError as error:
        print(f"healther openapi: {in_words(error)}", file=sys.stderr)
        return 1
    return 0
