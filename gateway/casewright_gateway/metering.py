"""What an operation costs, told to who asks, and taken from what they may spend."""

import json
import math
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from functools import lru_cache, partial
from hashlib import blake2b

from graphql import GraphQLError, get_operation_ast
from strawberry.extensions import SchemaExtension
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types import StreamExecutionResult
from strawberry.types.execution import PreExecutionError

from casewright.access.actor import Actor
from casewright.db.database import Database
from casewright_gateway.auth import Unauthenticated
from casewright_gateway.limits import cost_of
from casewright_gateway.rates import Rates, Spend, freely
from casewright_gateway.tally import Tally

CODE = "RATE_LIMITED"
_COST, _MISS = "cm"
_NO_OPERATION = 50
"""What a document costs that cannot be run: reading it is work as well."""
_REFUSALS = (GraphQLError, CannotGetOperationTypeError, InvalidOperationTypeError)
_MISSES = 100
"""Tokens that are not good, from one address in a minute, before they are answered with 429."""


class TooManyMisses(Unauthenticated):
    """One more token that is not good, from where many came; a good one is let in all the same."""

    code = CODE


class Metering(SchemaExtension):
    """Counts the cost of an operation and spends it, before it runs.

    It comes before all extensions that hold something while an operation runs: strawberry does not end the ones before
    the one that refuses.
    """

    def on_operation(self) -> Iterator[None]:
        """Of every document: one that cannot be run was read all the same."""
        try:
            yield
        except _REFUSALS:  # it is broken, or something else was refused that is paid for already
            self._charge_reading()
            raise
        if self.execution_context.pre_execution_errors:  # it is not of this schema, or over a limit
            self._charge_reading()

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Before it leaves: a WebSocket takes nothing more of an operation that was refused."""
        if isinstance(result, PreExecutionError):
            self._charge_reading()
        yield

    def _charge_reading(self) -> None:
        execution = self.execution_context.context.execution
        if not execution.cost:
            execution.charge(_NO_OPERATION)

    def on_execute(self) -> Iterator[None]:
        """Of every operation, a subscription when it begins."""
        context = self.execution_context
        document = context.graphql_document
        operation = get_operation_ast(document, context.operation_name) if document else None
        execution = context.context.execution
        if document and operation and not execution.cost:  # else it was counted in front of the schema
            execution.charge(cost_of(context.schema._schema, document, operation))
        yield


class Budgets:
    """What everybody may spend: `points` of cost in a minute for each person or program, 0 for no limit.

    What is spent at the other gateways of one PostgreSQL counts as well. `clock` gives seconds that only go forward.
    """

    def __init__(self, points: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._points = points
        self._rates = {_COST: Rates(points, clock), _MISS: Rates(_MISSES, clock)}
        self._tally = Tally(self.charge)

    def shared(self, database: Database) -> AbstractAsyncContextManager[None]:
        """Count what is spent at other gateways, and tell them what is spent here, for as long as the block lasts."""
        return self._tally.at_work(database)

    def charge(self, who: str, cost: int) -> None:
        """Somebody spent so much elsewhere."""
        self._rates[who[0]].charge(who, cost)

    def of(self, actor: Actor) -> Spend:
        """How this actor spends."""
        return partial(self._spend, _name(_COST, actor.tenant, actor.subject)) if self._points else freely

    def _take(self, who: str, cost: int) -> float:
        seconds = self._rates[who[0]].spend(who, cost)
        if not seconds:
            self._tally.add(who, cost)
        return seconds

    def _spend(self, who: str, cost: int) -> None:
        seconds = self._take(who, cost)
        if seconds:
            wait = math.ceil(seconds)
            message = f"You may ask for {self._points} points in a minute, and this costs {cost}; wait {wait} seconds."
            raise GraphQLError(message, extensions={"code": CODE, "retryAfter": wait})

    def miss(self, address: str, error: Unauthenticated) -> Unauthenticated:
        """What is answered to a token that is not good."""
        if self._take(_name(_MISS, address), 1):
            return TooManyMisses("Too many tokens came from here that are not good; wait a minute.")
        return error


@lru_cache(maxsize=1_000)
def _name(kind: str, *who: str) -> str:
    """A short text of one form for everybody, which tells nobody who it is."""
    return kind + blake2b(json.dumps(who).encode(), digest_size=12).hexdigest()
