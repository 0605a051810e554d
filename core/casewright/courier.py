"""The courier: takes deliveries to webhooks as they come due and sends them, a bounded number at once.

It needs no broker: the outbox is its queue, and a slow receiver occupies a coroutine and not a thread.
"""

import asyncio
import logging
from types import TracebackType
from uuid import UUID

from casewright.operations.webhook_deliveries import deliver
from casewright.operations.webhook_queue import take_webhook_deliveries
from casewright.platform import Platform
from casewright.webhooks.message import Render
from casewright.webhooks.sending import Sender

_log = logging.getLogger("casewright.courier")
_AT_ONCE = 64
_STOP_SECONDS = 3


class Courier:
    """Sends for one platform; leaving the block waits for what is on its way, but not for a receiver that hangs."""

    def __init__(self, platform: Platform, render: Render, sender: Sender) -> None:
        self._platform = platform
        self._render = render
        self._sender = sender
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Courier":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._sender.__aexit__(kind, error, traceback)

    async def round(self) -> None:
        """Begin to send what is due, as far as there are hands free."""
        free = _AT_ONCE - len(self._tasks)
        for delivery in await take_webhook_deliveries(self._platform, free) if free else ():
            task = asyncio.create_task(self._deliver(delivery))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until everything that is on its way has an outcome."""
        await asyncio.gather(*self._tasks)

    async def _deliver(self, delivery: UUID) -> None:
        try:
            await deliver(self._platform, self._render, self._sender, delivery)
        except Exception as error:  # its lease ends, and it is taken again
            _log.warning("a delivery was left in the middle: %s", type(error).__name__)
