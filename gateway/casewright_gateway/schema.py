"""The one schema, composed from the core and the case types of all plugins."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import NoSchemaIntrospectionCustomRule, lexicographic_sort_schema, print_schema
from strawberry.utils.str_converters import to_camel_case

from casewright import models
from casewright.errors import PluginError
from casewright.platform import Platform
from casewright.plugins import blaming, in_one_line
from casewright_gateway.access_log import AccessLogQuery
from casewright_gateway.accounting import AccountedSchema, Accounting
from casewright_gateway.casetypes import case_type_api
from casewright_gateway.dead_letters import DeadLetterQuery
from casewright_gateway.definitions import DefinitionQuery
from casewright_gateway.derive import Derivation
from casewright_gateway.feed import FeedQuery
from casewright_gateway.figures import FigureQuery
from casewright_gateway.idempotency import Idempotency
from casewright_gateway.limits import DEFAULT, extensions
from casewright_gateway.lists import CASE_COLUMNS, AnyCaseFilter, case_list, order_input
from casewright_gateway.metering import Metering
from casewright_gateway.mutations.api_keys import ApiKeyMutations
from casewright_gateway.mutations.appointments import AppointmentMutations
from casewright_gateway.mutations.cases import CaseMutations
from casewright_gateway.mutations.consents import ConsentMutations
from casewright_gateway.mutations.contacts import ContactMutations
from casewright_gateway.mutations.definitions import DefinitionMutations
from casewright_gateway.mutations.deliveries import DeliveryMutations
from casewright_gateway.mutations.documents import DocumentMutations
from casewright_gateway.mutations.education import EducationMutations
from casewright_gateway.mutations.effects import once_each
from casewright_gateway.mutations.emergencies import EmergencyMutations
from casewright_gateway.mutations.evaluation import EvaluationMutations
from casewright_gateway.mutations.exports import ExportMutations
from casewright_gateway.mutations.findings import FindingMutations
from casewright_gateway.mutations.imports import ImportMutations
from casewright_gateway.mutations.members import MemberMutations
from casewright_gateway.mutations.merging import MergingMutations
from casewright_gateway.mutations.names import NameMutations
from casewright_gateway.mutations.needs import NeedMutations
from casewright_gateway.mutations.notifications import NotificationMutations
from casewright_gateway.mutations.plans import PlanMutations
from casewright_gateway.mutations.retention import RetentionMutations
from casewright_gateway.mutations.saved_views import SavedViewMutations
from casewright_gateway.mutations.services import ServiceMutations
from casewright_gateway.mutations.sharing import SharingMutations
from casewright_gateway.mutations.transition_records import TransitionRecordMutations
from casewright_gateway.mutations.webhooks import WebhookMutations
from casewright_gateway.mutations.work import WorkMutations
from casewright_gateway.notifications import NotificationQuery
from casewright_gateway.oversight import OversightQuery
from casewright_gateway.planner.executor import Explained, PlannedExecutor, PlannedSchema
from casewright_gateway.planner.planner import Planner
from casewright_gateway.queries import CoreQuery
from casewright_gateway.reads.saved import SavedList
from casewright_gateway.saved_lists import saved_lists
from casewright_gateway.staff import StaffQuery
from casewright_gateway.subscriptions import Subscription
from casewright_gateway.types.case import Case
from casewright_gateway.types.saved_views import SavedViewQuery

_QUERIES = (
    CoreQuery,
    DefinitionQuery,
    StaffQuery,
    NotificationQuery,
    FigureQuery,
    SavedViewQuery,
    OversightQuery,
    AccessLogQuery,
    FeedQuery,
    DeadLetterQuery,
)
_MUTATIONS = (
    CaseMutations,
    ImportMutations,
    MergingMutations,
    DefinitionMutations,
    FindingMutations,
    NeedMutations,
    WorkMutations,
    MemberMutations,
    NotificationMutations,
    PlanMutations,
    ServiceMutations,
    AppointmentMutations,
    ConsentMutations,
    ContactMutations,
    EducationMutations,
    TransitionRecordMutations,
    EvaluationMutations,
    DocumentMutations,
    SharingMutations,
    SavedViewMutations,
    WebhookMutations,
    ApiKeyMutations,
    EmergencyMutations,
    RetentionMutations,
    NameMutations,
    ExportMutations,
    DeliveryMutations,
)
_ONCE = (
    "What can be done. With a header `Idempotency-Key` (up to 200 characters; on a WebSocket `idempotencyKey` in the"
    " `extensions` of the operation) an operation is done once and as a whole: for a day, asking again with the same"
    " key gives the same answer and changes nothing."
)


@dataclass(frozen=True)
class Composition:
    """A schema, and how a case row becomes its concrete type in it."""

    schema: PlannedSchema
    case_classes: Mapping[str, Callable[[models.Case], Any]]
    lists: Mapping[str, SavedList]


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
    hidden = (NoSchemaIntrospectionCustomRule,) if platform.settings.introspection == "off" else ()
    schema = AccountedSchema(
        query=_root("Query", _QUERIES, queries, "What can be asked."),
        mutation=_root("Mutation", _MUTATIONS, mutations, _ONCE),
        subscription=_root("Subscription", (Subscription,), {}, "What can be followed."),
        types=[api.cls for api in apis.values()],
        extensions=[Metering, Idempotency, Accounting, Explained, *extensions(DEFAULT, *hidden)],
        execution_context_class=PlannedExecutor,
    )
    schema.suggests = not hidden
    once_each(schema._schema)
    schema.planner = Planner(platform, schema) if platform.settings.planner == "on" else None
    return Composition(schema, {name: api.wrap for name, api in apis.items()}, saved_lists(schema))


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


def sdl(schema: PlannedSchema) -> str:
    """The schema as text, sorted, so that two versions compare line by line."""
    return print_schema(lexicographic_sort_schema(schema._schema)) + "\n"
