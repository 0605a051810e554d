"""Who asks for too much hears so late: to refuse costs the process its time as well, which others would miss.

A program that asks again as soon as it is answered, on however many connections, then asks once a second on each.
"""

from collections import Counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casewright_gateway.envelope import TOO_MANY
from casewright_gateway.streams import Ending

SECONDS = 1.0
"""How late. Nobody who is refused may ask again earlier: `Retry-After` has whole seconds."""
_PLACES, _EACH = 1_000, 500
"""Refusals that wait in a process, and those of one tenant or address among them. A thousand of them in a second take
some tenth of a processor."""


class LateRefusals:
    """ASGI middleware. Keeps an answer with status 429, or what is left of a stream whose actor had spent everything.

    What is kept is the refusal alone: the request and all that was made of it are gone. It leaves when its time is over
    or the server ends, and nobody waits for a client that went away. Where no place is left the refusal leaves at once
    and its connection is closed.
    """

    def __init__(
        self, app: ASGIApp, ending: Ending, seconds: float = SECONDS, places: int = _PLACES, each: int = _EACH
    ) -> None:
        self._app = app
        self._ending = ending
        self._seconds = seconds
        self._places = places
        self._each = each
        self._waiting: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve, and keep what refuses."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        kept: list[Message] = []

        async def outward(message: Message) -> None:
            if kept or message.get("status") == TOO_MANY or _has_spent_everything(scope):
                kept.append(message)
            else:
                await send(message)

        await self._app(scope, receive, outward)
        if kept and not await self._waited(_who(scope), receive):
            _close(kept[0])
        for message in kept:
            await send(message)

    async def _waited(self, who: str, receive: Receive) -> bool:
        """Wait; False where no place is left."""
        if self._waiting.total() >= self._places or self._waiting[who] >= self._each:
            return False
        self._waiting[who] += 1
        try:
            async with self._ending.until_then(self._seconds):
                while (await receive())["type"] != "http.disconnect":
                    pass  # the rest of a body that nobody read
        finally:
            self._waiting -= Counter([who])
        return True


def _has_spent_everything(scope: Scope) -> bool:
    context = scope.get("state", {}).get("context")
    return context is not None and context.execution.refused


def _who(scope: Scope) -> str:
    """The tenant, or from where a token came that is nobody's."""
    context = scope.get("state", {}).get("context")
    address: str = (scope.get("client") or ("",))[0]
    return address if context is None else context.actor.tenant


def _close(start: Message) -> None:
    """A stream that began already stays: it had its place."""
    if start["type"] == "http.response.start":
        start["headers"] = [*start.get("headers", ()), (b"connection", b"close")]
