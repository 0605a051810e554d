"""The tables of the database that is open, as the models describe them: a new model is in every archive by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from tortoise.context import require_context
from tortoise.fields import JSONField
from tortoise.fields.base import Field
from tortoise.models import Model

from casewright.archive.values import Kind

_KINDS: dict[type, Kind] = {
    str: "text",
    int: "integer",
    float: "number",
    bool: "boolean",
    UUID: "uuid",
    datetime: "datetime",
    date: "date",
    Decimal: "decimal",
}


@dataclass(frozen=True)
class Table:
    """A table, its primary key, and the kind of each column."""

    name: str
    key: str
    columns: Mapping[str, Kind]


def tables() -> list[Table]:
    """Every table, each after those it refers to.

    Raises TypeError for what no archive knows: a column of another kind, or a key that the database counts up itself.
    """
    apps = require_context().apps
    assert apps is not None
    models = {model._meta.db_table: model for app in apps.values() for model in app.values()}
    order = TopologicalSorter({name: _referred(models[name]) - {name} for name in sorted(models)}).static_order()
    return [_table(models[name]) for name in order]


def _referred(model: type[Model]) -> set[str]:
    fields: list[Any] = [model._meta.fields_map[name] for name in model._meta.fk_fields | model._meta.o2o_fields]
    return {field.related_model._meta.db_table for field in fields}


def _table(model: type[Model]) -> Table:
    meta = model._meta
    if meta.pk.generated:
        raise TypeError(f"{meta.db_table}: a restored database would count its keys from the beginning")
    columns = {column: _kind(meta.fields_map[name]) for name, column in meta.fields_db_projection.items()}
    return Table(meta.db_table, meta.db_pk_column, columns)


def _kind(field: Field[Any]) -> Kind:
    if isinstance(field, JSONField):
        return "json"
    if field.field_type not in _KINDS:
        raise TypeError(f"{field.model_field_name}: no archive knows a {field.field_type}")
    return _KINDS[field.field_type]
