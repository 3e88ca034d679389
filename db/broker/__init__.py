"""The durable Taskiq broker of every queue: Redis streams, at least once.

A queue is a stream with a broker of its own. Who sends needs `send`; who works needs `run_worker`; both may name tasks
by their strings. Entries that cannot be run end in `<queue>:dead`.
"""

from db.broker.durable import DurableStreamBroker
from db.broker.limits import DeadReason, Limits
from db.broker.sending import send
from db.broker.server import check_server
from db.broker.worker import run_worker
from db.redis import BrokerError, BrokerFull, BrokerUnavailable

CHECKS = "healther:checks"
CHECKS_NOW = "healther:checks:now"
JOBS = "healther:jobs"

__all__ = [
    "CHECKS",
    "CHECKS_NOW",
    "JOBS",
    "BrokerError",
    "BrokerFull",
    "BrokerUnavailable",
    "DeadReason",
    "DurableStreamBroker",
    "Limits",
    "check_server",
    "run_worker",
    "send",
]
