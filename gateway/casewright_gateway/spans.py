"""Requests and GraphQL operations as spans, where tracing is on."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from casewright.tracing import Span, Tracing, Untraced
from casewright_gateway.doors import Schema
from casewright_gateway.masking import code_of

_LONGEST = 100
"""Of the name that a client gave its operation, so many letters are kept."""


def operation_span(tracing: Tracing, kind: str, name: str) -> AbstractContextManager[Span]:
    """A span for an operation of this type and name."""
    told = {"graphql.operation.type": kind, "graphql.operation.name": name[:_LONGEST]}
    return tracing.span("GraphQL Operation", told)


class Traced(SchemaExtension):
    """A span around the execution of a query or a mutation: its type, its name and how it ended."""

    def __init__(self, tracing: Tracing) -> None:
        super().__init__()
        self._tracing = tracing

    def on_execute(self) -> Iterator[None]:
        """A subscription is open for hours and has none; what it tells of has spans of its own."""
        context = self.execution_context
        if context.operation_type is OperationType.SUBSCRIPTION:
            yield
            return
        with operation_span(self._tracing, context.operation_type.value, context.operation_name or "") as span:
            yield
            errors = context.result and context.result.errors
            span.describe({"casewright.code": code_of(errors[0]) if errors else "OK"})


class Received:
    """ASGI middleware: a request belongs to the trace that its headers name."""

    def __init__(self, app: ASGIApp, tracing: Tracing) -> None:
        self._app = app
        self._tracing = tracing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve within that trace."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope.get("headers", ())}
        with self._tracing.received(headers):
            await self._app(scope, receive, send)


def trace(schema: Schema, tracing: Tracing) -> list[Middleware]:
    """Trace what goes through the schema from now on; the middleware that this needs."""
    if isinstance(tracing, Untraced):
        return []
    schema.extensions = (lambda: Traced(tracing), *schema.extensions)
    return [Middleware(Received, tracing=tracing)]
