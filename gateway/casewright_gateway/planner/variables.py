"""The variables of a request, coerced as graphql-core does it; what can be prepared is prepared once."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from graphql import (
    GraphQLInputType,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    VariableValues,
    get_nullable_type,
    get_variable_values,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValueSource

from casewright_gateway.planner.unplannable import Unplannable

Variables: TypeAlias = Callable[[dict[str, Any]], VariableValues]
"""From what a request gives; raises Unplannable when that does not fit, for strawberry to say so."""


def variables(schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode]) -> Variables:
    """How the variables of an operation are read: quickly where all are plain values without defaults."""
    signatures = [get_variable_signature(schema, definition) for definition in definitions]
    plain = [each for each in signatures if isinstance(each, GraphQLVariableSignature) and _plain(each.type)]
    if len(plain) == len(definitions) and not any(definition.default_value for definition in definitions):
        readers = [_Reader(signature) for signature in plain]
        return lambda given: _values(readers, given)
    return lambda given: _general(schema, definitions, given)


def _plain(type_: GraphQLInputType) -> bool:
    return is_leaf_type(get_nullable_type(type_))


class _Reader:
    """How one variable is read: as coerce_input_value does it, with what the type says asked beforehand."""

    def __init__(self, signature: GraphQLVariableSignature) -> None:
        self.name = signature.name
        self.signature = signature
        self.required = is_non_null_type(signature.type)
        leaf = get_nullable_type(signature.type)
        assert is_leaf_type(leaf)
        self._coerce = leaf.coerce_input_value

    def coerced(self, value: Any) -> Any:
        """The value; raises Unplannable for one that does not fit."""
        if value is None and not self.required:
            return None
        try:
            coerced = Undefined if value is None else self._coerce(value)
        except Exception:  # whatever a scalar of a plugin raises, strawberry says it better
            coerced = Undefined
        if coerced is Undefined:
            raise Unplannable("variables that do not fit")
        return coerced


def _values(readers: Sequence[_Reader], given: dict[str, Any]) -> VariableValues:
    sources: dict[str, VariableValueSource] = {}
    coerced: dict[str, Any] = {}
    for reader in readers:
        value = given.get(reader.name, Undefined)
        sources[reader.name] = VariableValueSource(reader.signature, value)
        if value is not Undefined:
            coerced[reader.name] = reader.coerced(value)
        elif reader.required:
            raise Unplannable("variables that do not fit")
    return VariableValues(sources, coerced)


def _general(
    schema: GraphQLSchema, definitions: Sequence[VariableDefinitionNode], given: dict[str, Any]
) -> VariableValues:
    values = get_variable_values(schema, definitions, given)
    if isinstance(values, list):
        raise Unplannable("variables that do not fit")
    return values
