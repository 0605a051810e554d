"""A mutation runs as it always does; what its payload shows is read by one statement."""

import inspect
from types import SimpleNamespace
from typing import Any

import orjson
from graphql import GraphQLField, get_argument_values, get_named_type, is_object_type
from graphql.pyutils import Path

from casewright.db.sql import Sql
from casewright_gateway.planner.answers import finished
from casewright_gateway.planner.asked import Details
from casewright_gateway.planner.compiler import Compiler, Value
from casewright_gateway.planner.nodes import declaration
from casewright_gateway.planner.pythonic import Write
from casewright_gateway.planner.slots import Piece, Request, Slot, statement
from casewright_gateway.sources import One, source_of


class MutationPlan:
    """The plan of one mutation: rows by the ids that its payload has, everything else from the payload itself."""

    def __init__(self, compiler: Compiler, definition: GraphQLField, key: str, nodes: Details) -> None:
        self._compiler, self._definition, self._node = compiler, definition, nodes[0].node
        self._path = Path(None, key, None)
        self._rows: list[Value] = []
        self._columns: list[str] = []
        output: Any = get_named_type(definition.type)
        assert is_object_type(output)
        self._members = [
            (key, self._member(output, inner)) for key, inner in compiler.asked.selected(output, nodes).items()
        ]
        values = [compiler.emitter.text(value.sql) for value in self._rows]
        self._piece = Piece(compiler.platform.database.dialect, Sql("SELECT ") + Sql.join(", ", values))

    def _member(self, output: Any, nodes: Details) -> "int | str | tuple[str, Write]":
        """The place of a row among those that are read, a value that is known, or how an attribute is written."""
        name = nodes[0].node.name.value
        if name == "__typename":
            return f'"{output.name}"'
        definition = output.fields[name]
        match source_of(declaration(definition)):
            case One(model, column):
                scope, this = self._compiler.found(model), Slot(lambda request: getattr(request.payload, column))
                conditions = [Sql(f"{scope.alias}.id = ?", (this,)), self._compiler.seen(model, scope.alias)]
                self._rows.append(self._compiler.row(definition.type, nodes, scope, conditions))
                self._columns.append(column)
                return len(self._rows) - 1
            case _:
                return declaration(definition).python_name, self._compiler.writer(definition.type, nodes)

    async def answer(self, request: Request) -> str:
        """Run the mutation, then its payload as JSON."""
        values = get_argument_values(self._definition, self._node, request.variables)
        assert self._definition.resolve
        told = SimpleNamespace(context=request.context, schema=self._compiler.asked.schema._schema, path=self._path)
        result = self._definition.resolve(None, told, **values)
        payload = await result if inspect.isawaitable(result) else result
        rows = await self._read(request._replace(payload=payload))
        members = [f'"{key}":{_written(member, rows, payload)}' for key, member in self._members]
        return "{" + ",".join(members) + "}"

    async def _read(self, request: Request) -> list[str]:
        if all(getattr(request.payload, column) is None for column in self._columns):
            return ["null"] * len(self._rows)
        database = self._compiler.platform.database
        [row] = await database.fetch(*statement(database.dialect, [self._piece], request), steady=True)
        return [(await finished([row[place]], value.shape, request))[0] for place, value in enumerate(self._rows)]


def _written(member: "int | str | tuple[str, Write]", rows: list[str], payload: Any) -> str:
    match member:
        case int(place):
            return rows[place]
        case str(known):
            return known
        case (attribute, write):
            return orjson.dumps(write(getattr(payload, attribute))).decode()
