"""Writes docs/authorization.md from the tables that the routes use: `python -m api.authorization`.

A test compares the file with what this would write, and another asks every route as everybody.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from api.access import ROUTES, Need, opens_to_keys
from api.app import create_app
from api.config import MIN_SECRET_BYTES, ApiConfig
from api.roles import MINIMUM, Action, Role

PAGE: Final = Path(__file__).parents[1] / "docs" / "authorization.md"
HEAD: Final = """\
# Who may do what

Written by `make openapi` from `api/roles.py` and `api/access.py`, the tables that the routes themselves use. Do not
change it by hand. `tests/api/test_matrix.py` asks every route as everybody, and fails for a route that is not listed.

## Rules

- The role in a workspace is read from the database for each request, never from a token. Who is promoted, demoted or
  removed has the new rights, or none, with the next request.
- What does not exist and what belongs to others is answered alike: 404. A member whose role is too small gets 403.
- A workspace always has an owner: the last one cannot leave, be demoted or be removed.
- The public status page shows name and state of monitors that are public, nothing else, and only while the page is on.
- Operators look after the installation. They see its health and its mails, not what people watch: in a workspace they
  are nobody unless they are invited.
- An API key acts for its person, in one workspace, with the role that the person has there at that moment. With the
  scope `read` it may only look. It never opens the account: password, sessions, keys, invitations of one's own. It ends
  when it is revoked or expires, and for good when its person leaves the workspace or is removed.
- Addresses of recipients, and values of headers and bodies that probes send, are shown to admins and owners only: an
  observer reads `recipients: null` and `(hidden)`.
- Inviting others, and adding addresses of others as recipients, takes a confirmed mail address where mails can be sent.
"""


def page(app: FastAPI) -> str:
    """Return the page."""
    return "\n".join((HEAD, _actions(), _routes(app)))


def _actions() -> str:
    roles = sorted(Role)
    lines = [
        f"| {action.value} | {' | '.join('yes' if role >= MINIMUM[action] else '–' for role in roles)} |"
        for action in sorted(Action, key=lambda action: MINIMUM[action])
    ]
    title = f"| to | {' | '.join(role.word for role in roles)} |"
    return _table("## Roles of a workspace", title, lines)


def _routes(app: FastAPI) -> str:
    lines = [
        f"| `{method} {path}` | {_need(name)} | {'yes' if opens_to_keys(name) else '–'} |"
        for name, method, path in sorted(_listed(app), key=lambda found: (found[2], found[1]))
    ]
    return _table("## Routes", "| route | takes | API key |", lines)


def _listed(app: FastAPI) -> Iterable[tuple[str, str, str]]:
    for one in iter_route_contexts(app.routes):
        for method in sorted((one.methods or {"WebSocket"}) - {"HEAD"}):
            yield str(one.name), method, str(one.path)


def _need(name: str) -> str:
    found = ROUTES.get(name)
    if found is None:
        return "**not listed in api/access.py**"
    return found.value if isinstance(found, Need) else f"{MINIMUM[found].word}: to {found.value}"


def _table(heading: str, title: str, lines: list[str]) -> str:
    rule = "|" + "---|" * (title.count("|") - 1)
    return "\n".join((heading, "", title, rule, *lines, ""))


def described_app() -> FastAPI:
    """Return an application that can be described, but not run."""
    return create_app(ApiConfig("postgresql://nowhere/healther", "redis://nowhere", "0" * MIN_SECRET_BYTES))


if __name__ == "__main__":
    PAGE.write_text(page(described_app()), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
