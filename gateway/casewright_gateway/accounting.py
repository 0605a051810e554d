"""Nothing of a case whose reading is kept leaves before that is written."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from strawberry.extensions import SchemaExtension
from strawberry.types.execution import PreExecutionError

from casewright.errors import CasewrightError
from casewright_gateway.masking import published
from casewright_gateway.planner.executor import PlannedSchema


class Accounting(SchemaExtension):
    """After a query or a mutation, and within the transaction of one with an idempotency key."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Around the execution."""
        yield
        await self.execution_context.context.account()


class AccountedSchema(PlannedSchema):
    """A schema whose subscriptions account for each of their results."""

    async def stream(self, *args: Any, **kwargs: Any) -> AsyncGenerator[Any, None]:
        """Run any operation, as ever."""
        return self._accounted(await super().stream(*args, **kwargs), kwargs["context_value"])

    async def _accounted(self, source: AsyncGenerator[Any, None], context: Any) -> AsyncGenerator[Any, None]:
        async with aclosing(source):
            async for result in source:
                try:
                    await context.account()
                except CasewrightError as error:
                    yield PreExecutionError(data=None, errors=[published(error)])
                    return
                yield result
