"""A smaller operation that still shows what a large one showed."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from graphql import (
    REMOVE,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    Node,
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    print_ast,
    validate,
    visit,
)

from equality.operations import Operation

_MOST_TRIES = 300


async def shrunk(
    operation: Operation, schema: GraphQLSchema, shows: Callable[[Operation], Awaitable[object]]
) -> Operation:
    """The operation without the selections it can do without; at most so many are tried."""
    tries, smaller = _MOST_TRIES, True
    while smaller:
        smaller = False
        for document in _without_one(parse(operation.text)):
            tries -= 1
            candidate = replace(operation, text=print_ast(document))
            if tries > 0 and not validate(schema, document) and await shows(candidate):
                operation, smaller = candidate, True
                break
    return operation


def _without_one(document: DocumentNode) -> Iterator[DocumentNode]:
    """The document without one of its selections, each in turn, and without what only that one needed."""
    for unwanted in _selections(document):

        class Without(Visitor):
            def enter(self, node: Node, *_: object) -> object:
                return REMOVE if node is unwanted else None  # noqa: B023

        yield _tidied(visit(document, Without()))


def _selections(document: DocumentNode) -> list[Node]:
    found: list[Node] = []

    class Found(Visitor):
        def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
            if len(node.selections) > 1:
                found.extend(node.selections)

    visit(document, Found())
    return found


def _tidied(document: DocumentNode) -> DocumentNode:
    """Without fragments and variables that nobody uses any more."""
    while True:
        spread, used = set(), set()

        class Used(Visitor):
            def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
                spread.add(node.name.value)  # noqa: B023

            def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> object:
                return False

            def enter_variable(self, node: VariableNode, *_: object) -> None:
                used.add(node.name.value)  # noqa: B023

        class Tidied(Visitor):
            def enter_fragment_definition(self, node: FragmentDefinitionNode, *_: object) -> object:
                return None if node.name.value in spread else REMOVE  # noqa: B023

            def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> object:
                return False if node.variable.name.value in used else REMOVE  # noqa: B023

        visit(document, Used())
        tidier: DocumentNode = visit(document, Tidied())
        if print_ast(tidier) == print_ast(document):
            return tidier
        document = tidier
