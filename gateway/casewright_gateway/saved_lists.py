"""The lists that a view can be saved of, composed from the schema: those of cases."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from graphql import GraphQLError, GraphQLField, coerce_input_value, validate_input_value
from strawberry.types.arguments import convert_argument

from casewright.errors import Invalid
from casewright_gateway.doors import Schema
from casewright_gateway.planner.nodes import declaration
from casewright_gateway.reads.listing import Arguments, Listing
from casewright_gateway.reads.saved import SavedList
from casewright_gateway.sources import source_of


def saved_lists(schema: Schema) -> dict[str, SavedList]:
    """Every list of cases, by the name of its root field."""
    assert schema._schema.query_type is not None
    found = {}
    for name, field in schema._schema.query_type.fields.items():
        if "where" in field.args:
            listing = source_of(declaration(field))
            assert isinstance(listing, Listing)
            found[name] = SavedList(listing, _arguments(schema, field))
    return found


def _arguments(schema: Schema, field: GraphQLField) -> Callable[[Any, Any], Arguments]:
    read = partial(_read, schema, field)
    return lambda conditions, orders: {"where": read("where", conditions), "order_by": read("orderBy", orders)}


def _read(schema: Schema, field: GraphQLField, name: str, value: Any) -> Any:
    """A saved value as the resolver of the list gets it; raises Invalid for what the schema does not take."""

    def refuse(error: GraphQLError, path: Sequence[str | int]) -> None:
        raise Invalid(f"{name}: {error.message}", rule="view.form", field=".".join(map(str, [name, *path])))

    type_ = field.args[name].type
    validate_input_value(value, type_, refuse)
    named = schema.config.name_converter.from_argument
    argument = next(each for each in declaration(field).arguments if named(each) == name)
    return convert_argument(
        coerce_input_value(value, type_), argument.type, schema.schema_converter.scalar_registry, schema.config
    )
