"""The operations that were seen, each with its plans: one for every set of rights and every way to skip and choose."""

from collections.abc import Hashable
from typing import TypeAlias

from graphql import DocumentNode, OperationDefinitionNode, VariableValues
from graphql.execution.collect_fields import FragmentDetails

from casewright.access.actor import Actor
from casewright.db.failures import TooComplex
from casewright.platform import Platform
from casewright_gateway.context import Context
from casewright_gateway.doors import Schema
from casewright_gateway.planner.asked import Asked
from casewright_gateway.planner.compiler import Compiler
from casewright_gateway.planner.latest import Latest
from casewright_gateway.planner.nodes import deciding
from casewright_gateway.planner.plans import Plan
from casewright_gateway.planner.slots import Request
from casewright_gateway.planner.unplannable import Unplannable
from casewright_gateway.planner.variables import variables

_ROOM = 200_000
"""Characters of the texts whose operations are kept, and of those whose plans are: each costs some 200 bytes, or
several times that where it is asked of all case types."""

Plans: TypeAlias = Latest[Hashable, Plan | Unplannable]
"""By operation, rights, and what decides the rest."""


class PlannedOperation:
    """An operation that strawberry has validated, and what it costs."""

    def __init__(
        self,
        platform: Platform,
        schema: Schema,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        cost: int,
        plans: Plans,
    ) -> None:
        self._platform, self._schema, self._plans = platform, schema, plans
        self.cost = cost
        self.kind = operation.operation
        self.name = operation.name.value if operation.name else ""
        self._operation, self._fragments = operation, fragments
        nodes = [operation, *(fragment.definition for fragment in fragments.values())]
        self._deciding = sorted(set[str]().union(*(deciding(schema._schema, node) for node in nodes)))
        self.variables = variables(schema._schema, operation.variable_definitions or ())
        """The variables of a request; raises Unplannable when they do not fit."""
        self._weight = len(operation.loc.source.body) if operation.loc else 0

    async def answer(self, context: Context, variables: VariableValues) -> str:
        """The data of the answer as JSON; raises Unplannable where strawberry has to answer."""
        key = self._key(context.actor, variables)
        try:
            return await self._plan(key, context.actor, variables).answer(Request(context, variables))
        except TooComplex:
            refused = Unplannable("more than the database takes in one statement")
            self._plans.put(key, refused, self._weight)
            raise refused from None

    def _plan(self, key: Hashable, actor: Actor, variables: VariableValues) -> Plan:
        found = self._plans.get(key)
        if found is None:
            found = self._compiled(actor, variables)
            self._plans.put(key, found, self._weight)
        if isinstance(found, Unplannable):
            raise found
        return found

    def _key(self, actor: Actor, variables: VariableValues) -> Hashable:
        chosen = tuple((name, variables.coerced.get(name, _ABSENT)) for name in self._deciding)
        key = (self, actor.roles, len(actor.teams), actor.system, chosen)
        try:
            hash(key)
        except TypeError:
            raise Unplannable("a list or an object chooses what is answered") from None
        return key

    def _compiled(self, actor: Actor, variables: VariableValues) -> Plan | Unplannable:
        asked = Asked(self._schema, self._operation, self._fragments, variables)
        try:
            return Plan(Compiler(self._platform, actor, asked))
        except Unplannable as reason:
            return reason


_ABSENT = object()


class Planner:
    """Knows the operations by their text and the name that was asked for."""

    def __init__(self, platform: Platform, schema: Schema) -> None:
        self._platform, self._schema = platform, schema
        self._operations: Latest[tuple[str, str | None], PlannedOperation] = Latest(_ROOM)
        self._plans: Plans = Latest(_ROOM)

    def known(self, query: str, operation_name: str | None) -> PlannedOperation | None:
        """The operation, if strawberry has validated it before."""
        return self._operations.get((query, operation_name))

    def learn(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDetails],
        cost: int,
    ) -> PlannedOperation:
        """Keep an operation that strawberry has validated."""
        assert document.loc
        text, name = document.loc.source.body, operation.name.value if operation.name else None
        known = self.known(text, name)
        if known is None:
            known = PlannedOperation(self._platform, self._schema, operation, fragments, cost, self._plans)
            self._operations.put((text, name), known, len(text))
        if name and sum(isinstance(node, OperationDefinitionNode) for node in document.definitions) == 1:
            self._operations.put((text, None), known, len(text))
        return known
