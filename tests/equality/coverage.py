"""What operations ask for, and which of it their answers hold."""

from collections.abc import Iterator
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    get_operation_ast,
    visit,
)

from equality.operations import Operation
from equality.pairs import Pair


def asked(schema: GraphQLSchema, operation: Operation) -> set[Pair]:
    """The fields that the document of an operation has."""
    info, found = TypeInfo(schema), set()

    class Asked(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent is not None and not node.name.value.startswith("__"):
                found.add(Pair(parent.name, node.name.value))

    visit(operation.document, TypeInfoVisitor(info, Asked()))
    return found


def answered(schema: GraphQLSchema, operation: Operation, data: Any) -> set[Pair]:
    """The fields of which the data of an answer holds more than null."""
    chosen = get_operation_ast(operation.document, operation.name)
    assert chosen is not None
    return set(_Holding(schema, operation.document).pairs(chosen.selection_set, schema.query_type, data))


class _Holding:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self._schema = schema
        definitions = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
        self._fragments = {node.name.value: node for node in definitions}

    def pairs(self, selections: SelectionSetNode, parent: Any, data: Any) -> Iterator[Pair]:
        if isinstance(data, list):
            for item in data:
                yield from self.pairs(selections, parent, item)
        elif data:
            for node in selections.selections:
                if isinstance(node, FieldNode):
                    yield from self._field(node, parent, data)
                else:
                    yield from self._fragment(node, parent, data)

    def _field(self, node: FieldNode, parent: Any, data: dict[str, Any]) -> Iterator[Pair]:
        value = data.get(node.alias.value if node.alias else node.name.value)
        if value is not None and not node.name.value.startswith("__"):
            yield Pair(parent.name, node.name.value)
            if node.selection_set:
                yield from self.pairs(node.selection_set, get_named_type(parent.fields[node.name.value].type), value)

    def _fragment(self, node: Any, parent: Any, data: Any) -> Iterator[Pair]:
        fragment = self._fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
        assert isinstance(fragment, InlineFragmentNode | FragmentDefinitionNode)
        condition = fragment.type_condition
        narrowed = self._schema.type_map[condition.name.value] if condition else parent
        yield from self.pairs(fragment.selection_set, narrowed, data)
