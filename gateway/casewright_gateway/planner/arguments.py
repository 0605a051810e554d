"""The arguments of a field as its resolver gets them, prepared so that a request only puts its variables in."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInputType,
    ListValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    VariableValues,
    get_argument_values,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    value_from_ast,
)
from strawberry.types.arguments import StrawberryArgument, convert_argument, convert_arguments
from strawberry.types.base import StrawberryList, StrawberryOptional, WithStrawberryObjectDefinition

from casewright_gateway.doors import Schema
from casewright_gateway.planner.nodes import declaration, variables_in
from casewright_gateway.planner.unplannable import Unplannable

Arguments: TypeAlias = Callable[[VariableValues], Mapping[str, Any]]
"""From the variables of a request to the arguments, by their Python names."""

_Read: TypeAlias = Callable[[Mapping[str, Any]], Any]
_ABSENT: Any = object()


def arguments(schema: Schema, definition: GraphQLField, node: FieldNode) -> Arguments:
    """What is written in the document is made once; what a variable says is read each time, as graphql-core would."""
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    open_ = {name: value for name, value in given.items() if variables_in(value)}
    fixed = _fixed(schema, definition, node, set(open_))
    if not open_:
        return lambda variables: fixed
    readers = [
        (argument.python_name, _argument(schema, definition, argument, name, open_[name]))
        for name, argument in _declared(schema, definition).items()
        if name in open_
    ]

    def read(variables: VariableValues) -> Mapping[str, Any]:
        found = dict(fixed)
        for name, value_of in readers:
            value = value_of(variables.coerced)
            if value is not _ABSENT:
                found[name] = value
        return found

    return read


def _declared(schema: Schema, definition: GraphQLField) -> dict[str, StrawberryArgument]:
    names = schema.config.name_converter
    return {names.from_argument(argument): argument for argument in declaration(definition).arguments}


def _fixed(schema: Schema, definition: GraphQLField, node: FieldNode, without: set[str]) -> dict[str, Any]:
    """The arguments in which there is no variable, defaults included."""
    rest = {name: argument for name, argument in definition.args.items() if name not in without}
    values = get_argument_values(GraphQLField(definition.type, args=rest), node)
    registry = schema.schema_converter.scalar_registry
    return convert_arguments(values, declaration(definition).arguments, registry, schema.config)


def _argument(
    schema: Schema, definition: GraphQLField, argument: StrawberryArgument, name: str, node: ValueNode
) -> _Read:
    """One that is left out by its variable has its default, where the schema gives one."""
    declared = definition.args[name]
    read = _value(schema, argument.type, declared.type, node)
    if declared.default_value is Undefined:
        return read
    default = _converted(schema, argument.type, declared.default_value)

    def read_or_default(variables: Mapping[str, Any]) -> Any:
        value = read(variables)
        return default if value is _ABSENT else value

    return read_or_default


def _converted(schema: Schema, type_: Any, value: Any) -> Any:
    return convert_argument(value, type_, schema.schema_converter.scalar_registry, schema.config)


def _value(schema: Schema, type_: Any, input_: GraphQLInputType, node: ValueNode) -> _Read:
    if isinstance(node, VariableNode):
        return _variable(schema, type_, input_, node.name.value)
    if not variables_in(node):
        constant = _converted(schema, type_, value_from_ast(node, input_))
        return lambda variables: constant
    bare, below = _bare(type_), get_nullable_type(input_)
    if is_list_type(below):
        assert isinstance(bare, StrawberryList)
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        items = [_value(schema, bare.of_type, below.of_type, item) for item in nodes]
        return lambda variables: [_item(read(variables)) for read in items]
    if isinstance(node, ObjectValueNode):
        return _object(schema, bare, below, node)
    raise Unplannable("a variable in a place of its own")


def _variable(schema: Schema, type_: Any, input_: GraphQLInputType, name: str) -> _Read:
    certain, plain = is_non_null_type(input_), is_leaf_type(get_nullable_type(input_))

    def read(variables: Mapping[str, Any]) -> Any:
        value = variables.get(name, _ABSENT)
        if value is None and certain:
            raise Unplannable("null where there must be a value")
        return value if plain or value is None or value is _ABSENT else _converted(schema, type_, value)

    return read


def _object(schema: Schema, cls: type[WithStrawberryObjectDefinition], input_: Any, node: ObjectValueNode) -> _Read:
    """An input object, made as strawberry makes it; a member that is left out by its variable is left out."""
    names = schema.config.name_converter
    fields = {names.get_graphql_name(field): field for field in cls.__strawberry_definition__.fields}
    members: list[tuple[str, bool, _Read]] = []
    for member in node.fields:
        name = member.name.value
        declared = input_.fields[name]
        has_to_be = is_non_null_type(declared.type) and declared.default_value is Undefined
        members.append(
            (fields[name].python_name, has_to_be, _value(schema, fields[name].type, declared.type, member.value))
        )

    def read(variables: Mapping[str, Any]) -> Any:
        found: dict[str, Any] = {}
        for name, has_to_be, value_of in members:
            value = value_of(variables)
            if value is not _ABSENT:
                found[name] = value
            elif has_to_be:
                raise Unplannable("a variable is missing where there must be a value")
        return cls(**found)

    return read


def _item(value: Any) -> Any:
    """An item of a list that is left out by its variable is null."""
    return None if value is _ABSENT else value


def _bare(type_: Any) -> Any:
    return _bare(type_.of_type) if isinstance(type_, StrawberryOptional) else type_
