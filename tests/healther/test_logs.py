"""Log lines for programs and for people."""

import json
import logging
import sys

from healther.logs import HumanFormatter, JsonFormatter


def record(**fields: object) -> logging.LogRecord:
    return logging.getLogger("probes.worker").makeRecord(
        "probes.worker", logging.WARNING, __file__, 1, "queue is old", (), None, extra=fields
    )


def test_a_line_for_programs_has_the_fields() -> None:
    line = json.loads(JsonFormatter("worker").format(record(age_s=31)))

    assert (line["level"], line["process"], line["event"], line["age_s"]) == ("warning", "worker", "queue is old", 31)
    assert line["at"].endswith("+00:00")


def test_a_line_for_people_is_short() -> None:
    line = HumanFormatter("worker").format(record(age_s=31))

    assert line.split(maxsplit=1)[1] == "worker     warning  queue is old  age_s=31"


def test_an_exception_stays_in_one_line_for_programs() -> None:
    broken = record()
    try:
        raise ValueError("no")
    except ValueError:
        broken.exc_info = sys.exc_info()

    text = JsonFormatter("worker").format(broken)

    assert "\n" not in text
    assert "ValueError: no" in json.loads(text)["exception"]
