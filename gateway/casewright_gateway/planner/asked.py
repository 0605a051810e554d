"""An operation as it was asked: what is selected, and the arguments of each field."""

from dataclasses import dataclass
from typing import TypeAlias

from graphql import FieldNode, GraphQLField, GraphQLObjectType, OperationDefinitionNode, VariableValues
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields

from casewright_gateway.doors import Schema
from casewright_gateway.planner.arguments import Arguments, arguments
from casewright_gateway.planner.unplannable import Unplannable

Details: TypeAlias = list[FieldDetails]


@dataclass(frozen=True)
class Asked:
    """One operation with the variables of one asking; what it selects holds for all that skip and choose the same."""

    schema: Schema
    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    variables: VariableValues

    def roots(self, output: GraphQLObjectType) -> dict[str, Details]:
        """The root fields, in order, by their response keys; raises Unplannable for deferred fragments."""
        collected = collect_fields(self.schema._schema, self.fragments, self.variables, output, self.operation)
        if collected.new_defer_usages:
            raise Unplannable("a deferred fragment")
        return collected.grouped_field_set

    def selected(self, output: GraphQLObjectType, details: Details) -> dict[str, Details]:
        """The fields that are selected of an object type, in order, by their response keys."""
        collected = collect_subfields(
            self.schema._schema, self.fragments, self.variables, self.operation, output, details
        )
        if collected.new_defer_usages:
            raise Unplannable("a deferred fragment")
        return collected.grouped_field_set

    def arguments(self, definition: GraphQLField, node: FieldNode) -> Arguments:
        """The arguments of a field as its resolver gets them."""
        return arguments(self.schema, definition, node)
