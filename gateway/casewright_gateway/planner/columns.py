"""Which column of a table a plain field shows, and as what JSON."""

from collections.abc import Iterable
from typing import Any

from graphql import GraphQLEnumType, GraphQLOutputType, get_named_type, is_non_null_type
from tortoise.fields import (
    BigIntField,
    BooleanField,
    DateField,
    DatetimeField,
    DecimalField,
    Field,
    FloatField,
    IntField,
    JSONField,
)

from casewright.db.sql import Sql
from casewright.models.row import Row
from casewright_gateway.planner.emitters import Emitter, Kind, chosen
from casewright_gateway.planner.unplannable import Unplannable

_KINDS: tuple[tuple[type[Field[Any]], Kind], ...] = (
    (JSONField, "json"),
    (BooleanField, "boolean"),
    (DatetimeField, "time"),
    (DateField, "date"),
    (DecimalField, "decimal"),
    (FloatField, "float"),
    (BigIntField, "big"),
    (IntField, "whole"),
)
_SCALARS: dict[str, frozenset[Kind]] = {
    "Int": frozenset({"whole"}),
    "Float": frozenset({"float", "big"}),
    "Boolean": frozenset({"boolean"}),
    "DateTime": frozenset({"time"}),
    "Date": frozenset({"date"}),
    "Decimal": frozenset({"decimal"}),
    "String": frozenset({"text", "json"}),  # a JSON column may hold a list of texts
    "ID": frozenset({"text"}),
    "JSON": frozenset({"json"}),
}
"""What a column must be to be shown as a scalar as it is."""


def kind_of(model: type[Row], column: str) -> Kind:
    """What a column holds."""
    field = model._meta.fields_map[column]
    return next((kind for cls, kind in _KINDS if isinstance(field, cls)), "text")


def shown(emitter: Emitter, model: type[Row], column: str, alias: str, output: GraphQLOutputType) -> Sql:
    """A column as a field of this type; raises Unplannable where the two do not fit."""
    if column not in model._meta.fields_map:
        raise Unplannable(f"{model._meta.db_table} has no column {column}")
    kind, place = kind_of(model, column), f"{alias}.{model._meta.fields_db_projection[column]}"
    named = get_named_type(output)
    if isinstance(named, GraphQLEnumType):
        value = emitter.plain(chosen(place, names_of(named)))
    elif kind in _SCALARS.get(named.name, ()):
        value = emitter.value(place, kind)
    else:
        raise Unplannable(f"a column of the kind {kind} shown as {named.name}")
    may_be_null = model._meta.fields_map[column].null
    return Sql(emitter.required(value) if is_non_null_type(output) and may_be_null else value)


def names_of(enum: GraphQLEnumType) -> dict[str, str]:
    """The names of an enum in the API by the texts that are stored for them."""
    return {str(member.value): name for name, member in enum.values.items()}


def raw(emitter: Emitter, model: type[Row], columns: Iterable[str], alias: str) -> Sql:
    """These columns as an object, for Python to make a row of."""
    names = model._meta.fields_db_projection
    pairs = [(name, Sql(emitter.value(f"{alias}.{names[name]}", kind_of(model, name)))) for name in columns]
    return emitter.object(pairs)
