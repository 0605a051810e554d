"""The relay: round after round, it takes what was committed to those who are to hear of it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from typing import Protocol
from uuid import UUID

import anyio.to_thread
from uuid_utils.compat import uuid7

from casewright.errors import CasewrightError
from casewright.operations.feed import place_events
from casewright.operations.heartbeat import BEAT_SECONDS, beat, still
from casewright.operations.idempotency import purge_keys
from casewright.operations.outbox import fan_out, give_back, take_deliveries
from casewright.operations.timers import fire_due_timers
from casewright.platform import Platform

_log = logging.getLogger("casewright.relay")
_POLL_SECONDS = 0.5
_PAUSE_SECONDS = 2.0
"""After a round that failed: long enough not to flood the log, short enough to be back soon."""

_STILL_SECONDS = 1.0
_PURGE_SECONDS = 3600.0

Step = Callable[[], Awaitable[object]]


class Rounds(Protocol):
    """Something else that has work to do in every round."""

    async def round(self) -> None:
        """Do what is due."""
        ...


class Relay:
    """Heartbeat, timers, outbox and whatever is `beside` them, at work while the block lasts.

    `send` hands the id of a delivery to the broker; it may block. `breached` hears how many clocks passed a mark.
    `wake` ends the pause between two rounds.
    """

    def __init__(
        self,
        platform: Platform,
        send: Callable[[str], object],
        breached: Callable[[int], None],
        wake: asyncio.Event,
        beside: Sequence[Rounds],
    ) -> None:
        self._wake = wake
        self._platform = platform
        self._send = send
        self._breached = breached
        self._identity = uuid7()
        self._next_beat = 0.0
        self._next_purge = 0.0
        self._steps: list[Step] = [platform.set_clock, self._beat, self._fire, self._place, self._fan_out]
        self._steps += [self._hand_over, self._purge, *(each.round for each in beside)]

    async def __aenter__(self) -> "Relay":
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        with suppress(CasewrightError, TimeoutError):
            async with asyncio.timeout(_STILL_SECONDS):
                await still(self._platform, self._identity)

    async def _run(self) -> None:
        while True:
            if await self.round():
                with suppress(TimeoutError):
                    async with asyncio.timeout(_POLL_SECONDS):
                        await self._wake.wait()
            else:
                await asyncio.sleep(_PAUSE_SECONDS)
            self._wake.clear()

    async def round(self) -> bool:
        """Every step once, whatever became of those before; whether all went well."""
        well = True
        for step in self._steps:
            try:
                await step()
            except Exception as error:
                well = False
                _log.warning("a step of the relay failed: %s", type(error).__name__, extra={"step": step.__qualname__})
        return well

    async def _beat(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next_beat:
            await beat(self._platform, self._identity)
            self._next_beat = now + BEAT_SECONDS

    async def _fire(self) -> None:
        self._breached(await fire_due_timers(self._platform))

    async def _place(self) -> None:
        while await place_events(self._platform):
            pass

    async def _fan_out(self) -> None:
        while await fan_out(self._platform):
            pass

    async def _hand_over(self) -> None:
        if taken := await take_deliveries(self._platform):
            try:
                await anyio.to_thread.run_sync(self._send_all, taken)
            except Exception:
                await give_back(self._platform, taken)
                raise

    def _send_all(self, deliveries: Iterable[UUID]) -> None:
        for delivery in deliveries:
            self._send(str(delivery))

    async def _purge(self) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next_purge:
            await purge_keys(self._platform)
            self._next_purge = now + _PURGE_SECONDS
