"""The courier: takes deliveries to webhooks as they come due and sends them, a bounded number at once.

It needs no broker: the outbox is its queue, and a slow receiver occupies a coroutine and not a thread.
"""

import logging
from functools import partial
from types import TracebackType

from casewright.hands import Hands
from casewright.operations.webhook_deliveries import deliver
from casewright.operations.webhook_queue import take_webhook_deliveries
from casewright.platform import Platform
from casewright.webhooks.message import Render
from casewright.webhooks.sending import Sender

_log = logging.getLogger("casewright.courier")
_AT_ONCE = 64


class Courier(Hands):
    """Sends for one platform."""

    def __init__(self, platform: Platform, render: Render, sender: Sender) -> None:
        take, do = partial(take_webhook_deliveries, platform), partial(deliver, platform, render, sender)
        super().__init__(take, do, at_once=_AT_ONCE, log=_log)
        self._sender = sender

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await super().__aexit__(kind, error, traceback)
        await self._sender.__aexit__(kind, error, traceback)
