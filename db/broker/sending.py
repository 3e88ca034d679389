"""Sending a task by its name, without importing the code that runs it."""

from typing import Any

from taskiq.exceptions import SendTaskError
from taskiq.kicker import AsyncKicker

from db.broker.durable import DurableStreamBroker
from db.redis import BrokerError


async def send(broker: DurableStreamBroker, task_name: str, *args: Any, queue: str | None = None, **kwargs: Any) -> str:
    """Queue the task and return its id. `queue` names another stream than the broker's own.

    Raises BrokerUnavailable or BrokerFull within the broker's `send_timeout_s`. After BrokerUnavailable the task may
    still have been queued: whoever sends again must accept that it runs twice.
    """
    labels = {"queue_name": queue} if queue else {}
    kicker: AsyncKicker[Any, Any] = AsyncKicker(task_name, broker, labels)
    try:
        task = await kicker.kiq(*args, **kwargs)
    except SendTaskError as error:
        if isinstance(error.__cause__, BrokerError):
            raise error.__cause__  # noqa: B904 - its own cause, the driver's error, says more
        raise
    return str(task.task_id)
