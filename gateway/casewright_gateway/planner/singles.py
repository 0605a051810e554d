"""Root fields that are one row, or that Python computes."""

import inspect
from typing import Any

import orjson
from graphql import GraphQLField, get_named_type, is_abstract_type

from casewright import models
from casewright.db.sql import Sql
from casewright.models.row import Row
from casewright_gateway import ids
from casewright_gateway.planner.answers import finished
from casewright_gateway.planner.asked import Details
from casewright_gateway.planner.compiler import Compiler
from casewright_gateway.planner.pythonic import Shape, computing
from casewright_gateway.planner.slots import Piece, Request, Slot, statement
from casewright_gateway.planner.unplannable import Unplannable
from casewright_gateway.sources import model_of


class FetchPlan:
    """The object with a global id: a statement for each type that is asked for."""

    def __init__(self, compiler: Compiler, definition: GraphQLField, nodes: Details) -> None:
        self._compiler, self._nodes = compiler, nodes
        self._database = compiler.platform.database
        self._arguments = compiler.asked.arguments(definition, nodes[0].node)
        output: Any = get_named_type(definition.type)
        schema = compiler.asked.schema._schema
        self._types = (
            {each.name: each for each in schema.get_possible_types(output)}
            if is_abstract_type(output)
            else {output.name: output}
        )
        self._made: dict[str, tuple[Piece, Shape]] = {}

    async def answer(self, request: Request) -> str:
        """The object as JSON; null for one that is absent or hidden. Raises Invalid for what is no id."""
        type_name, row_id = ids.decode(self._arguments(request.variables)["id"])
        if type_name not in self._types:
            raise Unplannable("an id of something else")
        if type_name not in self._made:
            self._made[type_name] = self._compiled(type_name)
        piece, shape = self._made[type_name]
        request = Request(request.context, request.variables, row_id)
        rows = await self._database.fetch(*statement(self._database.dialect, [piece], request), steady=True)
        return (await finished([row[0] for row in rows] or [None], shape, request))[0]

    def _compiled(self, type_name: str) -> tuple[Piece, Shape]:
        output, compiler = self._types[type_name], self._compiler
        model = _table(output)
        scope, this = compiler.found(model), Slot(lambda request: request.payload)
        conditions = [Sql(f"{scope.alias}.id = ?", (this,)), compiler.seen(model, scope.alias)]
        if model is models.Case:
            conditions.append(Sql("c.case_type = ?", (type_name,)))
        value = compiler.row(output, self._nodes, scope, conditions)
        return Piece(self._database.dialect, Sql("SELECT ") + compiler.emitter.text(value.sql)), value.shape


def _table(output: Any) -> type[Row]:
    model = model_of(output.extensions["strawberry-definition"].origin)
    if model is None:
        raise Unplannable(f"{output.name} is no row")
    return model


class ComputedPlan:
    """A root field that Python computes, from the platform and the actor."""

    def __init__(self, compiler: Compiler, definition: GraphQLField, nodes: Details) -> None:
        self._compute = computing(definition, compiler.asked.arguments(definition, nodes[0].node))
        self._write = compiler.writer(definition.type, nodes)

    async def answer(self, request: Request) -> str:
        """The value as JSON."""
        value = self._compute(None, request)
        return orjson.dumps(self._write(await value if inspect.isawaitable(value) else value)).decode()
