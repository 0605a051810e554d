"""The plan of an operation: one part for each root field."""

from typing import Protocol

from graphql import GraphQLField, OperationType

from casewright_gateway.planner.asked import Details
from casewright_gateway.planner.compiler import Compiler
from casewright_gateway.planner.lists import ListPlan
from casewright_gateway.planner.mutations import MutationPlan
from casewright_gateway.planner.nodes import declaration
from casewright_gateway.planner.singles import ComputedPlan, FetchPlan
from casewright_gateway.planner.slots import Request
from casewright_gateway.planner.unplannable import Unplannable
from casewright_gateway.reads.listing import Listing
from casewright_gateway.sources import Fetch, source_of


class RootPlan(Protocol):
    """The plan of one root field."""

    async def answer(self, request: Request) -> str:
        """The value of the field as JSON."""
        ...


class Plan:
    """Compiled once, answers many times."""

    def __init__(self, compiler: Compiler) -> None:
        schema, operation = compiler.asked.schema._schema, compiler.asked.operation.operation
        output = schema.get_root_type(operation)
        assert output is not None
        self._roots: list[tuple[str, RootPlan | str]] = []
        for key, nodes in compiler.asked.roots(output).items():
            name = nodes[0].node.name.value
            if name == "__typename":
                self._roots.append((key, f'"{output.name}"'))
            elif name in output.fields:
                self._roots.append((key, _root_plan(compiler, operation, output.fields[name], key, nodes)))
            else:
                raise Unplannable("a question about the schema")

    async def answer(self, request: Request) -> str:
        """The data of the answer as JSON; one root field after the other."""
        parts = [
            f'"{key}":{root if isinstance(root, str) else await root.answer(request)}' for key, root in self._roots
        ]
        return "{" + ",".join(parts) + "}"


def _root_plan(
    compiler: Compiler, operation: OperationType, definition: GraphQLField, key: str, nodes: Details
) -> RootPlan:
    if operation is OperationType.MUTATION:
        return MutationPlan(compiler, definition, key, nodes)
    match source_of(declaration(definition)):
        case Listing() as listing:
            return ListPlan(compiler, listing, definition, nodes)
        case Fetch():
            return FetchPlan(compiler, definition, nodes)
        case _:
            return ComputedPlan(compiler, definition, nodes)
