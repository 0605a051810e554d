"""The stored fields of case types as SQL."""

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from graphql import GraphQLEnumType, GraphQLOutputType, get_named_type
from pydantic_core import to_jsonable_python

from casewright.casetype import CaseType
from casewright.fields import Field
from casewright_gateway.planner.columns import names_of
from casewright_gateway.planner.emitters import UNSAYABLE, Emitter, Kind, chosen, quoted

_KINDS: dict[type[Any], Kind] = {
    str: "text",
    bool: "boolean",
    int: "whole",
    Decimal: "text",
    date: "date",
    datetime: "time",
}
"""How a type is stored, where SQL can write it as Python would; all others are left to Python."""


def says(case_type: CaseType[Any], field: Field) -> bool:
    """Whether SQL can write the field of a row of the present schema version."""
    declared = _declared(case_type, field)
    simple = field.type in _KINDS or (isinstance(field.type, type) and issubclass(field.type, Enum))
    made_anew = declared.default_factory is not dataclasses.MISSING
    null_unless_absent = field.optional and declared.default not in (dataclasses.MISSING, None)
    return simple and not made_anew and not null_unless_absent


def written(emitter: Emitter, case_type: CaseType[Any], field: Field, alias: str, output: GraphQLOutputType) -> str:
    """The value of a field for which `says` is true; unsayable where it is missing, or the row waits for an upgrade."""
    value = _present(emitter, case_type, field, f"{alias}.fields", output)
    if case_type.schema_version == 1:
        return value
    return emitter.guarded(f"{alias}.schema_version = {case_type.schema_version}", value)


def _present(emitter: Emitter, case_type: CaseType[Any], field: Field, place: str, output: GraphQLOutputType) -> str:
    named, default = get_named_type(output), _declared(case_type, field).default
    missing = UNSAYABLE if default is dataclasses.MISSING else to_jsonable_python(default)
    instead = None if field.optional else missing
    if isinstance(named, GraphQLEnumType):
        text = emitter.text_of(place, field.name)
        text = text if instead is None else f"coalesce({text}, {quoted(str(instead))})"
        return emitter.plain(chosen(text, names_of(named)))
    return emitter.stored(place, field.name, _KINDS[field.type], instead)


def _declared(case_type: CaseType[Any], field: Field) -> "dataclasses.Field[Any]":
    [declared] = [item for item in dataclasses.fields(case_type.fields.cls) if item.name == field.name]
    return declared
