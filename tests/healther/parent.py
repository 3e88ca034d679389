"""Programs that tests start, stop and kill: `python -m tests.healther.parent stores HOME` and `… services JSON`.

Each prints one line of JSON whenever the set of running processes changes; the supervisor runs in their main thread.
"""

import json
import sys
from pathlib import Path

from healther.embedded import postgres, valkey
from healther.embedded.home import HomeError, open_home
from healther.embedded.service import Service, ServiceError
from healther.embedded.supervisor import StopRequested, Supervisor


def say(**content: object) -> None:
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


def stores(path: str) -> None:
    home = open_home(Path(path))
    with Supervisor(on_change=lambda running: say(running=running)) as supervisor:
        supervisor.start(postgres.service(home, None), valkey.service(home, None))
        say(
            ready=True,
            database_url=postgres.database_url(home),
            redis_url=valkey.redis_url(home),
            place=str(home.place),
            sockets=str(home.sockets),
            running=supervisor.running,
        )
        supervisor.watch()
    home.close()


def services(text: str) -> None:
    with Supervisor(on_change=lambda running: say(running=running)) as supervisor:
        supervisor.start(*(Service(**fields) for fields in json.loads(text)))
        say(ready=True, running=supervisor.running)
        supervisor.watch()


if __name__ == "__main__":
    try:
        {"stores": stores, "services": services}[sys.argv[1]](sys.argv[2])
    except (HomeError, ServiceError) as error:
        sys.exit(f"{error}")
    except StopRequested:
        sys.exit(0)
