"""The short way: an operation that strawberry has validated before is answered in front of everything else."""

import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import orjson
from graphql import GraphQLError, OperationType
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from casewright_gateway.auth import Unauthenticated
from casewright_gateway.context import Context
from casewright_gateway.doors import time_limit
from casewright_gateway.envelope import JSON, KEY, TOO_MANY, Malformed, answer_type, is_json, status_of_refusal
from casewright_gateway.masking import published
from casewright_gateway.planner.executor import explanation, reason_of
from casewright_gateway.planner.planner import PlannedOperation, Planner
from casewright_gateway.spans import operation_span
from casewright_gateway.trusted import Documents

Observe: TypeAlias = Callable[[str, float], None]
"""Hears of every answer: the type of the operation, and how many seconds it took."""

MakeContext: TypeAlias = Callable[[Mapping[str, str], None, str | None], Awaitable[Context]]
"""From the headers of a request and its idempotency key to its context; raises Unauthenticated."""


class _Answer(NamedTuple):
    status: int
    media: str
    body: bytes
    wait: int | None = None
    """Seconds after which whoever asked for too much may ask again."""


class ShortWay:
    """ASGI middleware. Answers what is known and planned; all else goes on as it came, and nothing was changed."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        route: Route,
        planner: Planner,
        documents: Documents,
        context: MakeContext,
        seconds: float,
        largest_body: int,
        observe: Observe,
        heard: Sequence[str],
    ) -> None:
        """`heard` are the headers of which a context is made."""
        self._app = app
        self._route = route
        self._planner = planner
        self._documents = documents
        self._make_context = context
        self._seconds = seconds
        self._largest_body = largest_body
        self._observe = observe
        self._heard = {name.encode(): name for name in ("content-type", "accept", KEY, *heard)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        headers = self._headers(scope)
        if headers is None:
            await self._app(scope, receive, send)
            return
        began, messages = time.perf_counter(), await self._received(receive)
        operation, variables = self._asked(messages)
        answer = await self._answer(operation, variables, scope, headers) if operation else None
        if operation is None or answer is None:
            await self._app(scope, _again(messages, receive), send)
            return
        scope["route"] = self._route
        self._observe(operation.kind.value, time.perf_counter() - began)
        await _send(send, answer)

    def _headers(self, scope: Scope) -> Mapping[str, str] | None:
        """The headers of a request of the plain kind, each once; None for any other."""
        if scope["type"] != "http" or scope["path"] != self._route.path or scope["method"] != "POST":
            return None
        given = dict(scope["headers"])
        headers = {text: given[name].decode("latin-1") for name, text in self._heard.items() if name in given}
        once, plain = len(given) == len(scope["headers"]), is_json(headers.get("content-type", ""))
        return headers if once and plain and answer_type(headers.get("accept", JSON)) else None

    async def _received(self, receive: Receive) -> list[Message]:
        """The body, in the pieces in which it came, until it is whole or too large to be looked at."""
        messages, size = [await receive()], 0
        while messages[-1].get("more_body"):
            size += len(messages[-1].get("body", b""))
            if size > self._largest_body:
                break
            messages.append(await receive())
        return messages

    def _asked(self, messages: Sequence[Message]) -> tuple[PlannedOperation | None, dict[str, Any]]:
        """The operation, where it came whole and is known."""
        body = b"".join(message.get("body", b"") for message in messages)
        last = messages[-1]
        if last["type"] != "http.request" or last.get("more_body") or len(body) > self._largest_body:
            return None, {}
        try:
            read = self._documents.resolved(orjson.loads(body))
            query, name, variables = read["query"], read.get("operationName"), read.get("variables")
            extensions = read.get("extensions")
        except (ValueError, TypeError, KeyError, AttributeError, Malformed):
            return None, {}
        if not isinstance(query, str) or not isinstance(name, str | None):
            return None, {}
        if not isinstance(variables, dict | None) or not isinstance(extensions, dict | None):
            return None, {}
        return self._planner.known(query, name), variables or {}

    async def _answer(
        self, operation: PlannedOperation, variables: dict[str, Any], scope: Scope, headers: Mapping[str, str]
    ) -> "_Answer | None":
        try:
            context = await self._make_context(headers, None, headers.get(KEY))
        except Unauthenticated:
            return None
        scope.setdefault("state", {})["context"] = context  # of whoever answers instead: what is done is done
        media = answer_type(headers.get("accept", JSON)) or JSON
        try:
            body = await self._body(operation, variables, context)
        except GraphQLError as error:  # it took too long, or the actor has asked for too much
            return _refusal(published(error), media)
        return None if body is None else _Answer(200, media, body.encode())

    async def _body(self, operation: PlannedOperation, variables: dict[str, Any], context: Context) -> str | None:
        if operation.kind is OperationType.MUTATION and context.idempotency_key is not None:
            return None
        context.execution.charge(operation.cost)
        async with time_limit(self._seconds, context.platform.database.check):
            with operation_span(context.platform.tracing, operation.kind.value, operation.name) as span:
                try:
                    data = await operation.answer(context, operation.variables(variables))
                    await context.account()
                except Exception as reason:
                    context.execution.unplanned = reason_of(reason)
                    span.describe({"casewright.code": "UNPLANNED"})  # strawberry's is the next one
                    return None
                span.describe({"casewright.code": "OK"})
        told = explanation(context.execution)
        return f'{{"data":{data},"extensions":{orjson.dumps(told).decode()}}}' if told else f'{{"data":{data}}}'


def _refusal(error: GraphQLError, media: str) -> _Answer:
    wait = (error.extensions or {}).get("retryAfter")
    status = status_of_refusal(media) if wait is None else TOO_MANY
    return _Answer(status, media, orjson.dumps({"errors": [error.formatted]}), wait)


def _again(messages: Sequence[Message], receive: Receive) -> Receive:
    """What was received is received once more."""
    waiting = deque(messages)

    async def again() -> Message:
        return waiting.popleft() if waiting else await receive()

    return again


async def _send(send: Send, answer: _Answer) -> None:
    kind = (b"content-type", f"{answer.media}; charset=utf-8".encode())
    length = (b"content-length", b"%d" % len(answer.body))
    wait = [] if answer.wait is None else [(b"retry-after", b"%d" % answer.wait)]
    await send({"type": "http.response.start", "status": answer.status, "headers": [kind, length, *wait]})
    await send({"type": "http.response.body", "body": answer.body})
