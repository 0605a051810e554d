"""`Idempotency-Key` on mutations: the same key gives the same answer and one effect.

Over HTTP it is a header; on a WebSocket, which has none for an operation, it is `idempotencyKey` in its `extensions`.

The answer that is kept is the whole result of the operation. An operation under a key is done as a whole or not at all,
also when it has several mutations: when one of them is refused or a field of the answer fails, nothing is written and
the key stays unused.
"""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack

import orjson
from graphql import GraphQLError
from strawberry.extensions import SchemaExtension
from strawberry.types.execution import ExecutionContext, ExecutionResult
from strawberry.types.graphql import OperationType

from casewright.errors import CasewrightError
from casewright.operations.idempotency import once
from casewright_gateway.context import Context
from casewright_gateway.doors import time_limit
from casewright_gateway.limits import DEFAULT
from casewright_gateway.mutations.attempt import outcomes


class Idempotency(SchemaExtension):
    """Runs a mutation that came with a key once.

    It comes before the extension that limits the time: what that cancels is rolled back here. Waiting for the first of
    several duplicates has a limit of its own.
    """

    async def on_execute(self) -> AsyncIterator[None]:
        """Around the execution, which is left out when there is an answer already."""
        execution = self.execution_context
        context: Context = execution.context
        if context.idempotency_key is None or execution.operation_type is not OperationType.MUTATION:
            yield
            return
        async with AsyncExitStack() as stack:
            async with time_limit(DEFAULT.seconds, context.platform.database.check):
                key, asked = context.idempotency_key, _fingerprint(execution)
                run = await stack.enter_async_context(once(context.platform, context.actor, key, asked))
            if run.answer is not None:
                execution.result = ExecutionResult(data=orjson.loads(run.answer), errors=None)
            made = stack.enter_context(outcomes())
            yield
            run.answer = _answer(execution, made)


def _fingerprint(execution: ExecutionContext) -> str:
    """SHA-256 over what was asked: query text, operation name and variables."""
    asked = [execution.query, execution.operation_name, execution.variables or {}]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _answer(execution: ExecutionContext, made: Sequence[CasewrightError | None]) -> str | None:
    """The result as JSON; None when nothing is kept, and the result then tells of nothing that was done."""
    result, refusals = execution.result, [refusal for refusal in made if refusal]
    assert result is not None
    if 0 < len(refusals) < len(made):
        result.errors = [GraphQLError(refusal.message, original_error=refusal) for refusal in refusals]
    if result.errors:
        result.data = None
    return None if result.errors or refusals else orjson.dumps(result.data).decode()
