"""`healther operator`: who looks after this installation. They see its health and its mails, not what people watch."""

import argparse
import asyncio
import json
import sys

HELP = "List operators, or make an account an operator."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text in (("add", "make an account an operator"), ("remove", "make it an ordinary account again")):
        action = actions.add_parser(name, help=text, description=text)
        action.add_argument("email", metavar="EMAIL", help="mail address of the account")
        action.add_argument("--json", action="store_true", help="print the result as JSON")
    listing = actions.add_parser("list", help="print the addresses of operators")
    listing.add_argument("--json", action="store_true", help="print the result as JSON")


def run(options: argparse.Namespace) -> int:
    """Do it in HEALTHER_DATABASE_URL, or in the database of the home when `healther up` runs there."""
    from db.errors import DatabaseError
    from healther import logs
    from healther.finding import database_url

    logs.configure("operator")
    url = database_url()
    try:
        if options.action == "list":
            return _print_all(asyncio.run(_operators(url)), as_json=options.json)
        is_operator = options.action == "add"
        has_changed = asyncio.run(_set(url, options.email.strip().lower(), is_operator))
    except DatabaseError as error:
        print(f"healther operator: {error}", file=sys.stderr)
        return 1
    return _print_one(options.email, is_operator, has_changed, as_json=options.json)


def _print_all(addresses: list[str], *, as_json: bool) -> int:
    print(json.dumps({"operators": addresses}) if as_json else "\n".join(addresses))
    return 0


def _print_one(email: str, is_operator: bool, has_changed: bool, *, as_json: bool) -> int:
    if not has_changed:
        print(f"healther operator: no account has the address {email}", file=sys.stderr)
        return 1
    if as_json:
        print(json.dumps({"email": email, "is_operator": is_operator}))
    else:
        print(f"{email} is {'an operator now' if is_operator else 'no operator any more'}.")
    return 0


async def _set(url: str, email: str, is_operator: bool) -> bool:
    from db.installation import update_operator
    from db.pool import connected

    async with connected(url, name="healther operator") as conn:
        return await update_operator(conn, email, is_operator=is_operator) is not None


async def _operators(url: str) -> list[str]:
    from db.installation import select_operators
    from db.pool import connected

    async with connected(url, name="healther operator") as conn:
        return await select_operators(conn)
