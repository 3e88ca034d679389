"""How our processes log: one JSON object a line, or short lines for a person at a terminal. Standard library only."""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


def configure(process: str, *, level: int = logging.INFO) -> None:
    """Send all log records to standard error, in the form that suits who reads it."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(HumanFormatter(process) if sys.stderr.isatty() else JsonFormatter(process))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    # They tell of every request or poll at INFO; what matters of it is in our own records.
    for noisy in ("httpx", "httpcore", "alembic.runtime.migration", "taskiq.receiver", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, process, logger, event, and the fields given with `extra`."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "event": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return json.dumps(line, default=str, ensure_ascii=False)


class HumanFormatter(logging.Formatter):
    """`12:00:01 worker     warning  queue is old  age_s=31`."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line, followed by the exception if there is one."""
        at = datetime.fromtimestamp(record.created).astimezone().strftime("%H:%M:%S")
        level = "" if record.levelno == logging.INFO else record.levelname.lower() + "  "
        fields = "".join(f"  {name}={value}" for name, value in _fields(record).items())
        line = f"{at} {self._process:<10} {level}{record.getMessage()}{fields}"
        if record.exc_info:
            line += "\n" + "".join(traceback.format_exception(*record.exc_info)).rstrip()
        return line


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return {name: value for name, value in vars(record).items() if name not in _STANDARD}
