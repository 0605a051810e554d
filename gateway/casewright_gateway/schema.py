"""The one schema, composed from the core and the case types of all plugins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import lexicographic_sort_schema, print_schema
from strawberry.utils.str_converters import to_camel_case

from casewright import models
from casewright.errors import PluginError
from casewright.platform import Platform
from casewright.plugins import blaming, in_one_line
from casewright_gateway.casetypes import case_type_api
from casewright_gateway.dead_letters import DeadLetterQuery
from casewright_gateway.derive import Derivation
from casewright_gateway.doors import Schema
from casewright_gateway.feed import FeedQuery
from casewright_gateway.idempotency import Idempotency
from casewright_gateway.limits import extensions
from casewright_gateway.lists import CASE_COLUMNS, AnyCaseFilter, case_list, order_input
from casewright_gateway.mutations.cases import CaseMutations
from casewright_gateway.mutations.deliveries import DeliveryMutations
from casewright_gateway.mutations.documents import DocumentMutations
from casewright_gateway.mutations.webhooks import WebhookMutations
from casewright_gateway.mutations.work import WorkMutations
from casewright_gateway.queries import CoreQuery
from casewright_gateway.subscriptions import Subscription
from casewright_gateway.types.case import Case

_QUERIES = (CoreQuery, FeedQuery, DeadLetterQuery)
_MUTATIONS = (CaseMutations, WorkMutations, DocumentMutations, WebhookMutations, DeliveryMutations)
_ONCE = (
    "What can be done. With a header `Idempotency-Key` (up to 200 characters) an operation is done once and as a whole:"
    " for a day, asking again with the same key gives the same answer and changes nothing."
)


@dataclass(frozen=True)
class Composition:
    """A schema, and how a case row becomes its concrete type in it."""

    schema: Schema
    case_classes: Mapping[str, Callable[[models.Case], Any]]


def compose(platform: Platform) -> Composition:
    """The schema of a platform's plugins; raises PluginError when one of them has no place in it."""
    names = list(platform.case_types)
    try:
        return _composed(platform, names)
    except PluginError:
        raise
    except Exception as error:
        raise _blame(platform, names, error) from error


def _composed(platform: Platform, names: Sequence[str]) -> Composition:
    derivation, dialect, apis = Derivation(), platform.database.dialect, {}
    orders = order_input("Case", {})
    description = "Cases of all types that you may see, newest first unless ordered."
    queries = {"cases": case_list("cases", Case, AnyCaseFilter, orders, CASE_COLUMNS, description)}
    mutations: dict[str, Any] = {}
    for name in names:
        plugin = platform.plugin_of(name)
        with blaming(plugin, f"the API of {name}"):
            apis[name] = case_type_api(platform.case_types[name], derivation, dialect)
        _claim(queries, apis[name].queries, _QUERIES, plugin)
        _claim(mutations, apis[name].mutations, _MUTATIONS, plugin)
    schema = Schema(
        query=_root("Query", _QUERIES, queries, "What can be asked."),
        mutation=_root("Mutation", _MUTATIONS, mutations, _ONCE),
        subscription=_root("Subscription", (Subscription,), {}, "What can be followed."),
        types=[api.cls for api in apis.values()],
        extensions=[Idempotency, *extensions()],
    )
    return Composition(schema, {name: api.wrap for name, api in apis.items()})


def _claim(taken: dict[str, Any], fields: Mapping[str, Any], generic: tuple[Any, ...], plugin: str) -> None:
    own = {to_camel_case(field.python_name) for root in generic for field in root.__strawberry_definition__.fields}
    for name, field in fields.items():
        if name in taken or name in own:
            raise PluginError(f"plugin {plugin!r}: the root field {name!r} exists already; rename it", plugin=plugin)
        taken[name] = field


def _blame(platform: Platform, names: Sequence[str], error: Exception) -> PluginError:
    """Of a schema that cannot be: the plugin of the case type without which it could."""
    for count, name in enumerate(names, start=1):
        try:
            _composed(platform, names[:count])
        except Exception as found:
            plugin = platform.plugin_of(name)
            return PluginError(f"plugin {plugin!r}: the API of {name}: {in_one_line(found)}", plugin=plugin)
    raise error


def _root(name: str, bases: tuple[type[Any], ...], fields: Mapping[str, Any], description: str) -> type[Any]:
    namespace = {**fields, "__module__": __name__, "__qualname__": name}
    return strawberry.type(type(name, bases, namespace), name=name, description=description)


def sdl(schema: Schema) -> str:
    """The schema as text, sorted, so that two versions compare line by line."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"
