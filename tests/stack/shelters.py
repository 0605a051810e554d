"""A plugin that uses the whole process: somebody asks for a place in the town's winter shelter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casewright import (
    Action,
    Answer,
    Band,
    Case,
    CaseType,
    Gate,
    Instrument,
    Invalid,
    Item,
    ItemAlarm,
    Option,
    Phase,
    Practice,
    Priority,
    Risk,
    RiskScale,
    Status,
    Variant,
    Verdict,
    WorkingModel,
    calendar_days,
    hookimpl,
    hours,
    indexed,
)

YES_NO = (Option("no", "No", 0), Option("yes", "Yes", 3))


def read(instrument: Instrument, document: Mapping[str, Any]) -> Sequence[Answer]:
    """The form of another town: item by option."""
    if document.get("form") != "need":
        raise Invalid("this is another form", rule="need.form", field="document")
    return [Answer(item, option=option) for item, option in document["answers"].items()]


NEED = Instrument(
    name="need",
    version="3",
    title="Need for shelter",
    source="the town's form of 2026",
    items=(
        Item(id="outside", label="Sleeps outside", options=YES_NO),
        Item(id="ill", label="Is ill", options=YES_NO, alarm=ItemAlarm(3, "ask a doctor today", Priority.ASAP)),
        Item(id="pet", label="Has a pet", options=YES_NO, required=False, scored=False),
    ),
    bands=(Band("low", 0, Risk.LOW), Band("some", 3, Risk.MODERATE), Band("urgent", 6, Risk.HIGH)),
    estimates=1,
    finding=lambda points: "in_danger" if points["outside"] and points["ill"] else None,
    progress=lambda first, now: "better" if now < first else None,
    review=calendar_days(10),
    read=read,
)

COLD = Instrument(
    name="cold",
    version="1",
    title="How cold it is",
    source="the weather office",
    items=(Item(id="degrees", label="Below zero", steps=((0, 0), (5, 1), (15, 4)), most=60, decimals=1, unit="°C"),),
    bands=(Band("bearable", 0), Band("bitter", 4)),
    variants=(
        Variant(name="calm", title="Without wind"),
        Variant(name="wind", title="With wind", bands=(Band("bearable", 0), Band("bitter", 1)), source="wind table"),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Shelter:
    """Somebody without a roof."""

    name: str = indexed()
    alone: bool | None = None
    heard: bool = False


shelter = CaseType(
    "ShelterCase",
    Shelter,
    number="SHE-{year}-{sequence:04}",
    stages={
        "asked": Phase.SCREENING,
        "visited": Phase.ASSESSMENT,
        "weighed": Phase.STRATIFYING_RISK,
        "housed": Phase.IMPLEMENTATION,
    },
    title=lambda fields: fields.name,
    outcomes={
        "settled": Status.COMPLETED,
        "elsewhere": Status.TERMINATED,
        "twice": Status.TERMINATED,
        "housed": Status.COMPLETED,
    },
    reopens_at="visited",
    risk_scale=RiskScale(moderate=10, high=20),
)
shelter.grant("helper", Action.READ, Action.OPEN, Action.UPDATE, Action.WORK)
shelter.grant("watcher", Action.READ, Action.WORK, hide=("alert", "assessment", "risk", "screening"))
shelter.grant("porter", Action.READ, hide=("alert",))
shelter.grant("warden", Action.READ, Action.WORK, Action.SUPERVISE)

shelter.screen(
    role="helper",
    reasons={"no_roof": "There is no roof", "has_home": "There is a home", "known": "We know the person already"},
    outcomes={
        Verdict.RESOLVED_QUICKLY: "settled",
        Verdict.NOT_ELIGIBLE: "elsewhere",
        Verdict.DUPLICATE: "twice",
    },
)
shelter.gate("asked", Gate.VERDICT_RECORDED)
shelter.gate("weighed", Gate.RECORDS_KEPT)
shelter.assess("need", on="visited", required=True)
shelter.assess("cold", on="weighed", points={"bitter": 10})
shelter.oblige(Risk.HIGH, priority=Priority.URGENT, review=calendar_days(2), escalate_to="warden")
shelter.oblige(Risk.MODERATE, review=calendar_days(5))
shelter.about("guest")
shelter.work_by(WorkingModel.BROKERAGE)
shelter.work_by(
    WorkingModel.INTENSIVE, Practice(contact_every=hours(48), caseload_limit=8, records=("contacts",), alerts=True)
)


@shelter.priority
def how_soon(fields: Shelter) -> Priority:
    return Priority.URGENT if fields.alone else Priority.ROUTINE


@shelter.risk("Nobody is with them", points=5)
def alone(fields: Shelter) -> bool | None:
    return fields.alone


@shelter.transition("asked -> visited", role="helper")
def visit(case: Case[Shelter]) -> Shelter:
    """Go there."""
    return case.fields


@shelter.transition("visited -> weighed", role="helper")
def weigh(case: Case[Shelter]) -> Shelter:
    """Look at how bad it is."""
    return case.fields


@shelter.transition("weighed -> housed", role="helper")
def house(case: Case[Shelter]) -> Shelter:
    """Give them a bed."""
    return case.fields


@shelter.transition("visited | weighed -> asked", role="helper")
def ask_again(case: Case[Shelter]) -> Shelter:
    """Start once more."""
    return case.fields


@shelter.transition("housed", role="helper", outcome="housed")
def settle(case: Case[Shelter]) -> Shelter:
    """They have a home."""
    return case.fields


@hookimpl
def instruments() -> list[Instrument]:
    return [NEED, COLD]


@hookimpl
def case_types() -> list[CaseType[Any]]:
    return [shelter]
