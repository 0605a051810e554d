"""What a frontend draws forms and boards from."""

import inspect
from collections.abc import Mapping
from typing import Any

import strawberry
from strawberry.scalars import JSON
from strawberry.utils.str_converters import to_camel_case

from casewright.casetype import CaseType
from casewright.declarations import Confidentiality, Obligation, ScreeningRules, Transition
from casewright.fields import FieldSet
from casewright.process import Phase, Priority, Risk, Status, Verdict
from casewright.working_models import Practice, WorkingModel
from casewright_gateway.types.assessments import ScreeningReason
from casewright_gateway.types.transitions import mutation_name


@strawberry.type(description="A domain field, or an argument of a transition.")
class FieldDescription:
    """What a form shows and checks."""

    name: str = strawberry.field(description="Its name in the API.")
    label: str = strawberry.field(description="What a form calls it.")
    required: bool = strawberry.field(description="Whether it must be given.")
    indexed: bool = strawberry.field(description="Whether lists are filtered and ordered by it.")
    managed: bool = strawberry.field(
        description="Whether transitions change it, or an agreement with the tenant says it."
    )
    group: str | None = strawberry.field(description="The field group a grant may hide.")
    json_schema: JSON = strawberry.field(description="JSON Schema (2020-12) of its values.")


@strawberry.type(description="A document that a case must have before it leaves a stage.")
class RequiredDocument:
    """What it is, and by which category it is known."""

    title: str = strawberry.field(description="What it is.")
    category: str = strawberry.field(description="The category of a document that counts as it.")
    stage: str = strawberry.field(description="The stage at which the case is held without it.")


@strawberry.type(description="A step of a case type.")
class StageDescription:
    """Stage and phase."""

    name: str = strawberry.field(description="The stage.")
    phase: Phase = strawberry.field(description="The standard phase it belongs to.")
    gates: list[str] = strawberry.field(description="The rules that hold a case there, beside required tasks.")
    documents: list[RequiredDocument] = strawberry.field(description="The documents that hold a case there.")


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


@strawberry.type(description="An instrument that a case type works with.")
class InstrumentUse:
    """Which, where, and whether it is needed."""

    instrument: str = strawberry.field(description="The instrument, by its name.")
    stage: str = strawberry.field(description="The stage at which it is asked for.")
    required: bool = strawberry.field(description="Whether the case stays there until it is answered.")


@strawberry.type(description="A verdict that ends a case, and the outcome it brings.")
class VerdictDescription:
    """Verdict and outcome."""

    verdict: Verdict = strawberry.field(description="The verdict.")
    outcome: str = strawberry.field(description="The outcome it brings.")


@strawberry.type(description="How a case type is screened.")
class ScreeningDescription:
    """Who, by which rules, and how it may end."""

    roles: list[str] = strawberry.field(description="Who screens.")
    reasons: list[ScreeningReason] = strawberry.field(description="The rules to choose from.")
    verdicts: list[VerdictDescription] = strawberry.field(description="The verdicts that end a case.")


@strawberry.type(description="What a risk level asks for.")
class ObligationDescription:
    """Level, and what is due then."""

    level: Risk = strawberry.field(description="The level.")
    priority: Priority = strawberry.field(description="The priority it gives a case at least.")
    review: str | None = strawberry.field(description="How soon the risk is assessed again, in words.")
    escalate_to: str | None = strawberry.field(description="The role for which a task comes up.")


@strawberry.type(description="A model by which cases may be worked, and what it asks for.")
class PracticeDescription:
    """Model and practice."""

    model: WorkingModel = strawberry.field(description="The model.")
    contact_every: str = strawberry.field(description="The longest time between two contacts, in words.")
    caseload_limit: int = strawberry.field(description="How many cases a worker has at most.")
    records: list[str] = strawberry.field(description="What has to be on record.")
    alerts: bool = strawberry.field(description="Whether a contact that is overdue raises an alert.")


