"""The doors of the schema, `execute` (HTTP), `stream` (WebSocket, SSE) and `read`: no error leaves by another way."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionContext, ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from casewright_gateway.masking import log_errors, published


@asynccontextmanager
async def time_limit(seconds: float | None) -> AsyncIterator[None]:
    """Cancels what takes longer and refuses it with the code TIMEOUT; None is no limit."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        message = f"The operation took longer than {seconds:g} seconds and was stopped; ask for less, or again."
        raise GraphQLError(message, extensions={"code": "TIMEOUT"}) from None


class TimeLimit(SchemaExtension):
    """Cancels a query or a mutation after so many seconds, which rolls back what it wrote; code TIMEOUT.

    To the client the outcome is unknown: it asks again with the same idempotency key.
    """

    def __init__(self, seconds: float = 10) -> None:
        super().__init__()
        self._seconds = seconds

    async def on_execute(self) -> AsyncIterator[None]:
        """Around the execution of every operation but a subscription."""
        endless = self.execution_context.operation_type is OperationType.SUBSCRIPTION
        async with time_limit(None if endless else self._seconds):
            yield


class Schema(strawberry.Schema):
    """A schema that masks and logs at its doors, where exceptions of extensions and validation rules pass too."""

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """Run one query or mutation; a subscription is refused."""
        return await self._run((OperationType.QUERY, OperationType.MUTATION), *args, **kwargs)

    async def read(self, query: str, variables: dict[str, Any], context: Any) -> ExecutionResult:
        """Run one query for the platform itself; a mutation is refused."""
        return await self._run((OperationType.QUERY,), query, variable_values=variables, context_value=context)

    async def _run(self, allowed: tuple[OperationType, ...], *args: Any, **kwargs: Any) -> ExecutionResult:
        kwargs["allowed_operation_types"] = allowed
        try:
            result = await super().execute(*args, **kwargs)
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError) as error:
            result = PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])
        return _masked(result)

    async def stream(self, *args: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:
        """Run any operation: one result for a query or mutation, many for a subscription."""
        return self._guarded(await super().stream(*args, **kwargs), kwargs.get("operation_name"))

    async def _guarded(self, source: AsyncGenerator[Any, None], operation: str | None) -> AsyncGenerator[Any, None]:
        try:
            async with aclosing(source):
                async for result in source:
                    yield _masked(result)
        except Exception as error:  # of an extension or a validation rule: strawberry lets it through
            yield PreExecutionError(data=None, errors=[published(error, operation)])

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log what happened; strawberry's own log would write query text and the words of exceptions."""
        log_errors(errors, execution_context.operation_name if execution_context else None)


def _masked(result: ExecutionResult) -> ExecutionResult:
    if result.errors:  # a new list: the old one may live in the validation cache
        result.errors = [published(error) for error in result.errors]
    return result
