"""What a frontend draws forms and boards from."""

import inspect
from typing import Any

import strawberry
from strawberry.scalars import JSON
from strawberry.utils.str_converters import to_camel_case

from casewright.casetype import CaseType
from casewright.declarations import Transition
from casewright.fields import FieldSet
from casewright.process import Phase, Status
from casewright_gateway.types.transitions import mutation_name


@strawberry.type(description="A domain field, or an argument of a transition.")
class FieldDescription:
    """What a form shows and checks."""

    name: str = strawberry.field(description="Its name in the API.")
    label: str = strawberry.field(description="What a form calls it.")
    required: bool = strawberry.field(description="Whether it must be given.")
    indexed: bool = strawberry.field(description="Whether lists are filtered and ordered by it.")
    managed: bool = strawberry.field(description="Whether only transitions change it.")
    group: str | None = strawberry.field(description="The field group a grant may hide.")
    json_schema: JSON = strawberry.field(description="JSON Schema (2020-12) of its values.")


@strawberry.type(description="A step of a case type.")
class StageDescription:
    """Stage and phase."""

    name: str = strawberry.field(description="The stage.")
    phase: Phase = strawberry.field(description="The standard phase it belongs to.")


@strawberry.type(description="A move between stages.")
class TransitionDescription:
    """A transition and its arguments."""

    name: str = strawberry.field(description="The name of the transition.")
    mutation: str = strawberry.field(description="The mutation that makes it.")
    description: str = strawberry.field(description="What it does.")
    sources: list[str] = strawberry.field(description="The stages it starts from.")
    target: str | None = strawberry.field(description="The stage it leads to; empty: the case stays.")
    roles: list[str] = strawberry.field(description="Who may make it.")
    approval_roles: list[str] = strawberry.field(description="Who may have to agree, level by level.")
    arguments: list[FieldDescription] = strawberry.field(description="What it asks for.")


@strawberry.type(description="How a case can end.")
class OutcomeDescription:
    """Outcome and status."""

    name: str = strawberry.field(description="The outcome.")
    status: Status = strawberry.field(description="The final status it brings.")


@strawberry.type(description="A kind of case.")
class CaseTypeDescription:
    """What the declaration says."""

    name: str = strawberry.field(description="The name of the type.")
    description: str = strawberry.field(description="What it is.")
    plugin: str = strawberry.field(description="The plugin that declares it.")
    fields: list[FieldDescription] = strawberry.field(description="The domain fields.")
    json_schema: JSON = strawberry.field(description="JSON Schema (2020-12) of all domain fields together.")
    stages: list[StageDescription] = strawberry.field(description="The stages, in order.")
    transitions: list[TransitionDescription] = strawberry.field(description="The moves between them.")
    outcomes: list[OutcomeDescription] = strawberry.field(description="How a case can end.")
    metrics: list[str] = strawberry.field(description="The figures taken from each case.")


def describe(case_type: CaseType[Any], plugin: str, hidden: frozenset[str]) -> CaseTypeDescription:
    """The declaration as an object; without fields of hidden groups."""
    return CaseTypeDescription(
        name=case_type.name,
        description=case_type.description,
        plugin=plugin,
        fields=[field for field in _fields(case_type.fields) if field.group not in hidden],
        json_schema=JSON(_schema(case_type.fields, hidden)),
        stages=[StageDescription(name=name, phase=phase) for name, phase in case_type.stages.items()],
        transitions=[_transition(case_type, transition) for transition in case_type.transitions.values()],
        outcomes=[OutcomeDescription(name=name, status=status) for name, status in case_type.outcomes.items()],
        metrics=[metric.name for metric in case_type.metrics],
    )


def _schema(fields: FieldSet[Any], hidden: frozenset[str]) -> dict[str, Any]:
    schema = fields.json_schema()
    secret = {name for name, field in fields.fields.items() if field.marking.group in hidden}
    shown = {name: value for name, value in schema.get("properties", {}).items() if name not in secret}
    required = [name for name in schema.get("required", ()) if name not in secret]
    return {**schema, "properties": shown, "required": required}


def _fields(fields: FieldSet[Any]) -> list[FieldDescription]:
    schema = fields.json_schema()
    definitions = schema.get("$defs")
    described = []
    for name, field in fields.fields.items():
        own = dict(schema["properties"][name])
        described.append(
            FieldDescription(
                name=to_camel_case(name),
                label=field.label,
                required=field.required,
                indexed=field.marking.indexed,
                managed=field.marking.managed,
                group=field.marking.group or None,
                json_schema=JSON({**own, "$defs": definitions} if "$ref" in str(own) else own),
            )
        )
    return described


def _transition(case_type: CaseType[Any], transition: Transition) -> TransitionDescription:
    return TransitionDescription(
        name=transition.name,
        mutation=mutation_name(transition.name, case_type.name),
        description=inspect.cleandoc(transition.description),
        sources=list(transition.sources),
        target=transition.target,
        roles=list(transition.roles),
        approval_roles=list(transition.approval.levels) if transition.approval else [],
        arguments=_fields(transition.arguments),
    )
