"""Following: what a subscription does between two events, and the rights it must still have at each."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from casewright_gateway.auth import Session, Unauthenticated
from casewright_gateway.bell import Bell, Topic
from casewright_gateway.reads.reader import Reader


@dataclass(frozen=True)
class Following:
    """Who follows, until when, and by which bell; `renew` asks anew who the token stands for."""

    bell: Bell
    session: Session
    renew: Callable[[], Awaitable[Session]]

    @contextmanager
    def turns(self, reader: Reader, topic: Topic) -> Iterator["Turns"]:
        """Turns that begin when something happened under a topic."""
        with self.bell.listening(topic) as flag:
            yield Turns(self, reader, flag)


class Turns:
    """One subscription: each turn is begun, something is read and sent, and the next is waited for."""

    def __init__(self, following: Following, reader: Reader, flag: asyncio.Event) -> None:
        self._following = following
        self._reader = reader
        self._flag = flag

    async def begin(self) -> None:
        """Read everything anew from here on, for the same actor; raises Unauthenticated when that is over."""
        session = self._following.session
        if session.seconds_left() <= 0:
            raise Unauthenticated("The access token has expired; subscribe again with a new one.")
        if await self._following.renew() != session:
            raise Unauthenticated("Your rights have changed; subscribe again.")
        self._reader.forget()

    async def wait(self) -> None:
        """Wait until something happened, or until the session ends."""
        with suppress(TimeoutError):
            async with asyncio.timeout(self._following.session.seconds_left()):
                await self._flag.wait()
        self._flag.clear()
