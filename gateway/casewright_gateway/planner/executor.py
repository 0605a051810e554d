"""strawberry's own extension point: an operation that can be planned is answered by its plan, all others as ever."""

import logging
from typing import Any

import orjson
from graphql import DocumentNode, ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.utils.await_maybe import await_maybe

from casewright.errors import CasewrightError
from casewright_gateway.context import Execution
from casewright_gateway.doors import Schema
from casewright_gateway.limits import DEFAULT
from casewright_gateway.logs import frames, type_of
from casewright_gateway.planner.planner import Planner
from casewright_gateway.planner.unplannable import Unplannable

_log = logging.getLogger("casewright.gateway")


class PlannedSchema(Schema):
    """A schema with a planner, or without one where it is switched off."""

    planner: Planner | None = None


class PlannedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Answers by the plan of the operation; whatever goes wrong there is left to the general executor."""

    document: DocumentNode

    @classmethod
    def build(cls, schema: GraphQLSchema, document: DocumentNode, *given: Any, **named: Any) -> Any:
        """Keep the document: its text is what an operation is known by."""
        executor = super().build(schema, document, *given, **named)
        if isinstance(executor, cls):
            executor.document = document
        return executor

    def execute_operation(self, serially: bool | None = None) -> Any:
        """The result of the operation, to be awaited."""
        planner, execution = self.schema.extensions[GraphQLCoreConverter.DEFINITION_BACKREF].planner, self._execution
        if planner is None:
            execution.unplanned = "the planner is switched off"
        if self.operation.operation is OperationType.SUBSCRIPTION or execution.unplanned is not None:
            return super().execute_operation(serially)
        return self._answer(planner, serially)

    @property
    def _execution(self) -> Execution:
        execution: Execution = self.context_value.execution
        return execution

    async def _answer(self, planner: Planner, serially: bool | None) -> Any:
        planned = planner.learn(self.document, self.operation, self.fragments, self._execution.cost)
        try:
            data = orjson.loads(await planned.answer(self.context_value, self.variable_values))
        except Exception as reason:
            self._execution.unplanned = reason_of(reason)
            return await await_maybe(super().execute_operation(serially))
        return ExecutionResult(data=data, errors=None)


def reason_of(error: Exception) -> str:
    """Why a plan did not answer; a failure that was not foreseen is logged, by its type only."""
    if isinstance(error, Unplannable | CasewrightError | GraphQLError):
        return str(error)
    _log.warning("a plan failed: %s", type_of(error), extra={"frames": frames(error.__traceback__)})
    return "the plan failed"


class Explained(SchemaExtension):
    """Tells who asks for it whether the answer was planned, and if not why; and what it cost."""

    def get_results(self) -> dict[str, Any]:
        """The extensions `plan` and `cost` of the answer."""
        return explanation(self.execution_context.context.execution)


def explanation(execution: Execution) -> dict[str, Any]:
    """The extensions that tell how an answer was made; none where nobody asked for them."""
    if not execution.explained and not execution.priced:
        return {}
    plan = {"planned": execution.unplanned is None, "reason": execution.unplanned}
    cost = {"requested": execution.cost, "limit": DEFAULT.cost}
    return ({"plan": plan} if execution.explained else {}) | ({"cost": cost} if execution.priced else {})
