"""The one schema, composed from the core and the case types of all plugins."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import lexicographic_sort_schema, print_schema

from casewright import models
from casewright.errors import PluginError
from casewright.platform import Platform
from casewright_gateway.casetypes import case_type_api
from casewright_gateway.derive import Derivation
from casewright_gateway.doors import Schema
from casewright_gateway.limits import extensions
from casewright_gateway.lists import CASE_COLUMNS, AnyCaseFilter, case_list, order_input
from casewright_gateway.mutations.cases import CaseMutations
from casewright_gateway.mutations.documents import DocumentMutations
from casewright_gateway.mutations.work import WorkMutations
from casewright_gateway.queries import CoreQuery
from casewright_gateway.types.case import Case


@dataclass(frozen=True)
class Composition:
    """A schema, and how a case row becomes its concrete type in it."""

    schema: Schema
    case_classes: Mapping[str, Callable[[models.Case], Any]]


def compose(platform: Platform) -> Composition:
    """The schema of a platform's plugins; raises PluginError when two of them claim one name."""
    derivation, dialect = Derivation(), platform.database.dialect
    apis = {name: case_type_api(kind, derivation, dialect) for name, kind in platform.case_types.items()}
    orders = order_input("Case", {})
    description = "Cases of all types that you may see, newest first unless ordered."
    queries = {"cases": case_list("cases", Case, AnyCaseFilter, orders, CASE_COLUMNS, description)}
    mutations: dict[str, Any] = {}
    for name, api in apis.items():
        _claim(queries, api.queries, platform.plugin_of(name))
        _claim(mutations, api.mutations, platform.plugin_of(name))
    schema = Schema(
        query=_root("Query", (CoreQuery,), queries, "What can be asked."),
        mutation=_root("Mutation", (CaseMutations, WorkMutations, DocumentMutations), mutations, "What can be done."),
        types=[api.cls for api in apis.values()],
        extensions=extensions(),
    )
    return Composition(schema, {name: api.wrap for name, api in apis.items()})


def _claim(taken: dict[str, Any], fields: Mapping[str, Any], plugin: str) -> None:
    for name, field in fields.items():
        if name in taken:
            raise PluginError(f"plugin {plugin!r}: the root field {name!r} exists already; rename it", plugin=plugin)
        taken[name] = field


def _root(name: str, bases: tuple[type[Any], ...], fields: Mapping[str, Any], description: str) -> type[Any]:
    namespace = {**fields, "__module__": __name__, "__qualname__": name}
    return strawberry.type(type(name, bases, namespace), name=name, description=description)


def sdl(schema: Schema) -> str:
    """The schema as text, sorted, so that two versions compare line by line."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"
