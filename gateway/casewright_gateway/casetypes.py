"""What a case type adds to the schema: its concrete type, list, filter, order, inputs and mutations."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

import strawberry

from casewright import models
from casewright.casetype import CaseType
from casewright.db.dialect import Dialect
from casewright.declarations import Confidentiality, Transition
from casewright.operations.domain_fields import update_case
from casewright.operations.opening import Opening, open_case
from casewright.operations.sealing import about
from casewright.operations.transitions import perform
from casewright.working_models import WorkingModel
from casewright_gateway import ids
from casewright_gateway.context import Info
from casewright_gateway.derive import Derivation, plain, return_hint
from casewright_gateway.filters import Column, domain_column
from casewright_gateway.lists import CASE_COLUMNS, CaseFilter, case_list, order_input
from casewright_gateway.mutations.attempt import attempt
from casewright_gateway.mutations.inputs import PartyInput, new_party
from casewright_gateway.mutations.payloads import TransitionPayload, changed_case
from casewright_gateway.reads.keyset import Key
from casewright_gateway.rows import present
from casewright_gateway.sources import DOMAIN_COLUMNS, Computed, Domain, Source, source
from casewright_gateway.types.case import Case
from casewright_gateway.types.transitions import mutation_name

_UNSET = strawberry.UNSET
_Shown: TypeAlias = Callable[[Info, str, Any], Any]
"""How the value of a field of a case type is shown."""
_TARGET = {
    "id": (strawberry.ID, strawberry.field(description="The case.")),
    "expected_version": (int, strawberry.field(description="The version of the case that was read.")),
}
_REASON = {"reason": (str | None, strawberry.field(default=_UNSET, description="Why; needed when the case goes back."))}
_OPENING = {
    "parties": (
        list[PartyInput] | None,
        strawberry.field(default=_UNSET, description="Who has a role in the case from the start."),
    ),
    "team": (str | None, strawberry.field(default=_UNSET, description="The team in whose queue the case waits.")),
    "external_id": (
        str | None,
        strawberry.field(default=_UNSET, description="Its identifier in another system; opened once only."),
    ),
    "confidentiality": (
        Confidentiality | None,
        strawberry.field(default=_UNSET, description="How far it is kept from others; left out: as its type says."),
    ),
}
_MODEL = {
    "model": (
        WorkingModel | None,
        strawberry.field(default=_UNSET, description="How it is worked; left out: by the first model of its type."),
    ),
}
"""Beside that, for a type that is worked by models."""


@dataclass(frozen=True)
class CaseTypeApi:
    """The part of the schema that belongs to one case type."""

    cls: type[Any]
    wrap: Callable[[models.Case], Any]
    queries: dict[str, Any]
    mutations: dict[str, Any]


def case_type_api(case_type: CaseType[Any], derivation: Derivation, dialect: Dialect) -> CaseTypeApi:
    """Derive everything from the declaration."""
    cls = _concrete(case_type, derivation)
    payload = _payload(case_type, cls)
    mutations = {
        f"open_{case_type.name}": _open(case_type, derivation, payload),
        f"update_{case_type.name}": _update(case_type, derivation, payload),
    }
    for transition in _every_transition(case_type):
        mutations[transition.name] = _transition(case_type, transition, derivation, payload)
    named = {field.graphql_name: field for field in mutations.values()}
    plural = case_type.plural[0].lower() + case_type.plural[1:]
    queries = {plural: _list(case_type, derivation, dialect, cls, plural)}
    return CaseTypeApi(cls, _wrapper(case_type, cls), queries, named)


def _every_transition(case_type: CaseType[Any]) -> Iterable[Transition]:
    """Those of the present definition, and what only earlier ones have for the cases that are still worked by them."""
    found = {name: move for older in case_type.older.values() for name, move in older.transitions.items()}
    return {**found, **case_type.transitions}.values()


def _concrete(case_type: CaseType[Any], derivation: Derivation) -> type[Any]:
    namespace: dict[str, Any] = {"__annotations__": {}, "__module__": __name__, "__qualname__": case_type.name}
    for name, field in case_type.fields.fields.items():
        mapped, group = derivation.output(field.type), field.marking.group
        nullable = mapped | None if field.optional or group else mapped
        if field.marking.sealed:
            namespace[name] = _masked(name, nullable, group, field.label, Computed(DOMAIN_COLUMNS, group), _opened)
        else:
            namespace[name] = _masked(name, nullable, group, field.label, Domain(case_type.name, field))
    for name, function in case_type.fields.computed.items():
        description = (function.__doc__ or name).strip().partition("\n")[0]
        mapped, group = derivation.output(return_hint(function)), case_type.computed_groups.get(name, "")
        namespace[name] = _masked(
            name, mapped | None if group else mapped, group, description, Computed(DOMAIN_COLUMNS, group)
        )
    return strawberry.type(type(case_type.name, (Case,), namespace), description=case_type.description)


def _as_stored(info: Info, case_type: str, value: Any) -> Any:
    return value


def _opened(info: Info, case_type: str, value: str | None) -> str | None:
    context = info.context
    return value and context.platform.keyring.open(value, about(context.actor.tenant, case_type))


def _masked(
    name: str, annotation: Any, group: str, description: str, declared: Source, shown: _Shown = _as_stored
) -> Any:
    """A domain field, stored or computed; null where a grant hides its group."""

    def resolve(root: Any, info: Info) -> Any:
        if group and group in info.context.hidden(root.row.case_type):
            return None
        return shown(info, root.row.case_type, getattr(root.fields, name))

    resolve.__name__ = name
    resolve.__annotations__ = {"info": Info, "return": annotation}
    return strawberry.field(resolver=resolve, description=description, metadata=source(declared))


def _wrapper(case_type: CaseType[Any], cls: type[Any]) -> Callable[[models.Case], Any]:
    def wrap(row: models.Case) -> Any:
        fields = case_type.load(row.fields_json, row.schema_version)
        return present(cls, row, fields=fields)

    return wrap


def _payload(case_type: CaseType[Any], cls: type[Any]) -> Any:
    own = case_type.name[0].lower() + case_type.name[1:]
    name = f"{case_type.name}Payload"
    namespace = {
        "__annotations__": {"case": cls | None},
        "case": changed_case(name=own),
        "__module__": __name__,
        "__qualname__": name,
    }
    description = f"What came of a change of a {case_type.name}."
    return strawberry.type(type(name, (TransitionPayload,), namespace), description=description)


def _mutation(name: str, input_type: Any, payload: Any, description: str, work: Callable[..., Any]) -> Any:
    async def resolve(info: Info, input: Any) -> Any:
        return await attempt(payload, work(info, input))

    resolve.__name__ = name
    resolve.__annotations__ = {"info": Info, "input": input_type, "return": payload}
    return strawberry.mutation(resolver=resolve, name=name, description=description)


def _open(case_type: CaseType[Any], derivation: Derivation, payload: Any) -> Any:
    name = f"open{case_type.name}"
    input_type = derivation.input_class(
        camel_first(name) + "Input",
        {key: field for key, field in case_type.fields.fields.items() if not field.marking.managed},
        case_type.fields.cls,
        f"What a {case_type.name} is opened with.",
        _OPENING | (_MODEL if case_type.practices else {}),
    )

    async def work(info: Info, input: Any) -> dict[str, Any]:
        values = plain(input)
        parties = [new_party(party) for party in values.pop("parties", None) or ()]
        beside = {name: values.pop(name, None) for name in ("team", "external_id", "model", "confidentiality")}
        opening = Opening(parties=parties, **beside)
        context = info.context
        return {"case_id": await open_case(context.platform, context.actor, case_type, values, opening)}

    return _mutation(name, input_type, payload, f"Open a {case_type.name}: {case_type.description}", work)


def _update(case_type: CaseType[Any], derivation: Derivation, payload: Any) -> Any:
    name = f"update{case_type.name}"
    input_type = derivation.input_class(
        camel_first(name) + "Input",
        {key: field for key, field in case_type.fields.fields.items() if not field.marking.managed},
        case_type.fields.cls,
        f"Which fields of a {case_type.name} change; those left out stay.",
        _TARGET,
        partial=True,
    )

    async def work(info: Info, input: Any) -> dict[str, Any]:
        values = plain(input)
        case_id = ids.row_id(values.pop("id"), case_type.name)
        expected = values.pop("expected_version")
        context = info.context
        await update_case(context.platform, context.actor, case_id, expected_version=expected, values=values)
        return {"case_id": case_id}

    return _mutation(name, input_type, payload, f"Change fields of a {case_type.name}.", work)


def _transition(case_type: CaseType[Any], transition: Transition, derivation: Derivation, payload: Any) -> Any:
    name = mutation_name(transition.name, case_type.name)
    input_type = derivation.input_class(
        camel_first(name) + "Input",
        transition.arguments.fields,
        transition.arguments.cls,
        transition.description,
        _TARGET | _REASON,
    )

    async def work(info: Info, input: Any) -> dict[str, Any]:
        values = plain(input)
        case_id = ids.row_id(values.pop("id"), case_type.name)
        expected, reason = values.pop("expected_version"), values.pop("reason", None)
        context = info.context
        made = await perform(
            context.platform,
            context.actor,
            case_id,
            transition,
            expected_version=expected,
            arguments=values,
            reason=reason,
        )
        return {"case_id": case_id, "approval_id": None if made else await _pending(case_id)}

    return _mutation(name, input_type, payload, transition.description, work)


async def _pending(case_id: UUID) -> UUID:
    newest = await models.Approval.filter(case_id=case_id, state="pending").order_by("-id").first()
    assert newest is not None
    return newest.id


def camel_first(name: str) -> str:
    """The name with a capital first letter."""
    return name[0].upper() + name[1:]


def _list(case_type: CaseType[Any], derivation: Derivation, dialect: Dialect, cls: type[Any], plural: str) -> Any:
    indexed = {name: field for name, field in case_type.fields.fields.items() if field.marking.indexed}
    columns = {name: domain_column(dialect, field) for name, field in indexed.items()}
    groups = {name: field.marking.group for name, field in indexed.items() if field.marking.group}
    keys = {name: Key(columns[name].expression, field.kind, nullable=True) for name, field in indexed.items()}
    filters = _filter(case_type, derivation)
    order = order_input(case_type.name, {name: key for name, key in keys.items() if name not in groups})
    all_columns: dict[str, Column] = {**CASE_COLUMNS, **columns}
    description = f"Cases of the type {case_type.name} that you may see."
    return case_list(plural, cls, filters, order, all_columns, description, only_type=case_type.name, groups=groups)


def _filter(case_type: CaseType[Any], derivation: Derivation) -> Any:
    name = f"{case_type.name}Filter"
    namespace: dict[str, Any] = {"__annotations__": {}, "__module__": __name__, "__qualname__": name}
    for field_name, field in case_type.fields.fields.items():
        if field.marking.indexed:
            namespace["__annotations__"][field_name] = derivation.filter_of(field) | None
            namespace[field_name] = strawberry.field(default=_UNSET, description=field.label)
    description = f"Which cases of the type {case_type.name}; all conditions given must hold."
    return strawberry.input(type(name, (CaseFilter,), namespace), description=description)