@strawberry.type(description="A kind of case.")
class CaseTypeDescription:
    """What the declaration says."""

    name: str = strawberry.field(description="The name of the type.")
    description: str = strawberry.field(description="What it is.")
    version: int = strawberry.field(description="The version of its definition, as told here.")
    earlier_versions: list[int] = strawberry.field(
        description="Earlier ones, by which cases opened under them are still worked."
    )
    plugin: str = strawberry.field(description="The plugin that declares it.")
    confidentiality: Confidentiality = strawberry.field(description="How far its cases are kept from others at first.")
    fields: list[FieldDescription] = strawberry.field(description="The domain fields.")
    json_schema: JSON = strawberry.field(description="JSON Schema (2020-12) of all domain fields together.")
    stages: list[StageDescription] = strawberry.field(description="The stages, in order.")
    transitions: list[TransitionDescription] = strawberry.field(description="The moves between them.")
    outcomes: list[OutcomeDescription] = strawberry.field(description="How a case can end.")
    metrics: list[str] = strawberry.field(description="The figures taken from each case.")
    instruments: list[InstrumentUse] = strawberry.field(description="The instruments it works with.")
    screening: ScreeningDescription | None = strawberry.field(description="How it is screened; empty: not at all.")
    obligations: list[ObligationDescription] = strawberry.field(description="What each risk level asks for.")
    models: list[PracticeDescription] = strawberry.field(description="How it may be worked; it opens by the first.")


def describe(
    case_type: CaseType[Any], plugin: str, hidden: frozenset[str], practices: Mapping[WorkingModel, Practice]
) -> CaseTypeDescription:
    """The declaration as an object; without fields of hidden groups."""
    return CaseTypeDescription(
        name=case_type.name,
        description=case_type.description,
        version=case_type.version,
        earlier_versions=sorted(case_type.older),
        plugin=plugin,
        confidentiality=case_type.confidentiality,
        fields=[field for field in _fields(case_type.fields) if field.group not in hidden],
        json_schema=JSON(_schema(case_type.fields, hidden)),
        stages=[_stage(case_type, name, phase) for name, phase in case_type.stages.items()],
        transitions=[_transition(case_type, transition) for transition in case_type.transitions.values()],
        outcomes=[OutcomeDescription(name=name, status=status) for name, status in case_type.outcomes.items()],
        metrics=[metric.name for metric in case_type.metrics],
        instruments=[
            InstrumentUse(instrument=use.instrument, stage=use.stage, required=use.required)
            for use in case_type.instruments
        ],
        screening=_screening(case_type.screening) if case_type.screening else None,
        obligations=[_obligation(level, obligation) for level, obligation in case_type.obligations.items()],
        models=[_practice(model, practice) for model, practice in practices.items()],
    )


def _screening(rules: ScreeningRules) -> ScreeningDescription:
    return ScreeningDescription(
        roles=list(rules.roles),
        reasons=[ScreeningReason(rule=rule, sentence=sentence) for rule, sentence in rules.reasons.items()],
        verdicts=[VerdictDescription(verdict=verdict, outcome=outcome) for verdict, outcome in rules.outcomes.items()],
    )


def _obligation(level: Risk, obligation: Obligation) -> ObligationDescription:
    return ObligationDescription(
        level=level,
        priority=obligation.priority,
        review=str(obligation.review) if obligation.review else None,
        escalate_to=obligation.escalate_to,
    )


def _practice(model: WorkingModel, practice: Practice) -> PracticeDescription:
    return PracticeDescription(
        model=model,
        contact_every=str(practice.contact_every),
        caseload_limit=practice.caseload_limit,
        records=list(practice.records),
        alerts=practice.alerts,
    )


def _schema(fields: FieldSet[Any], hidden: frozenset[str]) -> dict[str, Any]:
    schema = fields.json_schema
    secret = {name for name, field in fields.fields.items() if field.marking.group in hidden}
    shown = {name: value for name, value in schema.get("properties", {}).items() if name not in secret}
    required = [name for name in schema.get("required", ()) if name not in secret]
    return {**schema, "properties": shown, "required": required}


def _fields(fields: FieldSet[Any]) -> list[FieldDescription]:
    schema = fields.json_schema
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


def _stage(case_type: CaseType[Any], name: str, phase: Phase) -> StageDescription:
    return StageDescription(
        name=name,
        phase=phase,
        gates=[gate.value for gate in case_type.gates.get(name, ())],
        documents=[
            RequiredDocument(title=each.title, category=each.category, stage=name)
            for each in case_type.documents
            if each.stage == name
        ],
    )


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
