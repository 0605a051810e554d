"""The doors of the schema, `execute` (HTTP), `stream` (WebSocket, SSE) and `read`: no error leaves by another way."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager, aclosing, nullcontext
from functools import cache
from types import TracebackType
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.exceptions import MissingQueryError
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionContext, ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from casewright.deadlines import Deadlines
from casewright.errors import Unavailable
from casewright_gateway.masking import log_errors, published


@cache
def _deadlines(seconds: float) -> Deadlines:
    return Deadlines(seconds)


class time_limit:  # noqa: N801 - reads like asyncio.timeout, and costs less than its timer
    """Cancels what takes longer and refuses it with a GraphQLError; None is no limit.

    The code is UNAVAILABLE when `check` raises that, as a part does not answer, or else TIMEOUT.
    """

    def __init__(self, seconds: float | None, check: Callable[[], Awaitable[object]]) -> None:
        self._check = check
        self._seconds = seconds
        self._limit: AbstractContextManager[None] = nullcontext() if seconds is None else _deadlines(seconds).limit()

    async def __aenter__(self) -> None:
        self._limit.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        try:
            self._limit.__exit__(kind, error, at)
        except TimeoutError:
            await self._refuse()

    async def _refuse(self) -> None:
        try:
            await self._check()
        except Unavailable as error:
            raise GraphQLError(error.message, original_error=error) from None
        message = f"The operation took longer than {self._seconds:g} seconds and was stopped; ask for less, or again."
        raise GraphQLError(message, extensions={"code": "TIMEOUT"}) from None


class TimeLimit(SchemaExtension):
    """Cancels a query or a mutation after so many seconds, which rolls back what it wrote; code as in `time_limit`.

    `check` is given the context of the operation. To the client the outcome is unknown: it asks again with the same
    idempotency key.
    """

    def __init__(self, seconds: float, check: Callable[[Any], Awaitable[object]]) -> None:
        super().__init__()
        self._seconds = seconds
        self._check = check

    async def on_execute(self) -> AsyncIterator[None]:
        """Around the execution of every operation but a subscription."""
        endless = self.execution_context.operation_type is OperationType.SUBSCRIPTION
        context = self.execution_context.context
        async with time_limit(None if endless else self._seconds, lambda: self._check(context)):
            yield


_AT_ONCE = (OperationType.QUERY, OperationType.MUTATION)
"""What is answered in one piece."""


class Schema(strawberry.Schema):
    """A schema that masks and logs at its doors, where exceptions of extensions and validation rules pass too."""

    suggests: bool = True
    """Whether a refusal may suggest names of the schema."""

    async def execute(self, *args: Any, **kwargs: Any) -> ExecutionResult:
        """Run one query or mutation, where that is allowed; a subscription is refused."""
        allowed = kwargs.pop("allowed_operation_types", _AT_ONCE)
        return await self._run(tuple(each for each in _AT_ONCE if each in allowed), *args, **kwargs)

    async def read(self, query: str, variables: dict[str, Any], context: Any) -> ExecutionResult:
        """Run one query for the platform itself; a mutation is refused."""
        return await self._run((OperationType.QUERY,), query, variable_values=variables, context_value=context)

    async def _run(self, allowed: tuple[OperationType, ...], *args: Any, **kwargs: Any) -> ExecutionResult:
        kwargs["allowed_operation_types"] = allowed
        try:
            result = await super().execute(*args, **kwargs)
        except (MissingQueryError, CannotGetOperationTypeError, InvalidOperationTypeError) as error:
            result = PreExecutionError(data=None, errors=[GraphQLError(str(error), original_error=error)])
        return self._masked(result)

    async def stream(self, *args: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:
        """Run any operation: one result for a query or mutation, many for a subscription."""
        return self._guarded(await super().stream(*args, **kwargs), kwargs.get("operation_name"))

    async def _guarded(self, source: AsyncGenerator[Any, None], operation: str | None) -> AsyncGenerator[Any, None]:
        try:
            async with aclosing(source):
                async for result in source:
                    yield self._masked(result)
        except Exception as error:  # of an extension or a validation rule: strawberry lets it through
            yield PreExecutionError(data=None, errors=[published(error, operation)])

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log what happened; strawberry's own log would write query text and the words of exceptions."""
        log_errors(errors, execution_context.operation_name if execution_context else None)

    def _masked(self, result: ExecutionResult) -> ExecutionResult:
        if result.errors:  # a new list: the old one may live in the validation cache
            result.errors = [self._unsuggesting(published(error)) for error in result.errors]
        return result

    def _unsuggesting(self, error: GraphQLError) -> GraphQLError:
        if not self.suggests:
            error.message = error.message.partition(" Did you mean ")[0]
        return error
