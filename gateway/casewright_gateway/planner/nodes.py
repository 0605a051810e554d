"""What stands in a document: declarations behind its fields, and the variables below a node."""

from graphql import (
    ArgumentNode,
    DirectiveNode,
    FieldNode,
    GraphQLField,
    GraphQLSchema,
    Node,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    visit,
)
from strawberry.types.field import StrawberryField


def declaration(definition: GraphQLField) -> StrawberryField:
    """The field as it was declared to strawberry."""
    declared: StrawberryField = definition.extensions["strawberry-definition"]
    return declared


def variables_in(node: Node) -> set[str]:
    """The names of the variables below a node."""
    found: set[str] = set()

    class Finder(Visitor):
        def enter_variable(self, variable: VariableNode, *_: object) -> None:
            found.add(variable.name.value)

    visit(node, Finder())
    return found


def choosing(node: FieldNode) -> list[ArgumentNode]:
    """The arguments of a list that decide which rows belong to it; `first` only says how many are shown."""
    return [argument for argument in node.arguments or () if argument.name.value != "first"]


def deciding(schema: GraphQLSchema, node: Node) -> set[str]:
    """The variables on whose values it depends what is compiled: in directives, and below the root fields."""
    found: set[str] = set()
    types = TypeInfo(schema)

    class Finder(Visitor):
        def enter_directive(self, directive: DirectiveNode, *_: object) -> None:
            found.update(variables_in(directive))

        def enter_field(self, field: FieldNode, *_: object) -> None:
            if types.get_parent_type() not in (schema.query_type, schema.mutation_type):
                found.update(*map(variables_in, choosing(field)))

    visit(node, TypeInfoVisitor(types, Finder()))
    return found
