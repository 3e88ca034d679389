"""Where the API leaves the second wall (db/row_security.py) and asks as the owner of the tables, with the reason.

Everything else goes through `Services.transaction(caller)` or the dependency `Conn`, and sees the caller's workspaces
only. A test compares this list with the code.
"""

from typing import Final

AS_OWNER: Final[dict[str, str]] = {
    "api/accounts": "accounts are nobody's workspace: the role has no right to sessions, passwords and second factors",
    "api/auth.py": "nobody is signed in yet",
    "api/badges": "public pictures",
    "api/deps.py": "finds out who is asking",
    "api/health.py": "asks for the schema's revision",
    "api/imports.py": "how many files of everybody wait, so that nobody fills the disk",
    "api/invites.py": "who opens or accepts an invitation is no member yet",
    "api/live/hub.py": "asks for all open sockets at once what each may follow",
    "api/live/protocol.py": "a socket lives by its session or key, which every command asks for",
    "api/live/routes.py": "tickets belong to sessions and keys",
    "api/me.py": "one's own account",
    "api/operator.py": "the installation, not what people watch",
    "api/people.py": "a profile may be shown to everybody",
    "api/photos.py": "a photo may be shown to everybody",
    "api/ping.py": "a heartbeat's address is its secret",
    "api/public_check.py": "a check without an account",
    "api/recipients/choices.py": "a recipient needs no account: the token of the mail decides",
    "api/report_jobs.py": "the link of a report's mail is its secret",
    "api/services.py": "makes both kinds of transactions",
    "api/status": "public pages",
    "api/workspaces.py": "a new workspace has no member yet, and addresses of public pages are those of all workspaces",
}
