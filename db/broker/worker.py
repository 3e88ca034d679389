"""Running tasks: Taskiq's receiver inside this process, with an end that loses nothing."""

import asyncio
import logging
from typing import Any

from taskiq import AckableMessage
from taskiq.acks import AcknowledgeType
from taskiq.receiver import Receiver

from db.broker.durable import DurableStreamBroker
from db.broker.limits import StreamMessage

CANCEL_S = 5.0

logger = logging.getLogger(__name__)


class DurableReceiver(Receiver):
    """Receiver that lets go of what failed before its acknowledgement, and can end its running tasks."""

    def __init__(self, broker: DurableStreamBroker, *, max_async_tasks: int, drain_s: float, **options: Any) -> None:
        super().__init__(
            broker,
            max_async_tasks=max_async_tasks,
            max_prefetch=0,
            run_startup=False,
            ack_type=AcknowledgeType.WHEN_EXECUTED,
            wait_tasks_timeout=drain_s,
            **options,
        )
        self._durable = broker
        self._callbacks: set[asyncio.Task[Any]] = set()

    async def callback(self, message: bytes | AckableMessage, raise_err: bool = False) -> None:
        """Run the task of one message. A failure before the acknowledgement means another delivery."""
        task = asyncio.current_task()
        assert task is not None, "the receiver runs each message in a task of its own"
        self._callbacks.add(task)
        try:
            await super().callback(message, raise_err)
        except Exception:  # top of the task: nobody else looks at it
            logger.exception("message not handled, it will be delivered again")
        finally:
            self._callbacks.discard(task)
            if isinstance(message, StreamMessage):
                self._durable.release(message.id)

    async def end_running(self) -> None:
        """Cancel the tasks that outlived the drain. They are not acknowledged: another worker repeats them."""
        self._durable.abandon()
        if not self._callbacks:
            return
        logger.warning("tasks cancelled at the end of the drain", extra={"count": len(self._callbacks)})
        for task in self._callbacks:
            task.cancel()
        await asyncio.wait(self._callbacks, timeout=CANCEL_S)


async def run_worker(
    broker: DurableStreamBroker,
    *,
    max_async_tasks: int,
    stop: asyncio.Event,
    drain_s: float = 30.0,
    validate_params: bool = True,
) -> None:
    """Run the tasks of the broker's stream in this process until `stop` is set.

    Then: nothing more is taken, unread messages are handed back at once, running tasks have `drain_s` to finish, the
    rest is cancelled and handed back. Returns at most about `drain_s` + 10 s after `stop`.
    """
    broker.is_worker_process = True
    broker.capacity = max_async_tasks
    receiver = DurableReceiver(
        broker, max_async_tasks=max_async_tasks, drain_s=drain_s, validate_params=validate_params
    )
    await broker.startup()
    try:
        await receiver.listen(stop)
    finally:
        await receiver.end_running()
        await broker.shutdown()
