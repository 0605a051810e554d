"""Measuring at the doors of the schema: operations by type and code, mutations by name and outcome."""

import inspect
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from graphql import GraphQLError
from prometheus_client import Counter, Histogram
from strawberry.extensions import SchemaExtension

from casewright_gateway.doors import Schema
from casewright_gateway.masking import code_of
from casewright_gateway.metrics import Metrics

_FAULTS = frozenset({"UNAVAILABLE", "PLUGIN_ERROR", "INTERNAL"})
"""The codes of problems that are nobody's decision."""


class Measured(SchemaExtension):
    """Takes the time of an operation; it comes first, around all other extensions."""

    def __init__(self, durations: Histogram) -> None:
        super().__init__()
        self._durations = durations

    def on_operation(self) -> Iterator[None]:
        """Around parsing, validation and execution; a subscription lasts as long as it is open."""
        began, failure = time.perf_counter(), None
        try:
            yield
        except BaseException as error:
            failure = error
            raise
        finally:
            seconds = time.perf_counter() - began
            self._durations.labels(self._type(), self._code(failure)).observe(seconds)

    def _type(self) -> str:
        try:
            return self.execution_context.operation_type.value
        except RuntimeError:  # there is no such operation in what was sent
            return "unknown"

    def _code(self, failure: BaseException | None) -> str:
        if isinstance(failure, GraphQLError):
            return code_of(failure)
        if isinstance(failure, Exception):
            return code_of(GraphQLError("", original_error=failure))
        if failure:  # no exception but the end of the task
            return "CANCELLED"
        context = self.execution_context
        errors = context.pre_execution_errors or (context.result and context.result.errors)
        return code_of(errors[0]) if errors else "OK"


def measure(schema: Schema, metrics: Metrics) -> None:
    """Measure what goes through the schema from now on; a mutation is ok, refused (there are problems) or a fault."""
    schema.extensions = (lambda: Measured(metrics.operations), *schema.extensions)
    mutations = schema._schema.mutation_type
    for name, field in mutations.fields.items() if mutations else ():
        assert field.resolve
        field.resolve = _counted(field.resolve, partial(_count, metrics.mutations, name))


def planned(metrics: Metrics) -> Callable[[str, float], None]:
    """How operations are measured that do not come to the schema, because their plan answers them."""
    durations = {kind: metrics.operations.labels(kind, "OK") for kind in ("query", "mutation")}
    return lambda kind, seconds: durations[kind].observe(seconds)


def _count(counter: Counter, mutation: str, outcome: str) -> None:
    counter.labels(mutation, outcome).inc()


def _counted(resolve: Callable[..., Any], count: Callable[[str], None]) -> Callable[..., Any]:
    async def counted(source: Any, info: Any, **arguments: Any) -> Any:
        outcome = "fault"
        try:
            payload = resolve(source, info, **arguments)
            payload = await payload if inspect.isawaitable(payload) else payload
            outcome = _outcome(payload)
        finally:
            count(outcome)
        return payload

    return counted


def _outcome(payload: Any) -> str:
    codes = {problem.code for problem in getattr(payload, "problems", ())}
    if codes & _FAULTS:
        return "fault"
    return "refused" if codes else "ok"
