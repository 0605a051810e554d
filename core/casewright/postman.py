"""The postman: takes the e-mails of notifications as they come due and sends them, a few at once."""

import asyncio
import logging
from uuid import UUID

from casewright.mail.server import SmtpServer
from casewright.operations.mailing import send_mail, take_mails
from casewright.platform import Platform

_log = logging.getLogger("casewright.postman")
_AT_ONCE = 8
_STOP_SECONDS = 3


class Postman:
    """Sends for one platform; leaving the block waits a little for what is on its way."""

    def __init__(self, platform: Platform, server: SmtpServer) -> None:
        self._platform = platform
        self._server = server
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "Postman":
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def round(self) -> None:
        """Begin to send what is due, as far as there are hands free."""
        free = _AT_ONCE - len(self._tasks)
        for notification in await take_mails(self._platform, free) if free else ():
            task = asyncio.create_task(self._send(notification))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Wait until everything that is on its way has an outcome."""
        await asyncio.gather(*self._tasks)

    async def _send(self, notification: UUID) -> None:
        try:
            await send_mail(self._platform, self._server, notification)
        except Exception as error:  # its lease ends, and it is taken again
            _log.warning("an e-mail was left in the middle: %s", type(error).__name__)
